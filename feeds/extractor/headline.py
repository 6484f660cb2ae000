"""The headline of a page, without the site name that pages append to it.

A page states its headline up to four times: h1, og:title, JSON-LD, `<title>`. A site name is cut only with evidence:
the page itself says elsewhere that the text without it is the headline, or the cut part is where sites append their
name and is that name. What h1 and a second statement agree on is never cut.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from feeds.extractor.metadata import Metadata
from feeds.normalise.inline import key_of, plain

_SEPARATOR = re.compile(r"\s+[|\-–—·•»:>]{1,2}\s+|\s*[|_｜]\s*")
LONGEST_TITLE = 400  # characters
LONGEST_SITE_NAME = 6  # words
LONGEST_SITE_NAME_LINE = 80  # characters of an element that names the site
FEWEST_HEADLINE_WORDS = 4
# Below it a title that another statement repeats may be a section's name.
SHORTEST_CONFIRMING = 15  # letters and digits
_SITE_ELEMENTS = re.compile(r"logo|site-?(?:name|title)|brand|blog-?title", re.IGNORECASE)
# Not ".", "#" and "": they lead to the page itself, as headings of Nikola do.
_TITLE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:title-?news|news-?title|article-?title|entry-title|post-title|detail-?title|title-?detail|itemTitle|"
    r"tieu-?de(?:-?bai)?)(?:$|[\s_-])",
    re.IGNORECASE,
)
FRONT_PAGE = re.compile(r"/|(?:\.\./?)+|(?:https?:)?//[^/?#]+/?")


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline of a page, empty where it has none; `is_agreed` where two independent statements give it alike."""

    text: str
    is_agreed: bool = False


def find_title(tree: HtmlElement, metadata: Metadata, url: str | None) -> Headline:
    """Give the article's headline: what h1 and head agree on, else the h1 that a title in the head confirms, else the
    title in the head without the site name. Empty where the page has none, or only the name of its site."""
    named = [] if (headings := _headings(tree, "h1")) else _named_titles(tree)
    headings = headings or named
    agreed = _agreed(headings, metadata)
    if agreed:
        return Headline(agreed, is_agreed=True)
    names = _site_names(tree, metadata, url)
    lower = [*_headings(tree, "h2"), *_headings(tree, "h3")]
    title = _best(headings, lower, metadata, names)
    if named and key_of(title) == key_of(metadata.page_title) and not metadata.og_title:
        title = named[0]  # the <title> may be that of the whole site, the named element is not
    return Headline("" if key_of(title) in names else title)


def _agreed(headings: list[str], metadata: Metadata) -> str:
    """The headline that the h1 and og:title or JSON-LD state alike; without an h1, that og:title and JSON-LD do."""
    declared = [key for text in (metadata.headline, metadata.og_title) if (key := key_of(text))]
    stated = [heading for heading in headings if key_of(heading) in declared]
    if stated:
        return max(stated, key=len)
    return metadata.headline if not headings and len(declared) == 2 and declared[0] == declared[1] else ""


def _best(headings: list[str], lower: list[str], metadata: Metadata, names: set[str]) -> str:
    """The headline where nothing is agreed on; `lower` are the texts of h2 and h3."""
    told = [text for text in (metadata.headline, metadata.og_title, metadata.page_title) if text]
    confirmed = [
        heading for heading in headings if key_of(heading) not in names and _is_confirmed(heading, told)
    ]
    if confirmed:
        return _cut_with_evidence(max(confirmed, key=len), [*told, *headings, *lower], names)
    alone = len(headings) == 1 and not metadata.og_title and not metadata.headline
    if alone and key_of(headings[0]) not in names and _may_be_of_the_site(metadata.page_title, headings[0]):
        # Old content management systems give every page the same <title>: the names of site and section.
        return headings[0]
    for candidate in (metadata.og_title, metadata.headline, metadata.page_title):
        short = _without_site(candidate, names, [*told, *lower])
        if candidate and not metadata.og_title and not metadata.headline and short == candidate:
            short = _without_last_part(candidate)
        if short and key_of(short) not in names:
            return short
    return next((heading for heading in headings if key_of(heading) not in names), "")


def _is_confirmed(heading: str, told: list[str]) -> bool:
    wanted = key_of(heading)
    keys = [key_of(text) for text in told]
    return any(wanted in key or (len(key) > SHORTEST_CONFIRMING and key in wanted) for key in keys)


def _cut_with_evidence(title: str, told: list[str], names: set[str]) -> str:
    """The title, or the part before or behind a separator that another statement gives as the whole headline."""
    keys = {key_of(text) for text in told} - {key_of(title)}
    for place in _SEPARATOR.finditer(title):
        before, behind = title[: place.start()].strip(), title[place.end() :].strip()
        for part, rest in ((before, behind), (behind, before)):
            is_headline = len(key_of(part)) > SHORTEST_CONFIRMING or key_of(rest) in names
            if is_headline and key_of(part) in keys - names:
                return part
    return title


def _may_be_of_the_site(title: str, heading: str) -> bool:
    """Whether a `<title>` that differs from the heading may be the title of the whole site: it is empty, has several
    parts, or is shorter than a headline while the heading is not."""
    short = len(title.split()) < FEWEST_HEADLINE_WORDS <= len(heading.split())
    return not title or short or bool(_SEPARATOR.search(title))


def _headings(tree: HtmlElement, tag: str) -> list[str]:
    """The texts of the headings of a level; not those that hold the site's logo or link to its front page."""
    texts: list[str] = []
    for heading in tree.iter(tag):
        text = plain(" ".join(heading.itertext()))
        logo = _SITE_ELEMENTS.search(f"{heading.get('class') or ''} {heading.get('id') or ''}")
        home = any(FRONT_PAGE.fullmatch(link.get("href") or "") for link in heading.iter("a"))
        if key_of(text) and len(text) <= LONGEST_TITLE and not logo and not home:
            texts.append(text)
    return texts


def _named_titles(tree: HtmlElement) -> list[str]:
    """The texts of the elements that bear the name of an article's title, for pages without an h1; "title" alone is the
    name of one heading on the page."""
    named = (
        one
        for one in tree.iter("h2", "h3", "h4", "div", "span", "p", "td")
        if _TITLE_NAMES.search(one.get("class") or "")
    )
    texts = (plain(one.text_content()) for one in named)
    found = [text for text in texts if key_of(text) and len(text) <= LONGEST_TITLE][:1]
    alone = [one for one in tree.iter("h2", "h3") if "title" in (one.get("class") or "").lower().split()]
    lone = plain(alone[0].text_content()) if len(alone) == 1 and not found else ""
    return found or [lone] * (len(lone.split()) >= FEWEST_HEADLINE_WORDS and len(lone) <= LONGEST_TITLE)


def _site_names(tree: HtmlElement, metadata: Metadata, url: str | None) -> set[str]:
    """The names of the site as keys: by its host, by what the page declares, by its logo or title line."""
    try:
        host = (urlsplit(url or metadata.canonical or "").hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    labels = {key_of(part) for part in host.split(".")[:-1] if len(part) > 2} | {key_of(host)}
    named = {key_of(text) for text in _site_lines(tree)}
    return {name for name in labels | named | {key_of(metadata.publisher)} if name}


def _site_lines(tree: HtmlElement) -> list[str]:
    """The texts of links to the front page in the page's header, and of elements that are named a site's title."""
    links = tree.xpath(
        "//body//a[contains(concat(' ', @rel, ' '), ' home ')] | //body//*[self::header or self::hgroup or self::h1]//a"
    )
    home = (
        one
        for one in links
        if "home" in (one.get("rel") or "").split() or FRONT_PAGE.fullmatch(one.get("href") or "")
    )
    named = tree.xpath("//body//*[contains(@class, 'site-title') or contains(@class, 'site-name')]")
    texts = (plain(one.text_content()) for one in (*home, *named))
    return [text for text in texts if 2 < len(text) <= LONGEST_SITE_NAME_LINE]


def _without_site(title: str, names: set[str], told: list[str]) -> str:
    """Cut the site's name, and sections before it, from the end of a title, or its name before a bar from the start.

    Only a part that is a known name of the site is cut; after `|` or `_`, which headlines hardly use, a short part is
    cut too. A title to which another statement adds a part is complete.
    """
    pieces = list(_SEPARATOR.finditer(title))
    if not pieces or any(other != title and other.startswith(title) for other in told):
        return title
    evident = _cut_with_evidence(title, told, names)
    if evident != title:
        return evident
    for place in pieces:
        tail = title[place.end() :]
        parts = [key_of(part) for part in _SEPARATOR.split(tail)]
        known = bool(parts) and (parts[-1] in names or any(_is_name(part, names) for part in parts))
        bar = _is_bar(place) and len(tail.split()) <= LONGEST_SITE_NAME and len(key_of(tail)) < 40
        if (known or bar) and len(key_of(title[: place.start()])) >= 8 and len(tail) < 60 + len(title) // 4:
            return title[: place.start()].strip()
    first = pieces[0]
    if key_of(title[: first.start()]) in names and _is_bar(first):
        return title[first.end() :].strip()
    return title


def _is_bar(place: re.Match[str]) -> bool:
    return place[0].strip() in {"|", "_", "｜"}


def _without_last_part(title: str) -> str:
    """Cut the last part of a `<title>` where it is as short as a site name and the rest is as long as a headline."""
    pieces = list(_SEPARATOR.finditer(title))
    if not pieces:
        return title
    head, tail = title[: pieces[-1].start()], title[pieces[-1].end() :]
    return head.strip() if len(head.split()) >= FEWEST_HEADLINE_WORDS and len(tail.split()) <= 3 else title


def _is_name(part: str, names: set[str]) -> bool:
    return len(part) > 3 and any(
        part == name or (len(name) > 4 and name in part and len(part) < 2 * len(name) + 8) for name in names
    )
