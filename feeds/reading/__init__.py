"""From a feed entry, a page, a plain text or a kept input to a raw article."""
