"""Which feeds to follow: discovery, preview, lists of feeds."""
