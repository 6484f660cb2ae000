"""The places that articles name."""

from django.db import models

from articles.models.article import Article
from articles.models.kept import Placed, list_indexes


class ArticlePlace(Placed):
    """A province that an article names (`articles.evidence.named_places`), by its official number.

    `former` are the slugs of former provinces by which the article names it, set apart by spaces; empty where it uses
    today's name alone. Unlike evidence, the row stays as long as the article.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="place_links", db_index=False)
    province = models.PositiveSmallIntegerField(help_text="The official number of a present province.")
    former = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "province"], name="article_place_once")]
        indexes = list_indexes("province", "article_place")

    def __str__(self) -> str:
        return f"{self.article_id}: {self.province}"
