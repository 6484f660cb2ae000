"""The original that an article cites: its address, or at least its publisher.

An origin is stated, never guessed: an address that the page declares, or one in a source line ("Nguồn: https://…") or
in that line's links. Share buttons, home pages and the page's own site are no origin; a home page still gives the
publisher.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from articles.grouping.addresses import (
    canonical_link,
    language_in_path,
    may_be_a_section,
    names_an_article,
    same_article_key,
    site_of,
)
from feeds.raw import Block, BlockKind, RawArticle
from feeds.vocabulary import Vocabulary, vocabulary
from feeds.vocabulary.lines import LineKind, classify, foreign_source_line

# Social networks only pass texts on.
NETWORKS = frozenset(
    (
        *(
            "facebook.com",
            "fb.com",
            "fb.me",
            "twitter.com",
            "x.com",
            "t.co",
            "zalo.me",
            "t.me",
            "telegram.me",
        ),
        *("linkedin.com", "pinterest.com", "whatsapp.com", "wa.me", "viber.com", "line.me", "reddit.com"),
        *(
            "instagram.com",
            "tiktok.com",
            "youtube.com",
            "youtu.be",
            "vk.com",
            "ok.ru",
            "weibo.com",
            "threads.net",
        ),
        *("addtoany.com", "addthis.com", "sharethis.com", "getpocket.com", "flipboard.com"),
    )
)
# Services that page templates link to.
_SERVICES = re.compile(
    r"^(?:news|plus|maps|play|docs|drive|translate|www)\.google\.|^(?:apps|itunes)\.apple\."
)
_SHARE_ACTION = re.compile(
    r"/(?:sharer?(?:\.php)?|intent|dialog|bookmark|submit|mailto)(?:/|$)", re.IGNORECASE
)
_HOME = re.compile(r"/(?:(?:index|home|default|trang-chu)(?:\.\w+)?/?)?", re.IGNORECASE)
_BARE_DOMAIN = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
# A line of a foreign label and an address is a source line only at the very end of the text.
LAST_BLOCKS = 3
DECLARED = "declared by the page"
# The name of a publisher is shorter than a sentence (in characters).
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Origin:
    """The original that the input cites.

    `url` is None where only the publisher is known; `domain` is its registrable domain; `evidence` is a short
    English phrase that says where it was found.
    """

    url: str | None
    domain: str
    evidence: str


def find_origin(article: RawArticle) -> Origin | None:
    """The origin that `article` cites, or None where it cites none.

    An address of an article outranks a mere publisher; among addresses, what the page declares comes first.
    """
    publisher: Origin | None = None
    for address, evidence in _candidates(article):
        is_stated = article.kind == "entry" and evidence == DECLARED
        link = canonical_link(address, base=article.url)
        if link is None or _is_for_sharing(link) or _is_own_page(link, article.url):
            continue
        if not _is_home_or_section(link) or (is_stated and _may_be_an_article(link)):
            return Origin(link, site_of(link), evidence)
        if publisher is None and site_of(link) != site_of(article.url or ""):
            publisher = Origin(None, site_of(link), f"{evidence}, publisher only")
    return publisher


def _candidates(article: RawArticle) -> Iterator[tuple[str, str]]:
    for address in article.origin_urls:
        yield address, DECLARED
    words = vocabulary(article.declared_language or "")
    for position, block in enumerate(article.blocks):
        follower = article.blocks[position + 1] if position + 1 < len(article.blocks) else None
        yield from _from_source_line(block, follower, words)
    for dropped in article.dropped:
        yield from _from_source_line(Block(BlockKind.PARAGRAPH, dropped.text), None, words)
    for block in article.blocks[-LAST_BLOCKS:]:
        for address in foreign_source_line(block.text):
            yield address, "label and address at the end"


def _from_source_line(block: Block, follower: Block | None, words: Vocabulary) -> Iterator[tuple[str, str]]:
    """The addresses of a source line: in its text, in its links, or in the block after a bare label."""
    for line in block.text.splitlines():
        found = classify(line, words)
        if found is None or found.kind is not LineKind.SOURCE:
            continue
        for address in found.urls:
            yield address, "source line"
        for address in block.links:
            yield address, "link in the source line"
        if _BARE_DOMAIN.fullmatch(found.value):
            yield f"https://{found.value}", "source line"
        if not found.value and not found.urls and not block.links and follower is not None:
            yield from _from_label_alone(follower)


def _from_label_alone(follower: Block) -> Iterator[tuple[str, str]]:
    """The address in the block after a bare "Source", where that block has nothing else."""
    text = follower.text.strip()
    if canonical_link(text) is not None and " " not in text:
        yield text, "address after the source label"
    elif len(follower.links) == 1 and len(text) <= LONGEST_NAME:
        yield follower.links[0], "link after the source label"
    elif _BARE_DOMAIN.fullmatch(text):
        yield f"https://{text}", "address after the source label"


def _is_for_sharing(link: str) -> bool:
    parts = urlsplit(link)
    return (
        site_of(link) in NETWORKS
        or _SERVICES.search(parts.netloc) is not None
        or _SHARE_ACTION.search(parts.path) is not None
    )


def _is_own_page(link: str, own: str | None) -> bool:
    """Whether `link` is on the site of the page itself and in the same edition: a newspaper's foreign-language desk
    often cites what the newspaper published first in another language."""
    if own is None or not site_of(own):
        return False
    if same_article_key(link) == same_article_key(own):
        return True
    return site_of(link) == site_of(own) and language_in_path(link) == language_in_path(own)


def _may_be_an_article(link: str) -> bool:
    """Whether an address that a feed states for one entry alone (`rel="via"`) can be an article's though it has neither
    a headline's words nor a number. It may be a section's all the same: it joins no story (see `story_keys`)."""
    path = urlsplit(link).path
    return names_an_article(link) and not path.endswith("/") and _HOME.fullmatch(path) is None


def _is_home_or_section(link: str) -> bool:
    """Whether `link` names no article: a home page, an edition's home page, or the page of a section.

    A section taken for an origin would join all texts that cite it into one story. So an address without the words
    of a headline and without a number is no origin.
    """
    if not names_an_article(link):
        return True
    parts = urlsplit(link)
    return may_be_a_section(link) or (not parts.query and _HOME.fullmatch(parts.path) is not None)
