"""How articles come in: from the address of a feed to the stored article. docs/contributors.md shows the rooms."""
