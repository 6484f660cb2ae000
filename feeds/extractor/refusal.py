"""Pages that hold no article: what they are and what to do, in a sentence."""

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from feeds.extractor.metadata import Metadata

# A page with this much prose is an article, whatever scripts and forms stand around it.
ENOUGH_PROSE = 600  # characters
# Lists of headlines with teasers hold no paragraph of this length; almost every article holds one.
SHORTEST_PROSE_PARAGRAPH = 120  # characters
FEWEST_HEADLINES = 8  # headings that are links
MOSTLY_LINKS = 0.6  # share of the visible text
_CHALLENGE_SCRIPT = re.compile(
    r"document\.cookie\s*=|location\.(?:reload|href|replace)|cf[-_]chl|challenge-platform|captcha|_Incapsula_|aes\.js|slowAES|ddos-guard",
    re.IGNORECASE,
)
_CHALLENGE_TEXT = re.compile(
    r"enable javascript|checking your browser|verify (?:that )?you are (?:a )?human|just a moment|are you a robot|"
    r"bật javascript|access denied|attention required",
    re.IGNORECASE,
)


def refusal_of(
    tree: HtmlElement, metadata: Metadata, url: str | None, *, prose: str, published: str
) -> str | None:
    """Give why the page is no article, or None where it is one.

    `prose` is the article text found, one paragraph a line; `published` the date found, as written.
    """
    visible = "\n".join(line for line in map(str.strip, _texts(tree, "//body//text()")) if line)
    if len(prose) < ENOUGH_PROSE and _is_challenge(tree, visible):
        return (
            "The page is a browser check, not an article; fetch it again later with cookies kept, "
            "or use the text that the feed itself gives."
        )
    if len(prose) < ENOUGH_PROSE // 2 and _asks_for_login(tree) and not metadata.published:
        return "The page asks for a login; the article behind it cannot be read without an account."
    if not visible:
        return "The page is empty; check the address, or find one that works without JavaScript."
    if _is_home(url) and not metadata.published and metadata.page_type != "article":
        return "The address is the front page of the site, not an article; use the address of one article."
    if _is_list(tree, metadata, visible, prose):
        return "The page is a list of links to articles, not an article; use the addresses it lists."
    if not prose and not published:
        return "The page holds no article text; check the address, or give page rules for this source."
    return None


def _texts(tree: HtmlElement, path: str) -> list[str]:
    return [
        str(text)
        for text in tree.xpath(
            f"{path}[not(ancestor::script) and not(ancestor::style) and not(ancestor::noscript)]"
        )
    ]


def _is_challenge(tree: HtmlElement, visible: str) -> bool:
    if len(visible) >= ENOUGH_PROSE:
        return False
    notice = (
        f"{visible} {' '.join(tree.xpath('//noscript//text()'))} {' '.join(tree.xpath('//title/text()'))}"
    )
    if _CHALLENGE_TEXT.search(notice):
        return True
    scripts = " ".join(script.text or "" for script in tree.iter("script"))
    return len(visible) < SHORTEST_PROSE_PARAGRAPH and bool(_CHALLENGE_SCRIPT.search(scripts))


def _asks_for_login(tree: HtmlElement) -> bool:
    return any((field.get("type") or "").lower() == "password" for field in tree.iter("input"))


def _is_list(tree: HtmlElement, metadata: Metadata, visible: str, prose: str) -> bool:
    if (
        metadata.published
        or metadata.page_type == "article"
        or max(map(len, prose.split("\n"))) >= SHORTEST_PROSE_PARAGRAPH
    ):
        return False
    linked = sum(len(text.strip()) for text in _texts(tree, "//body//a//text()"))
    headlines = tree.xpath("//*[self::h1 or self::h2 or self::h3 or self::h4][.//a or parent::a]")
    return linked >= MOSTLY_LINKS * len(visible) and len(headlines) >= FEWEST_HEADLINES


def _is_home(url: str | None) -> bool:
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return (
        bool(parts.hostname)
        and parts.path.rstrip("/") in {"", "/index.html", "/index.php", "/home"}
        and not parts.query
    )
