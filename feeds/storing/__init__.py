"""Store what was read: entries, pages, pictures, files; and run the rules again over what is stored."""
