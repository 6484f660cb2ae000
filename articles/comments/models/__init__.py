"""Comments and what belongs to them: reports, the addresses of writers, what screening knows."""

from articles.comments.models.comment import COMMENT_CHARACTERS, Comment, CommentQuerySet
from articles.comments.models.desk import Bar, Moderation, Opening
from articles.comments.models.report import Report
from articles.comments.models.screening import HashKey, ScreeningWord
from articles.comments.models.writer import WriterAddress

__all__ = [
    "COMMENT_CHARACTERS",
    "Bar",
    "Comment",
    "CommentQuerySet",
    "HashKey",
    "Moderation",
    "Opening",
    "Report",
    "ScreeningWord",
    "WriterAddress",
]
