"""Extraction: the HTML of a page → the article in it (`feeds.extractor.page`)."""
