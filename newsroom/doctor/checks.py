"""The checks, each a function that gives a sentence where something is wrong, and an empty one where nothing is."""

import logging
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.crypto import get_random_string
from django.utils.translation import gettext

from articles.clock import database_now
from feeds.models import Feed, Fetch
from newsroom.page_cache import replica as replicas
from newsroom.page_cache.changes import snapshot_now
from newsroom.page_cache.purging import is_behind, told_ones

log = logging.getLogger(__name__)

# Cookies, signatures and codes of authenticators bear less.
CLOCK_TOLERANCE = timedelta(seconds=10)
LEAST_FREE_SHARE = 0.05
LEAST_FREE_BYTES = 500_000_000
# Cron asks every five minutes; a long pull takes less than this.
LONGEST_SILENCE = timedelta(hours=1)
# A feed that waits so long after it was due is passed over, not late.
MOST_LATE = timedelta(hours=6)
OLDEST_BACKUP = timedelta(days=2)
PROBE_FILE = "pictures/doctor.txt"
MOST_CONNECTIONS = 0.8  # of those that PostgreSQL allows

Check = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: its name, and a sentence that says what is wrong and what to do."""

    check: str
    sentence: str


def database() -> str:
    """Whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (Error, ImproperlyConfigured) as error:  # the latter if an embedded server does not start
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        return gettext("The database does not answer: %(reason)s. Start it, or correct DATABASE_URL.") % {
            "reason": reason
        }
    return ""


_is_migrated = False


def migrations() -> str:
    """Whether the tables are those of this version; asked until they are."""
    global _is_migrated
    if _is_migrated:
        return ""
    executor = MigrationExecutor(connection)
    open_ones = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if open_ones:
        first = open_ones[0][0]
        return gettext("%(number)s migrations are open, the first is %(first)s: run manage.py migrate.") % {
            "number": len(open_ones),
            "first": first,
        }
    _is_migrated = True
    return ""


def disk() -> str:
    """Whether pictures can be written, where they lie on a disk."""
    if settings.PICTURES_BUCKET:
        return ""
    place = Path(settings.MEDIA_ROOT)
    there = next(one for one in (place, *place.parents) if one.exists())
    if not os.access(there, os.W_OK):
        return gettext(
            "Pictures cannot be written to %(place)s: give its folder to the user of the site."
        ) % {"place": place}
    usage = shutil.disk_usage(there)
    if usage.free < max(LEAST_FREE_BYTES, LEAST_FREE_SHARE * usage.total):
        return gettext(
            "The disk of %(place)s has %(free)s GB left of %(total)s: make room, for instance by "
            "manage.py retention."
        ) % {
            "place": place,
            "free": f"{usage.free / 1000000000.0:.1f}",
            "total": f"{usage.total / 1000000000.0:.1f}",
        }
    return ""


def bucket() -> str:
    """Whether pictures can be written, where they lie in a bucket."""
    if not settings.PICTURES_BUCKET:
        return ""
    try:
        # As a pull does it.
        default_storage.save(PROBE_FILE, ContentFile(b"doctor"))
        default_storage.delete(PROBE_FILE)
    except (OSError, ImproperlyConfigured) as error:
        return f"Pictures cannot be written: {error}. Check PICTURES_BUCKET, PICTURES_ENDPOINT and its keys."
    return ""


def clock() -> str:
    """Whether this machine and the database agree on the time."""
    ahead = datetime.now(UTC) - database_now()
    if abs(ahead) <= CLOCK_TOLERANCE:
        return ""
    side = gettext("ahead of") if ahead > timedelta() else gettext("behind")
    return gettext(
        "The clock of this machine is %(total_seconds)s seconds %(side)s the database's: set "
        "both by a time server."
    ) % {"total_seconds": f"{abs(ahead).total_seconds():,.0f}", "side": side}


def stamps() -> str:
    """Whether a wrong clock left feeds that wait for a time that is far."""
    number = Feed.objects.filter(last_checked_at__gt=database_now() + timedelta(minutes=1)).count()
    return (
        gettext("%(number)s feeds were asked in the future by a wrong clock: the next pull mends them.")
        % {"number": number}
        if number
        else ""
    )


def pulls() -> str:
    """Whether feeds are asked."""
    now = database_now()
    late = Feed.objects.filter(enabled=True, next_check_at__lt=now - LONGEST_SILENCE)
    if not late.exists() or Fetch.objects.filter(started_at__gt=now - LONGEST_SILENCE).exists():
        return ""
    last = Fetch.objects.order_by("-started_at").values_list("started_at", flat=True).first()
    since = gettext("since %(last)s UTC") % {"last": f"{last:%Y-%m-%d %H:%M}"} if last else gettext("yet")
    return gettext(
        "No feed was asked %(since)s, and %(count)s are due: let cron call manage.py pull_feeds."
    ) % {"since": since, "count": late.count()}


def late_feeds() -> str:
    """Whether pulls leave feeds behind."""
    late = Feed.objects.filter(enabled=True, next_check_at__lt=database_now() - MOST_LATE).count()
    return (
        gettext("%(late)s feeds are due for hours: pulls end before they are asked; see their log.")
        % {"late": late}
        if late
        else ""
    )


def caches() -> str:
    """Whether what one process keeps for others can be kept."""
    word = get_random_string(12)
    cache.set("doctor", word, 60)
    return (
        ""
        if cache.get("doctor") == word
        else gettext("The cache keeps nothing: check CACHES in the settings.")
    )


def pages() -> str:
    """Whether pages can be kept in memory, where they are to be."""
    if not settings.PAGE_CACHE_MB:
        return ""
    try:
        snapshot_now()
    except ProgrammingError as error:
        said = str(error).strip().splitlines()[0]
        return (
            f"Pages are not kept, and no replica is used ({said}): GRANT EXECUTE ON FUNCTION pg_control_system, "
            "pg_control_checkpoint TO the user of DATABASE_URL."
        )
    return ""


def mail() -> str:
    """Whether mail leaves the machine."""
    if settings.PRODUCTION and "console" in settings.EMAIL_BACKEND:
        return gettext("Mail is printed to the log, so that nobody gets any: set EMAIL_URL.")
    return ""


def proxies() -> str:
    """Whether visitors are told apart, and passwords kept from others."""
    if settings.PRODUCTION and not settings.BEHIND_HTTPS:
        return gettext(
            "SITE_URL begins with http: passwords and sessions can be read on their way. Put an "
            "HTTPS proxy before the site."
        )
    return ""


def backups() -> str:
    """Whether there is a backup of today or yesterday, where the operator said where they are."""
    if not settings.BACKUP_DIR:
        return ""
    folder = Path(settings.BACKUP_DIR)
    # What is half written begins with a dot.
    found = [one for one in folder.iterdir() if one.name[0] != "."] if folder.is_dir() else []
    times = [one.stat().st_mtime for one in found]
    if not times:
        return gettext("There is no backup in %(folder)s: see the operator's manual, Backup.") % {
            "folder": folder
        }
    newest = datetime.fromtimestamp(max(times), UTC)
    if datetime.now(UTC) - newest > OLDEST_BACKUP:
        return gettext(
            "The newest backup in %(folder)s is of %(newest)s UTC: see why there is none since."
        ) % {"folder": folder, "newest": f"{newest:%Y-%m-%d %H:%M}"}
    return ""


def replica() -> str:
    """Whether pages are read from the replica, where one is named."""
    if not replicas.replica.is_named:
        return ""
    if not settings.PAGE_CACHE_MB:
        return "DATABASE_REPLICA_URL is set, but pages that are not kept are read from the primary: set PAGE_CACHE_MB."
    return replicas.state()


def purging() -> str:
    """Whether proxies and a CDN are told what was withdrawn, where they are named."""
    behind = [one.partition("?")[0] for one in told_ones() if is_behind(one)]
    if not behind:
        return ""
    return (
        f"{', '.join(behind)} was not told what was withdrawn: keep manage.py purge_proxies running (the unit newsroom-purge), "
        "and see its log for what it answers."
    )


def connections() -> str:
    """Whether PostgreSQL has connections left."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity"
            " WHERE backend_type = 'client backend'"
        )
        used, most = cursor.fetchone()
    if used <= MOST_CONNECTIONS * most:
        return ""
    return gettext(
        "%(used)s of %(most)s connections to PostgreSQL are in use: raise max_connections, or put a pooler between."
    ) % {"used": used, "most": most}


# Without these no page can be served; `/readyz` asks them alone.
NEEDED_TO_SERVE: tuple[Check, ...] = (database, migrations, disk)
CHECKS: tuple[Check, ...] = (
    *NEEDED_TO_SERVE,
    bucket,
    clock,
    stamps,
    pulls,
    late_feeds,
    caches,
    pages,
    mail,
    proxies,
    backups,
    connections,
    replica,
    purging,
)


def findings(checks: Iterable[Check] = CHECKS) -> list[Finding]:
    """What is wrong, by these checks in turn; nothing further is asked of a database that does not answer."""
    found: list[Finding] = []
    for check in checks:
        if found and found[0].check == database.__name__:
            break
        try:
            sentence = check()
        except Exception as error:
            # A check that fails must not hide what the others find.
            log.exception("The check of %s failed.", check.__name__)
            sentence = gettext("It could not be looked at: %(name)s. The log says more.") % {
                "name": type(error).__name__
            }
        if sentence:
            found.append(Finding(check.__name__, sentence))
    return found
