"""Article: one text in one language from one source, with its revisions, topics and intake."""

import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func
from django.db.models.functions import Coalesce, Greatest
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from articles import addresses
from articles.models import lookups  # noqa: F401  # `title__holds`
from articles.models.compressed import CompressedTextField
from articles.models.kept import Placed, list_indexes
from desk.wording import minute

if TYPE_CHECKING:
    from articles.models.picture import Picture
    from articles.models.taxonomy import Topic

SLUG_CHARACTERS = 80
ZONE = ZoneInfo(settings.READER_TIME_ZONE)
SITEMAP_PART = 5_000  # ids in one part of the sitemap
TITLE_WORDS_AT_MOST = 8  # compared in a title search; each is one more pass over the titles


def slug_of_title(title: str) -> str:
    """The slug of a title: in ASCII if its script allows, else in its own script.

    Vowel signs and other marks stay with their letters; without them Thai, Khmer or Hindi words are
    unreadable.
    """
    plain = slugify(title.replace("đ", "d").replace("Đ", "D"))
    # In another script, ASCII would leave only numbers and names.
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
        """By publication time, or by arrival if that is unknown; then by id."""
        return self.order_by("-ordered_at", "-pk")

    def older_than(self, moment: datetime, pk: int) -> Self:
        """The articles after the one with this time and id (keyset pagination)."""
        # Two conditions: of an OR an index would be read from its start.
        return self.filter(ordered_at__lte=moment).exclude(ordered_at=moment, pk__gte=pk)

    def newer_than(self, moment: datetime, pk: int) -> Self:
        return self.filter(ordered_at__gte=moment).exclude(ordered_at=moment, pk__lte=pk)

    def for_cards(self) -> Self:
        """What a card or list item shows, in a fixed number of queries; long texts are deferred."""
        return (
            self.select_related("source", "carrier", "category")
            .prefetch_related("category__names", "pictures")
            .defer("text", "html", "search")
        )

    def for_page(self) -> Self:
        """What the article page shows of the article itself."""
        return (
            self.select_related("source", "carrier", "author", "category", "story")
            .prefetch_related("category__names", "pictures")
            .defer("search")
        )

    def on_topic(self, topic: "Topic") -> Self:
        # By key, not slug: then the planner knows how many articles the topic has.
        links = ArticleTopic.objects.filter(topic=topic, excluded=False)
        return self.filter(pk__in=links.values("article_id"))

    def leads_of_stories(self) -> Self:
        """One article per story and language."""
        return self.filter(is_lead=True)

    def titled(self, words: str) -> Self:
        """Articles whose titles contain every one of `words`, in any order and case, with or without tone marks.

        The index of trigrams answers it (`articles.models.lookups`).
        """
        found = self
        for word in words.replace("\0", " ").split()[:TITLE_WORDS_AT_MOST]:
            found = found.filter(title__plainly_holds=word)
        return found


class Article(models.Model):
    """One text in one language from one source.

    `source` is the publisher credited: that of the original if the text cites one. `carrier` is the site
    where this text stands, if that is another. `address_key` and `origin_key` are the comparison keys of the
    two URLs (`articles.grouping.addresses`). What an editor chose is marked (`..._by_hand`), and no rule
    changes it.
    """

    class State(models.TextChoices):
        PUBLISHED = "published", _("Published")
        HELD = "held", _("Held for an editor")
        OFF_TOPIC = "off-topic", _("Off topic")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    story = models.ForeignKey("articles.Story", models.PROTECT, related_name="articles")
    is_lead = models.BooleanField(default=True, help_text="Stands for its story in its language.")
    lead_by_hand = models.BooleanField(
        default=False,
        db_default=False,
        help_text="An editor chose it to stand for its story in its language.",
    )
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
    rule_category = models.ForeignKey(
        "articles.Category",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        help_text="What the rules say of this article alone; its category is that of its story.",
    )
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
    published_day_only = models.BooleanField(
        default=False, db_default=False, help_text="Only the day is known; the hour is a place in lists."
    )
    updated_at = models.DateTimeField(null=True, blank=True, help_text="When the publisher changed it.")
    updated_day_only = models.BooleanField(default=False, db_default=False)
    changed_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When its publisher or an editor last changed its words here.",
    )
    arrived_at = models.DateTimeField()
    ordered_at = models.GeneratedField(
        expression=Coalesce("published_at", "arrived_at"),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    state_by_hand = models.BooleanField(default=False)
    state_reason = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="Why it was withdrawn, as readers are told.",
    )
    taken_back_at = models.DateTimeField(
        null=True, blank=True, help_text="When its publisher declared it deleted (RFC 6721)."
    )
    taken_back_note = models.CharField(
        max_length=500, blank=True, default="", db_default="", help_text="By whom, and why, as the feed says."
    )
    content_hash = models.CharField(max_length=64)
    comment_count = models.PositiveIntegerField(
        default=0, db_default=0, editable=False, help_text="Approved comments, kept by a trigger."
    )
    search = SearchVectorField(
        null=True,
        editable=False,
        help_text="What search knows beside the words that are written; none: not found by search.",
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        permissions = [("withdraw_article", "Can withdraw articles")]
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
                fields=["category", "source", "language", "-ordered_at", "-id"],
                name="article_category_source",
                condition=models.Q(state="published"),
            ),
            models.Index(
                fields=["category", "-ordered_at", "-id"],
                name="article_category_newest",
                condition=models.Q(state="published"),
            ),
            models.Index(
                fields=["source", "language", "-ordered_at", "-id"],
                name="article_source",
                include=["is_lead"],  # a site that only republishes has thousands that lead nothing
                condition=models.Q(state="published"),
            ),
            models.Index(
                fields=["source", "-ordered_at", "-id"],
                name="article_source_newest",
                condition=models.Q(state="published"),
            ),
            models.Index(
                fields=["carrier", "language", "-ordered_at", "-id"],
                name="article_carrier",
                include=["is_lead", "source"],
                condition=models.Q(state="published", carrier__isnull=False),
            ),
            models.Index(
                fields=["carrier", "-ordered_at", "-id"],
                name="article_carrier_newest",
                condition=models.Q(state="published", carrier__isnull=False),
            ),
            models.Index(
                fields=["source", "arrived_at"],
                name="article_source_since",
                condition=models.Q(state="published"),
            ),
            models.Index(
                fields=["carrier", "arrived_at"],
                name="article_carrier_since",
                condition=models.Q(state="published", carrier__isnull=False),
            ),
            models.Index(
                fields=["author", "language", "-ordered_at", "-id"],
                name="article_author_list",
                condition=models.Q(state="published", author__isnull=False),
            ),
            models.Index(
                fields=["author", "-ordered_at", "-id"],
                name="article_author_newest",
                condition=models.Q(state="published", author__isnull=False),
            ),
            models.Index(
                fields=["-ordered_at"],
                name="article_discussed",
                include=["comment_count", "story"],
                condition=models.Q(state="published", comment_count__gt=0),
            ),
            models.Index(fields=["-ordered_at", "-id"], name="article_newest"),
            # Of each part of the sitemap, the newest change (`articles.outgoing.sitemaps`).
            models.Index(
                F("id") / SITEMAP_PART,
                Greatest(
                    "arrived_at",
                    "changed_at",
                    models.Case(models.When(updated_day_only=False, then="updated_at")),
                ).desc(),
                name="article_sitemap_part",
                condition=models.Q(state="published"),
            ),
            models.Index(fields=["origin_key"], name="article_origin", condition=~models.Q(origin_key="")),
            models.Index(fields=["content_hash"], name="article_content"),
            models.Index(fields=["state", "-arrived_at"], name="article_state"),
            # What the desk's queue names of published articles.
            models.Index(
                fields=["-arrived_at", "-id"],
                name="article_derived_title",
                condition=models.Q(state="published", title_derived=True),
            ),
            models.Index(
                fields=["-arrived_at", "-id"],
                name="article_without_date",
                condition=models.Q(state="published", published_at__isnull=True),
            ),
            # Language and day beside each word: how search is bounded (`articles.search.candidates`).
            GinIndex(
                models.Func(
                    "search",
                    "language",
                    "title",
                    "lead",
                    "text",
                    function="article_words",
                    output_field=SearchVectorField(),
                ),
                models.F("language"),
                models.Func(
                    models.F("ordered_at"),
                    template="((%(expressions)s AT TIME ZONE 'UTC')::date)",
                    output_field=models.DateField(),
                ),
                name="article_lexemes",
                condition=models.Q(state="published"),
            ),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="article_title_trigrams"),
            GinIndex(
                OpClass(Func(F("title"), function="articles_plain"), name="gin_trgm_ops"),
                name="article_title_plain",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return addresses.article_address(self.language, self.pk, self.slug)

    def get_changes_url(self) -> str:
        """The URL of the page with its changes."""
        return f"{self.get_absolute_url()}changes/"

    @property
    def slug(self) -> str:
        return slug_of_title(self.title)

    @property
    def published_day(self) -> date | None:
        """The day of publication by the readers' clock; None where it is unknown."""
        return self.published_at.astimezone(ZONE).date() if self.published_at else None

    @property
    def published_moment(self) -> datetime | None:
        """The time of publication; None where it is unknown, or known to the day only."""
        return None if self.published_day_only else self.published_at

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def shows_excerpt_only(self) -> bool:
        return self.source.rights == self.source.Rights.EXCERPT

    @property
    def lead_picture(self) -> "Picture | None":
        """The first picture that may be shown, if its source allows any; uses the prefetched `pictures`."""
        if not self.source.pictures_allowed:
            return None
        return next((picture for picture in self.pictures.all() if picture.is_shown), None)


class ArticleTopic(Placed):
    """A topic of an article, by rule or by an editor. `excluded`: an editor removed it."""

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
        indexes = list_indexes("topic", "article_topic")

    def __str__(self) -> str:
        return f"{self.article_id}: {self.topic_id}"


class Revision(models.Model):
    """A former version of an article."""

    class Cause(models.TextChoices):
        """Who changed it; shown only to editors, who work in English."""

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

    reason = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="Why, as readers are told."
    )

    class Meta:
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.title} ({minute(self.replaced_at)})"


class Intake(models.Model):
    """How an article came in: its input, and what the normaliser decided and why."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="intake")
    read_from = models.CharField(max_length=2000, help_text="The path or address of the input.")
    raw = CompressedTextField(blank=True)
    raw_kind = models.CharField(max_length=10)
    dropped = models.JSONField(default=list, help_text="What was not part of the article: text and reason.")
    warnings = models.JSONField(default=list)
    matched_terms = models.JSONField(default=list)
    relevance_reasons = models.JSONField(default=list)
    evidence = models.JSONField(
        default=dict, db_default={}, help_text="Where the input states a fact, by the name of the field."
    )
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.read_from
