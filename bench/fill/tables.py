"""All rows that wait to be written, by model."""

from django.db import transaction
from django.db.models import Model

from articles.comments.models import Comment
from articles.models import (
    Article,
    ArticlePlace,
    ArticleTopic,
    Citation,
    Intake,
    Picture,
    Revision,
    Story,
    StoryKey,
    TextBand,
    TextSketch,
)
from bench.fill.copying import Rows
from feeds.models import Entry

WITH_OWN_KEY: tuple[type[Model], ...] = (Story, TextBand, TextSketch)
NUMBERED: tuple[type[Model], ...] = (
    StoryKey,
    ArticleTopic,
    ArticlePlace,
    Citation,
    Picture,
    Intake,
    Revision,
    Comment,
    Entry,
)
FILLED: tuple[type[Model], ...] = (Article, *WITH_OWN_KEY, *NUMBERED)


class Tables:
    """The rows of one process on their way into the database."""

    def __init__(self) -> None:
        self.articles = Rows(Article)
        self._rows: dict[type[Model], Rows] = {model: Rows(model) for model in WITH_OWN_KEY}
        self._rows |= {model: Rows(model, left_out=["id"]) for model in NUMBERED}

    def add(self, model: type[Model], **values: object) -> None:
        """One row of another model than Article."""
        self._rows[model].add(**values)

    @transaction.atomic
    def write(self) -> int:
        """Writes all that waits; gives the number of articles."""
        count = self.articles.write()
        for rows in self._rows.values():
            rows.write()
        return count
