"""The publication and modification dates that a page states about its article.

A date counts by where it stands: structured data (JSON-LD, meta elements, microdata), then `<time>` and other machine-
readable dates near the headline or below the text, then a byline there, at last the path of the page's own address.
All are given, the most trusted first, each with where it stands; the normaliser settles on one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from feeds.extractor.metadata import Metadata, is_date_of_publication
from feeds.extractor.scope import Scope, is_foreign
from feeds.normalise.dated_line import DOCUMENT_NUMBER, DatedLine, read_dated_line, read_labelled_date
from feeds.normalise.dates.moment import Moment
from feeds.normalise.dates.parse import VIETNAM, date_in, understand
from feeds.normalise.inline import plain
from feeds.normalise.languages.tags import normalise_tag
from feeds.raw import PAGE_ADDRESS, Statement
from feeds.vocabulary import vocabulary
from feeds.vocabulary.lines import TERMINAL, UNPUNCTUATED

LONGEST_DATE = 60  # characters of a machine-readable date
LONGEST_LINE = 140  # characters
LONGEST_RELATIVE = 40  # characters: "2 giờ trước"
_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|WebPage|CreativeWork|NewsMediaOrganization)$")
_PUBLISHED_PROPERTIES = frozenset({"datepublished", "datecreated", "issued", "date", "published"})
_UPDATED_PROPERTIES = frozenset({"datemodified", "dateupdated", "modified"})
_DATE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:date|datetime|time|timestamp|pub-?date|publish(?:ed|date)?|posted(?:-?on)?|dateline|ngay|"
    r"ngay-?dang|thoi-?gian|post-?date|entry-?date|created)(?:$|[\s_-])|ArticleDate|publishdate|(?:item)?DateCreated|lblDate",
    re.IGNORECASE,
)
_UPDATED_NAMES = re.compile(r"updated|modified|edited|revised|lastmod", re.IGNORECASE)
_PUBLISHED_NAMES = re.compile(r"publish|posted|pubdate|dt-published|entry-date|created", re.IGNORECASE)
# Stems of words for publication and change in a whole sentence; the vocabulary has those that stand before a date alone.
_PUBLICATION = re.compile(
    r"publi|\bposted\b|updat|aktuali|veröffentlich|mis à jour|actuali|atuali|aggiorn|опублик|обновл|оновлен|đăng|xuất bản|"
    r"cập nhật|发布|发表|發佈|發布|發表|更新|掲載|公開|게재|등록|수정|เผยแพร่|diterbitkan|diperbarui|نشر|تحديث|प्रकाशित",
    re.IGNORECASE,
)
_ISO_BEGINNING = re.compile(r"\s*\d{4}-\d{2}-\d{2}")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_DATA_ATTRIBUTES = ("datetime", "data-datetime", "data-date", "data-published", "data-time", "data-timestamp")
_BLOCKS = frozenset(
    "p div section header footer ul ol dl table tr h1 h2 h3 h4 h5 h6 article main blockquote".split()  # noqa: SIM905 - words in a row read better than a list
)
_DATE_IN_SCRIPT = re.compile(r"[\"']((?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
# /2026/05/11/, /2026/05-11/, /20260511/: the whole day as parts of the path.
_DAY_IN_PATH = re.compile(
    r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/-])|/((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])/"
)


@dataclass(frozen=True, slots=True)
class Dates:
    """What a page states of publication and change, the most trusted statements first."""

    published: tuple[Statement, ...] = ()
    updated: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    statement: Statement
    is_update: bool


def find_dates(
    tree: HtmlElement, scope: Scope, metadata: Metadata, url: str | None, *, now: datetime
) -> Dates:
    """Give the dates that the page states of its article, as written where a machine can read them, else in ISO 8601.

    `now` (aware) is the time of reading: a line with a later date is no byline. Where the page shows one date only and
    calls it that of an update, it counts as the publication too, as in a feed.
    """
    declared = [*_from_properties(tree, scope)]
    shown = [
        *_machine_readable(scope, now),
        *_from_lines(scope, normalise_tag(metadata.language), now),
        *_from_scripts(scope, now),
    ]
    published = [one.statement for one in (*declared, *shown) if not one.is_update]
    updated = [one.statement for one in (*declared, *shown) if one.is_update]
    found = [*metadata.published, *published]
    if not found:
        lone = [one.statement for one in shown if one.is_update][:1]
        found = [Statement(one.text, f"{one.evidence}, the only date shown") for one in lone]
    return Dates((*found, *_from_address(url or metadata.canonical)), (*metadata.updated, *updated))


def _from_properties(tree: HtmlElement, scope: Scope) -> Iterator[_Found]:
    """Microdata and RDFa of the article's own item."""
    around = (
        frozenset((scope.title, *scope.title.iterancestors())) if scope.title is not None else frozenset()
    )
    for element in tree.xpath("//body//*[@itemprop or @property]"):
        words = f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower().split()
        names = {re.split(r"[/#:]", word)[-1] for word in words}
        is_update = not names.isdisjoint(_UPDATED_PROPERTIES)
        if names.isdisjoint(_PUBLISHED_PROPERTIES) and not is_update:
            continue
        item = next((one for one in element.iterancestors() if one.get("itemscope") is not None), None)
        if (
            item is not None
            and around
            and item not in around
            and not _ARTICLE_TYPE.search(item.get("itemtype") or "")
        ):
            continue
        if any(is_foreign(one, around) for one in element.iterancestors() if one.tag not in {"body", "html"}):
            continue
        value = plain(element.get("content") or element.get("datetime") or element.text_content())[
            :LONGEST_DATE
        ]
        if is_date_of_publication(value):
            yield _Found(Statement(value, f"microdata {sorted(names)[0]}"), is_update)


def _machine_readable(scope: Scope, now: datetime) -> Iterator[_Found]:
    """`<time>`, `abbr` with a title, and other elements that hold a date for machines; the visible text after it,
    which may be more precise."""
    for placed in scope.around_text():
        element = placed.element
        value = _value_for_machines(element)
        if (not value and element.tag != "time") or _is_in_sentence(element):
            continue
        text = plain(element.text_content())[:LONGEST_LINE]
        where = f"{element.tag} element, {placed.part}"
        is_update = _is_update(element)
        if value:
            yield _Found(Statement(value[:LONGEST_DATE], where), is_update)
        iso = _iso(text, None, now)
        if iso:
            yield _Found(Statement(iso, f"{where}, its text"), is_update)
        elif not value and len(text) <= LONGEST_RELATIVE and understand(text, language=None, now=now):
            yield _Found(Statement(text, where), is_update)


def _is_in_sentence(element: HtmlElement) -> bool:
    """Whether a `time` stands in a sentence of the text, which tells of that day: words before and behind it, a full
    stop, and no word of publication."""
    paragraph = element.getparent()
    while paragraph is not None and paragraph.tag not in _BLOCKS and paragraph.tag != "li":
        paragraph = paragraph.getparent()
    if element.tag != "time" or paragraph is None or paragraph.tag not in {"p", "li", "blockquote"}:
        return False
    sentence, day = plain(paragraph.text_content()), plain(element.text_content())
    before, _, behind = sentence.partition(day)
    if (
        not TERMINAL.search(sentence)
        or not any(map(str.isalpha, before))
        or not any(map(str.isalpha, behind))
    ):
        return False
    return _PUBLICATION.search(sentence) is None


def _value_for_machines(element: HtmlElement) -> str:
    """The machine-readable date of an element: its `datetime` or data attribute; of one named a date, its `title`."""
    for attribute in _DATA_ATTRIBUTES:
        value = element.get(attribute)
        if value and (is_date_of_publication(value) or _EPOCH.fullmatch(value.strip())):
            return str(value).strip()
    title = element.get("title") or ""
    if title and _ISO_BEGINNING.match(title) and (element.tag == "abbr" or _is_named_date(element)):
        return str(title).strip()
    return ""


def _is_named_date(element: HtmlElement) -> bool:
    return _DATE_NAMES.search(_names(element)) is not None


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-role') or ''}"


def _is_update(element: HtmlElement) -> bool:
    """Whether a date is that of a change: by the names of its element or of the one around it, or by the label before
    it."""
    for one in (element, element.getparent()):
        names = f"{_names(one)} {one.get('itemprop') or ''}" if one is not None else ""
        if _PUBLISHED_NAMES.search(names):
            return False
        if _UPDATED_NAMES.search(names):
            return True
    before = element.getprevious()
    parent = element.getparent()
    label = (
        before.tail or before.text_content()
        if before is not None
        else (parent.text if parent is not None else "")
    ) or ""
    own = (element.text or "").partition(":")[0] if ":" in (element.text or "") else ""
    words = vocabulary("")
    return any(
        words.has(plain(text).strip(" :：(（"), "updated")
        for text in (label[-LONGEST_RELATIVE:], own)
        if text.strip()
    )


def _from_lines(scope: Scope, language: str | None, now: datetime) -> Iterator[_Found]:
    """The bylines: lines that are nothing but a date and what stands beside dates."""
    seen: set[HtmlElement] = set()
    for placed in scope.around_text():
        element = placed.element
        if any(above in seen for above in element.iterancestors()) or not _is_line(element):
            continue
        text = plain(" ".join(element.itertext()))
        if _is_named_date(element) and (len(text) > LONGEST_LINE or not is_date_of_publication(text)):
            seen.add(element)
        line = _dated_line(element, text, language)
        iso = _iso_of(date_in(line.when, language=language, now=now)) if line else ""
        if line and iso:
            seen.add(element)
            is_update = line.label == "updated" or (not line.label and _is_update(element))
            yield _Found(Statement(iso, f"byline, {placed.part}: “{text}”"), is_update)
        elif (
            element in seen and len(text) <= LONGEST_RELATIVE and understand(text, language=language, now=now)
        ):
            yield _Found(Statement(text, f"byline, {placed.part}"), is_update=False)


def _dated_line(element: HtmlElement, text: str, language: str | None) -> DatedLine | None:
    """What a line says of publication or change; None where it is no such line, or where a part of it says more."""
    alone = read_labelled_date(text, language) if len(text) <= LONGEST_LINE else None
    if len(text) > LONGEST_LINE or not is_date_of_publication(text):
        # A year of another calendar or of two digits: three bare numbers may be anything.
        is_sure = alone is not None and (
            alone.label or _is_named_date(element) or any(map(str.isalpha, text))
        )
        return alone if is_sure else None
    if alone is None and any(
        read_labelled_date(plain(one.text_content())[:LONGEST_LINE], language)
        for one in element
        if one.tag == "span"
    ):
        return None
    return alone or read_dated_line(text) or _named_line(element, text)


def _named_line(element: HtmlElement, text: str) -> DatedLine | None:
    """A line that bears the name of a date ("created") may hold words that are not known."""
    is_plain = len(text) <= LONGEST_DATE and not TERMINAL.search(text) and not DOCUMENT_NUMBER.search(text)
    is_labelled = ":" in text.partition(next((one for one in text if one.isdigit()), ""))[0]
    # Khmer, Lao, Thai and Burmese join the words of a date to its numbers, so that its pieces are not told apart.
    is_date = _is_named_date(element) or UNPUNCTUATED.search(text) is not None
    return DatedLine(text) if is_plain and not is_labelled and is_date else None


def _is_line(element: HtmlElement) -> bool:
    """Whether an element holds one line: no block stands in it; or it bears the name of a date."""
    if element.tag in {"a", "time", "img", "br"}:
        return False
    if element.tag not in _BLOCKS and element.tag not in {
        "span",
        "li",
        "td",
        "dd",
        "address",
        "em",
        "small",
        "strong",
        "b",
        "i",
    }:
        return False
    return not any(one.tag in _BLOCKS for one in element.iterdescendants())


def _iso(text: str, language: str | None, now: datetime) -> str:
    """The date in a text as ISO 8601, with the time where one is written; empty where there is none, or a later one."""
    if not is_date_of_publication(text):
        return ""
    return _iso_of(date_in(text, language=language, now=now))


def _iso_of(moment: Moment | None) -> str:
    """A moment as ISO 8601; empty where there is none, or where it is later than the time of reading."""
    if moment is None or moment.warning:
        return ""
    local = moment.at.astimezone(moment.zone or VIETNAM)
    return local.date().isoformat() if moment.precision == "day" else local.isoformat()


def _from_scripts(scope: Scope, now: datetime) -> Iterator[_Found]:
    """The date that a script of one call writes where the byline stands: `showDate("2026/05/11 10:05:00")`."""
    for placed in scope.around_text():
        if placed.element.tag == "script":
            days = {match[1]: match[0] for match in _DATE_IN_SCRIPT.finditer(placed.element.text or "")}
            iso = _iso(next(iter(days.values())), None, now) if len(days) == 1 else ""
            if iso:
                yield _Found(Statement(iso, f"script, {placed.part}"), is_update=False)


def _from_address(url: str | None) -> Iterator[Statement]:
    try:
        match = _DAY_IN_PATH.search(urlsplit(url or "").path)
    except ValueError:
        match = None
    if match:
        year, month, day = match.groups()[:3] if match[1] else match.groups()[3:]
        yield Statement(f"{year}-{int(month):02}-{int(day):02}", PAGE_ADDRESS)
