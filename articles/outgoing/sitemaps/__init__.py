"""Sitemaps (sitemaps.org) with language versions, and the news sitemap of the last two days.

Django's sitemap framework pages by OFFSET and reads every row for its index. Here each part is a range of
article ids: the cost of a part does not grow with the site, and articles never move between parts.
"""

from articles.outgoing.sitemaps.articles import PART_SIZE, article_pages, index_of_parts
from articles.outgoing.sitemaps.lists import list_pages
from articles.outgoing.sitemaps.news import news
from articles.outgoing.sitemaps.writing import News, Place, write_index, write_news, write_pages

__all__ = [
    "PART_SIZE",
    "News",
    "Place",
    "article_pages",
    "index_of_parts",
    "list_pages",
    "news",
    "write_index",
    "write_news",
    "write_pages",
]
