"""What each of the formats is read into, and how an entry is made of it and of what was kept of it."""

import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from articles.incoming import AgencyFacts, IncomingPicture, MediaTopic
from feeds.formats.document import ParsedEntry, Tombstone
from feeds.normalise.dates.timestamps import certain_time
from feeds.normalise.plain_title import literal_html
from feeds.web.addresses import absolute_url

# The member of a JSON Feed item that keeps what JSON Feed has no name for.
KEPT = "_agency"
USABLE, WITHHELD, CANCELED, EMBARGOED = "usable", "withheld", "canceled", "embargoed"
# Of `feeds.normalise.dates.parse`, which loads the languages of dates.
VIETNAM = timezone(timedelta(hours=7))
# Wider pictures are for print: they are tens of megabytes.
WIDEST_RENDITION = 3000  # pixels
VERSION_DIGITS = 9

_CODE = re.compile(r"(?:^|[:/])(\d{8})$")
_BASIC_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d:?\d\d)?")
_BLANK_LINE = re.compile(r"\n\s*\n")
_WEB = ("http://", "https://")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Rendition:
    """One file of a picture. `size` is its width and height in pixels, each None where unknown."""

    url: str
    media_type: str = ""
    size: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True, slots=True)
class PictureItem:
    """A picture as an item of its own: one picture, whatever the number of its renditions; captions by language."""

    picture: IncomingPicture
    captions: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, language: str | None) -> IncomingPicture:
        spoken = (language or "").partition("-")[0].lower()
        own = (words for tag, words in self.captions.items() if tag.partition("-")[0].lower() == spoken)
        return replace(self.picture, caption=next(own, self.picture.caption))


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a package: the items that it names, and whether they are alternatives of one another."""

    items: tuple[str, ...]
    are_alternatives: bool = False
    groups: tuple["Group", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyDocument:
    """What one document holds. `linked` names, by item, the items that it links to; `not_taken` are sentences about
    items that are no articles."""

    entries: tuple[ParsedEntry, ...] = ()
    canceled: tuple[Tombstone, ...] = ()
    pictures: Mapping[str, PictureItem] = field(default_factory=dict)
    linked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    not_taken: tuple[str, ...] = ()


def agency_entry(
    *,
    facts: AgencyFacts,
    title: str,
    language: str | None,
    summary: str = "",
    content_html: str = "",
    link: str | None = None,
    author: str = "",
    publisher: str = "",
    published: str = "",
    updated: str = "",
    labels: Iterable[str] = (),
    pictures: Iterable[IncomingPicture] = (),
) -> ParsedEntry:
    """An entry of an agency's item in one language. `title` and `summary` are plain text, times are ISO 8601."""
    facts = replace(facts, language=(language or "").lower())
    entry = ParsedEntry(
        identity=f"{facts.item}#{facts.language}",
        link=link if link and link.startswith(_WEB) else None,
        title=one_line(title),
        summary_html=literal_html(summary.strip()),
        content_html=_ILLEGAL.sub("", content_html),
        author=one_line(author),
        published_raw=published,
        published_parsed=certain_time(published),
        updated_raw=updated,
        updated_parsed=certain_time(updated),
        labels=tuple(dict.fromkeys(label for label in map(one_line, labels) if label)),
        pictures=tuple(pictures),
        language=language or None,
        base_url=link or "",
        publisher=one_line(publisher),
        agency=facts,
    )
    return with_raw(entry, summary)


def with_raw(entry: ParsedEntry, summary: str | None = None) -> ParsedEntry:
    """The entry with the JSON by which it is read again; `summary` is its plain text, else that which was kept."""
    before = json.loads(entry.raw).get("summary", "") if summary is None and entry.raw else summary
    item = {
        "id": entry.identity,
        "url": entry.link,
        "title": entry.title,
        "summary": before,
        "content_html": entry.content_html,
        "date_published": entry.published_raw,
        "date_modified": entry.updated_raw,
        "authors": [{"name": entry.author}] if entry.author else None,
        "tags": list(entry.labels),
        "language": entry.language,
        KEPT: {
            **_facts_as_json(entry.agency),
            "publisher": entry.publisher,
            "pictures": [asdict(picture) for picture in entry.pictures],
        },
    }
    kept = {name: value for name, value in item.items() if value}
    return replace(entry, raw=_ILLEGAL.sub("", json.dumps(kept, ensure_ascii=False)))


def with_kept_facts(entry: ParsedEntry, raw: str) -> ParsedEntry:
    """An entry that was read from `raw` as a JSON Feed item, with what only an agency's document says."""
    kept = json.loads(raw, strict=False).get(KEPT) if f'"{KEPT}"' in raw else None
    if not isinstance(kept, dict):
        return entry
    try:
        pictures = tuple(IncomingPicture(**picture) for picture in kept["pictures"])
        return replace(entry, publisher=str(kept["publisher"]), pictures=pictures, agency=_facts_of(kept))
    except (KeyError, TypeError, ValueError):
        return entry  # a publisher's own extension of the same name


def _facts_as_json(facts: AgencyFacts | None) -> dict[str, Any]:
    if facts is None:
        return {}
    times = {"version_created": facts.version_created, "embargoed_until": facts.embargoed_until}
    return asdict(facts) | {name: moment.isoformat() if moment else None for name, moment in times.items()}


def _facts_of(kept: dict[str, Any]) -> AgencyFacts:
    given = {name: value for name, value in kept.items() if name not in {"publisher", "pictures"}}
    for name in ("version_created", "embargoed_until"):
        given[name] = datetime.fromisoformat(given[name]) if given[name] else None
    given["related"] = tuple(given["related"])
    given["media_topics"] = tuple(MediaTopic(**topic) for topic in given["media_topics"])
    return AgencyFacts(**given)


def one_line(text: str) -> str:
    return " ".join(_ILLEGAL.sub("", text).split())


def paragraphs_of(text: str) -> str:
    """Plain text as HTML: passages between blank lines, else its lines."""
    pieces = _BLANK_LINE.split(text) if _BLANK_LINE.search(text.strip()) else text.splitlines()
    return "".join(f"<p>{html.escape(words, quote=False)}</p>" for one in pieces if (words := one_line(one)))


def iso_time(written: str) -> str:
    """A time of ISO 8601's basic format (20261120T080000+0700) in its extended one; any other as it stands."""
    found = _BASIC_TIME.fullmatch(written.strip())
    if found is None:
        return written.strip()
    year, month, day, hour, minute, second, zone = found.groups()
    if hour is None:
        return f"{year}-{month}-{day}"
    offset = zone if not zone or zone == "Z" or ":" in zone else f"{zone[:3]}:{zone[3:]}"
    return f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{offset or ''}"


def moment_of(written: str) -> datetime | None:
    """The time of an agency; one without a zone is in Vietnamese time, as its editors read it. None for anything else."""
    if certain := certain_time(written):
        return certain
    try:
        local = datetime.fromisoformat(written.strip())
    except ValueError:
        return None
    return local.replace(tzinfo=VIETNAM).astimezone(UTC) if local.tzinfo is None else local.astimezone(UTC)


def version_number(written: str) -> int | None:
    digits = written.strip()
    return int(digits) if digits.isdecimal() and digits.isascii() and len(digits) <= VERSION_DIGITS else None


def media_topic(code: str, name: str) -> MediaTopic | None:
    """The topic that a code or an address of the IPTC's media topics or subject codes names; None for others."""
    found = _CODE.search(code.strip())
    return MediaTopic(found[1], one_line(name)) if found else None


def distinct_topics(topics: Iterable[MediaTopic | None]) -> tuple[MediaTopic, ...]:
    found: dict[str, MediaTopic] = {}
    for topic in topics:
        if topic is not None and (topic.code not in found or not found[topic.code].name):
            found[topic.code] = topic
    return tuple(found.values())


def one_picture(
    renditions: Iterable[Rendition], *, base: str, caption: str = "", credit: str = ""
) -> IncomingPicture | None:
    """The picture with the largest of its renditions that a page can use; None where none has an address."""
    usable = []
    for one in renditions:
        address = absolute_url(one.url, base) if one.url else None
        if address and address.startswith(_WEB) and one.media_type.partition("/")[0] in {"", "image"}:
            usable.append(replace(one, url=address))
    if not usable:
        return None
    best = max(usable, key=lambda one: ((one.size[0] or 0) <= WIDEST_RENDITION, one.size[0] or 0))
    width, height = best.size
    return IncomingPicture(
        url=best.url, caption=one_line(caption), credit=one_line(credit), width=width, height=height
    )


def pixels(written: Any) -> int | None:
    text = str(written or "").strip()
    return int(text) if text.isdecimal() and text.isascii() and 0 < len(text) <= 5 else None
