"""What the database, the disk and the backups say when somebody asks. Each reading is one statement over an index, a kept
sum or a few thousand rows of feeds: cheap however many articles there are.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from articles.models.kept import ALL_TIME, EVERY_SOURCE, ListCount
from newsroom.backups.folder import NAME
from newsroom.page_cache import replica
from newsroom.watching import presence

Values = Iterator[tuple[tuple[str, ...], float]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A measure: its name, what it says, its labels, and how it is read."""

    name: str
    what: str
    labels: tuple[str, ...]
    read: Callable[[], Values]


def _rows(statement: str, *values: Any) -> Callable[[], Values]:
    """Reads rows: the last column is the number, those before it are labels. Where it is null there is nothing to say."""

    def read() -> Values:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            for *labels, number in cursor.fetchall():
                if number is not None:
                    yield tuple(str(label) for label in labels), float(number)

    return read


# Feed by feed, as the index lies: attempts are many, feeds are few.
_ATTEMPTS = """
    SELECT one.outcome, count(*) FROM feeds_feed AS feed CROSS JOIN LATERAL (
        SELECT outcome FROM feeds_fetch WHERE feed_id = feed.id AND started_at > now() - interval '1 hour'
    ) AS one GROUP BY 1
"""
_ARRIVED = """
    SELECT language, count(*) FROM articles_article
    WHERE state = 'published' AND arrived_at > now() - interval '1 hour' GROUP BY 1
"""
_ARTICLES = """
    SELECT language, sum(articles) FROM articles_listcount
    WHERE kind = %s AND period = %s AND source_id = %s GROUP BY 1
"""
_NEWEST = """
    SELECT edition, EXTRACT(EPOCH FROM (
        SELECT ordered_at FROM articles_article WHERE language = edition AND state = 'published'
        ORDER BY ordered_at DESC, id DESC LIMIT 1
    )) FROM unnest(%s::text[]) AS edition
"""
# Since when the oldest of a queue is due.
_DUE = {
    "work": "SELECT min(asked_at) FROM desk_work WHERE state IN ('waiting', 'running')",
    "feeds": "SELECT min(next_check_at) FROM feeds_feed WHERE enabled AND next_check_at <= now()",
    "websub": "SELECT min(next_request_at) FROM feeds_subscription WHERE next_request_at <= now()",
    "pages": "SELECT min(page_next_at) FROM feeds_entry WHERE page_state = 'wanted' AND page_next_at <= now()",
    "pictures": """
        SELECT arrived_at FROM articles_picture JOIN articles_article ON articles_article.id = article_id
        WHERE articles_picture.state = 'waiting' ORDER BY article_id LIMIT 1
    """,
    "newsletters": """
        SELECT min(next_at) FROM newsletters_subscriber
        WHERE next_at <= now() AND confirmed_at IS NOT NULL AND stopped_at IS NULL
    """,
    "mails": """
        SELECT min(made_at) FROM comments_writeraddress
        WHERE asked_at IS NULL AND confirmed_at IS NULL AND refused_at IS NULL
    """,
    "comments": "SELECT min(sent_at) FROM comments_comment WHERE state = 'waiting'",
    "reports": "SELECT min(sent_at) FROM notices_notice WHERE state IN ('new', 'in-hand')",
}
_QUEUES = " UNION ALL ".join(
    f"SELECT '{name}', GREATEST(0, EXTRACT(EPOCH FROM now() - ({due})))"  # noqa: S608 - its own words alone
    for name, due in _DUE.items()
)
# What is stored is the planner's own estimate: they are too many to be counted.
_PICTURES = """
    SELECT 'waiting', count(*)::float FROM articles_picture WHERE state = 'waiting'
    UNION ALL SELECT 'refused', count(*) FROM articles_picture WHERE state = 'refused'
    UNION ALL SELECT 'all', greatest(0, reltuples) FROM pg_class WHERE oid = 'articles_picture'::regclass
"""
_CONNECTIONS = """
    SELECT 'used', count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'
    UNION ALL SELECT 'allowed', current_setting('max_connections')::int
"""


def _backup() -> Values:
    folder = Path(settings.BACKUP_DIR) if settings.BACKUP_DIR else None
    names = (
        [one.name for one in folder.iterdir() if NAME.fullmatch(one.name)]
        if folder and folder.is_dir()
        else []
    )
    if names:
        made = datetime.strptime(max(names), "newsroom-%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        yield (), made.timestamp()


def _disk() -> Values:
    place = Path(settings.MEDIA_ROOT)
    there = next(one for one in (place, *place.parents) if one.exists())
    yield (), float(shutil.disk_usage(there).free)


def _replica_lag() -> Values:
    if replica.replica.is_named:
        with suppress(ValueError):  # of another cluster: it has no lag
            yield (), replica.lag()


def _web() -> Values:
    yield (), float(presence.living(settings.METRICS_DIR))


READINGS: tuple[Reading, ...] = (
    Reading(
        "newsroom_feeds",
        "Feeds that are switched on, by how they are",
        ("state",),
        _rows("SELECT state, count(*) FROM feeds_feed WHERE enabled GROUP BY 1"),
    ),
    Reading(
        "newsroom_feed_attempts_last_hour",
        "Feeds asked within the last hour, by what came of it",
        ("outcome",),
        _rows(_ATTEMPTS),
    ),
    Reading(
        "newsroom_articles_last_hour",
        "Articles that arrived and were published within the last hour",
        ("language",),
        _rows(_ARRIVED),
    ),
    Reading(
        "newsroom_articles",
        "Published articles",
        ("language",),
        _rows(_ARTICLES, ListCount.Kind.EDITION, ALL_TIME, EVERY_SOURCE),
    ),
    Reading(
        "newsroom_newest_article_timestamp_seconds",
        "When the newest article of an edition was published",
        ("edition",),
        lambda: _rows(_NEWEST, [code for code, _name in settings.LANGUAGES])(),
    ),
    Reading(
        "newsroom_queue_age_seconds",
        "How long the oldest of a queue has been due",
        ("queue",),
        _rows(_QUEUES),
    ),
    Reading(
        "newsroom_comments_waiting",
        "Comments that wait for a moderator",
        (),
        _rows("SELECT count(*) FROM comments_comment WHERE state = 'waiting'"),
    ),
    Reading("newsroom_pictures", "Pictures of articles, by state", ("state",), _rows(_PICTURES)),
    Reading(
        "newsroom_database_bytes",
        "Size of the database",
        (),
        _rows("SELECT pg_database_size(current_database())"),
    ),
    Reading("newsroom_database_connections", "Connections to PostgreSQL", ("which",), _rows(_CONNECTIONS)),
    Reading(
        "newsroom_replica_lag_seconds",
        "How far the replica is behind the primary; none where there is no replica or it does not answer",
        (),
        _replica_lag,
    ),
    Reading("newsroom_backup_timestamp_seconds", "When the newest backup was made", (), _backup),
    Reading("newsroom_disk_free_bytes", "Room left where pictures lie", (), _disk),
    Reading("newsroom_web_processes", "Web processes of this host that live", (), _web),
)
