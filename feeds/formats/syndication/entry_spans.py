"""Where the entries of a feed stand in its text, and what stands around them."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

Span = tuple[int, int]

_OPENING = re.compile(r"<((?:[\w.-]+:)?(?:item|entry))(?=[\s>])", re.IGNORECASE)
# Sections of CDATA, comments and tags; what is never closed reaches to the end.
_ELEMENT = re.compile(
    r"<!\[CDATA\[(?:.*?\]\]>|.*\Z)|<!--(?:.*?-->|.*\Z)|<(/?)[A-Za-z_][^<>]*?(/?)>", re.DOTALL
)
_ELEMENT_NAME = re.compile(r"<[A-Za-z_]")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"


def entry_spans(text: str) -> list[Span]:
    """Start and end of each `item` or `entry` element; one that is never closed reaches to the end of the text."""
    spans, position = [], 0
    while opening := _OPENING.search(text, position):
        closing = _closing(opening[1]).search(text, opening.end())
        position = closing.end() if closing else len(text)
        spans.append((opening.start(), position))
    return spans


@lru_cache(maxsize=64)
def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{re.escape(name)}\s{{0,20}}>", re.IGNORECASE)


def without_spans(text: str, spans: Sequence[Span]) -> str:
    """The text without these parts of it."""
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    return "".join([text[end:start] for end, start in zip(ends, starts, strict=True)])


def with_entries(text: str, change: Callable[[str], str]) -> str:
    """The text with each entry as `change` gives it."""
    spans = entry_spans(text)
    ends = [0, *(end for _, end in spans)]
    parts = [
        part
        for end, (start, stop) in zip(ends, spans, strict=False)
        for part in (text[end:start], change(text[start:stop]))
    ]
    return "".join([*parts, text[ends[-1] :]])


def surroundings(text: str, spans: Sequence[Span]) -> str:
    """Give the prolog and the open tags around the entries.

    Empty where there is anything between the entries, or where entries declare namespaces or an `xml:base`, which
    feedparser carries from one to the next.
    """
    if not spans or any(text.find(name, spans[0][0], spans[-1][1]) >= 0 for name in ("xmlns", "xml:base")):
        return ""
    if any(text[end:start].strip() for (_, end), (start, _) in pairwise(spans)):
        return ""
    head = text[: spans[0][0]]
    if head.count("<!--") != head.count("-->") or head.count(_CDATA) != head.count(_CDATA_END):
        return ""
    open_elements: list[str] = []
    for tag in _ELEMENT.finditer(head):
        if tag[1]:
            del open_elements[-1:]
        elif tag[1] is not None and not tag[2]:
            open_elements.append(tag[0])
    root = _ELEMENT_NAME.search(head)
    return "\0".join((head[: root.start()] if root else "", *open_elements))


def is_deeper(text: str, depth: int) -> bool:
    """Tell whether elements nest deeper than `depth`, without building anything."""
    closings = text.count("</")
    if closings < depth and text.count("<") - 2 * closings < depth:
        return False
    nested = 0
    for tag in _ELEMENT.finditer(_without_cdata(text)):
        if tag[1] is None or tag[2]:
            continue
        nested += -1 if tag[1] else 1
        if nested > depth:
            return True
    return False


def _without_cdata(text: str) -> str:
    """The text with an empty declaration for each section of CDATA, so that no pattern walks through the articles. One
    that may stand in a comment is left."""
    if "<!--" in text:
        return text
    parts, position = [], 0
    while (start := text.find(_CDATA, position)) >= 0:
        parts.append(text[position:start])
        end = text.find(_CDATA_END, start + len(_CDATA))
        position = end + len(_CDATA_END) if end >= 0 else len(text)
    return "<!>".join([*parts, text[position:]])
