"""Source lines of a page ("Nguồn: https://…"): the addresses and the publisher that they cite.

The extraction leaves such lines out as furniture, so they are looked for in the page's own tree. A line is told by
its source label (`feeds.vocabulary`), never by its class.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from feeds.normalise.inline import plain
from feeds.vocabulary import Vocabulary, vocabulary
from feeds.vocabulary.lines import LineKind, classify
from feeds.web.addresses import absolute_url

# Inline elements: the line is the nearest ancestor that is none of these.
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "cite", "em", "font", "i", "label", "mark", "small", "span", "strong", "u")
)
# A source named here is that of a picture, a table, a comment or another article.
_ELSEWHERE = frozenset(
    ("figure", "figcaption", "table", "nav", "aside", "select", "script", "style", "template")
)
_ELSEWHERE_NAMES = re.compile(
    r"comment|binh-?luan|disqus|related|lien-?quan|sidebar|caption|breadcrumb|(?:^|[\s_-])menu", re.IGNORECASE
)
# A source line is a label, a name and an address; the longest addresses have about 300 characters.
LONGEST_LINE = 420
# The label may have an element of its own beside the address: so many ancestors are looked at.
STEPS_UP = 2
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cited:
    """What the source lines cite: absolute addresses, those of the last line first, and a publisher's name."""

    urls: tuple[str, ...] = ()
    publisher: str = ""


def cited_sources(tree: HtmlElement, *, url: str | None, language: str | None) -> Cited:
    """Give what the source lines of a page cite. `url` makes relative links absolute; `language` is the BCP 47 tag
    that the page declares, None where it declares none (then labels of all languages count)."""
    words = vocabulary(language or "")
    found: list[tuple[str, ...]] = []
    publisher = ""
    for line in _lines(tree, words):
        text = plain(line.text_content())
        seen = classify(text, words)
        if seen is None or seen.kind is not LineKind.SOURCE:
            continue
        links = (absolute_url(str(link.get("href") or ""), url) for link in line.iter("a"))
        found.append(tuple(address for address in (*seen.urls, *links) if address))
        publisher = seen.value or publisher
    # The source stands below the text: where there are several lines, the last one is the article's own.
    return Cited(tuple(dict.fromkeys(one for line in reversed(found) for one in line)), publisher)


def _lines(tree: HtmlElement, words: Vocabulary) -> Iterator[HtmlElement]:
    """The elements that may be a source line, each once: short, beginning with a source label."""
    labels = words.folded["source"]
    starts = re.compile("|".join(sorted((re.escape(label) for label in labels), key=len, reverse=True)))
    seen: set[HtmlElement] = set()
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        for text in (element.text, *(child.tail for child in element)):
            opening = (text or "").strip(" \t\r\n([（").casefold()
            if opening and starts.match(opening):
                line = _line_around(element)
                if line is not None and line not in seen:
                    seen.add(line)
                    yield line
                break


def _line_around(element: HtmlElement) -> HtmlElement | None:
    """The line of a label: its block, or the smallest box around it that also has an address."""
    line = element
    while line.tag in _INLINE and line.getparent() is not None and line.getparent().tag != "body":
        line = line.getparent()
    if _is_elsewhere(line):
        return None
    best = line
    for _ in range(STEPS_UP):
        if _holds_address(best):
            return best
        above = best.getparent()
        if above is None or above.tag == "body" or len(above.text_content()) > LONGEST_LINE:
            break
        best = above
    if _holds_address(best):
        return best
    return line if len(line.text_content()) <= LONGEST_LINE else None


def _holds_address(element: HtmlElement) -> bool:
    text = element.text_content()
    return len(text) <= LONGEST_LINE and (
        _ADDRESS.search(text) is not None or next(element.iter("a"), None) is not None
    )


def _is_elsewhere(element: HtmlElement) -> bool:
    return any(
        one.tag in _ELSEWHERE or _ELSEWHERE_NAMES.search(f"{one.get('class') or ''} {one.get('id') or ''}")
        for one in (element, *element.iterancestors())
        if one.tag not in ("body", "html")
    )
