"""The documents that a folder of a web server lists, or a sitemap of them: where they are, and what changed. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

from feeds.errors import ParseError
from feeds.formats.agency.documents import DOCUMENT_ENDINGS, is_agency_document
from feeds.formats.decode import decode_page
from feeds.formats.sitemap import all_addresses
from feeds.formats.sitemap_parts import NamedSitemap
from feeds.normalise.dates.timestamps import certain_time
from feeds.web.addresses import absolute_url

_LINK = re.compile(
    r"<a\s[^<>]{0,400}?href\s*=\s*[\"']?([^\"'\s<>]+)[\"']?[^<>]*>(.{0,300}?)</a>([^<]{0,200})",
    re.DOTALL | re.I,
)
_PAGE = re.compile(rb"<!doctype\s+html|<(?:html|head|body|title|pre|ul|table)[\s>]", re.IGNORECASE)
_TITLE = re.compile(r"<(?:title|h1)>\s*(?:Index of|Directory listing|[\w.-]+ - /)", re.IGNORECASE)
# Apache and nginx, and the date alone of others.
_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)|(\d\d)-([A-Z][a-z]{2})-(\d{4}) (\d\d):(\d\d)")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_OTHER_FILES = re.compile(r"sitemap|(?:^|[-_.])(?:rss|atom|feed)(?:[-_.]|$)", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Listed:
    """A document that a list names. `said` is what the list says of it: when it changes, the document did."""

    url: str
    said: str
    modified: datetime | None = None


def listed_documents(body: bytes, *, url: str, charset: str = "") -> tuple[Listed, ...]:
    """The documents that a folder's page or a sitemap names, the newest first; none where it is neither.

    Raises nothing.
    """
    if is_agency_document(body):
        return ()
    found = _in_folder(body, url, charset) if _PAGE.search(body[:2000]) else _in_sitemap(body, url, charset)
    # The names of agencies' files rise with time; a list without times is read from its end.
    return tuple(sorted(found, key=lambda one: (_sortable(one), one.url), reverse=True))


def as_parts(listed: tuple[Listed, ...]) -> tuple[NamedSitemap, ...]:
    return tuple(NamedSitemap(one.url, one.modified) for one in listed)


def _sortable(one: Listed) -> float:
    return one.modified.timestamp() if one.modified else 0.0


def _in_folder(body: bytes, url: str, charset: str) -> list[Listed]:
    """Links of a page to documents in the same folder or below, where the page is a list of files."""
    try:
        page = decode_page(body, charset or None, where=url)
    except ParseError:
        return []
    links, found = 0, dict[str, Listed]()
    for href, shown, behind in _LINK.findall(page):
        links += not href.startswith(("?", "#", ".."))
        address = absolute_url(unescape(href), url)
        if address and address.startswith(_folder_of(url)) and _is_document(address):
            said = " ".join(_MARKUP.sub(" ", f"{shown} {behind}").split())
            found[address] = Listed(address, said, _moment(behind))
    is_index = bool(_TITLE.search(page[:5000])) or len(found) * 2 > links
    return list(found.values()) if is_index else []


def _in_sitemap(body: bytes, url: str, charset: str) -> list[Listed]:
    try:
        addresses = all_addresses(body, url=url, charset=charset)
    except ParseError:
        return []
    return [
        Listed(address, modified, certain_time(modified))
        for address, modified in addresses
        if _is_document(address)
    ]


def _folder_of(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[0] + "/"


def _is_document(address: str) -> bool:
    name = urlsplit(address).path.rpartition("/")[2]
    ending = f".{name.rpartition('.')[2].lower()}"
    return ending in DOCUMENT_ENDINGS | {".zip"} and not _OTHER_FILES.search(name.rpartition(".")[0])


def _moment(behind: str) -> datetime | None:
    found = _MOMENT.search(behind)
    if found is None:
        return None
    if found[1]:
        return certain_time(f"{found[1]}-{found[2]}-{found[3]}T{found[4]}:{found[5]}Z")
    month = _MONTHS.index(found[7]) + 1 if found[7] in _MONTHS else 1
    return certain_time(f"{found[8]}-{month:02}-{found[6]}T{found[9]}:{found[10]}Z")
