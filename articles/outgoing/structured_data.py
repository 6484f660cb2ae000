"""Metadata of an article for search engines and social networks: JSON-LD (schema.org), Open Graph.

Pure: from an article page and the site's URL to data. Nothing is stated that the page does not show.
"""

import json
from datetime import datetime
from functools import cache
from typing import Any

from babel.core import get_global
from django.utils.safestring import SafeString, mark_safe

from articles.grouping.folding import fold_case
from articles.outgoing.feeds.entries import absolute
from articles.pages.article import ArticlePage
from articles.pages.values import Card, ShownArticle, ShownPicture
from newsroom.middleware import edition_of

# With what the names of desks, papers and agencies begin in bylines.
BODIES = (
    "ban ",
    "báo ",
    "bbt",
    "nhóm ",
    "tòa soạn",
    "toà soạn",
    "tạp chí ",
    "thông tấn",
    "ttxvn",
    "vna",
    "đài ",
)
CONTEXT = "https://schema.org"
# "</script" and "<!--" have a meaning in a script element, so their characters are escaped.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def article_data(page: ArticlePage, *, edition: str, site_name: str) -> dict[str, Any]:
    """The NewsArticle of an article page; category and topics are named in the edition's language."""
    article = page.article
    address = absolute(article.get_absolute_url())
    publisher = _organization(article.source.name, article.source.homepage)
    author = _author(article, publisher)
    data = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": article.title,
        "description": article.lead,
        "inLanguage": bcp47(article.language),
        "datePublished": _published(article),
        "dateModified": _modified(page),
        "author": author,
        "publisher": publisher,
        "articleSection": article.category.name_in(edition) if article.category else "",
        "keywords": [topic.name_in(edition) for topic in page.topics],
        "citation": [
            _filled(
                {"@type": "CreativeWork", "identifier": str(document), "name": document.title_in(edition)}
            )
            for document in page.documents
        ],
        "image": _images(page),
        "isBasedOn": _original(page),
        "translationOfWork": _original(page) if _is_translation(page) else None,
        "workTranslation": _translations(page),
        "isPartOf": {"@type": "WebSite", "name": site_name, "url": absolute("/")},
        "sdPublisher": _organization(site_name, absolute("/")),
    }
    return _filled(data)


def breadcrumbs(page: ArticlePage, *, edition: str, front: str, site_name: str) -> dict[str, Any]:
    """Breadcrumbs from the front page (path `front`) through the category to the article."""
    article = page.article
    trail = [(site_name, front)]
    if article.category:
        trail.append((article.category.name_in(edition), article.category.get_absolute_url(edition)))
    trail.append((article.title, article.get_absolute_url()))
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": absolute(address)}
            for place, (name, address) in enumerate(trail, start=1)
        ],
    }


def as_json(data: object) -> SafeString:
    """The data as JSON, escaped for a script element."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308


@cache
def bcp47(tag: str) -> str:
    """A language tag in canonical case: "zh-hans" → "zh-Hans", "pt-br" → "pt-BR"."""
    first, *rest = tag.split("-")
    spelled = [part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part for part in rest]
    return "-".join([first.lower(), *spelled])


@cache
def og_locale(tag: str) -> str:
    """A language tag for Open Graph, with the country of most readers ("vi" → "vi_VN")."""
    parts = bcp47(tag).split("-")
    country = next((part for part in parts[1:] if len(part) == 2), "")
    if not country:
        known = get_global("likely_subtags")
        likely = known.get("_".join(parts)) or known.get(parts[0], "")
        country = next((part for part in likely.split("_")[1:] if len(part) == 2), "")
    return f"{parts[0]}_{country}" if country else parts[0]


def _original(page: ArticlePage) -> dict[str, Any] | None:
    """The first publication that the article cites, with details if this site has it."""
    article = page.article
    address = article.origin_url or article.url
    if not address:
        return None
    # Where the site has it, by the address of its page here, which is the @id that the page gives itself.
    identity = absolute(page.original.get_absolute_url()) if page.original else address
    data = {
        "@type": "NewsArticle",
        "@id": identity,
        "url": address,
        "publisher": _organization(article.source.name, ""),
    }
    if page.original:
        data |= {
            "headline": page.original.title,
            "inLanguage": bcp47(page.original.language),
            "datePublished": _published(page.original),
        }
    return _filled(data)


def _author(article: ShownArticle, publisher: dict[str, Any]) -> dict[str, Any]:
    """The author with the page of what it wrote. A byline that names the paper is the paper; one that names a desk or an
    agency is no person."""
    if article.author is None or fold_case(article.author.name) == fold_case(article.source.name):
        return publisher
    name = article.author.name
    address = absolute(article.author.get_absolute_url(edition_of(article.language)))
    if fold_case(name).startswith(BODIES) or fold_case(name) == fold_case(article.source.publisher):
        return _organization(name, address)
    return {"@type": "Person", "name": name, "url": address}


def _published(article: Card) -> str:
    """The publication time as an ISO 8601 date-time, or as a date if only the day is known."""
    day = article.published_day
    return _moment(article.published_moment) or (day.isoformat() if day else "")


def _modified(page: ArticlePage) -> str:
    """The time of the last change, never before publication, whatever the publisher's clock says."""
    published = page.article.published_at
    if page.updated_at is None or (published and published >= page.updated_at):
        return _published(page.article)
    if page.updated_day_only and page.updated_day:
        return page.updated_day.isoformat()
    return _moment(page.updated_at)


def _is_translation(page: ArticlePage) -> bool:
    if page.article.machine_translated:
        return True
    return page.original is not None and page.original.language != page.article.language


def _translations(page: ArticlePage) -> list[dict[str, Any]]:
    """The versions in other languages that cite this article as their original."""
    article = page.article
    if not article.address_key:
        return []
    return [
        {
            "@type": "NewsArticle",
            "@id": absolute(version.get_absolute_url()),
            "url": absolute(version.get_absolute_url()),
            "inLanguage": bcp47(version.language),
        }
        for version in page.versions
        if version.origin_key == article.address_key
    ]


def _images(page: ArticlePage) -> dict[str, Any] | list[dict[str, Any]] | None:
    """The pictures that the page shows, in its order."""
    shown = [one.picture for part in page.body for one in part.pictures if one.is_shown]
    images = [image for picture in shown if (image := _image(picture))]
    return images[0] if len(images) == 1 else images or None


def _image(picture: ShownPicture) -> dict[str, Any] | None:
    if not picture.width or not picture.height:
        return None
    width = max(picture.widths)
    return _filled(
        {
            "@type": "ImageObject",
            "url": absolute(picture.file_url(width, "jpg")),
            "width": width,
            "height": round(picture.height * width / picture.width),
            "caption": picture.caption,
            "creditText": picture.credit,
        }
    )


def _organization(name: str, address: str) -> dict[str, Any]:
    return _filled({"@type": "Organization", "name": name, "url": address})


def _moment(value: datetime | None) -> str:
    return value.isoformat() if value else ""


def _filled(pairs: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in pairs.items() if value not in ("", None, [], {})}
