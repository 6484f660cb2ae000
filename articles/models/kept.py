"""What is kept beside the articles so that no page counts them. Triggers of the database write all of it
(`articles/migrations/0017_kept_counts.py`); nothing else does.
"""

from datetime import date

from django.db import models

# The period of a row that counts a list's whole time. Other rows name a month by its first day, or a day.
ALL_TIME = date(1, 1, 1)
EVERY_SOURCE = 0


class Placed(models.Model):
    """An article's place in a list that it is linked to: what the list is ordered and narrowed by, and
    whether readers find the article there. Copied from the article, so that an index can hold it.
    """

    language = models.CharField(max_length=35, null=True, editable=False)
    ordered_at = models.DateTimeField(null=True, editable=False)
    source_id = models.BigIntegerField(null=True, editable=False)
    is_lead = models.BooleanField(db_default=False, default=False, editable=False)
    is_listed = models.BooleanField(db_default=False, default=False, editable=False)

    class Meta:
        abstract = True


def list_indexes(key: str, name: str) -> list[models.Index]:
    """The indexes of links with a column `key` for lists of it: in one language, narrowed to a source, in all languages."""
    listed = models.Q(is_listed=True)
    newest = ("-ordered_at", "-article")
    return [
        models.Index(
            fields=[key, "language", *newest], name=f"{name}_list", include=["is_lead"], condition=listed
        ),
        models.Index(fields=[key, "source_id", "language", *newest], name=f"{name}_source", condition=listed),
        models.Index(fields=[key, *newest], name=f"{name}_newest", condition=listed),
    ]


class ListCount(models.Model):
    """A number of published articles in a list, by language, source and period.

    `key` is the id of the category, topic, source, author or document that is listed, and 0 for an edition.
    Of a day it is the number of days since 1970, by the readers' clock; of a place the number of the province. `source_id` is 0 in rows that count
    all sources together. `leads` counts stories once in each language, `articles` every one.

    Several rows may be of one list, language, source and period: their sum is what counts. Whoever changes an
    article appends rows in the same transaction and waits for nobody; `articles.kept.folding` makes one of
    them later.
    """

    class Kind(models.IntegerChoices):
        EDITION = 1
        DAY = 2
        CATEGORY = 3
        SOURCE = 4
        AUTHOR = 5
        TOPIC = 6
        DOCUMENT = 7
        TOPIC_BY_DAY = 8
        PLACE = 9

    kind = models.PositiveSmallIntegerField(choices=Kind)
    key = models.BigIntegerField()
    language = models.CharField(max_length=35)
    source_id = models.BigIntegerField()
    period = models.DateField()
    articles = models.IntegerField()
    leads = models.IntegerField()
    is_folded = models.BooleanField()

    class Meta:
        default_permissions = ()  # nobody changes them
        indexes = [
            models.Index(
                fields=["kind", "key", "source_id", "language", "period"],
                name="list_count_period",
                condition=models.Q(period__gt=ALL_TIME),
            ),
            models.Index(
                fields=["kind", "key", "language", "source_id"],
                name="list_count_total",
                condition=models.Q(period=ALL_TIME),
            ),
            models.Index(fields=["id"], name="list_count_new", condition=models.Q(is_folded=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}, {self.language}, {self.period}: {self.articles}"
