"""One feed of a list, whatever the list's format: checked, and merged where it is named twice."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from feeds.errors import FetchError
from feeds.formats.kinds import DEFAULT_KIND, kind_of, unknown_kind
from feeds.web.addresses import clean_url, without_feed_scheme

# A list larger than this is no reading list; the largest known directories hold some ten thousand feeds.
MAX_LIST_BYTES = 10 * 1024 * 1024

# Raises FetchError for an address that must not be fetched.
Check = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOutline:
    """One feed of a list.

    `url` is the feed's address in clean form. `enabled` is false where the list marks the feed as dead, muted or
    commented out. `kind` is the name of a `FeedKind`, with the CSS `selector` where it needs one. `source` is whose
    feed it is, where the list tells it apart from the title. `problem` is a sentence that begins with the line or row,
    and is empty for a usable feed; then `url` is usable too.
    """

    title: str = ""
    source: str = ""
    url: str = ""
    homepage: str = ""
    language: str = ""
    category: str = ""
    note: str = ""
    kind: str = DEFAULT_KIND
    selector: str = ""
    enabled: bool = True
    problem: str = ""


def unusable(outline: FeedOutline, place: str, problem: str) -> FeedOutline:
    """The outline with its problem; `place` is its line or row."""
    return replace(outline, enabled=False, problem=f"{place}: {problem}")


def checked(place: str, address: str, outline: FeedOutline, check: Check) -> FeedOutline:
    """The outline with its address, or with the problem of its address or kind."""
    if not address:
        return unusable(outline, place, "the feed's address is missing; fill it in")
    if wrong := unknown_kind(outline.kind) or kind_of(outline.kind).selector_error(outline.selector):
        return unusable(outline, place, wrong)
    try:
        address = without_feed_scheme(address)
        check(address)
        return replace(outline, url=clean_url(address))
    except FetchError as error:
        return unusable(outline, place, str(error))


def merged(outlines: Iterable[FeedOutline]) -> list[FeedOutline]:
    """Merge outlines of one feed: http and https, with and without a last slash, are one address."""
    found: dict[str, FeedOutline] = {}
    for position, outline in enumerate(outlines):
        key = outline.url.partition("://")[2].rstrip("/") if outline.url else f"problem {position}"
        found[key] = _merge(found[key], outline) if key in found else outline
    return list(found.values())


def _merge(first: FeedOutline, second: FeedOutline) -> FeedOutline:
    notes = dict.fromkeys(note for note in (first.note, second.note) if note)
    return FeedOutline(
        title=first.title or second.title,
        source=first.source or second.source,
        url=second.url if second.url.startswith("https:") and first.url.startswith("http:") else first.url,
        homepage=first.homepage or second.homepage,
        language=first.language or second.language,
        category=first.category or second.category,
        note="; ".join(notes),
        kind=first.kind,
        selector=first.selector,
        enabled=first.enabled or second.enabled,
    )
