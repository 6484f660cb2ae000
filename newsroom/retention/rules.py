"""The rules, in the order in which they run. `docs/retention.md` says the same to operators; a test compares both."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from axes.models import AccessAttempt, AccessAttemptExpiration, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from articles.comments.services import privacy as comments
from articles.linking.evidence_rows import old_evidence
from articles.models import Intake, ReadCount, Revision
from articles.newsletters.services import privacy as newsletters
from articles.notices.services import privacy as notices
from articles.picture_files import delete_unused
from articles.services.reads import KEPT as READS_KEPT
from articles.services.republications import forget_old_bands
from desk.models import Act, Presence, QueueMark
from desk.work.doing import forget_old as forget_old_work
from feeds.models import Entry, Fetch, Host, PictureAttempt, RobotsFile
from feeds.web.rate_limits import HOSTS_KEPT
from newsroom.models import PageChange
from newsroom.page_cache.changes import KEPT as PAGE_CHANGES_KEPT
from newsroom.retention.steps import Rule, deleted, emptied, rolled_back

# Of each feed and article so many stay, however old: what its page at the desk shows.
FETCHES_KEPT = 20
REVISIONS_KEPT = 20
FAILED_ENTRIES_KEPT = timedelta(days=365)
PICTURE_ATTEMPTS_KEPT = timedelta(days=90)
FILES_KEPT = timedelta(days=30)
PRESENCES_KEPT = timedelta(days=1)
QUEUE_MARKS_KEPT = timedelta(days=7)

# Feed by feed, as the index lies: a million attempts are not read to find the old ones among them.
_OLD_FETCHES = """
    SELECT old.id FROM feeds_feed AS feed CROSS JOIN LATERAL (
        SELECT one.id FROM feeds_fetch AS one
        WHERE one.feed_id = feed.id AND one.started_at < LEAST(%s, COALESCE((
            SELECT started_at FROM feeds_fetch WHERE feed_id = feed.id
            ORDER BY started_at DESC OFFSET %s LIMIT 1), '-infinity'))
    ) AS old
"""
_OLD_REVISIONS = """
    SELECT id FROM (
        SELECT id, replaced_at, cause, row_number() OVER (
            PARTITION BY article_id ORDER BY replaced_at DESC, id DESC) AS place
        FROM articles_revision
    ) AS ranked WHERE place > %s AND replaced_at < %s AND cause <> 'editor'
"""


def _before(now: datetime, setting: str) -> datetime | None:
    """The moment before which rows are old by a setting in days; None where it keeps all."""
    days = getattr(settings, setting)
    return now - timedelta(days=days) if days else None


def _old(model: Any, field: str, setting: str, now: datetime) -> QuerySet[Any] | None:
    before = _before(now, setting)
    return model._base_manager.filter(**{f"{field}__lt": before}) if before else None


def _old_fetches(now: datetime) -> QuerySet[Any] | None:
    before = _before(now, "KEEP_FETCHES_DAYS")
    if before is None:
        return None
    old = RawSQL(_OLD_FETCHES, [before, FETCHES_KEPT - 1])  # noqa: S611 - no word of it comes from outside
    return Fetch.objects.filter(pk__in=old)


def _old_revisions(now: datetime) -> QuerySet[Any] | None:
    before = _before(now, "KEEP_REVISIONS_DAYS")
    if before is None:
        return None
    old = RawSQL(_OLD_REVISIONS, [REVISIONS_KEPT, before])  # noqa: S611 - as above
    return Revision.objects.filter(pk__in=old)


def _old_inputs(now: datetime) -> QuerySet[Any] | None:
    found = _old(Intake, "read_at", "KEEP_INPUTS_DAYS", now)
    return None if found is None else found.exclude(raw="")


def _old_items(now: datetime) -> QuerySet[Any] | None:
    """The feed's own items, which are kept to be merged with their page."""
    found = _old(Entry, "changed_at", "KEEP_INPUTS_DAYS", now)
    return None if found is None else found.exclude(raw="").exclude(page_state=Entry.PageState.WANTED)


def _failed_entries(now: datetime) -> QuerySet[Any]:
    """Those that failed long ago, of feeds that have shown newer ones since: a feed that still lists it would try again."""
    newer = Entry.objects.filter(feed=OuterRef("feed")).order_by("-first_seen_at").values("first_seen_at")[:1]
    old = Entry.objects.filter(
        state=Entry.State.FAILED, article=None, changed_at__lt=now - FAILED_ENTRIES_KEPT
    )
    return old.annotate(newest=Subquery(newer)).filter(newest__gt=F("first_seen_at"))


def _commenters(now: datetime) -> int:
    gone = comments.forget(now=now)
    return gone.comments + gone.reports + gone.keys + gone.addresses


def _reporters(now: datetime) -> int:
    gone = notices.forget(now=now)
    return gone.addresses + gone.notices


def _subscribers(now: datetime) -> int:
    gone = newsletters.forget(now=now)
    return gone.addresses + gone.issues


def _pictures(now: datetime, rehearse: bool) -> int:
    return delete_unused(older_than=now - FILES_KEPT, dry_run=rehearse)[0]


_LOGINS = (
    ("accesslog", AccessLog, "attempt_time"),
    ("accessattempt", AccessAttempt, "attempt_time"),
    ("accessfailurelog", AccessFailureLog, "attempt_time"),
    ("accessattemptexpiration", AccessAttemptExpiration, "expires_at"),
)

RULES: tuple[Rule, ...] = (
    Rule(
        "commenters",
        "hashes, reports, keys and addresses of commenters",
        ("comments.Comment", "comments.Report", "comments.Bar", "comments.HashKey", "comments.WriterAddress"),
        rolled_back(_commenters),
    ),
    Rule(
        "reporters",
        "reports about articles",
        ("notices.Notice", "notices.NoticeStep"),
        rolled_back(_reporters),
    ),
    Rule(
        "newsletters",
        "addresses nobody confirmed, and issues, of newsletters",
        ("newsletters.Subscriber", "newsletters.Issue"),
        rolled_back(_subscribers),
    ),
    Rule(
        "sessions",
        "sessions that are over",
        ("sessions.Session",),
        deleted(lambda now: Session.objects.filter(expire_date__lt=now)),
    ),
    *(
        Rule(
            f"logins-{name}",
            f"rows of logins ({name})",
            (f"axes.{model.__name__}",),
            deleted(partial(_old, model, field, "KEEP_LOGINS_DAYS")),
        )
        for name, model, field in _LOGINS
    ),
    Rule(
        "presences",
        "signs of editors who had a form open",
        ("desk.Presence",),
        deleted(lambda now: Presence.objects.filter(seen_at__lt=now - PRESENCES_KEPT)),
    ),
    Rule(
        "queue",
        "what was left for later in the queue of the desk, and waits again",
        ("desk.QueueMark",),
        deleted(lambda now: QueueMark.objects.filter(until__lt=now - QUEUE_MARKS_KEPT)),
    ),
    Rule(
        "work",
        "pieces of long work that ended",
        ("desk.Work", "desk.WorkPart"),
        rolled_back(lambda now: forget_old_work(now=now)),
    ),
    Rule(
        "acts",
        "acts of the record, with their changes",
        ("desk.Act", "desk.Change"),
        deleted(partial(_old, Act, "at", "KEEP_ACTS_DAYS")),
    ),
    Rule(
        "admin-log",
        "lines of the admin's own log",
        ("admin.LogEntry",),
        deleted(partial(_old, LogEntry, "action_time", "KEEP_ACTS_DAYS")),
    ),
    Rule("fetches", "attempts at feeds", ("feeds.Fetch",), deleted(_old_fetches)),
    Rule("inputs", "inputs of articles", ("articles.Intake",), emptied(_old_inputs, raw="")),
    Rule("items", "items of feeds beside their entries", ("feeds.Entry",), emptied(_old_items, raw="")),
    Rule("failed-entries", "entries that could not be used", ("feeds.Entry",), deleted(_failed_entries)),
    Rule("revisions", "revisions of articles", ("articles.Revision",), deleted(_old_revisions)),
    Rule(
        "bands",
        "bands of texts too old to be compared",
        ("articles.TextBand", "articles.TextSketch"),
        rolled_back(lambda now: forget_old_bands(now=now)),
    ),
    Rule(
        "evidence",
        "facts of texts too old to be compared",
        ("articles.Evidence",),
        deleted(lambda now: old_evidence(now=now)),
    ),
    Rule(
        "reads",
        "hourly sums of readings",
        ("articles.ReadCount",),
        deleted(lambda now: ReadCount.objects.filter(hour__lt=now - READS_KEPT)),
    ),
    Rule(
        "page-changes",
        "changes that caches of pages were told of",
        ("newsroom.PageChange",),
        deleted(lambda now: PageChange.objects.filter(at__lt=now - timedelta(seconds=PAGE_CHANGES_KEPT))),
    ),
    Rule(
        "hosts",
        "hosts that nobody asks any more",
        ("feeds.Host",),
        deleted(lambda now: Host.objects.filter(next_allowed_at__lt=now - HOSTS_KEPT)),
    ),
    Rule(
        "robots",
        "robots.txt files of such hosts",
        ("feeds.RobotsFile",),
        deleted(lambda now: RobotsFile.objects.filter(fetched_at__lt=now - HOSTS_KEPT)),
    ),
    Rule(
        "picture-attempts",
        "failed addresses of pictures",
        ("feeds.PictureAttempt",),
        deleted(lambda now: PictureAttempt.objects.filter(next_at__lt=now - PICTURE_ATTEMPTS_KEPT)),
    ),
    Rule("pictures", "files of pictures that no article has", (), _pictures),
)
