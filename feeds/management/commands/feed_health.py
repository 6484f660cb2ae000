"""Lists the states of feeds: which are broken, since when and why."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError
from rich.console import Console
from rich.table import Table

from feeds.models import Feed
from feeds.web.addresses import shown_url

# The worst first.
ORDER = (
    Feed.State.GONE,
    Feed.State.MISSING,
    Feed.State.REFUSED,
    Feed.State.CHALLENGE,
    Feed.State.LOGIN,
    Feed.State.PAGE,
    Feed.State.NOT_A_FEED,
    Feed.State.UNREACHABLE,
    Feed.State.EMPTY,
    Feed.State.SILENT,
    Feed.State.NEW,
    Feed.State.WELL,
)
# The width of output that is piped into a file or a mail (characters); a terminal has its own.
PIPED_WIDTH = 200


class Command(BaseCommand):
    help = "Lists the feeds by state: since when, why, the last news, failures in a row and the next check."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--state", choices=[state.value for state in ORDER], help="only feeds in this state"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a feed, one a line")

    def handle(self, *, state: str | None, **options: Any) -> None:
        feeds = Feed.objects.select_related("source")
        try:
            rows = [_row(feed) for feed in (feeds.filter(state=state) if state else feeds)]
        except (DatabaseError, ImproperlyConfigured) as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(
                f"The database cannot be used: {reason}. Check DATABASE_URL and run migrate."
            ) from error
        rows.sort(key=lambda row: (ORDER.index(row["state"]), row["since"] or "", row["url"]))
        if options["json"]:
            for row in rows:
                self.stdout.write(json.dumps(row, ensure_ascii=False))
            return
        is_terminal = self.stdout.isatty()
        console = Console(file=self.stdout, width=None if is_terminal else PIPED_WIDTH)  # type: ignore[arg-type]
        console.print(_table(rows))


def _row(feed: Feed) -> dict[str, Any]:
    return {
        "id": feed.pk,
        "source": feed.source.name,
        "url": shown_url(feed.url),
        "state": feed.state,
        "enabled": feed.enabled,
        "since": _iso(feed.state_since),
        "reason": feed.state_reason,
        "last_new": _iso(feed.last_new_at),
        "last_checked": _iso(feed.last_checked_at),
        "failures": feed.failures,
        "next_check": _iso(feed.next_check_at) if feed.enabled else None,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(title=f"{len(rows)} feeds, times in UTC", title_justify="left")
    for name in ("id", "source", "feed", "state", "since", "last new", "failures", "next check", "reason"):
        table.add_column(name, overflow="fold", justify="right" if name in {"id", "failures"} else "left")
    for row in rows:
        table.add_row(
            str(row["id"]),
            row["source"],
            row["url"],
            row["state"] if row["enabled"] else f"{row['state']} (off)",
            _short(row["since"]),
            _short(row["last_new"]),
            str(row["failures"]),
            _short(row["next_check"]),
            row["reason"],
        )
    return table


def _short(moment: str | None) -> str:
    return moment[:16].replace("T", " ") if moment else "—"
