"""How often articles were read: sums by the hour, of nobody in particular."""

from django.db import models


class ReadCount(models.Model):
    """How often an article was asked for in an hour, robots left out. Counted from the log of the proxy by
    `count_reads`; no address is kept.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="read_counts")
    hour = models.DateTimeField(help_text="When the hour begins.")
    reads = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()  # nobody changes them
        constraints = [models.UniqueConstraint(fields=["hour", "article"], name="read_count_one_an_hour")]

    def __str__(self) -> str:
        return f"{self.article_id}, {self.hour:%Y-%m-%d %H}: {self.reads}"
