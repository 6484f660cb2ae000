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
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.crypto import get_random_string

from articles.clock import database_now
from feeds.models import Feed, Fetch
from newsroom.page_cache import replica as replicas

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
        return f"The database does not answer: {reason}. Start it, or correct DATABASE_URL."
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
        return f"{len(open_ones)} migrations are open, the first is {first}: run manage.py migrate."
    _is_migrated = True
    return ""


def disk() -> str:
    """Whether pictures can be written."""
    place = Path(settings.MEDIA_ROOT)
    there = next(one for one in (place, *place.parents) if one.exists())
    if not os.access(there, os.W_OK):
        return f"Pictures cannot be written to {place}: give its folder to the user of the site."
    usage = shutil.disk_usage(there)
    if usage.free < max(LEAST_FREE_BYTES, LEAST_FREE_SHARE * usage.total):
        return (
            f"The disk of {place} has {usage.free / 1e9:.1f} GB left of {usage.total / 1e9:.1f}: make room, "
            "for instance by manage.py retention."
        )
    return ""


def clock() -> str:
    """Whether this machine and the database agree on the time."""
    ahead = datetime.now(UTC) - database_now()
    if abs(ahead) <= CLOCK_TOLERANCE:
        return ""
    side = "ahead of" if ahead > timedelta() else "behind"
    return (
        f"The clock of this machine is {abs(ahead).total_seconds():,.0f} seconds {side} the database's: "
        "set both by a time server."
    )


def stamps() -> str:
    """Whether a wrong clock left feeds that wait for a time that is far."""
    number = Feed.objects.filter(last_checked_at__gt=database_now() + timedelta(minutes=1)).count()
    return (
        f"{number} feeds were asked in the future by a wrong clock: the next pull mends them."
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
    since = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "yet"
    return f"No feed was asked {since}, and {late.count()} are due: let cron call manage.py pull_feeds."


def late_feeds() -> str:
    """Whether pulls leave feeds behind."""
    late = Feed.objects.filter(enabled=True, next_check_at__lt=database_now() - MOST_LATE).count()
    return f"{late} feeds are due for hours: pulls end before they are asked; see their log." if late else ""


def caches() -> str:
    """Whether what one process keeps for others can be kept."""
    word = get_random_string(12)
    cache.set("doctor", word, 60)
    return "" if cache.get("doctor") == word else "The cache keeps nothing: check CACHES in the settings."


def mail() -> str:
    """Whether mail leaves the machine."""
    if settings.PRODUCTION and "console" in settings.EMAIL_BACKEND:
        return "Mail is printed to the log, so that nobody gets any: set EMAIL_URL."
    return ""


def proxies() -> str:
    """Whether visitors are told apart, and passwords kept from others."""
    if settings.PRODUCTION and not settings.BEHIND_HTTPS:
        return "SITE_URL begins with http: passwords and sessions can be read on their way. Put an HTTPS proxy before the site."
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
        return f"There is no backup in {folder}: see the operator's manual, Backup."
    newest = datetime.fromtimestamp(max(times), UTC)
    if datetime.now(UTC) - newest > OLDEST_BACKUP:
        return (
            f"The newest backup in {folder} is of {newest:%Y-%m-%d %H:%M} UTC: see why there is none since."
        )
    return ""


def replica() -> str:
    """Whether pages are read from the replica, where one is named."""
    if not replicas.replica.is_named:
        return ""
    if not settings.PAGE_CACHE_MB:
        return "DATABASE_REPLICA_URL is set, but pages that are not kept are read from the primary: set PAGE_CACHE_MB."
    return replicas.state()


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
    return f"{used} of {most} connections to PostgreSQL are in use: raise max_connections, or put a pooler between."


# Without these no page can be served; `/readyz` asks them alone.
NEEDED_TO_SERVE: tuple[Check, ...] = (database, migrations, disk)
CHECKS: tuple[Check, ...] = (
    *NEEDED_TO_SERVE,
    clock,
    stamps,
    pulls,
    late_feeds,
    caches,
    mail,
    proxies,
    backups,
    connections,
    replica,
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
            sentence = f"It could not be looked at: {type(error).__name__}. The log says more."
        if sentence:
            found.append(Finding(check.__name__, sentence))
    return found
