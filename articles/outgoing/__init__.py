"""What other programs read of the site: feeds, sitemaps, structured data."""
