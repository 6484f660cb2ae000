"""Who wrote the article, where the page shows it."""

import re

from lxml.html import HtmlElement

from feeds.extractor.metadata import Metadata
from feeds.normalise.inline import plain

LONGEST_BYLINE = 80  # characters: beyond it is a biography
_AUTHOR_NAMES = re.compile(
    r"(?:^|[\s_-])(?:author(?:[_-]?name)?|byline(?:[_-]?name)?|tac-?gia|writer|reporter)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BEFORE_THE_NAME = re.compile(
    r"^(?:by|von|par|por|af|av|di|tác giả|bài và ảnh|bài|thực hiện)\s*[:\s]\s*", re.IGNORECASE
)
_NOT_A_NAME = re.compile(
    r"https?://|@|\d{3}|^[\w-]+(?:\.[\w-]+)+$|^(?:admin|administrator|editor|webmaster)$", re.IGNORECASE
)


def find_author(tree: HtmlElement, metadata: Metadata) -> str:
    """Give the author's name as the page tells it: its head, else an element marked as author; empty where unknown."""
    if metadata.author and not _NOT_A_NAME.search(metadata.author):
        return _tidy(metadata.author)
    marked = tree.xpath(
        "//body//*[(self::a or self::span or self::p or self::div or self::strong or self::address) "
        "and (@rel='author' or @itemprop='author')]"
    )
    named = [one for one in tree.xpath("//body//*[@class]") if _AUTHOR_NAMES.search(one.get("class"))]
    candidates = dict.fromkeys([*marked, *named])
    # A box of several authors holds one marked element for each; the innermost hold the names alone.
    outer = {above for one in candidates for above in one.iterancestors() if above in candidates}
    for element in candidates:
        if element in outer:
            continue
        name = _tidy(plain(element.get("content") or element.text_content()))
        if 2 < len(name) <= LONGEST_BYLINE and not _NOT_A_NAME.search(name):
            return name
    return ""


def _tidy(name: str) -> str:
    return _BEFORE_THE_NAME.sub("", name.strip(" ,;|()[]-–")).strip()
