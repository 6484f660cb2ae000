"""The order of calls that reads an article from a page, nothing else."""

import posixpath
import re
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from articles.incoming import IncomingPicture
from feeds.errors import ParseError
from feeds.extractor.body import read_body
from feeds.extractor.byline import find_author
from feeds.extractor.dates import find_dates
from feeds.extractor.decode import decode_page
from feeds.extractor.headline import find_title
from feeds.extractor.metadata import Metadata, read_metadata
from feeds.extractor.refusal import refusal_of
from feeds.extractor.rules import PageRules, apply_rules
from feeds.extractor.source_lines import cited_sources
from feeds.normalise.inline import plain
from feeds.normalise.structure import text_of
from feeds.raw import Block, RawArticle

# Real article pages have up to about 5,000 elements, long live reports 15,000; the time that extraction takes grows with their number.
MOST_ELEMENTS = 20_000
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


def extract_page(
    html: bytes | str,
    *,
    url: str | None,
    declared_charset: str | None = None,
    input: str,
    rules: PageRules | None = None,
) -> RawArticle:
    """Give the article that stands in a page.

    `html` is the body of the answer, `url` its final address, `declared_charset` the one of the HTTP header, `input`
    what errors call the page, `rules` an editor's selectors for this source. Dates are handed over as written.
    Raises `ParseError` where the page holds no article: empty, a browser check, a login, a front page or a list.
    """
    source = decode_page(html, declared_charset)
    tree = _tree_of(source, input)
    base_url = _base_url(tree, url)
    metadata = read_metadata(tree, url)
    title = find_title(tree, metadata, url)
    ruled = apply_rules(tree, rules)
    body = read_body(tree, metadata, title, base_url=base_url or metadata.canonical, ruled=ruled)
    prose = f"{body.lead}\n{text_of(body.blocks)}".strip()
    published, updated = find_dates(tree, metadata, url)
    cited = cited_sources(tree, url=base_url, language=metadata.language)
    refusal = refusal_of(tree, metadata, url, prose=prose, published=published)
    if refusal is not None:
        raise ParseError(input, refusal)
    return RawArticle(
        input=input,
        kind="page",
        url=url or metadata.canonical,
        declared_language=metadata.language,
        title=title,
        lead=body.lead,
        blocks=body.blocks,
        author=_first_text(ruled.author) or find_author(tree, metadata),
        publisher=cited.publisher or metadata.publisher,
        published_text=_first_text(ruled.date) or published,
        updated_text=updated,
        origin_urls=tuple(dict.fromkeys((*metadata.origins, *cited.urls))),
        pictures=_pictures(metadata, body.blocks),
        labels=metadata.labels,
        warnings=() if prose else ("The page shows a title and a date but no text.",),
        raw=source,
    )


def _tree_of(text: str, where: str) -> HtmlElement:
    source = _XML_DECLARATION.sub("", _CONTROLS.sub(" ", text))
    if not source.strip():
        raise ParseError(where, "The page is empty; check the address.")
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = lxml_html.document_fromstring(source.encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ParseError(where, "The page is not HTML that can be read; check the address.") from error
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        raise ParseError(
            where, f"The page has more than {MOST_ELEMENTS} elements, which no article has; it is not read."
        )
    return tree


def _base_url(tree: HtmlElement, url: str | None) -> str | None:
    declared = tree.find(".//base[@href]")
    if declared is None:
        return url
    try:
        joined = urljoin(url or "", str(declared.get("href")).strip())
        return joined if urlsplit(joined).scheme in {"http", "https"} else url
    except ValueError:
        return url


def _first_text(elements: tuple[HtmlElement, ...]) -> str:
    return (
        plain(elements[0].get("content") or elements[0].get("datetime") or elements[0].text_content())
        if elements
        else ""
    )


def _pictures(metadata: Metadata, blocks: tuple[Block, ...]) -> tuple[IncomingPicture, ...]:
    """The pictures of the body, and before them the one that the head names, where it is another."""
    own = [block.picture for block in blocks if block.picture is not None]
    if metadata.image is None:
        return tuple(own)
    names = {_file_name(picture.url) for picture in own if picture.url}
    return tuple(own) if _file_name(metadata.image) in names else (IncomingPicture(metadata.image), *own)


def _file_name(address: str) -> str:
    try:
        return posixpath.basename(urlsplit(address).path)
    except ValueError:
        return address
