"""Category (one per article), topic (any number), the terms that find topics, and authors."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Upper
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles import addresses

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

# If a name is missing in the reader's language: English, which most readers know, then Vietnamese, the
# language of most articles.
FALLBACK_LANGUAGES = ("en", "vi")


def slug_of_author(name: str) -> str:
    """The slug of a byline, in its own script."""
    return slugify(name, allow_unicode=True) or "author"


class Name(models.Model):
    """The name of a thing in one language; editors maintain these rows."""

    language = models.CharField(max_length=35, help_text="A BCP 47 tag in lower case, such as zh-hans.")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class Named(models.Model):
    """Something with translated names. Lists of it prefetch `names`."""

    slug = models.SlugField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller stands earlier.")

    names: "RelatedManager[Any]"  # reverse of the foreign key in each model of names

    class Meta:
        abstract = True
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """The name in `language`, else in English, else in Vietnamese, else the slug."""
        row = self._names_row(language)
        return row.name if row else self.slug

    def description_in(self, language: str) -> str:
        """The description in `language`, with the same fallbacks; empty if there is none."""
        rows = {row.language: row for row in self.names.all()}
        for tag in (language, *FALLBACK_LANGUAGES):
            if tag in rows and rows[tag].description:
                return str(rows[tag].description)
        return ""

    def language_of_name(self, language: str) -> str:
        """The language of the name that `name_in(language)` returns."""
        row = self._names_row(language)
        return row.language if row else FALLBACK_LANGUAGES[0]

    def _names_row(self, language: str) -> "Name | None":
        rows = {row.language: row for row in self.names.all()}
        return next((rows[tag] for tag in (language, *FALLBACK_LANGUAGES) if tag in rows), None)


class Category(Named):
    """The one section of an article."""

    class Meta(Named.Meta):
        verbose_name_plural = "categories"

    def get_absolute_url(self, edition: str = "vi") -> str:
        return addresses.category_address(edition, self.slug)


class CategoryName(Name):
    category = models.ForeignKey(Category, models.CASCADE, related_name="names")

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["category", "language"], name="category_name_once_a_language")
        ]


class Topic(Named):
    """A subject. Its terms find its articles."""

    part_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        help_text="The wider topic that every article of this one belongs to as well.",
    )

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(part_of=models.F("id")), name="topic_not_part_of_itself"
            )
        ]

    def get_absolute_url(self, edition: str = "vi") -> str:
        return addresses.topic_address(edition, self.slug)


class TopicName(Name):
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="names")

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "language"], name="topic_name_once_a_language")
        ]


class Term(models.Model):
    """A phrase in one language that indicates a topic."""

    class Place(models.TextChoices):
        ANYWHERE = "anywhere", _("Title, lead and text")
        TITLE = "title", _("Title only")

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="terms")
    language = models.CharField(max_length=35)
    phrase = models.CharField(
        max_length=200, help_text="A star at the end of a word matches its other endings."
    )
    weight = models.FloatField(
        default=1.0,
        help_text="1: makes an article of the topic when it stands in title or lead. Below 0.5: only helps. "
        "0: swallows a shorter term inside it. Negative: speaks against the topic.",
    )
    place = models.CharField(max_length=10, choices=Place, default=Place.ANYWHERE)

    class Meta:
        ordering = ["topic", "language", "phrase"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "language", "phrase"], name="term_once_a_topic_and_language"
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gte=-10, weight__lte=10), name="term_weight_sane"
            ),
            models.CheckConstraint(condition=~models.Q(phrase=""), name="term_phrase_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.phrase} ({self.language})"


class Author(models.Model):
    """A byline of one source. The same name at two sources is two authors, who may be different persons."""

    name = models.CharField(max_length=200)
    source = models.ForeignKey("articles.Source", models.CASCADE, related_name="authors")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["source", "name"], name="author_once_a_source"),
            models.CheckConstraint(condition=~models.Q(name=""), name="author_name_not_empty"),
        ]
        # A search for a byline.
        indexes = [models.Index(Upper("name"), name="author_called")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self, edition: str = "vi") -> str:
        return addresses.author_address(edition, self.pk, self.slug)

    @property
    def slug(self) -> str:
        return slug_of_author(self.name)
