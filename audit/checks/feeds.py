"""Every feed that a page names is valid: RSS and Atom parse without error, JSON Feed keeps its rules."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import feedparser

from audit.browser import Audit
from audit.figures import Figure, faults
from audit.pages import tree

JSON_FEED = "https://jsonfeed.org/version/1.1"
MEDIA_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
FEED_TYPES = frozenset(MEDIA_TYPES.values())


def feeds_of(page: str) -> list[str]:
    """The URLs of the feeds in a page's head."""
    return [
        str(one.get("href"))
        for one in tree(page).iter("link")
        if one.get("rel") == "alternate" and one.get("type") in FEED_TYPES
    ]


def form_of(path: str) -> str:
    """ "rss", "atom" or "json", by the extension of the path."""
    return urlsplit(path).path.rpartition(".")[2]


def read(body: bytes, form: str) -> tuple[list[str], list[str]]:
    """The ids of the entries, and what is wrong with the feed."""
    return _read_json(body) if form == "json" else _read_xml(body)


def _read_xml(body: bytes) -> tuple[list[str], list[str]]:
    parsed = feedparser.parse(body)
    wrong = [f"bozo: {parsed.bozo_exception}"] if parsed.bozo else []
    if not parsed.feed.get("title") or not parsed.feed.get("link"):
        wrong.append("has no title or no link")
    wrong += [
        f"an entry lacks {name}"
        for entry in parsed.entries
        for name in ("id", "link", "title")
        if not entry.get(name)
    ]
    return [str(entry.get("id")) for entry in parsed.entries], wrong


def _read_json(body: bytes) -> tuple[list[str], list[str]]:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1): version and title; for each item id and content."""
    try:
        feed = json.loads(body)
        items = feed["items"]
        wrong = [] if feed.get("version") == JSON_FEED else [f"names the version {feed.get('version')!r}"]
        wrong += [] if feed.get("title") else ["has no title"]
        for item in items:
            if not isinstance(item.get("id"), str):
                wrong.append("an item lacks a textual id")
            if "content_html" not in item and "content_text" not in item:
                wrong.append(f"{item.get('id')} has no content")
        return [str(item.get("id")) for item in items], wrong
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return [], [f"is no JSON Feed: {error!r}"]


def named_feeds(audit: Audit) -> list[str]:
    """The paths of all feeds that the audited pages name."""
    links = (
        audit.site.path_of(link, on=page.path)
        for page in audit.pages
        for link in feeds_of(audit.site.get(page.path).text)
    )
    return list(dict.fromkeys(path for path in links if path))


def check(audit: Audit) -> list[Figure]:
    """Counts faults of the feeds, and lists whose three formats have different entries."""
    found: list[str] = []
    lists: dict[str, dict[str, list[str]]] = {}
    paths = named_feeds(audit)
    for path in paths:
        form = form_of(path)
        answer = audit.site.get(path)
        if answer.status != 200 or answer.media_type != MEDIA_TYPES.get(form):
            found.append(f"{path} answers {answer.status} as {answer.media_type}")
            continue
        entries, wrong = read(answer.body, form)
        found += [f"{path}: {fault}" for fault in wrong]
        lists.setdefault(path.replace(f"feed.{form}", ""), {})[form] = entries
    return [
        faults("feeds", "faults", found),
        faults("feeds", "lists whose forms differ", _differing(lists)),
        Figure("feeds", "feeds read", len(paths)),
        Figure("feeds", "entries read", sum(len(one) for forms in lists.values() for one in forms.values())),
    ]


def _differing(lists: dict[str, dict[str, list[str]]]) -> Iterator[str]:
    for address, forms in lists.items():
        if set(forms) != set(MEDIA_TYPES) or len({tuple(entries) for entries in forms.values()}) > 1:
            counts = ", ".join(f"{form} {len(entries)}" for form, entries in sorted(forms.items()))
            yield f"{address}: {counts}"
