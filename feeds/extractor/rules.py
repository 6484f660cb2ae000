"""Page rules: CSS selectors by which an editor corrects the extraction of one source's pages."""

from dataclasses import dataclass

from lxml import html as lxml_html
from lxml.html import HtmlElement

_NUMBER = "data-element-number"


@dataclass(frozen=True, slots=True)
class PageRules:
    """CSS selectors (Selectors Level 4, as soupsieve reads them) for one source's pages; a part left empty is found
    by the general rules.

    `content` names the boxes that hold the body, `remove` what is not article inside them, `lead`, `author` and
    `date` the elements with that text. Of several selectors the first that finds something counts, except in
    `remove`, where all do.
    """

    content: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuledElements:
    """The elements of one page that match the rules of its source, in document order."""

    content: tuple[HtmlElement, ...] = ()
    remove: frozenset[HtmlElement] = frozenset()
    lead: tuple[HtmlElement, ...] = ()
    author: tuple[HtmlElement, ...] = ()
    date: tuple[HtmlElement, ...] = ()


def apply_rules(tree: HtmlElement, rules: PageRules | None) -> RuledElements:
    """Give the elements of `tree` that match the rules. An invalid selector matches nothing, so that one wrong rule
    does not stop the others."""
    if rules is None:
        return RuledElements()
    # Loaded where a source has rules: see `extracted_lines` in feeds.extractor.body.
    from bs4 import BeautifulSoup
    from soupsieve import SelectorSyntaxError

    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    for number, element in enumerate(elements):
        element.set(_NUMBER, str(number))
    soup = BeautifulSoup(lxml_html.tostring(tree, encoding="unicode"), "lxml")
    for element in elements:
        element.attrib.pop(_NUMBER, None)

    def select(selector: str) -> list[HtmlElement]:
        try:
            found = soup.select(selector)
        except (SelectorSyntaxError, ValueError):
            return []
        return [elements[int(str(one[_NUMBER]))] for one in found if one.has_attr(_NUMBER)]

    def first(selectors: tuple[str, ...]) -> tuple[HtmlElement, ...]:
        return next((tuple(found) for found in map(select, selectors) if found), ())

    removed = frozenset(element for selector in rules.remove for element in select(selector))
    return RuledElements(
        first(rules.content), removed, first(rules.lead), first(rules.author), first(rules.date)
    )
