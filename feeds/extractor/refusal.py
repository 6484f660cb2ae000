"""Pages without an article: each refused with a sentence that says what the page is and what to do.

What a page says of itself counts first: its JSON-LD and Open Graph types, the names of its body element, its error
title, a password form. What it looks like, a list of linked headings, counts after that.
"""

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from articles.incoming import Dropped
from feeds.extractor.headline import FRONT_PAGE
from feeds.extractor.metadata import Metadata
from feeds.extractor.scope import PROSE_MIN_WIDTH, is_foreign
from feeds.normalise.dated_line import read_labelled_date
from feeds.normalise.inline import key_of, plain
from feeds.normalise.prompts import is_error_title, is_protected
from feeds.vocabulary import fold_phrase, language_independent, vocabulary
from feeds.vocabulary.lines import width
from feeds.web.addresses import absolute_url

# A page with this much prose is an article, whatever scripts and forms it has.
ENOUGH_PROSE = 600  # characters
# Lists of headlines with teasers have no paragraph of this length; almost every article has one.
SHORTEST_PROSE_PARAGRAPH = 120  # characters
FEWEST_HEADLINES = 8  # headings that are links
MOSTLY_LINKS = 0.6  # share of the visible text
# A page of cards: so many linked headings, and hardly more paragraphs than a teaser each.
FEWEST_CARDS = 4
PARAGRAPHS_A_CARD = 1.5
# Paragraphs of this width, so many in a row, are running text.
SHORTEST_RUNNING = 80
RUNNING_PARAGRAPHS = 3
FEWEST_ITEMS_OF_AN_INDEX = 3
# An archive that says what it is may hold fewer.
FEWEST_CARDS_OF_AN_ARCHIVE = 2
_LIST_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage", "ItemList"})
_ARCHIVE_NAMES = frozenset({"archive", "blog", "search-results", "category", "tag-archive"})
_LIST_TITLE = re.compile(
    r"^(?:kết quả tìm kiếm|tìm kiếm\s*[:：]|search results|results for|résultats de (?:la )?recherche|suchergebnis|resultados de (?:la )?b[úu]s|"
    r"risultati della ricerca|результаты поиска|результати пошуку|hasil pencarian|搜索结果|搜尋結果|検索結果|검색 결과|"
    r"(?:category|tag|archives?|chuyên mục|danh mục|thẻ|catégorie|kategorie|categoría|categoria|рубрика|kategori)\s*[:：])",
    re.IGNORECASE,
)
_DIRECTORY = re.compile(r"^(?:Index of|Directory listing for) /")
_LOOP = re.compile(r"wp-block-(?:query|post-template)")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_CHALLENGE_SCRIPT = re.compile(
    r"document\.cookie\s*=|location\.(?:reload|href|replace)|cf[-_]chl|challenge-platform|captcha|_Incapsula_|aes\.js|slowAES|ddos-guard",
    re.IGNORECASE,
)
_LIST = "The page is a list of links to articles, not an article; use the addresses it lists."
_SECTION = "The page is a section or a list of articles, not an article; use the addresses it lists."
_PROTECTED = "The text is protected by a password; it cannot be read without it."
_SERVER = "The page is the web server's own, not an article; check the address, or ask again later."
_ERROR = "The page is an error message, not an article; check the address."


def refusal_of(
    tree: HtmlElement,
    metadata: Metadata,
    url: str | None,
    *,
    title: str,
    prose: str,
    is_dated: bool,
    removed: Sequence[Dropped] = (),
) -> str | None:
    """Give the reason why the page is not an article, None where it is one.

    `title` is its headline, `prose` the article text found, one paragraph a line; `is_dated` says whether the page
    states a date of its article; `removed` is what was laid over it.
    """
    visible = "\n".join(line for line in map(str.strip, _texts(tree, "//body//text()")) if line)
    calls_itself_article = bool(metadata.published) or metadata.is_article or metadata.page_type == "article"
    if len(prose) < ENOUGH_PROSE and not calls_itself_article and _is_challenge(tree, visible):
        return (
            "The page is a browser check, not an article; fetch it again later with cookies kept, "
            "or use the text that the feed itself gives."
        )
    if _asks_for_password(tree, title, prose):
        return _PROTECTED
    if len(prose) < ENOUGH_PROSE // 2 and _asks_for_login(tree) and not metadata.published:
        return "The page asks for a login; the article behind it cannot be read without an account."
    if removed and len(prose) < SHORTEST_PROSE_PARAGRAPH and not is_dated:
        return f"The page shows a {removed[0].reason} in place of an article; it cannot be read without an account."
    if not visible:
        return "The page is empty; check the address, or find one that works without JavaScript."
    if _is_error(tree, metadata, title, prose):
        return _ERROR
    if not calls_itself_article and _is_of_server(tree, metadata):
        return _SERVER
    if _is_home(url) and not metadata.published and metadata.page_type != "article":
        return "The address is the front page of the site, not an article; use the address of one article."
    if _is_list(tree, metadata, visible, prose) or _DIRECTORY.search(metadata.page_title):
        return _LIST
    if not calls_itself_article and _is_dated_index(tree, prose):
        return _LIST
    if _is_section(tree, metadata, {url, metadata.canonical}, prose):
        return _SECTION
    if not prose and not is_dated:
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
    folded = fold_phrase(notice)
    if any(phrase in folded for phrase in vocabulary("").folded["browser_check"]):
        return True
    scripts = " ".join(script.text or "" for script in tree.iter("script"))
    return len(visible) < SHORTEST_PROSE_PARAGRAPH and bool(_CHALLENGE_SCRIPT.search(scripts))


def _is_of_server(tree: HtmlElement, metadata: Metadata) -> bool:
    """Whether a web server, a panel or a host shows its own page in place of a site ("Welcome to nginx!")."""
    headings = [plain(heading.text_content()) for heading in tree.iter("h1")]
    return any(_server_pages().match(fold_phrase(text)) for text in (metadata.page_title, *headings) if text)


@cache
def _server_pages() -> re.Pattern[str]:
    """The titles of such pages: alone, or before a version or the name of a system."""
    titles = "|".join(re.escape(one) for one in sorted(language_independent().server_pages))
    return re.compile(rf"(?:{titles})(?:$|\.\d|\s?[:!/|(–-]|\s(?:on|powered)\b)")


def _asks_for_login(tree: HtmlElement) -> bool:
    return any((field.get("type") or "").lower() == "password" for field in tree.iter("input"))


def _asks_for_password(tree: HtmlElement, title: str, prose: str) -> bool:
    forms = [form for form in tree.iter("form") if _asks_for_login(form)]
    marks = " ".join(f"{form.get('class') or ''} {form.get('action') or ''}" for form in forms)
    words = " ".join(plain(form.text_content()) for form in forms)
    return bool(forms) and is_protected(title, prose if len(prose) > len(words) else words, marks)


def _is_error(tree: HtmlElement, metadata: Metadata, title: str, prose: str) -> bool:
    if metadata.is_article or metadata.published or len(prose) >= ENOUGH_PROSE:
        return False
    if "error404" in _body_names(tree):
        return True
    headings = [plain(heading.text_content()) for heading in tree.iter("h1")]
    return any(is_error_title(text) for text in (title, metadata.page_title, *headings) if text)


def _body_names(tree: HtmlElement) -> set[str]:
    body = tree.find("body")
    return set((body.get("class") or "").lower().split()) if body is not None else set()


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


def _is_dated_index(tree: HtmlElement, prose: str) -> bool:
    """Whether all that a page says are items of one date and one link, as the archives of blogs are."""
    lines = {key_of(line) for line in prose.split("\n")} - {""}
    if len(lines) < FEWEST_ITEMS_OF_AN_INDEX:
        return False
    items = (one for one in tree.iter("li", "dd", "tr") if key_of(one.text_content()) in lines)
    dated = {key_of(one.text_content()) for one in items if _is_dated_link(one)}
    return dated == lines


def _is_dated_link(item: HtmlElement) -> bool:
    links = [link for link in item.iter("a") if (link.get("href") or "#")[:1] != "#"]
    if len(links) != 1:
        return False
    rest = plain(item.text_content()).replace(plain(links[0].text_content()), " ", 1)
    return (
        any(map(str.isdigit, rest)) and read_labelled_date(plain(rest).strip(" -–—:·|()[]"), None) is not None
    )


def _is_section(tree: HtmlElement, metadata: Metadata, own: set[str | None], prose: str) -> bool:
    """Whether a page that does not call itself an article is one of cards: linked headings before the text."""
    if metadata.is_article or metadata.page_type == "article":
        return False
    cards = _cards_before_text(tree, own)
    says_so = bool(metadata.types & _LIST_TYPES) or bool(_body_names(tree) & _ARCHIVE_NAMES)
    says_so = says_so or _holds_several_articles(tree, own) or _is_titled_as_list(tree, metadata)
    if says_so and "single" not in _body_names(tree):
        return cards >= FEWEST_CARDS_OF_AN_ARCHIVE
    paragraphs = sum(1 for line in prose.split("\n") if width(line) >= SHORTEST_RUNNING)
    few = paragraphs <= PARAGRAPHS_A_CARD * cards + 1
    return cards >= FEWEST_CARDS and not metadata.published and few and not _has_running_text(tree)


def _has_running_text(tree: HtmlElement) -> bool:
    """Whether paragraphs of prose follow one another, as they do in no teaser."""
    row = 0
    for paragraph in tree.iter("p"):
        before = paragraph.getprevious()
        is_prose = width(plain(paragraph.text_content())) >= SHORTEST_RUNNING
        row = (row + 1 if before is not None and before.tag == "p" else 1) if is_prose else 0
        if row >= RUNNING_PARAGRAPHS:
            return True
    return False


def _is_titled_as_list(tree: HtmlElement, metadata: Metadata) -> bool:
    headings = [plain(heading.text_content()) for heading in tree.iter("h1")]
    return any(_LIST_TITLE.search(text) for text in (metadata.page_title, *headings))


def _holds_several_articles(tree: HtmlElement, own: set[str | None]) -> bool:
    """Whether all `article` elements of a page are others' (each has a linked heading), and there are several."""
    articles = [one for one in tree.iter("article") if next(one.iterancestors("article"), None) is None]
    headings = [next((one for one in article.iter(*_HEADINGS)), None) for article in articles]
    return len(articles) > 1 and all(one is not None and _is_card(one, own) for one in headings)


def _cards_before_text(tree: HtmlElement, own: set[str | None]) -> int:
    """The number of headings that link to other pages, where the first stands before the second paragraph of prose."""
    body = tree.find("body") if tree.find("body") is not None else tree
    cards = prose = 0
    walker = etree.iterwalk(body, events=("start",))
    for _event, element in walker:
        if not isinstance(element.tag, str) or (element is not body and _is_aside(element)):
            walker.skip_subtree()
        elif element.tag in _HEADINGS and _is_card(element, own):
            cards += 1
        elif not cards and element.tag == "p" and width(plain(element.text_content())) >= PROSE_MIN_WIDTH:
            prose += 1
            if prose > 1:
                return 0
    return cards


def _is_aside(element: HtmlElement) -> bool:
    """Whether an element is a part that articles have beside them too; what holds the posts of a list is counted."""
    is_of_list = element.tag == "article" or _LOOP.search(element.get("class") or "") is not None
    return not is_of_list and is_foreign(element) and not (element.tag == "aside" and _holds_post(element))


def _holds_post(element: HtmlElement) -> bool:
    """Whether an element shows a whole post, as themes do with the newest one; a sidebar has teasers."""
    paragraphs = (one for article in element.iter("article") for one in article.iter("p"))
    return any(width(plain(one.text_content())) >= PROSE_MIN_WIDTH for one in paragraphs)


def _is_card(heading: HtmlElement, own: set[str | None]) -> bool:
    """Whether a heading links to another page than the one itself (`own` are its addresses) or its site's front page."""
    base = next((address for address in own if address), None)
    links = (str(link.get("href") or "#") for link in (*heading.iter("a"), *heading.iterancestors("a")))
    elsewhere = (link for link in links if link[:1] != "#" and not FRONT_PAGE.fullmatch(link))
    # The address of a page that is read from a file may be unknown.
    return any((absolute_url(link, base) or link) not in own for link in elsewhere) and bool(
        plain(heading.text_content())
    )


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
