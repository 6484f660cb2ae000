"""newsboat, a widely used feed reader, loads the feeds and finds every entry."""

import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from audit.browser import Audit
from audit.checks.feeds import form_of, named_feeds, read
from audit.figures import Figure, faults
from audit.pages import shape
from audit.tools import program, run

EDITIONS = ("vi", "ar", "km")
SECONDS = 60
# newsboat connects only to the audited site, and keeps all entries.
CONFIGURATION = "auto-reload no\nmax-items 0\nfeed-sort-order none\n"


def loaded(cache: Path) -> dict[str, int]:
    """The number of items newsboat stored, by feed URL."""
    with closing(sqlite3.connect(cache)) as database:
        counts = database.execute(
            "SELECT rss_feed.rssurl, COUNT(rss_item.id) FROM rss_feed "
            "LEFT JOIN rss_item ON rss_item.feedurl = rss_feed.rssurl GROUP BY rss_feed.rssurl"
        )
        return dict(counts.fetchall())


def differences(expected: Mapping[str, int], found: Mapping[str, int]) -> list[str]:
    """A sentence for each feed with another number of entries than expected."""
    return [
        f"{address}: {found.get(address, 'not loaded')} of {count} entries"
        for address, count in expected.items()
        if found.get(address) != count
    ]


def check(audit: Audit) -> list[Figure]:
    """Counts incompletely loaded feeds: RSS and Atom of one list of each kind, in some editions."""
    expected: dict[str, int] = {}
    for path in _chosen(audit):
        entries, _wrong = read(audit.site.get(path).body, form_of(path))
        expected[audit.site.url(path)] = len(entries)
    found = {address: count for one in expected for address, count in _reload(one).items()}
    return [
        faults("newsboat", "feeds not loaded in full", differences(expected, found)),
        Figure("newsboat", "feeds loaded", len(found)),
        Figure("newsboat", "entries found", sum(found.values())),
    ]


def _chosen(audit: Audit) -> list[str]:
    editions = {page.edition for page in audit.pages}
    chosen: dict[tuple[str, str, str], str] = {}
    for path in named_feeds(audit):
        form = form_of(path)
        known = shape(path.replace(f"feed.{form}", ""), editions)
        if known and known[0] in EDITIONS and form != "json":
            chosen.setdefault((*known, form), path)
    return list(chosen.values())


def _reload(address: str) -> dict[str, int]:
    """The items newsboat stores of a feed in one run, with a home folder of its own.

    It stores an entry only in the last feed that had it, so feeds that share entries need separate caches.
    """
    with tempfile.TemporaryDirectory(prefix="newsboat-") as home:
        files = {name: Path(home, name) for name in ("urls", "config", "cache.db")}
        files["urls"].write_text(f"{address}\n", encoding="utf-8")
        files["config"].write_text(CONFIGURATION, encoding="utf-8")
        run(
            [
                *(program("newsboat", "newsboat"), "-u", str(files["urls"]), "-C", str(files["config"])),
                *("-c", str(files["cache.db"]), "-x", "reload"),
            ],
            seconds=SECONDS,
            environment={"HOME": home, "LC_ALL": "C.UTF-8", "http_proxy": "", "all_proxy": ""},
        )
        return loaded(files["cache.db"]) if files["cache.db"].exists() else {}
