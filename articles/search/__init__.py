"""Search: indexing (`vectors`), parsing what a reader typed (`query`), finding articles (`results`)."""

from articles.search.query import Query, parse
from articles.search.results import Result, SearchPage, find
from articles.search.vectors import Lexemes, index_articles, lexemes_of

__all__ = [
    "Lexemes",
    "Query",
    "Result",
    "SearchPage",
    "find",
    "index_articles",
    "lexemes_of",
    "parse",
]
