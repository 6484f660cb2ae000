"""The parts of a page that state facts about its own article: near the headline and below the text.

A page also shows comments, related articles, sidebars and forms; their dates and names are those of other texts. They
are left out here, so that nothing which reads dates or authors from the page has to know them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from lxml import etree
from lxml.html import HtmlElement

from feeds.extractor.surroundings import LONGEST_FORM, is_related_label
from feeds.normalise.inline import key_of, plain
from feeds.vocabulary.lines import width

# A block of text this wide is prose, which states dates of events; a byline is shorter.
PROSE_MIN_WIDTH = 100
# The byline stands before the second block of prose: a lead may come first.
PROSE_IN_HEADER = 2
# A date above the headline counts in the headline's own box and the one around it.
LEVELS_ABOVE_TITLE = 2
LONGEST_LABEL = 60  # characters
# An old page writes its date by a call in a script of its own; anything longer is a program.
LONGEST_SCRIPT = 200  # characters

_FOREIGN_TAGS = frozenset(
    "nav aside form script style template noscript dialog menu select textarea button iframe svg figure label fieldset "  # noqa: SIM905 - words in a row read better than a list
    "object video audio".split()
)
_FOREIGN_ROLES = frozenset(
    {"navigation", "complementary", "contentinfo", "search", "dialog", "alert", "menu"}
)
_FOREIGN_NAMES = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|comentarios?|binh-?luan|disqus\w*|respond|repl(?:y|ies)|related\w*|relate|"
    r"recommend\w*|sidebar\w*|latest|recent|popular|trending|breadcrumbs?|pagination|pager|copyright|"
    r"licen[cs]e|cookies?|consent|gdpr|newsletter|subscri(?:be|ption)|bio|authorbox|about-?(?:the-)?author|h-cite|"
    r"live-?(?:post|update|entry|blog)s?|lien-?quan|tin-?(?:khac|moi|lienquan|cungloai)|cung-?chuyen-?muc|"
    r"(?:xem|doc)-?(?:them|nhieu)|tieu-?diem|most-?(?:read|viewed)|read-?(?:more|also|next)|post-?navigation|"
    r"nav-?links|postnavi?|also-?read|teasers?)(?:$|[\s_-])|(?:^|\s)widget(?:[\s_]|$)|wp-block-(?:query|post-template|latest)|"
    r"author-?(?:bio|box|info|description)",
    re.IGNORECASE,
)
# What bears such a name and belongs to the article all the same.
_OWN_NAMES = re.compile(r"recent-?update|last-?modified|comments?-?(?:link|count|number)", re.IGNORECASE)
_FOREIGN_TYPES = re.compile(
    r"schema\.org/\w*Comment|schema\.org/(?:WPSideBar|WPFooter|SiteNavigationElement)"
)
_TAGS_LABEL = re.compile(r"tags?\b|keywords?\b|từ khóa", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PROSE_TAGS = frozenset({"p", "li", "blockquote", "div", "td", "section", "article", "dd", "main", "pre"})


class Part(StrEnum):
    """Where an element stands: above the headline, between headline and text, in the text, below it."""

    ABOVE = "above the headline"
    HEADER = "the article's header"
    TEXT = "the text"
    BELOW = "below the text"


@dataclass(frozen=True, slots=True)
class Placed:
    """An element of the page's own article, and its part."""

    element: HtmlElement
    part: Part


@dataclass(frozen=True, slots=True)
class Scope:
    """The elements of a page's own article, in document order. `title` is the one of the headline, None where no
    element holds it; `root` the box of the article."""

    root: HtmlElement
    title: HtmlElement | None
    placed: tuple[Placed, ...]

    def around_text(self) -> Iterator[Placed]:
        """The elements in which an article states its date and author: its header, then below the text, then above
        the headline."""
        for part in (Part.HEADER, Part.BELOW, Part.ABOVE):
            yield from (one for one in self.placed if one.part is part)


@dataclass(slots=True)
class _Walk:
    elements: list[HtmlElement] = field(default_factory=list)
    prose: list[int] = field(default_factory=list)
    end_of_header: int | None = None


def article_scope(tree: HtmlElement, headline: str) -> Scope:
    """Give the scope of the article whose headline is `headline` ("" where it is unknown)."""
    body = tree.find("body") if tree.find("body") is not None else tree
    title = _title_element(body, key_of(headline))
    exempt = frozenset((title, *title.iterancestors())) if title is not None else frozenset()
    root = _root(body, title)
    return Scope(root, title, tuple(_placed(_walk(root, title, exempt), title, root)))


def is_foreign(element: HtmlElement, exempt: frozenset[HtmlElement] = frozenset()) -> bool:
    """Whether an element holds something else than the article: comments, related articles, a sidebar, a form.
    `exempt` are the elements around the headline, which hold the article whatever they are called."""
    if element in exempt:
        return False
    if element.tag == "form" and len(element.text_content()) >= LONGEST_FORM:
        return False
    if element.tag in _FOREIGN_TAGS or (element.get("role") or "").lower() in _FOREIGN_ROLES:
        return True
    if element.get("hidden") is not None or element.get("itemprop") in {"comment", "review"}:
        return True
    if element.tag == "article" and _is_another_article(element):
        return True
    if element.tag == "footer" and next(element.iterancestors("article"), None) is None:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-component') or ''}"
    if _FOREIGN_NAMES.search(names) and not _OWN_NAMES.search(names):
        return True
    return _FOREIGN_TYPES.search(element.get("itemtype") or "") is not None


def _is_another_article(element: HtmlElement) -> bool:
    """Whether an `article` is a comment (it stands within another one) or a teaser (its heading is a link)."""
    if next(element.iterancestors("article"), None) is not None:
        return True
    heading = next((one for one in element.iter() if one.tag in _HEADINGS), None)
    return heading is not None and _leads_elsewhere(heading)


def _leads_elsewhere(heading: HtmlElement) -> bool:
    links = [*heading.iter("a"), *heading.iterancestors("a")]
    return any((link.get("href") or "#")[:1] != "#" for link in links)


def _title_element(body: HtmlElement, wanted: str) -> HtmlElement | None:
    """The element that shows the headline: an h1, else another heading, else any; never one in a link to elsewhere."""
    if not wanted:
        return next((h1 for h1 in body.iter("h1") if not key_of("".join(h1.itertext()))), None)
    for tags in (("h1",), ("h2", "h3", "h4", "h5", "h6"), ()):
        for element in body.iter(*tags):
            if isinstance(element.tag, str) and element.tag not in _FOREIGN_TAGS and _shows(element, wanted):
                return element
    return None


def _shows(element: HtmlElement, wanted: str) -> bool:
    """Whether the text of an element is the headline. Most elements are told by the first piece of their text."""
    first = next((key for text in element.itertext() if (key := key_of(text))), "")
    return bool(first) and wanted.startswith(first) and key_of("".join(element.itertext())) == wanted


def _root(body: HtmlElement, title: HtmlElement | None) -> HtmlElement:
    """The box of the article: the `article` or `main` around the headline, else the only `article`, else the body."""
    if title is not None:
        for tags in ({"article"}, {"main"}):
            found = next((one for one in title.iterancestors() if one.tag in tags), None)
            if found is not None:
                return _with_text(found, body)
        return body
    articles = [one for one in body.iter("article") if next(one.iterancestors("article"), None) is None]
    return articles[0] if len(articles) == 1 else next(body.iter("main"), body)


def _with_text(root: HtmlElement, body: HtmlElement) -> HtmlElement:
    """The box itself where it holds prose; a box that holds the headline alone is widened to the page."""
    return root if any(_is_prose(one) for one in root.iter() if isinstance(one.tag, str)) else body


def _walk(root: HtmlElement, title: HtmlElement | None, exempt: frozenset[HtmlElement]) -> _Walk:
    found = _Walk()
    passed = title is None
    walker = etree.iterwalk(root, events=("start",))
    closed: set[HtmlElement] = set()
    for _event, element in walker:
        if not isinstance(element.tag, str) or (
            element is not root and (element.getparent() in closed or is_foreign(element, exempt))
        ):
            walker.skip_subtree()
            if element.tag == "script" and 0 < len(element.text or "") <= LONGEST_SCRIPT:
                found.elements.append(element)
            continue
        if passed and found.prose and _ends_the_article(element, len(found.prose)):
            # A list of other articles goes on to the end of its box; what comes after the box may be the article's.
            closed.add(_box_of_label(element))
            walker.skip_subtree()
            continue
        passed = passed or element is title
        if passed and element.tag in _HEADINGS and element is not title and found.end_of_header is None:
            found.end_of_header = len(found.elements) if found.prose else None
        if passed and element is not title and (_is_prose(element) or _is_data_table(element)):
            found.prose.append(len(found.elements))
        found.elements.append(element)
    return found


def _box_of_label(label: HtmlElement) -> HtmlElement:
    """The box around a label and the list that it heads."""
    box = label.getparent()
    while (
        box.getparent() is not None
        and box.tag != "body"
        and key_of(box.text_content()) == key_of(label.text_content())
    ):
        box = box.getparent()
    return box


def _ends_the_article(element: HtmlElement, prose: int) -> bool:
    """Whether a list of other articles begins: a label such as "Tin liên quan", or a heading that is a link."""
    if element.tag in _HEADINGS and prose >= PROSE_IN_HEADER and _leads_elsewhere(element):
        return True
    text = (element.text or "").strip()
    if not 0 < len(text) <= LONGEST_LABEL or element.tag in {"a", "li"} or _TAGS_LABEL.match(text):
        return False
    return is_related_label(text) and next(element.iterancestors("a"), None) is None


def _is_prose(element: HtmlElement) -> bool:
    if element.tag not in _PROSE_TAGS:
        return False
    if element.tag == "p":
        text = element.text_content()
    else:
        text = (element.text or "") + "".join(child.tail or "" for child in element)
    return len(text) >= PROSE_MIN_WIDTH // 2 and width(plain(text)) >= PROSE_MIN_WIDTH


def _is_data_table(element: HtmlElement) -> bool:
    """Whether a table has headings or a caption: the days and names in it are what the article tells. Old pages set
    their byline in tables, too, which have neither."""
    return element.tag == "table" and next(element.iter("th", "caption"), None) is not None


def _placed(walk: _Walk, title: HtmlElement | None, root: HtmlElement) -> Iterator[Placed]:
    first = walk.elements.index(title) if title is not None else -1
    prose = walk.prose
    header_end = prose[:PROSE_IN_HEADER][-1] if prose else len(walk.elements)
    if walk.end_of_header is not None:
        header_end = min(header_end, walk.end_of_header)
    last = prose[-1] if prose else -1
    near = list(title.iterancestors())[:LEVELS_ABOVE_TITLE] if title is not None else []
    near += [root] if root.tag == "article" else []
    in_prose = {walk.elements[index] for index in prose}
    for index, element in enumerate(walk.elements):
        if index in prose or any(one in in_prose for one in element.iterancestors()):
            yield Placed(element, Part.TEXT)
        elif index <= first:
            if element is not title and any(
                one in near and one.tag != "body" for one in element.iterancestors()
            ):
                yield Placed(element, Part.ABOVE)
        elif index < header_end:
            yield Placed(element, Part.HEADER)
        else:
            yield Placed(element, Part.BELOW if index > last else Part.TEXT)
