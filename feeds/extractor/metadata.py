"""The metadata of a page: JSON-LD, Open Graph, meta elements and links."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urldefrag

from lxml.html import HtmlElement

from articles.incoming import IncomingPicture
from feeds.extractor.json_ld import Graph, Node, read_graph, types_of
from feeds.extractor.origins import declared_origins
from feeds.normalise.inline import key_of, plain
from feeds.raw import Statement
from feeds.web.addresses import absolute_url

_ARTICLE_TYPES = frozenset({"BlogPosting", "Report", "LiveBlogPosting", "SocialMediaPosting", "Review"})
_PAGE_TYPES = frozenset({"WebPage", "ItemPage"})
# A page that declares so many articles, none of them under its own address, is a list of them.
ARTICLES_OF_A_LIST = 3
_PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "publishdate", "pubdate",
    "publish_date", "publish-date", "publication_date", "date.issued", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date", "dc.date.created", "parsely-pub-date", "sailthru.date", "article.published",
    "cxenseparse:recs:publishtime", "originalpublicationdate", "shareaholic:article_published_time", "article_date_original",
    "og:pubdate", "citation_publication_date", "citation_online_date", "citation_date", "date",
)  # fmt: skip
_IMAGE_METAS = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image")
_PIXELS = re.compile(r"([1-9]\d{0,4})(?:\s?px)?", re.IGNORECASE)
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
    "citation_author",
    "byl",
)
_HAS_YEAR = re.compile(r"(?:19|20|25)\d\d|[٠-٩۰-۹०-९০-৯๐-๙໐-໙០-៩၀-၉]{4}")
_ADDRESS = re.compile(r"^(?:https?:)?//|^/\S*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The metadata of one page. Every text may be empty; `origins` holds absolute addresses, best first.

    `published` and `updated` are dates as written with where they stand, the most trusted first. `authors` likewise;
    `person` is the name of the person whose site it is, as JSON-LD states the publisher. `author_links` are absolute addresses that stand for authors without a name. `types` are the JSON-LD types of the
    page's own nodes, `open_graph_type` is og:type in lower case. `is_free` is what the page says of its text: None
    where it says nothing.
    """

    headline: str = ""
    og_title: str = ""
    page_title: str = ""
    descriptions: tuple[str, ...] = ()
    authors: tuple[Statement, ...] = ()
    author_links: tuple[str, ...] = ()
    published: tuple[Statement, ...] = ()
    updated: tuple[Statement, ...] = ()
    publisher: str = ""
    person: str = ""
    picture: IncomingPicture | None = None
    language: str | None = None
    canonical: str | None = None
    origins: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    page_type: str = ""
    types: frozenset[str] = frozenset()
    is_article: bool = False
    is_free: bool | None = None
    body: str = ""


def read_metadata(tree: HtmlElement, url: str | None) -> Metadata:
    """Give the metadata of a page. `url` is the page's own address: relative addresses are resolved against it, and
    other hosts are told by it. Broken JSON-LD is skipped."""
    metas = _metas(tree)
    declared = _declared_language(tree, metas)
    graph = read_graph(tree, language=declared)
    canonical = absolute_url(_link(tree, "canonical"), url)
    article = _article_node(graph, {url, canonical, *metas.get("og:url", ())})
    title = tree.find(".//title")
    return Metadata(
        headline=graph.text(article, "headline") or _name_of_article(graph, article),
        og_title=_first(metas, ("og:title", "twitter:title")),
        page_title=plain(title.text_content()) if title is not None else "",
        descriptions=_descriptions(metas, graph, article),
        authors=_authors(metas, graph, article),
        author_links=_author_links(metas, graph, article, url),
        published=_dates(metas, graph, article, "datePublished", _PUBLISHED_METAS),
        updated=_dates(metas, graph, article, "dateModified", _UPDATED_METAS),
        publisher=_first(metas, ("og:site_name", "application-name")) or graph.text(article, "publisher"),
        person=_person(graph, article),
        picture=_picture(metas, graph, article, url),
        language=plain(declared or graph.text(article, "inLanguage")).replace("_", "-") or None,
        canonical=canonical,
        origins=declared_origins(metas, graph, article, url=url, canonical=canonical),
        labels=_labels(metas, graph, article),
        page_type=_first(metas, ("og:type",)).lower(),
        types=frozenset(name for node in graph.own for name in types_of(node)),
        is_article=max(map(_rank, types_of(article)), default=0) > 1,
        is_free=_is_free(graph, article),
        body=_prose(next(iter(graph.values(article, "articleBody")), None)),
    )


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    """The contents of the meta elements, under the lower-case name or property. Those with `itemprop` count in the
    head only: in the body they belong to an item of microdata, perhaps of another article."""
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = plain(meta.get("content") or "")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (meta.get(attribute) or "").strip().lower()
            if name and content and not (attribute == "itemprop" and _is_in_body(meta)):
                found.setdefault(name, []).append(content)
    return found


def _is_in_body(meta: HtmlElement) -> bool:
    return any(one.tag == "body" for one in meta.iterancestors())


def _first(metas: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _picture(
    metas: dict[str, list[str]], graph: Graph, article: Node, url: str | None
) -> IncomingPicture | None:
    """The picture that the page declares, with what JSON-LD states of that picture: its caption, credit and size."""
    shared = absolute_url(_first(metas, _IMAGE_METAS), url)
    for value in (*graph.values(article, "image"), *graph.values(article, "thumbnailUrl")):
        stated = absolute_url(graph.address_of(value), url)
        # An address with a fragment is the @id of a node that is not there.
        if stated and "#" not in stated and shared in (None, stated):
            node = value if isinstance(value, dict) else {}
            width, height = _pixels(graph, node, "width"), _pixels(graph, node, "height")
            caption = graph.text(node, "caption")
            is_file_name = caption.casefold() in stated.casefold()
            credit = graph.text(node, "creditText", "creator", "author")
            return IncomingPicture(
                stated, "" if is_file_name else caption, credit, width=width, height=height
            )
    return IncomingPicture(shared) if shared else None


def _person(graph: Graph, article: Node) -> str:
    """The name of the person who publishes the article or the site; newspapers are organizations."""
    sites = [node for node in graph.own if "WebSite" in types_of(node)]
    for node in (article, *sites):
        for value in graph.values(node, "publisher"):
            if isinstance(value, dict) and "Person" in types_of(value):
                return graph.text_of(value)
    return ""


def _pixels(graph: Graph, node: Node, name: str) -> int | None:
    """A width or height: a number, or digits ("1600", "1600px"); None for anything else."""
    value = next(iter(graph.values(node, name)), None)
    found = _PIXELS.fullmatch(str(value).strip()) if isinstance(value, str | int) else None
    return int(found[1]) if found else None


def _dates(
    metas: dict[str, list[str]], graph: Graph, article: Node, name: str, meta_names: tuple[str, ...]
) -> tuple[Statement, ...]:
    found = [Statement(text, f"JSON-LD {name}") for text in graph.texts(article, name)[:1]]
    found += [
        Statement(text, f"meta element {meta}") for meta in meta_names for text in metas.get(meta, ())[:1]
    ]
    return tuple(one for one in found if is_date_of_publication(one.text))


def is_date_of_publication(text: str) -> bool:
    """Whether a text states a year, and not the default of a content management system (year 1, 1970)."""
    return bool(_HAS_YEAR.search(text)) and not text.startswith(("0001", "1970-01-01"))


def _article_node(graph: Graph, addresses: set[str | None]) -> Node:
    """The node that describes the page's article, completed from others of the same headline or address.

    Of several the one under the page's own address counts, then the one of the narrowest type, then the fullest. An
    empty node where there is none, or where the page declares several articles and none of them is its own.
    """
    own = {urldefrag(address)[0].rstrip("/") for address in addresses if address}
    ranked: list[tuple[bool, int, int, Node]] = []
    for node in graph.own:
        rank = max(map(_rank, types_of(node)), default=0)
        if rank:
            here = {urldefrag(one)[0].rstrip("/") for one in _addresses_of(graph, node)}
            filled = sum(1 for name in ("headline", "datePublished", "author") if node.get(name))
            ranked.append((bool(own & here), rank, filled, node))
    articles = [one for one in ranked if one[1] > 1]
    headlines = {key_of(graph.text(one[3], "headline", "name")) for one in articles}
    if len(headlines) >= ARTICLES_OF_A_LIST and not any(one[0] for one in articles):
        return {}
    if not ranked:
        return {}
    best = max(ranked, key=lambda one: (one[0] and one[1] > 1, *one[1:3]))[3]
    return _completed(graph, best, [one[3] for one in ranked])


def _completed(graph: Graph, best: Node, others: list[Node]) -> Node:
    title, places = key_of(graph.text(best, "headline")), set(_addresses_of(graph, best))
    found = dict(best)
    for other in others:
        same = title and key_of(graph.text(other, "headline")) == title
        if other is not best and (same or places & set(_addresses_of(graph, other))):
            for name, value in other.items():
                found.setdefault(name, value)
    return found


def _addresses_of(graph: Graph, node: Node) -> list[str]:
    identity = node.get("@id")
    named = graph.addresses(node, "url", "mainEntityOfPage")
    return [*named, identity] if isinstance(identity, str) and identity else named


def _rank(type_name: str) -> int:
    if type_name in _PAGE_TYPES:
        return 1
    return 3 if type_name.endswith("Article") else 2 if type_name in _ARTICLE_TYPES else 0


def _name_of_article(graph: Graph, article: Node) -> str:
    """The name of an article's node; that of a `WebPage` is a page title, site name included."""
    is_page = _PAGE_TYPES.issuperset(types_of(article))
    return "" if is_page else graph.text(article, "name", "alternativeHeadline")


def _prose(value: Any) -> str:
    """The text of `articleBody` with its lines kept; some sites put markup into it."""
    return re.sub(r"<[^<>]*>", "\n", unescape(value)).strip() if isinstance(value, str) else ""


def _descriptions(metas: dict[str, list[str]], graph: Graph, article: Node) -> tuple[str, ...]:
    metas_first = (_first(metas, ("description",)), _first(metas, ("og:description",)))
    return tuple(text for text in (*metas_first, graph.text(article, "description")) if text)


def _authors(metas: dict[str, list[str]], graph: Graph, article: Node) -> tuple[Statement, ...]:
    """The authors that the head names, joined by commas; addresses are no names."""
    found = [
        Statement(", ".join(names), f"JSON-LD {name}")
        for name in ("author", "creator")
        if (names := _names(graph.texts(article, name)))
    ]
    for meta in _AUTHOR_METAS:
        names = _names(metas.get(meta, []))
        found += [Statement(", ".join(names), f"meta element {meta}")] if names else []
    return tuple(found)


def _names(texts: list[str]) -> list[str]:
    return [
        name
        for name in dict.fromkeys(plain(unescape(text)) for text in texts)
        if name and not _ADDRESS.match(name)
    ]


def _author_links(
    metas: dict[str, list[str]], graph: Graph, article: Node, url: str | None
) -> tuple[str, ...]:
    """The addresses that stand where an author's name should, and those of authors whose node has no name."""
    stated = [text for name in _AUTHOR_METAS for text in metas.get(name, ()) if _ADDRESS.match(text)]
    for value in (one for name in ("author", "creator") for one in graph.values(article, name)):
        if not isinstance(value, dict) or not graph.name_of(value):
            address = graph.address_of(value)
            stated += [address] if _ADDRESS.match(address) else []
    found = (absolute_url(one, url) for one in stated)
    return tuple(dict.fromkeys(one for one in found if one))


def _is_free(graph: Graph, article: Node) -> bool | None:
    for value in graph.values(article, "isAccessibleForFree"):
        text = graph.text_of(value).lower().rpartition("/")[2]
        if isinstance(value, bool) or text in {"true", "false"}:
            return value if isinstance(value, bool) else text == "true"
    return None


def _declared_language(tree: HtmlElement, metas: dict[str, list[str]]) -> str:
    declared = (
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang")
        or _first(metas, ("og:locale", "content-language", "language", "dc.language"))
    )  # fmt: skip
    return plain(declared).replace("_", "-")


def _link(tree: HtmlElement, relation: str) -> str:
    for link in tree.iter("link"):
        if relation in (link.get("rel") or "").lower().split() and link.get("href"):
            return str(link.get("href"))
    return ""


def _labels(metas: dict[str, list[str]], graph: Graph, article: Node) -> tuple[str, ...]:
    """Section, tags and keywords in the order of their weight, each once."""
    found: list[str] = []
    for name in ("articleSection", "keywords"):
        for text in graph.texts(article, name):
            found += re.split(r"[,;，、|]", text)
    found += metas.get("article:section", []) + metas.get("article:tag", [])
    for name in ("news_keywords", "keywords"):
        for content in metas.get(name, []):
            found += re.split(r"[,;，、|]", content)
    return tuple(dict.fromkeys(label for label in map(plain, found) if 1 < len(label) <= 80))[:40]
