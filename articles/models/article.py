"""Article: one text in one language from one source, what it was before, and how it came in."""

import re
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from articles.models.picture import Picture
    from articles.models.taxonomy import Topic

SLUG_CHARACTERS = 80
TITLE_WORDS_AT_MOST = 8  # that a search for titles compares; each is one more pass over the titles


def slug_of_title(title: str) -> str:
    """The words of a title as they stand in an address: in plain ASCII where its script allows, else as they are.

    Vowel signs and other marks stay with their letters; without them Thai, Khmer or Hindi words are no words.
    """
    plain = slugify(title.replace("đ", "d").replace("Đ", "D"))
    # What is left of a title in another script is its numbers and names, which say little.
    if len(plain) * 2 < len(title):
        kept = (
            character if unicodedata.category(character)[0] in "LMN" else " " for character in title.lower()
        )
        plain = "-".join("".join(kept).split())
    return plain[:SLUG_CHARACTERS].strip("-") or "article"


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> Self:
        return self.filter(state=Article.State.PUBLISHED)

    def in_language(self, language: str) -> Self:
        return self.filter(language=language.lower())

    def newest_first(self) -> Self:
        """By publication time, or by arrival where that is unknown; the id settles ties."""
        return self.order_by("-ordered_at", "-pk")

    def older_than(self, moment: datetime, pk: int) -> Self:
        """The keyset page after the article with this time and id."""
        return self.filter(models.Q(ordered_at__lt=moment) | models.Q(ordered_at=moment, pk__lt=pk))

    def newer_than(self, moment: datetime, pk: int) -> Self:
        return self.filter(models.Q(ordered_at__gt=moment) | models.Q(ordered_at=moment, pk__gt=pk))

    def for_cards(self) -> Self:
        """What a card or list item shows, in a fixed number of queries; the long text stays in the database."""
        return (
            self.select_related("source", "carrier", "category")
            .prefetch_related("category__names", "pictures")
            .defer("text", "html", "search")
        )

    def for_page(self) -> Self:
        """What the article's own page shows of the article itself."""
        return (
            self.select_related("source", "carrier", "author", "category", "story")
            .prefetch_related("category__names", "pictures")
            .defer("search")
        )

    def on_topic(self, topic: "Topic") -> Self:
        # By its key, not its slug: of that the planner knows how many articles the topic has.
        links = ArticleTopic.objects.filter(topic=topic, excluded=False)
        return self.filter(pk__in=links.values("article_id"))

    def leads_of_stories(self) -> Self:
        """One article a story and language."""
        return self.filter(is_lead=True)

    def titled(self, words: str) -> Self:
        """Those whose titles hold every one of `words`, in any order and letter case.

        The pattern match is one that the trigram index on titles answers, which Django's `icontains` is not.
        """
        found = self
        for word in words.replace("\0", " ").split()[:TITLE_WORDS_AT_MOST]:
            found = found.filter(title__iregex=re.escape(word))
        return found


class Article(models.Model):
    """One text in one language from one source.

    `source` is the publisher credited: the original's where the text cites one. `carrier` is the site where this
    text stands when that is another one. `address_key` and `origin_key` are the comparable forms of the two
    addresses (`articles.grouping.addresses`). An editor's choices are marked (`..._by_hand`) and survive every rule.
    """

    class State(models.TextChoices):
        PUBLISHED = "published", _("Published")
        HELD = "held", _("Held for an editor")
        OFF_TOPIC = "off-topic", _("Off topic")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    story = models.ForeignKey("articles.Story", models.PROTECT, related_name="articles")
    is_lead = models.BooleanField(default=True, help_text="Stands for its story in its language.")
    source = models.ForeignKey("articles.Source", models.PROTECT, related_name="articles")
    carrier = models.ForeignKey(
        "articles.Source", models.PROTECT, null=True, blank=True, related_name="carried_articles"
    )
    author = models.ForeignKey(
        "articles.Author", models.SET_NULL, null=True, blank=True, related_name="articles"
    )
    category = models.ForeignKey(
        "articles.Category", models.SET_NULL, null=True, blank=True, related_name="articles"
    )
    category_by_hand = models.BooleanField(default=False)
    topics = models.ManyToManyField(
        "articles.Topic", through="articles.ArticleTopic", related_name="articles"
    )

    language = models.CharField(max_length=35, help_text="A BCP 47 tag in lower case.")
    title = models.CharField(max_length=500)
    title_derived = models.BooleanField(
        default=False, help_text="Made from the first sentence: it had no headline."
    )
    lead = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    machine_translated = models.BooleanField(default=False)
    relevant = models.BooleanField(default=False, help_text="Its main subject is dân vận.")

    url = models.URLField(max_length=2000, blank=True)
    address_key = models.CharField(max_length=700, blank=True)
    origin_url = models.URLField(max_length=2000, blank=True)
    origin_key = models.CharField(max_length=700, blank=True)

    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True, help_text="When the publisher changed it.")
    arrived_at = models.DateTimeField()
    ordered_at = models.GeneratedField(
        expression=Coalesce("published_at", "arrived_at"),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    state_by_hand = models.BooleanField(default=False)
    content_hash = models.CharField(max_length=64)
    search = SearchVectorField(null=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["address_key"], condition=~models.Q(address_key=""), name="article_one_an_address"
            ),
            models.UniqueConstraint(
                fields=["story", "language"], condition=models.Q(is_lead=True), name="article_one_lead"
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="article_has_title"),
            models.CheckConstraint(condition=~models.Q(language=""), name="article_has_language"),
        ]
        indexes = [
            models.Index(
                fields=["language", "-ordered_at", "-id"],
                name="article_edition",
                condition=models.Q(state="published"),
            ),
            models.Index(
                fields=["category", "language", "-ordered_at", "-id"],
                name="article_category",
                condition=models.Q(state="published"),
            ),
            models.Index(
                fields=["source", "language", "-ordered_at", "-id"],
                name="article_source",
                condition=models.Q(state="published"),
            ),
            models.Index(
                fields=["author", "-ordered_at", "-id"],
                name="article_author",
                condition=models.Q(state="published"),
            ),
            models.Index(fields=["-ordered_at", "-id"], name="article_newest"),
            models.Index(fields=["origin_key"], name="article_origin", condition=~models.Q(origin_key="")),
            models.Index(fields=["content_hash"], name="article_content"),
            models.Index(fields=["state", "-arrived_at"], name="article_state"),
            GinIndex(fields=["search"], name="article_search"),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="article_title_trigrams"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(
            "articles:article", kwargs={"language": self.language, "pk": self.pk, "slug": self.slug}
        )

    def get_changes_url(self) -> str:
        """The page on which readers see what changed in it."""
        return reverse(
            "articles:changes", kwargs={"language": self.language, "pk": self.pk, "slug": self.slug}
        )

    @property
    def slug(self) -> str:
        return slug_of_title(self.title)

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def shows_excerpt_only(self) -> bool:
        return self.source.rights == self.source.Rights.EXCERPT

    @property
    def lead_picture(self) -> "Picture | None":
        """The first picture that the site can show, if its source allows any; reads the prefetched `pictures`."""
        if not self.source.pictures_allowed:
            return None
        return next((picture for picture in self.pictures.all() if picture.is_shown), None)


class ArticleTopic(models.Model):
    """An article is of a topic, by rule or by an editor's hand. `excluded` remembers that an editor took it off."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="topic_links", db_index=False)
    topic = models.ForeignKey("articles.Topic", models.CASCADE, related_name="article_links")
    by_hand = models.BooleanField(default=False)
    excluded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "topic"], name="article_topic_once"),
            models.CheckConstraint(
                condition=models.Q(excluded=False) | models.Q(by_hand=True),
                name="only_editors_exclude_topics",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.topic_id}"


class Revision(models.Model):
    """What an article was before it changed."""

    class Cause(models.TextChoices):
        """Who changed it; shown to editors only, who work in English."""

        PUBLISHER = "publisher", "its publisher"
        EDITOR = "editor", "an editor"
        READING = "reading", "a better reading by our rules"

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    title = models.CharField(max_length=500)
    lead = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64)
    replaced_at = models.DateTimeField(help_text="When the newer text took its place.")
    cause = models.CharField(
        "changed by", max_length=10, choices=Cause, default=Cause.PUBLISHER, db_default=Cause.PUBLISHER
    )

    class Meta:
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.replaced_at:%Y-%m-%d %H:%M})"


class Intake(models.Model):
    """How an article came in: the input as it was read, and what the normaliser decided and why."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="intake")
    read_from = models.CharField(max_length=2000, help_text="The path or address of the input.")
    raw = models.TextField(blank=True)
    raw_kind = models.CharField(max_length=10)
    dropped = models.JSONField(default=list, help_text="What was not part of the article: text and reason.")
    warnings = models.JSONField(default=list)
    matched_terms = models.JSONField(default=list)
    relevance_reasons = models.JSONField(default=list)
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.read_from
