"""Search: what is written of each article for it (`vectors`), what a reader may ask (`query`), what is found (`finding`)."""

from articles.search.finding import Result, SearchPage, find
from articles.search.query import Query, parse
from articles.search.vectors import index_articles, search_value

__all__ = ["Query", "Result", "SearchPage", "find", "index_articles", "parse", "search_value"]
