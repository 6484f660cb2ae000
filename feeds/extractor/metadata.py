"""What a page says about its article in its head: JSON-LD, Open Graph, meta elements, links."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from feeds.extractor.origins import declared_origins, web_address
from feeds.normalise.inline import plain

_DEEPEST_JSON = 12  # levels; an article object stands within the first four
_ARTICLE_TYPES = frozenset({"BlogPosting", "Report", "LiveBlogPosting", "WebPage"})
_LOOSE_JSON = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
_PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "publishdate", "pubdate",
    "publish_date", "publish-date", "publication_date", "date.issued", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date", "dc.date.created", "parsely-pub-date", "sailthru.date", "article.published",
    "cxenseparse:recs:publishtime", "originalpublicationdate", "shareaholic:article_published_time", "article_date_original",
    "og:pubdate", "date",
)  # fmt: skip
_UPDATED_METAS = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "lastmod", "last-modified",
    "dcterms.modified", "dc.date.modified",
)  # fmt: skip
_AUTHOR_METAS = (
    "article:author",
    "author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
)
_HAS_YEAR = re.compile(r"(?:19|20|25)\d\d|[٠-٩۰-۹०-९০-৯๐-๙]{4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The head of a page. Every text may be empty; `origins` holds absolute addresses, best first."""

    headline: str = ""
    og_title: str = ""
    page_title: str = ""
    descriptions: tuple[str, ...] = ()
    author: str = ""
    published: str = ""
    updated: str = ""
    publisher: str = ""
    image: str | None = None
    language: str | None = None
    canonical: str | None = None
    origins: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    page_type: str = ""
    body: str = ""


def read_metadata(tree: HtmlElement, url: str | None) -> Metadata:
    """Give what the page declares about its article. `url` is the page's own address, against which relative ones are
    resolved and other hosts are recognised. Broken JSON-LD is passed over."""
    metas = _metas(tree)
    article = _article_object(tree)
    canonical = web_address(_link(tree, "canonical"), url)
    title = tree.find(".//title")
    return Metadata(
        headline=_words(article.get("headline")) or _words(article.get("name")),
        og_title=_first(metas, ("og:title", "twitter:title")),
        page_title=plain(title.text_content()) if title is not None else "",
        descriptions=tuple(
            text
            for text in (
                _first(metas, ("description",)),
                _first(metas, ("og:description",)),
                _words(article.get("description")),
            )
            if text
        ),
        author=_person(article.get("author")) or _person(article.get("creator")) or _author_of(metas),
        published=_date(_words(article.get("datePublished"))) or _date_meta(metas, _PUBLISHED_METAS),
        updated=_date(_words(article.get("dateModified"))) or _date_meta(metas, _UPDATED_METAS),
        publisher=_first(metas, ("og:site_name", "application-name")) or _person(article.get("publisher")),
        image=web_address(
            _first(metas, ("og:image", "og:image:url", "og:image:secure_url", "twitter:image")), url
        )
        or web_address(_image(article.get("image")), url),
        language=_language(tree, metas, article),
        canonical=canonical,
        origins=declared_origins(metas, article, url=url, canonical=canonical),
        labels=_labels(metas, article),
        page_type=_first(metas, ("og:type",)).lower(),
        body=_prose(article.get("articleBody")),
    )


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    """The contents of all meta elements, under the lower-case name, property or itemprop."""
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = plain(meta.get("content") or "")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (meta.get(attribute) or "").strip().lower()
            if name and content:
                found.setdefault(name, []).append(content)
    return found


def _first(metas: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _date_meta(metas: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((date for name in names for date in map(_date, metas.get(name, ())) if date), "")


def _date(text: str) -> str:
    return text if _HAS_YEAR.search(text) and not text.startswith(("0001", "1970-01-01")) else ""


def _article_object(tree: HtmlElement) -> dict[str, Any]:
    """The JSON-LD object that describes the article; of several the one of the narrowest type, then the fullest."""
    candidates: list[tuple[int, int, dict[str, Any]]] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for found in _objects(_parse(script.text_content()), 0):
            rank = max((_rank(name) for name in _types(found)), default=0)
            if rank:
                candidates.append(
                    (
                        rank,
                        sum(1 for name in ("headline", "datePublished", "author") if found.get(name)),
                        found,
                    )
                )
    return max(candidates, key=lambda one: one[:2])[2] if candidates else {}


def _parse(text: str) -> Any:
    loose = _LOOSE_JSON.sub("", text.strip()).strip()
    try:
        return json.loads(loose, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        # A comma before a closing bracket is the commonest fault of hand-made JSON-LD.
        return json.loads(re.sub(r",(\s*[}\]])", r"\1", loose), strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST_JSON:
        return
    if isinstance(value, list):
        for one in value:
            yield from _objects(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart"):
            if isinstance(value.get(name), dict | list):
                yield from _objects(value[name], depth + 1)


def _types(found: dict[str, Any]) -> list[str]:
    named = found.get("@type")
    names = named if isinstance(named, list) else [named]
    return [name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)]


def _rank(type_name: str) -> int:
    if type_name == "WebPage":
        return 1
    return 3 if type_name.endswith("Article") else 2 if type_name in _ARTICLE_TYPES else 0


def _words(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    return plain(value) if isinstance(value, str) else ""


def _prose(value: Any) -> str:
    """The text of `articleBody` with its lines kept; some sites put markup into it."""
    return re.sub(r"<[^<>]*>", "\n", unescape(value)).strip() if isinstance(value, str) else ""


def _person(value: Any) -> str:
    """Names of one or more persons or organisations, joined by commas; addresses are no names."""
    values = value if isinstance(value, list) else [value]
    names = [_words(one) for one in values]
    kept = dict.fromkeys(
        name for name in names if name and not name.startswith(("http://", "https://", "//"))
    )
    return ", ".join(kept)


def _author_of(metas: dict[str, list[str]]) -> str:
    return next((name for key in _AUTHOR_METAS for name in [_person(metas.get(key, []))] if name), "")


def _image(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or ""
    return value if isinstance(value, str) else ""


def _language(tree: HtmlElement, metas: dict[str, list[str]], article: dict[str, Any]) -> str | None:
    declared = (
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang")
        or _words(article.get("inLanguage")) or _first(metas, ("og:locale", "content-language", "language", "dc.language"))
    )  # fmt: skip
    return plain(declared).replace("_", "-") or None


def _link(tree: HtmlElement, relation: str) -> str:
    for link in tree.iter("link"):
        if relation in (link.get("rel") or "").lower().split() and link.get("href"):
            return str(link.get("href"))
    return ""


def _labels(metas: dict[str, list[str]], article: dict[str, Any]) -> tuple[str, ...]:
    """Section, tags and keywords in the order of their weight, each once."""
    found: list[str] = []
    for value in (article.get("articleSection"), article.get("keywords")):
        for one in value if isinstance(value, list) else [value]:
            found += re.split(r"[,;，、|]", one) if isinstance(one, str) else []
    found += metas.get("article:section", []) + metas.get("article:tag", [])
    for name in ("news_keywords", "keywords"):
        for content in metas.get(name, []):
            found += re.split(r"[,;，、|]", content)
    return tuple(dict.fromkeys(label for label in map(plain, found) if 1 < len(label) <= 80))[:40]
