"""XML of news agencies as a tree: nothing is loaded from elsewhere, no entity is expanded, sizes have limits."""

import copy
import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from lxml import etree

from feeds.errors import ParseError
from feeds.formats.agency.item import one_line
from feeds.formats.repair import decode_document, escape_ampersands

LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_DECLARATION = re.compile(r"<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
# A ruby annotation repeats the words that it stands over.
_ANNOTATIONS = frozenset({"rt", "rp", "rtc"})

Element: TypeAlias = etree._Element


def parse_xml(body: bytes, *, url: str, charset: str = "") -> Element:
    """The root of a document. Raises `ParseError` where it is no well-formed XML."""
    text = decode_document(body, charset=charset, where=url).strip().lstrip("\ufeff")
    document = escape_ampersands(_DOCTYPE.sub("", _DECLARATION.sub("", text, count=1), count=1).strip())
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(document.encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        # Of a syntax error without the place that lxml repeats, which names no file.
        said = getattr(error, "msg", None) or error
        raise ParseError(url, f"its XML cannot be read ({said}); ask the agency to repair it") from error


def name_of(element: Element) -> str:
    """The local name, also of an element with an undeclared prefix."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def children(element: Element | None, *names: str) -> list[Element]:
    return [] if element is None else [child for child in element if name_of(child) in names]


def first(element: Element | None, *path: str) -> Element | None:
    """The first element that a path of local names leads to; None where there is none."""
    for name in path:
        element = next(iter(children(element, name)), None)
    return element


def below(element: Element | None, *names: str) -> Iterator[Element]:
    """The elements of these local names anywhere in `element`, in the order of the document."""
    if element is not None:
        yield from (one for one in element.iter() if name_of(one) in names)


def attribute(element: Element | None, name: str) -> str:
    return "" if element is None else (element.get(name) or "").strip()


def words_of(element: Element | None) -> str:
    """All words of an element with those around and behind its inline elements, on one line; without the annotations
    of ruby."""
    return "" if element is None else one_line("".join(_texts(element)))


def _texts(element: Element) -> Iterator[str]:
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if event == "start" and not _is_annotation(one, element):
            yield " " if name_of(one) == "br" else ""
            yield one.text or ""
        elif event == "end" and one is not element:
            parent = one.getparent()
            if parent is not None and not _is_annotation(parent, element):
                yield one.tail or ""


def _is_annotation(one: Element, root: Element) -> bool:
    while one is not root:
        if name_of(one) in _ANNOTATIONS:
            return True
        parent = one.getparent()
        if parent is None:
            return False
        one = parent
    return False


def language_of(element: Element | None) -> str:
    """The language of an element: its own, else that of the nearest element around it; empty where none is given."""
    while element is not None:
        if tag := (element.get(LANG) or element.get("lang") or "").strip():
            return tag
        element = element.getparent()
    return ""


def as_html(element: Element, renamed: Mapping[str, str]) -> str:
    """What stands in an element as HTML. `renamed` gives the HTML name of each element that has one; of all others only
    the words stay, in their place."""
    root = copy.deepcopy(element)
    root.tail = None
    for one in list(root.iter()):
        if one is root or not isinstance(one.tag, str):
            continue
        name = renamed.get(name_of(one), "")
        kept = {"href": one.get("href"), "src": one.get("src"), "alt": one.get("alt")}
        sizes = {given: one.get(given) for given in ("width", "height", "colspan", "rowspan")}
        for given in list(one.attrib):
            del one.attrib[given]
        for given, value in (kept | sizes).items():
            if name and value:
                one.set(given, value)
        one.tag = name or "unwrapped"
    root.tag = "body"
    etree.strip_tags(root, "unwrapped")
    written = etree.tostring(root, encoding="unicode", method="html", with_tail=False)
    return written[written.index(">") + 1 : written.rindex("<")].strip() if "</" in written else ""
