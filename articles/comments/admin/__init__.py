"""The moderators' desk: the queue, the lists of comments and reports, words, bars and openings."""

from articles.comments.admin import comment, lists, report

__all__ = ["comment", "lists", "report"]
