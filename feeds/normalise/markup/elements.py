"""Which HTML elements hold blocks, which hold no prose, and the words of an element as a reader sees them."""

from lxml import etree
from lxml.html import HtmlElement

from feeds.normalise.inline import plain

# Content that no reader ever sees.
WITHOUT_WORDS = frozenset({"script", "style", "template", "head", "title", "meta", "link"})
_CONTROLS = frozenset({"button", "input", "select", "textarea", "option", "datalist"})
# What browsers show only where they cannot show the element itself.
_FALLBACKS = frozenset(
    {"iframe", "object", "embed", "video", "audio", "canvas", "map", "svg", "annotation", "annotation-xml"}
)
SILENT = WITHOUT_WORDS | _CONTROLS | _FALLBACKS | {"noscript"}
HEADING_LEVELS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
BLOCKS = frozenset(
    "p div section article main header footer aside nav address center body html details summary form dl dt dd fieldset "  # noqa: SIM905 - words in a row read better than a list
    "legend dialog search hr figure figcaption li tr td th tbody thead tfoot caption ul ol blockquote table pre".split()
) | frozenset(HEADING_LEVELS)
STRUCK = frozenset({"s", "strike", "del"})
READINGS = frozenset({"rt", "rtc"})


def reason_of_silence(tag: str) -> str:
    """Give the reason for which the words inside a silent element are left out."""
    if tag in _CONTROLS:
        return "form control"
    return "text for browsers without scripts" if tag == "noscript" else "fallback text"


def is_struck(element: HtmlElement) -> bool:
    """Whether the words of an element are crossed out. `s` and `strike` hold no blocks (HTML 4.5.5): one that does was
    never closed, and its words are valid."""
    if element.tag in STRUCK:
        return element.tag == "del" or not holds(element, *BLOCKS)
    style = element.get("style")
    return style is not None and "line-through" in style


def quotation_marks(element: HtmlElement) -> tuple[str, str]:
    """The marks around a `q`, which browsers write and pages leave out (HTML, section 4.5.7); single ones inside
    another."""
    return ("‘", "’") if next(element.iterancestors("q"), None) is not None else ("“", "”")


def holds(element: HtmlElement, *tags: str) -> bool:
    """Whether any of these elements stands inside; ten times as fast as an XPath."""
    return next(element.iterdescendants(*tags), None) is not None


def words_of(element: HtmlElement) -> str:
    """The words of an element on one line as a reader sees them: with spaces between blocks, without what is struck
    out, ruby readings in brackets."""
    return _words(element, as_shown=True)


def all_words_of(element: HtmlElement) -> str:
    """All words inside an element on one line, for a record of what was left out."""
    return _words(element, as_shown=False)


def _words(element: HtmlElement, *, as_shown: bool) -> str:
    parts: list[str] = []
    hidden: HtmlElement | None = None
    for event, one in etree.iterwalk(element, events=("start", "end")):
        tag = one.tag
        if hidden is None:
            if tag in BLOCKS or tag == "br":
                parts.append(" ")
            if event == "start":
                if tag in WITHOUT_WORDS or (as_shown and (tag == "rp" or is_struck(one))):
                    hidden = one
                else:
                    parts.append("(" if as_shown and tag in READINGS else "")
                    parts.append(quotation_marks(one)[0] if as_shown and tag == "q" else "")
                    parts.append(one.text or "")
            elif as_shown and tag in READINGS:
                parts.append(")")
            elif as_shown and tag == "q":
                parts.append(quotation_marks(one)[1])
        if event == "end":
            if hidden is one:
                hidden = None
            if hidden is None and one is not element:
                parts.append(one.tail or "")
    return plain("".join(parts))
