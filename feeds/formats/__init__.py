"""From bytes to what a document says: feeds, sitemaps, list pages, OPML."""
