"""A page's HTML becomes the article that stands in it."""

from feeds.extractor.page import extract_page

__all__ = ["extract_page"]
