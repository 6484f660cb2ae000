"""The digest mail of changed feeds: which feeds belong into it, and its text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, Subquery

from feeds.models import Feed, Fetch
from feeds.web.addresses import shown_url

# A feed that never answered well is reported after this time.
FIRST_ANSWER_WITHIN = timedelta(days=1)
REASON_CHARACTERS = 200

_BROKEN = frozenset(
    {
        *(Feed.State.UNREACHABLE, Feed.State.REFUSED, Feed.State.MISSING, Feed.State.EMPTY),
        *(Feed.State.CHALLENGE, Feed.State.LOGIN, Feed.State.PAGE, Feed.State.NOT_A_FEED),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """The state of a feed, and its attempts since the last digest.

    `state` is a `Feed.State`. `failed_before`: whether the last attempt before the last digest failed, None where there
    was none. `failed_meanwhile`: whether any failed between then and the change to the present state. `due_first` is
    when it was first due, as far as known; `answered`: whether any attempt succeeded.
    """

    name: str
    url: str
    state: str
    label: str
    reason: str
    state_since: datetime | None
    failures: int
    failed_before: bool | None
    failed_meanwhile: bool
    due_first: datetime | None
    answered: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """The changed feeds, grouped by what an editor has to do."""

    gone: tuple[FeedFacts, ...] = ()
    broken: tuple[FeedFacts, ...] = ()
    silent: tuple[FeedFacts, ...] = ()
    never: tuple[FeedFacts, ...] = ()
    well: tuple[FeedFacts, ...] = ()

    def __bool__(self) -> bool:
        return any((self.gone, self.broken, self.silent, self.never, self.well))

    @property
    def number(self) -> int:
        """How many feeds it names."""
        return sum(map(len, (self.gone, self.broken, self.silent, self.never, self.well)))


def digest_of(feeds: Iterable[FeedFacts], *, since: datetime, now: datetime) -> Digest:
    """The feeds that changed after `since`, each once; one that failed and recovered in between is left out."""
    groups: dict[str, list[FeedFacts]] = {"gone": [], "broken": [], "silent": [], "never": [], "well": []}
    for feed in feeds:
        group = _group(feed, since, now)
        if group:
            groups[group].append(feed)
    return Digest(**{name: tuple(found) for name, found in groups.items()})


def _group(feed: FeedFacts, since: datetime, now: datetime) -> str:
    """The part of the digest that a feed belongs to; empty where nothing changed."""
    changed = feed.state_since is not None and since < feed.state_since <= now
    if changed and feed.state == Feed.State.GONE:
        return "gone"
    if not feed.answered and feed.state != Feed.State.GONE:
        overdue = feed.due_first + FIRST_ANSWER_WITHIN if feed.due_first else None
        return "never" if overdue and since < overdue <= now else ""
    if not changed:
        return ""
    if feed.state in _BROKEN:
        return "broken"
    if feed.state == Feed.State.SILENT:
        return "silent"
    only_flickered = feed.failed_before is False and feed.failed_meanwhile
    is_new = feed.failed_before is None
    return "well" if feed.state == Feed.State.WELL and not only_flickered and not is_new else ""


def facts_since(since: datetime) -> list[FeedFacts]:
    """The facts about every enabled or gone feed. One query."""
    attempts = Fetch.objects.filter(feed=OuterRef("pk"))
    before = attempts.filter(started_at__lte=since).order_by("-started_at").values("outcome")[:1]
    meanwhile = attempts.filter(
        outcome=Fetch.Outcome.FAILED, started_at__gt=since, started_at__lt=OuterRef("state_since")
    )
    feeds = (
        Feed.objects.filter(Q(enabled=True) | Q(state=Feed.State.GONE))
        .select_related("source")
        .annotate(
            before=Subquery(before),
            meanwhile=Exists(meanwhile),
            first_asked=Min("fetches__started_at"),
            answered=Exists(attempts.exclude(outcome=Fetch.Outcome.FAILED)),
        )
        .order_by("source__name", "url")
    )
    return [_facts(feed) for feed in feeds]


def _facts(feed: Any) -> FeedFacts:
    """The facts in one annotated row; typed Any, as Django's stubs do not know annotations."""
    return FeedFacts(
        name=f"{feed.source.name}: {feed.title}" if feed.title else feed.source.name,
        url=shown_url(feed.url),
        state=feed.state,
        label=str(feed.get_state_display()),
        reason=feed.state_reason[:REASON_CHARACTERS],
        state_since=feed.state_since,
        failures=feed.failures,
        failed_before=None if feed.before is None else feed.before == Fetch.Outcome.FAILED,
        failed_meanwhile=feed.meanwhile,
        # A feed that was never fetched is due since it was added.
        due_first=feed.first_asked or feed.next_check_at,
        answered=feed.answered,
    )


def subject_of(digest: Digest, *, site: str) -> str:
    """The subject: how many feeds, and the worst first."""
    counts = (
        (digest.gone, "gone"), (digest.broken, "broken"), (digest.never, "without a first answer"),
        (digest.silent, "silent"), (digest.well, "well again"),
    )  # fmt: skip
    said = ", ".join(f"{len(feeds)} {word}" for feeds, word in counts if feeds)
    return f"[{site}] Feeds: {said}"


def text_of(digest: Digest, *, since: datetime, address: str) -> str:
    """The mail as plain text. `address` is the list of feeds in the admin."""
    parts = [
        f"What changed with the feeds since {since:%Y-%m-%d %H:%M %Z}.",
        *_part("Gone for good; they were switched off", digest.gone),
        *_part("Broken; they are asked again ever more rarely", digest.broken),
        *_part("Never gave anything since they were added; check their addresses", digest.never),
        *_part("Quiet for longer than usual", digest.silent),
        *_part("Well again", digest.well),
        f"All feeds: {address}",
        "You get this because your account is on the list “Readers of the feed digest” in the admin.",
    ]
    return "\n\n".join(parts) + "\n"


def _part(heading: str, feeds: Sequence[FeedFacts]) -> list[str]:
    if not feeds:
        return []
    lines = [f"{heading} ({len(feeds)}):"]
    for feed in feeds:
        # Line breaks in a publisher's words would look like further feeds.
        lines.append(f"  {' '.join(feed.name.split())}\n    {feed.url}")
        if feed.state != Feed.State.WELL:
            failures = f" ({feed.failures} failures in a row)" if feed.failures > 1 else ""
            said = f"{feed.label}: {' '.join(feed.reason.split())}" if feed.reason else feed.label
            lines.append(f"    {said}{failures}")
    return ["\n".join(lines)]
