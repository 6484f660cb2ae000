"""An editor's page rules for a source, from the database to the extractor's `PageRules`."""

import soupsieve
from bs4 import BeautifulSoup
from soupsieve import SelectorSyntaxError

from feeds.extractor.rules import PageRules
from feeds.models import SourceRules

PARTS = ("content", "remove", "lead", "author", "date")
# Enough of a removed piece to recognise it.
SHOWN_CHARACTERS = 200


def rules_of(row: SourceRules | None) -> PageRules | None:
    """The rules of a source; None where editors told nothing."""
    return page_rules({part: getattr(row, part) for part in PARTS}) if row else None


def page_rules(typed: dict[str, str]) -> PageRules | None:
    """Rules as they are typed, one selector a line; None where nothing was."""
    parts = {part: selectors_in(typed.get(part, "")) for part in PARTS}
    return PageRules(**parts) if any(parts.values()) else None


def selectors_in(typed: str) -> tuple[str, ...]:
    """The selectors, one a line."""
    return tuple(line.strip() for line in typed.splitlines() if line.strip())


def fault_of(typed: str) -> str:
    """What is wrong with the first selector that cannot be used, as a sentence; empty where all can."""
    for selector in selectors_in(typed):
        try:
            soupsieve.compile(selector)
        except (SelectorSyntaxError, ValueError) as error:
            reason = (str(error).splitlines() or ["it cannot be read"])[0].rstrip(".: ")
            return f"“{selector}” is no CSS selector: {reason}. Write one a line, such as div.article-body."
    return ""


def selectors_without_a_piece(html: str, rules: PageRules | None) -> list[str]:
    """The selectors that name nothing on a page. Of the text's, whose first line that finds one counts, all where none
    does."""
    if rules is None:
        return []
    soup = BeautifulSoup(html, "lxml")
    empty = {part: [one for one in getattr(rules, part) if not soup.select(one)] for part in PARTS}
    if len(empty["content"]) < len(rules.content):
        empty["content"] = []
    return [selector for part in PARTS for selector in empty[part]]


def pieces_removed(html: str, rules: PageRules | None) -> list[str]:
    """The words of what the `remove` rules take out of a page, each piece once and cut to what one recognises."""
    if rules is None or not rules.remove:
        return []
    soup = BeautifulSoup(html, "lxml")
    found: dict[str, None] = {}
    for selector in rules.remove:
        for element in soup.select(selector):
            words = " ".join(element.get_text(" ").split())
            found.setdefault(words[:SHOWN_CHARACTERS] or f"<{element.name}>")
    return list(found)
