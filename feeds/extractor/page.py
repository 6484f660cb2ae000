"""Extraction of a page's article: the order of the steps; each step is a module of its own."""

import re
from datetime import UTC, datetime

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from feeds.errors import ParseError
from feeds.extractor.body import read_body
from feeds.extractor.byline import find_author
from feeds.extractor.dates import find_dates
from feeds.extractor.headline import find_title
from feeds.extractor.metadata import read_metadata
from feeds.extractor.overlays import remove_overlays
from feeds.extractor.refusal import refusal_of
from feeds.extractor.rules import PageRules, apply_rules
from feeds.extractor.scope import article_scope
from feeds.extractor.source_lines import cited_sources
from feeds.formats.decode import decode_page
from feeds.normalise.inline import plain
from feeds.normalise.prompts import INVITATION, without_prompt
from feeds.normalise.structure import text_of
from feeds.normalise.title import stated_title
from feeds.raw import RawArticle, Statement
from feeds.web.addresses import absolute_url

# Article pages have up to about 5,000 elements, long live blogs 15,000; the time of extraction grows with the number.
MOST_ELEMENTS = 20_000
# The evidence for what an editor's page rules select.
RULE = "the page rules of the source"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


def extract_page(
    html: bytes | str,
    *,
    url: str | None,
    declared_charset: str | None = None,
    input: str,
    rules: PageRules | None = None,
    now: datetime | None = None,
) -> RawArticle:
    """Give the article of a page.

    `html` is the body of the answer, `url` its final address, `declared_charset` the one of the HTTP header, `input`
    what errors call the page, `rules` an editor's selectors for this source, `now` the time of reading where the caller
    knows better than this process. Dates are handed over as written.
    Raises `ParseError` where the page holds no article: empty, a browser check, a login, a front page or a list.
    """
    # Longer than other functions, as it sets each field of the article.
    source = decode_page(html, declared_charset, where=input)
    tree = _tree_of(source, input)
    base_url = _base_url(tree, url)
    metadata = read_metadata(tree, url)
    headline = find_title(tree, metadata, url)
    title, no_title = stated_title(headline.text)
    ruled = apply_rules(tree, rules)
    removed = remove_overlays(tree)
    body = read_body(tree, metadata, headline.text, base_url=base_url or metadata.canonical, ruled=ruled)
    blocks, prompt = without_prompt(body.blocks)
    prose = f"{body.lead}\n{text_of(blocks)}".strip()
    scope = article_scope(tree, headline.text)
    dates = find_dates(tree, scope, metadata, url, now=now or datetime.now(UTC))
    author = find_author(scope, metadata, url)
    cited = cited_sources(tree, url=base_url, language=metadata.language)
    published = (*_by_rule(ruled.date), *dates.published)
    captions = "\n".join(block.text for block in blocks if block.picture)
    text, is_dated = prose or captions, bool(dates.published)
    if refusal := refusal_of(
        tree, metadata, url, title=headline.text, prose=text, is_dated=is_dated, removed=removed
    ):
        raise ParseError(input, refusal)
    return RawArticle(
        input=input,
        kind="page",
        url=url or metadata.canonical,
        declared_language=metadata.language,
        title=title,
        title_agreed=headline.is_agreed,
        lead=body.lead,
        blocks=blocks,
        author=_first_text(ruled.author) or author.text,
        author_evidence=RULE if ruled.author else author.evidence,
        publisher=cited.publisher or metadata.publisher,
        person=metadata.person,
        published_text=published[0].text if published else "",
        published_statements=published,
        updated_text=dates.updated[0].text if dates.updated else "",
        updated_statements=dates.updated,
        origin_urls=tuple(dict.fromkeys((*metadata.origins, *cited.urls))),
        pictures=(metadata.picture,) if metadata.picture else (),
        labels=metadata.labels,
        dropped=(*no_title, *removed, *body.dropped, *prompt),
        warnings=_warnings(text, is_cut=bool(prompt) or INVITATION in {one.reason for one in removed}),
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
    return url if declared is None else absolute_url(declared.get("href"), url) or url


def _first_text(elements: tuple[HtmlElement, ...]) -> str:
    return (
        plain(elements[0].get("content") or elements[0].get("datetime") or elements[0].text_content())
        if elements
        else ""
    )


def _warnings(prose: str, *, is_cut: bool) -> tuple[str, ...]:
    if not prose:
        return ("The page shows a title and a date but no text.",)
    if is_cut:
        return ("The page shows only the beginning of the article; the rest is for subscribers.",)
    return ()


def _by_rule(elements: tuple[HtmlElement, ...]) -> tuple[Statement, ...]:
    text = _first_text(elements)
    return (Statement(text, RULE),) if text else ()
