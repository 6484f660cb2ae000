"""Extraction: the HTML of a page → the article in it."""

from feeds.extractor.page import extract_page

__all__ = ["extract_page"]
