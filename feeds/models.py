"""Feeds, their entries and fetch attempts, and the state that pullers share: hosts, robots.txt, subscriptions."""

import secrets
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from desk.wording import desk_text, minute

# How long a claim on a feed lasts: longer than a pull of a 1,000-item feed with full text, short enough that a killed
# puller costs one cycle.
LEASE = timedelta(minutes=15)
# How long after a change of an item its page is fetched again: corrections come within hours, and a feed that changes
# with every answer causes at most twelve fetches a day.
REREAD_WAIT = timedelta(hours=2)


def kind_choices() -> "list[tuple[str, Promise]]":
    """The kinds of feeds, by name and label.

    They come from the register, which stands with the parsers above the models and so is imported on use, by its dotted
    name. Migrations name this function, so a new kind needs no migration.
    """
    return [(kind.name, kind.label) for kind in import_string("feeds.formats.kinds.KINDS")]


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self, now: datetime) -> Self:
        """Enabled feeds that are due and not claimed."""
        return self.filter(
            models.Q(claimed_until=None) | models.Q(claimed_until__lte=now),
            enabled=True,
            next_check_at__lte=now,
        )

    def claim(self, now: datetime, *, by: str, limit: int, lease: timedelta = LEASE) -> "list[Feed]":
        """Claims up to `limit` feeds of this set that are not claimed, for `lease`.

        Safe for concurrent pullers: rows that another one is claiming are skipped.
        """
        with transaction.atomic():
            free = self.filter(models.Q(claimed_until=None) | models.Q(claimed_until__lte=now))
            taken = list(
                free.select_for_update(skip_locked=True, of=("self",))
                .select_related("source", "category")
                .order_by("next_check_at", "pk")[:limit]
            )
            self.model._default_manager.filter(pk__in=[feed.pk for feed in taken]).update(
                claimed_until=now + lease, claimed_by=by
            )
        for feed in taken:
            feed.claimed_until, feed.claimed_by = now + lease, by
        return taken


class Feed(models.Model):
    """An address of a source that lists entries."""

    class IntakeRule(models.TextChoices):
        PUBLISH = "publish", _("Publish everything")
        ON_TOPIC = "on-topic", _("Publish what is about dân vận")
        HOLD = "hold", _("Hold everything for an editor")

    class FullText(models.TextChoices):
        NEVER = "never", _("Never: what the feed gives is all")
        WHEN_SUMMARY = "when-summary", _("When the feed gives only a summary")
        ALWAYS = "always", _("Always: the page is better than the feed")

    class State(models.TextChoices):
        NEW = "new", _("Not asked yet")
        WELL = "well", _("Well")
        UNREACHABLE = "unreachable", _("Cannot be reached")
        REFUSED = "refused", _("Refuses us")
        MISSING = "missing", _("Not found")
        GONE = "gone", _("Gone for good")
        CHALLENGE = "challenge", _("Shows a browser check")
        LOGIN = "login", _("Asks for a login")
        PAGE = "page", _("Answers with a web page")
        NOT_A_FEED = "not-a-feed", _("Answers with something that is no feed")
        EMPTY = "empty", _("Has no entries")
        SILENT = "silent", _("Quiet for longer than usual")

    source = models.ForeignKey("articles.Source", models.CASCADE, related_name="feeds")
    url = models.URLField(max_length=2000, unique=True)
    kind = models.CharField(max_length=15, choices=kind_choices, default="feed", db_default="feed")
    item_selector = models.CharField(
        max_length=300,
        blank=True,
        db_default="",
        help_text="CSS selector of a list page's headlines, or of the boxes around them.",
    )
    title = models.CharField(max_length=300, blank=True)
    language = models.CharField(
        max_length=35, blank=True, help_text="What it says it is in; a hint, never the truth."
    )
    category = models.ForeignKey(
        "articles.Category", models.SET_NULL, null=True, blank=True, related_name="feeds"
    )
    intake_rule = models.CharField(max_length=10, choices=IntakeRule, default=IntakeRule.ON_TOPIC)
    full_text = models.CharField(
        max_length=12,
        choices=FullText,
        default=FullText.WHEN_SUMMARY,
        db_default=FullText.WHEN_SUMMARY,
        help_text="When the page of an article is read for its text.",
    )
    enabled = models.BooleanField(default=True)
    note = models.CharField(max_length=500, blank=True)

    state = models.CharField(max_length=15, choices=State, default=State.NEW, editable=False)
    state_since = models.DateTimeField(null=True, blank=True, editable=False)
    state_reason = models.CharField(max_length=500, blank=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False, help_text="In a row, up to now.")
    etag = models.CharField(max_length=1000, blank=True, editable=False)
    last_modified = models.CharField(max_length=200, blank=True, editable=False)
    # The polling hints of the last document; a 304 answer repeats none.
    wished_wait_seconds = models.PositiveIntegerField(null=True, blank=True, editable=False)
    skip_hours = ArrayField(
        models.SmallIntegerField(), default=list, db_default=[], blank=True, editable=False
    )
    skip_days = ArrayField(
        models.SmallIntegerField(), default=list, db_default=[], blank=True, editable=False
    )
    next_check_at = models.DateTimeField(db_index=True)
    last_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_new_at = models.DateTimeField(null=True, blank=True, editable=False)
    moved_to = models.URLField(max_length=2000, blank=True, editable=False)
    moved_times = models.PositiveSmallIntegerField(default=0, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_by = models.CharField(max_length=100, blank=True, editable=False)

    # The digests of the documents that its list named before, given by who claims it (`feeds.storing.taken_parts`).
    known_parts: frozenset[str] = frozenset()

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["source__name", "url"]
        indexes = [
            models.Index(fields=["next_check_at"], name="feed_due", condition=models.Q(enabled=True)),
            models.Index(fields=["state", "state_since"], name="feed_health"),
        ]

    def __str__(self) -> str:
        return self.title or self.url


class Host(models.Model):
    """A host, and when it may be asked again; shared by all pullers (`feeds.web.rate_limits`)."""

    name = models.CharField(max_length=253, primary_key=True)
    next_allowed_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class HostSlot(models.Model):
    """One of the connections that a host may have, and the puller that has it (`feeds.web.rate_limits`)."""

    host = models.CharField(max_length=253)
    number = models.PositiveSmallIntegerField()
    holder = models.CharField(max_length=100, help_text="The puller, as in a feed's claim.")
    taken_until = models.DateTimeField(help_text="When it is free even where nobody freed it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "number"], name="host_slot_once")]

    def __str__(self) -> str:
        return f"{self.host} {self.number}"


class RobotsFile(models.Model):
    """The cached robots.txt of an origin; shared by all pullers (`feeds.web.robots_cache`)."""

    place = models.CharField(max_length=300, primary_key=True, help_text="Scheme, host and port.")
    status = models.PositiveSmallIntegerField(help_text="HTTP status; 0 where no answer came.")
    body = models.BinaryField(default=bytes, blank=True)
    fetched_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.place


class SourceRules(models.Model):
    """An editor's rules for the pages of a source: CSS selectors, one a line (`feeds.extractor.rules`)."""

    source = models.OneToOneField("articles.Source", models.CASCADE, related_name="page_rules")
    content = models.TextField(blank=True, help_text="The boxes that hold the text of the article.")
    remove = models.TextField(blank=True, help_text="What inside them is not the article; all lines count.")
    lead = models.TextField(blank=True, help_text="The paragraph under the headline.")
    author = models.TextField(blank=True, help_text="The name of the author.")
    date = models.TextField(blank=True, help_text="The date of publication.")
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    updated_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "page rules"
        verbose_name_plural = "page rules"

    def __str__(self) -> str:
        return desk_text("Page rules of %(source)s") % {"source": self.source}


class EntryQuerySet(models.QuerySet["Entry"]):
    def page_due(self, now: datetime) -> Self:
        """Entries whose page is due to be fetched."""
        return self.filter(page_state=Entry.PageState.WANTED, page_next_at__lte=now)


class Entry(models.Model):
    """One item of a feed: its article, or the reason why it has none.

    `page_state` tells whether the page is fetched for the full text (`feeds.reading.full_text`); `raw` is the item
    itself, kept for as long as it may be merged with its page.
    """

    class State(models.TextChoices):
        STORED = "stored", _("Stored")
        FAILED = "failed", _("Could not be used")

    class PageState(models.TextChoices):
        NONE = "", _("Not needed")
        WANTED = "wanted", _("To be read")
        TAKEN = "taken", _("Read")
        GIVEN_UP = "given-up", _("Given up")

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="entries", db_index=False)
    identity = models.CharField(max_length=64, help_text="SHA-256 of the item's id, or of its link.")
    url = models.URLField(max_length=2000, blank=True)
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of what the feed says of it.")
    state = models.CharField(max_length=10, choices=State)
    reason = models.CharField(max_length=500, blank=True)
    article = models.ForeignKey(
        "articles.Article", models.SET_NULL, null=True, blank=True, related_name="entries"
    )
    first_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    page_state = models.CharField(
        max_length=10, choices=PageState, default=PageState.NONE, db_default="", blank=True
    )
    page_reason = models.CharField(
        max_length=500, default="", db_default="", blank=True, help_text="Why the page was not read."
    )
    page_attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    page_next_at = models.DateTimeField(null=True, blank=True)
    raw = models.TextField(default="", db_default="", blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["feed", "identity"], name="entry_once_a_feed")]
        indexes = [
            GinIndex(fields=["url", "reason"], opclasses=["gin_trgm_ops"] * 2, name="entry_trigrams"),
            models.Index(fields=["feed", "-first_seen_at"], name="entry_newest"),
            models.Index(
                fields=["page_next_at"], name="entry_page_due", condition=models.Q(page_state="wanted")
            ),
        ]

    def __str__(self) -> str:
        return self.url or self.identity

    def request_page(self, raw: str, now: datetime, *, at_once: bool = False) -> None:
        """Has the page fetched; `raw` is the item itself. The caller saves the entry.

        A page that was fetched before waits `REREAD_WAIT`, unless `at_once`: the items of some feeds change with every
        answer (a counter, an advertisement).
        """
        self.raw = raw.replace("\0", "\ufffd")
        if self.page_state == self.PageState.WANTED and not at_once:
            return
        was_taken = self.page_state == self.PageState.TAKEN
        self.page_next_at = now + REREAD_WAIT if was_taken and not at_once else now
        self.page_state, self.page_reason, self.page_attempts = self.PageState.WANTED, "", 0

    def end_page_request(self, state: "Entry.PageState", reason: str = "") -> None:
        """Has the page not fetched any more. The caller saves the entry."""
        self.page_state, self.page_reason, self.page_next_at = state, reason[:500], None


class PictureAttempt(models.Model):
    """A picture address that failed, and when it is tried again (`feeds.storing.pictures`)."""

    address_hash = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 of the address.")
    attempts = models.PositiveSmallIntegerField()
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.address_hash[:12]}, {self.attempts} times"


class Fetch(models.Model):
    """One attempt to fetch a feed, kept as its health record."""

    class Outcome(models.TextChoices):
        NEW = "new", _("New or changed entries")
        NOTHING_NEW = "nothing-new", _("Nothing new")
        NOT_MODIFIED = "not-modified", _("Not modified")
        FAILED = "failed", _("Failed")

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="fetches")
    started_at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    status = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="HTTP status, where one arrived."
    )
    reason = models.CharField(max_length=500, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="Bytes, expanded.")
    entries = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    revised = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "fetches"
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["feed", "-started_at"], name="fetch_of_feed")]

    def __str__(self) -> str:
        return f"{self.feed_id} {minute(self.started_at)} {self.get_outcome_display()}"


class LastDocument(models.Model):
    """The digests of a feed's last document, so that unchanged items are skipped (`feeds.formats.known_items`)."""

    feed = models.OneToOneField(Feed, models.CASCADE, primary_key=True, related_name="last_document")
    context = models.BinaryField()
    items = models.BinaryField()

    def __str__(self) -> str:
        return f"The last document of {self.feed}"


class TakenPart(models.Model):
    """A document that a feed's list named and that was read: it is asked again when the list says something new of it."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="taken_parts", db_index=False)
    digest = models.CharField(max_length=64, help_text="SHA-256 of its address and of what the list said.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "digest"], name="taken_part_once_a_feed")]

    def __str__(self) -> str:
        return self.digest


def unguessable() -> str:
    """A random token of 256 bits in 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


class Subscription(models.Model):
    """A feed's WebSub subscription at the hub that it announces (`feeds.websub.subscriptions`).

    `pending` is the request that waits for the hub's verification. `next_request_at` is when the next request is due (a
    renewal, another attempt, or the end); None where none is.
    """

    class State(models.TextChoices):
        WANTED = "wanted", _("To be asked for")
        REQUESTED = "requested", _("Asked for")
        VERIFIED = "verified", _("Verified")
        DENIED = "denied", _("Denied")
        ENDED = "ended", _("Ended")

    class Pending(models.TextChoices):
        NOTHING = "", _("Nothing")
        SUBSCRIBE = "subscribe", _("Subscription")
        UNSUBSCRIBE = "unsubscribe", _("End of the subscription")

    # The subscription of a deleted feed stays until the hub confirmed its end.
    feed = models.OneToOneField(Feed, models.SET_NULL, related_name="subscription", null=True)
    hub = models.URLField(max_length=2000)
    topic = models.URLField(max_length=2000, help_text="The address by which the hub knows the feed.")
    token = models.CharField(max_length=64, unique=True, default=unguessable, help_text="Ends the callback.")
    secret = models.CharField(max_length=100, default=unguessable, help_text="Keys the signatures of pushes.")
    state = models.CharField(max_length=10, choices=State, default=State.WANTED)
    pending = models.CharField(max_length=11, choices=Pending, default=Pending.NOTHING, blank=True)
    requested_at = models.DateTimeField(null=True, blank=True)
    next_request_at = models.DateTimeField(null=True, blank=True, db_index=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_push_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(
        default=0, help_text="Requests in a row that the hub has not confirmed."
    )
    misses = models.PositiveIntegerField(
        default=0, help_text="Checks in a row that found what no push announced."
    )
    reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.feed or self.topic} at {self.hub}"

    def is_live(self, now: datetime) -> bool:
        """True while the lease that the hub granted lasts."""
        return self.state == self.State.VERIFIED and self.lease_until is not None and self.lease_until > now


class DigestReader(models.Model):
    """A staff member who gets the daily digest of changed feeds (`mail_feed_digest`)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="feed_digest",
        limit_choices_to={"is_staff": True, "is_active": True},
    )
    since = models.DateTimeField(auto_now_add=True)
    last_sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("reader of the feed digest")
        verbose_name_plural = _("readers of the feed digest")
        ordering = ["user__username"]

    def __str__(self) -> str:
        return str(self.user)
