"""The documents of news agencies, alone or in a ZIP archive → one `ParsedFeed`."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from articles.incoming import IncomingPicture
from feeds.errors import ParseError
from feeds.formats.agency import newsml_g2, ninjs
from feeds.formats.agency.item import AgencyDocument, Group, with_raw
from feeds.formats.agency.nitf import read_nitf
from feeds.formats.agency.xml_reading import name_of, parse_xml
from feeds.formats.document import ParsedEntry, ParsedFeed
from feeds.formats.not_a_feed import not_a_feed
from feeds.formats.repair import decode_document
from feeds.web.content_coding import GZIP_MAGIC, CodingError, decoded

AGENCY_VERSION = "agency"
ENDINGS = frozenset({".nitf", ".newsml", ".ninjs", ".zip"})
# Of files with these endings in an archive or a folder, those that are documents are taken.
DOCUMENT_ENDINGS = frozenset({".xml", ".json", ".nitf", ".newsml", ".ninjs"})
MAX_BYTES = 20 * 1024 * 1024  # of one document, unpacked
MAX_ARCHIVE_BYTES = 200 * 1024 * 1024  # of all documents of an archive
MAX_ARCHIVE_FILES = 5_000
ZIP_MAGIC = b"PK\x03\x04"
NOTHING = AgencyDocument()
_SNIFFED = 20_000  # bytes; a long DOCTYPE or comment may stand before the root
_MISC = re.compile(rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"\s*<(?:[\w.-]+:)?([\w.-]+)")
_JSON_MARKS = (b'"uri"', b'"type"', b'"headlines"', b'"bodies"', b'"versionCreated"', b'"versioncreated"')


def is_agency_document(body: bytes) -> bool:
    """Whether it begins as a document of a news agency, or as an archive; a cheap check before it is read."""
    if body.startswith(ZIP_MAGIC):
        return True
    start = body[:_SNIFFED]
    if b"\0" in start[:4]:  # UTF-16
        start = start.replace(b"\0", b"")
    start = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith((b"{", b"[")):
        return (
            b'"uri"' in body
            and b"jsonfeed.org" not in start
            and any(mark in body for mark in _JSON_MARKS[2:])
        )
    root = _ROOT.match(_MISC.sub(b"", start))
    return root is not None and root[1].decode("ascii", "replace") in {*newsml_g2.ROOTS, "nitf"}


def read_documents(
    bodies: Sequence[tuple[str, bytes, str]], *, companions: AgencyDocument = NOTHING
) -> ParsedFeed:
    """The entries of documents that came together, each with its address or path and its charset.

    `companions` are packages and pictures that came beside them. What cannot be read is a problem of the feed; raises
    `ParseError` where nothing can be.
    """
    documents, faults = list[AgencyDocument](), list[ParseError]()
    for url, body, charset in bodies:
        try:
            documents += [_read_one(*one) for one in unpacked(url, body, charset)]
        except ParseError as error:
            faults.append(error)
    if faults and not documents:
        raise faults[0]
    entries = _with_package(newsml_g2.joined([*documents, companions]))
    together = newsml_g2.joined(documents)
    return ParsedFeed(
        version=AGENCY_VERSION,
        entries=tuple({entry.identity: entry for entry in _newest_last(entries)}.values()),
        tombstones=together.canceled,
        problems=(*together.not_taken, *(str(error) for error in faults)),
    )


def companions_in(url: str, body: bytes) -> AgencyDocument:
    """The packages and pictures in a document, without its articles; nothing where it cannot be read. Raises nothing."""
    try:
        read = newsml_g2.joined(_read_one(*one) for one in unpacked(url, body, ""))
    except ParseError:
        return NOTHING
    return AgencyDocument(pictures=read.pictures, groups=read.groups)


def unpacked(url: str, body: bytes, charset: str) -> Iterator[tuple[str, bytes, str]]:
    """The document itself, or those in an archive. Raises `ParseError` where it is too large or damaged."""
    if not body.startswith(ZIP_MAGIC):
        yield url, _without_gzip(body, url), charset
        return
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            found = list(_in_archive(archive, url))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ParseError(url, f"the ZIP archive cannot be read ({error}); pack it again") from error
    if not found:
        raise ParseError(url, "the ZIP archive holds no document of a news agency (NewsML-G2, NITF, ninjs)")
    yield from ((name, document, "") for name, document in found)


def _in_archive(archive: zipfile.ZipFile, url: str) -> Iterator[tuple[str, bytes]]:
    files = [
        one for one in archive.infolist() if not one.is_dir() and _ending(one.filename) in DOCUMENT_ENDINGS
    ]
    if len(files) > MAX_ARCHIVE_FILES:
        raise ParseError(url, f"the ZIP archive holds more than {MAX_ARCHIVE_FILES:,} documents; pack fewer")
    left = MAX_ARCHIVE_BYTES
    for one in files:
        with archive.open(one) as file:
            body = file.read(min(MAX_BYTES, left) + 1)
        left -= len(body)
        if len(body) > MAX_BYTES or left < 0:
            raise ParseError(url, f"{one.filename} in the ZIP archive is too large; it was not read")
        if is_agency_document(body):
            yield f"{url}/{one.filename}", body


def _ending(name: str) -> str:
    last = name.rpartition("/")[2]
    return f".{last.rpartition('.')[2].lower()}" if "." in last else ""


def _without_gzip(body: bytes, url: str) -> bytes:
    if not body.startswith(GZIP_MAGIC):
        return body
    found = bytearray()
    try:
        for piece in decoded(iter([body]), ""):
            found += piece
            if len(found) > MAX_BYTES:
                raise ParseError(url, f"it is larger than {MAX_BYTES} bytes; it was not read further")
    except CodingError as error:
        raise ParseError(url, str(error)) from error
    return bytes(found)


def _read_one(url: str, body: bytes, charset: str) -> AgencyDocument:
    if not is_agency_document(body):
        raise not_a_feed(url, body[:200_000].decode("utf-8", "replace").strip(), body)
    if body.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith((b"{", b"[")):
        objects = ninjs.read_json(decode_document(body, charset=charset, where=url).lstrip("\ufeff"), url=url)
        if objects is None:
            raise ParseError(url, "it is JSON but no ninjs: it is damaged, or has no uri; check the address")
        return ninjs.read_ninjs(objects, url=url)
    root = parse_xml(body, url=url, charset=charset)
    return read_nitf(root, url=url) if name_of(root) == "nitf" else newsml_g2.read_newsml(root)


def _newest_last(entries: Iterable[ParsedEntry]) -> list[ParsedEntry]:
    """The versions of an item in rising order, so that the last one counts."""
    return sorted(entries, key=lambda one: (one.agency and one.agency.version) or 0)


def _with_package(together: AgencyDocument) -> list[ParsedEntry]:
    """The entries with what packages and links say of them: language versions of one item, and pictures."""
    alternatives, pictures = dict[str, set[str]](), dict[str, list[str]]()
    texts = {entry.agency.item for entry in together.entries if entry.agency}
    for group in together.groups:
        for items in _alternatives(group):
            for item in items:
                alternatives.setdefault(item, set()).update(items)
        named = _pictures_of_one_story(group, texts, together)
        for item in (item for item in _items_below(group) if item in texts):
            pictures.setdefault(item, []).extend(named)
    return [
        _joined(
            entry,
            alternatives.get(entry.agency.item, set()),
            [*together.linked.get(entry.agency.item, ()), *pictures.get(entry.agency.item, ())],
            together,
        )
        if entry.agency
        else entry
        for entry in together.entries
    ]


def _alternatives(group: Group) -> Iterator[tuple[str, ...]]:
    if group.are_alternatives:
        yield group.items
    yield from (one.items for one in group.groups if one.are_alternatives)


def _items_below(group: Group) -> list[str]:
    return [*group.items, *(item for one in group.groups for item in one.items)]


def _pictures_of_one_story(group: Group, texts: set[str], together: AgencyDocument) -> list[str]:
    """The pictures of a group whose texts are one story: of a list of several, it is not certain whose they are."""
    named = [item for item in _items_below(group) if item in together.pictures]
    stories = sum(item in texts for item in group.items) if not group.are_alternatives else 1
    for one in group.groups:
        held = sum(item in texts for item in one.items)
        stories += min(held, 1) if one.are_alternatives else held
    return named if stories <= 1 else []


def _joined(
    entry: ParsedEntry, alternatives: set[str], linked: list[str], together: AgencyDocument
) -> ParsedEntry:
    facts = entry.agency
    assert facts is not None  # noqa: S101  # the caller's condition
    related = [*facts.related, *sorted(alternatives - {facts.item})]
    found: dict[str | None, IncomingPicture] = {picture.url: picture for picture in entry.pictures}
    for item in linked:
        if item in together.pictures:
            picture = together.pictures[item].in_language(entry.language)
            found.setdefault(picture.url, picture)
    if len(related) == len(facts.related) and len(found) == len(entry.pictures):
        return entry
    related_facts = replace(facts, related=tuple(dict.fromkeys(related)))
    return with_raw(replace(entry, agency=related_facts, pictures=tuple(found.values())))
