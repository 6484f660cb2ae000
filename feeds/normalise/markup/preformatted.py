"""The text of `pre`, with its line breaks and without the line numbers that highlighters print beside code."""

import re

from lxml import etree
from lxml.html import HtmlElement

from articles.incoming import Dropped
from feeds.normalise.markup.elements import SILENT, all_words_of, reason_of_silence

LINE_NUMBERS = "line numbers"
# As Pygments, Chroma, Rouge, Prism and highlight.js name the number of a line.
_NUMBER_NAMES = re.compile(r"(?:^|\s)(?:linenos?|ln|lnt|line-?numbers?|hljs-ln-n(?:umbers)?)(?:\s|$)")
_NUMBERS = re.compile(r"\s*\d{1,5}(?:\s+\d{1,5})*\s*")


def is_gutter(element: HtmlElement) -> bool:
    """Whether a `pre` holds nothing but numbers and the next cell of its row holds the code that they count."""
    cell = next(element.iterancestors("td"), None)
    if cell is None or not _NUMBERS.fullmatch(read_preformatted(element)[0]):
        return False
    return any(one.find(".//pre") is not None for one in cell.itersiblings("td"))


def read_preformatted(element: HtmlElement) -> tuple[str, tuple[Dropped, ...]]:
    """The text of a `pre` as a browser shows it, and what is left out of it: line numbers, buttons."""
    parts: list[str] = []
    left_out: list[tuple[str, str]] = []
    hidden: HtmlElement | None = None
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if hidden is None and event == "start":
            if reason := _reason_to_leave_out(one):
                hidden = one
                left_out.append((all_words_of(one), reason))
            else:
                parts += ["\n"] if one.tag == "br" else [one.text or ""]
        if event == "end":
            hidden = None if hidden is one else hidden
            if hidden is None and one is not element:
                parts.append(one.tail or "")
    together = {
        reason: " ".join(words for words, why in left_out if why == reason) for _words, reason in left_out
    }
    return "".join(parts), tuple(Dropped(words, reason) for reason, words in together.items() if words)


def _reason_to_leave_out(element: HtmlElement) -> str:
    if element.tag in SILENT:
        return "" if element.tag == "noscript" else reason_of_silence(element.tag)
    names = element.get("class")
    is_number = names and _NUMBER_NAMES.search(names) and _NUMBERS.fullmatch("".join(element.itertext()))
    return LINE_NUMBERS if is_number else ""
