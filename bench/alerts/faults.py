"""What goes wrong for minutes, each with the alerts that it is to raise, and how it ends."""

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg2
import urllib3
from django.db import connection
from django.utils import timezone

from bench.soak.crowd import Actor
from bench.soak.faults import wait_for_death
from bench.soak.publisher import Publisher
from bench.soak.world import World

# The disk of pictures: with what fills it less than the two gigabytes are left that the alert asks for.
DISK_MEGABYTES, FILLED_MEGABYTES = 2_400, 600
USED_CONNECTIONS = 0.86
SEARCHES_A_SECOND = 0.7
PULL_SECONDS = 240


class Searcher(Actor):
    """Searches for other words each time, and waits for no answer before the next."""

    def act(self, number: int) -> None:
        threading.Thread(target=self._search, args=(number,), daemon=True).start()

    def _search(self, number: int) -> None:
        with suppress(urllib3.exceptions.HTTPError):
            self.http.request("GET", f"{self.base}/vi/search/?q=duong+{number}")


@dataclass
class Site:
    """The site that is hurt, and what of the hurting is still under way."""

    world: World
    publisher: Publisher
    backups: Path
    asked_by: Any
    searcher: Searcher | None = None
    sessions: dict[str, list[Any]] = field(default_factory=dict)

    def session(self) -> Any:
        """A connection past the pooler."""
        return psycopg2.connect(host=self.world.socket, user="postgres", dbname="newsroom")

    def pull(self) -> None:
        self.world.rows("UPDATE feeds_feed SET next_check_at = now() WHERE enabled AND next_check_at > now()")
        self.world.manage("pull", "pull_feeds", "--processes", "1").wait(PULL_SECONDS)

    def backup(self) -> None:
        direct = {"DATABASE_URL": self.world.direct, "DATABASE_POOLER": "none"}
        self.world.manage("backup", "backup", "--no-trial", **direct).wait(PULL_SECONDS)


@dataclass(frozen=True, slots=True)
class Fault:
    """`begins` and `lasts` are seconds of the rehearsal."""

    name: str
    alerts: Sequence[str]
    begins: int
    lasts: int
    begin: Callable[[Site], None]
    end: Callable[[Site], None]


# --- What lasts for hours elsewhere: rows are dated back, since when something waits is all that the alert asks -----------


def pulls_stop(site: Site) -> None:
    """Publishers answer nothing but 500, then nobody pulls: all of it seven hours ago."""
    site.publisher.fails = True
    site.pull()
    site.world.rows("UPDATE feeds_fetch SET started_at = started_at - interval '7 hours'")
    site.world.rows("UPDATE feeds_feed SET next_check_at = now() - interval '7 hours' WHERE enabled")
    site.world.rows(
        "UPDATE articles_article SET arrived_at = arrived_at - interval '8 hours',"
        " published_at = published_at - interval '8 hours' WHERE ordered_at > now() - interval '8 hours'"
    )


def pulls_go_on(site: Site) -> None:
    site.publisher.fails = False
    site.publisher.publish()
    site.pull()


def worker_stops(site: Site) -> None:
    from desk.models import Work
    from feeds.models import Feed
    from feeds.pull.asking import ask_feeds

    site.world.kill("worker")
    ask_feeds(feeds=[Feed.objects.filter(enabled=True).earliest("pk")], by=site.asked_by, now=timezone.now())
    Work.objects.update(asked_at=timezone.now() - timedelta(minutes=40))
    connection.close()


def worker_goes_on(site: Site) -> None:
    site.world.manage("worker", "work")


def mail_waits(_site: Site) -> None:
    from articles.newsletters.models import Subscriber

    now = timezone.now()
    ago = dict.fromkeys(("made_at", "asked_at", "told_at", "confirmed_at"), now - timedelta(days=2))
    words = dict.fromkeys(("digest", "mailbox", "mark"), "rehearsal")
    Subscriber.objects.create(
        **ago,
        **words,
        domain="mail.example",
        email="reader@mail.example",
        edition="vi",
        next_at=now - timedelta(hours=3),
    )
    connection.close()


def mail_goes(site: Site) -> None:
    site.world.manage("mail", "send_newsletters").wait(PULL_SECONDS)


def hub_waits(_site: Site) -> None:
    from feeds.models import Feed, Subscription

    feed = Feed.objects.filter(enabled=True).earliest("pk")
    Subscription.objects.create(
        feed=feed,
        hub="https://hub.example/",
        topic=feed.url,
        next_request_at=timezone.now() - timedelta(hours=3),
    )
    connection.close()


def hub_is_asked(site: Site) -> None:
    site.world.rows("UPDATE feeds_subscription SET next_request_at = now() + interval '1 day'")


def comment_waits(_site: Site) -> None:
    from articles.comments.models import Comment
    from articles.models import Article

    article = Article.objects.published().earliest("pk")
    Comment.objects.create(
        article=article,
        name="Bạn đọc",
        body="Bao giờ xong đường?",
        language=article.language,
        state=Comment.State.WAITING,
        sent_at=timezone.now() - timedelta(days=3),
    )
    connection.close()


def comment_is_decided(site: Site) -> None:
    site.world.rows("UPDATE comments_comment SET state = 'approved' WHERE state = 'waiting'")


def backups_stop(site: Site) -> None:
    """The newest backup becomes one of three days ago."""
    site.backup()
    (newest,) = site.backups.iterdir()
    newest.rename(site.backups / f"newsroom-{timezone.now() - timedelta(days=3):%Y%m%dT%H%M%SZ}")


# --- What is done to the running site ------------------------------------------------------------------------------------


def disk_fills(site: Site) -> None:
    with (site.world.data / "media" / "full").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, FILLED_MEGABYTES * 1_000_000)


def disk_is_freed(site: Site) -> None:
    (site.world.data / "media" / "full").unlink()


def table_is_locked(site: Site) -> None:
    """Somebody's session holds a table; readers search, for which no page is kept, and each waits until it is sent away."""
    holder = site.session()
    holder.cursor().execute("LOCK TABLE articles_source IN ACCESS EXCLUSIVE MODE")
    site.sessions["lock"] = [holder]
    site.searcher = Searcher(site.world.base, SEARCHES_A_SECOND)
    site.searcher.start()


def table_is_free(site: Site) -> None:
    if site.searcher:
        site.searcher.end()
    _close(site, "lock")


def connections_are_taken(site: Site) -> None:
    allowed, used = site.world.rows(
        "SELECT current_setting('max_connections')::int, count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
    )[0]
    site.sessions["connections"] = [site.session() for _one in range(int(allowed * USED_CONNECTIONS) - used)]


def connections_are_free(site: Site) -> None:
    _close(site, "connections")


def web_stops(site: Site) -> None:
    site.world.end("web")


def web_starts(site: Site) -> None:
    site.world.start_web()


def database_stops(site: Site) -> None:
    os.kill(site.world.database_processes()[0], signal.SIGINT)
    wait_for_death(site.world)


def database_starts(site: Site) -> None:
    site.world.start_database()


def metrics_stop(site: Site) -> None:
    site.world.end("metrics")


def metrics_start(site: Site) -> None:
    site.world.manage("metrics", "metrics")


FAULTS = (
    Fault(
        "publishers fail, then pulls stop",
        ("NewsroomFeedsFail", "NewsroomNoPulls", "NewsroomPullsTooSlow", "NewsroomNothingNew"),
        0, 990, pulls_stop, pulls_go_on,
    ),
    Fault("the worker is stopped", ("NewsroomWorkWaits",), 0, 990, worker_stops, worker_goes_on),
    Fault("newsletters are not sent", ("NewsroomMailWaits",), 0, 990, mail_waits, mail_goes),
    Fault("hubs are not asked", ("NewsroomHubsWait",), 0, 600, hub_waits, hub_is_asked),
    Fault("a comment waits", ("NewsroomCommentsWait",), 0, 600, comment_waits, comment_is_decided),
    # A backup waits for a locked table.
    Fault("backups stop", ("NewsroomBackupOld",), 0, 775, backups_stop, Site.backup),
    Fault("the disk is nearly full", ("NewsroomDiskFull",), 30, 660, disk_fills, disk_is_freed),
    Fault(
        "a session locks a table", ("NewsroomErrors", "NewsroomSlow"), 30, 740, table_is_locked, table_is_free
    ),
    Fault(
        "connections are used up", ("NewsroomConnections",), 30, 360, connections_are_taken, connections_are_free
    ),
    Fault("the web processes are stopped", ("NewsroomWebGone",), 790, 160, web_stops, web_starts),
    Fault("the database is stopped", ("NewsroomDatabaseGone",), 1_110, 180, database_stops, database_starts),
    Fault("the metrics are stopped", ("NewsroomMetricsGone",), 1_340, 340, metrics_stop, metrics_start),
)  # fmt: skip


def _close(site: Site, name: str) -> None:
    for one in site.sessions.pop(name, []):
        with suppress(psycopg2.Error):
            one.close()


def mounted(data: Path) -> bool:
    """Gives pictures a disk of their own, which can be filled. False where this account may not."""
    media = data / "media"
    media.mkdir(parents=True, exist_ok=True)
    size = f"size={DISK_MEGABYTES}m,mode=755"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", media], capture_output=True, check=False
    )
    return done.returncode == 0


def unmounted(data: Path) -> None:
    subprocess.run(["umount", "--lazy", data / "media"], capture_output=True, check=False)
