"""What search engines and sharing sites read of an article: JSON-LD (schema.org), Open Graph.

Pure: from an article's page and the site's address to the data; nothing is claimed that the page does not show.
"""

import json
from datetime import datetime
from typing import Any

from babel.core import get_global
from django.utils.safestring import SafeString, mark_safe

from articles.models import Picture
from articles.pages import ArticlePage
from articles.syndication.entries import absolute

CONTEXT = "https://schema.org"
# A script element ends at "</script" and a comment in it begins at "<!--", whatever the text means by it.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def article_data(page: ArticlePage, *, edition: str, site_name: str) -> dict[str, Any]:
    """The NewsArticle of an article's page; names of category and topics are those of the edition."""
    article = page.article
    address = absolute(article.get_absolute_url())
    publisher = _organization(article.source.name, article.source.homepage)
    author = {"@type": "Person", "name": article.author.name} if article.author else publisher
    data = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": article.title,
        "description": article.lead,
        "inLanguage": bcp47(article.language),
        "datePublished": _moment(article.published_at),
        "dateModified": _moment(_modified(page)),
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
        "image": _image(article.lead_picture),
        "isBasedOn": _original(page),
        "translationOfWork": _original(page) if _is_translation(page) else None,
        "workTranslation": _translations(page),
        "isPartOf": {"@type": "WebSite", "name": site_name, "url": absolute("/")},
        "sdPublisher": _organization(site_name, absolute("/")),
    }
    return _filled(data)


def breadcrumbs(page: ArticlePage, *, edition: str, front: str, site_name: str) -> dict[str, Any]:
    """The way from the front page (whose path is `front`) through the category to the article."""
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
    """The data as it may stand inside a script element, whatever the texts in it hold."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308


def bcp47(tag: str) -> str:
    """A language tag in its usual spelling: "zh-hans" → "zh-Hans", "pt-br" → "pt-BR"."""
    first, *rest = tag.split("-")
    spelled = [part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part for part in rest]
    return "-".join([first.lower(), *spelled])


def og_locale(tag: str) -> str:
    """A language tag as Open Graph wants it: with the country where most of its readers live ("vi" → "vi_VN")."""
    parts = bcp47(tag).split("-")
    country = next((part for part in parts[1:] if len(part) == 2), "")
    if not country:
        known = get_global("likely_subtags")
        likely = known.get("_".join(parts)) or known.get(parts[0], "")
        country = next((part for part in likely.split("_")[1:] if len(part) == 2), "")
    return f"{parts[0]}_{country}" if country else parts[0]


def _original(page: ArticlePage) -> dict[str, Any] | None:
    """The first publication that the article cites; more is said of it when this site has it too."""
    article = page.article
    address = article.origin_url or article.url
    if not address:
        return None
    data = {"@type": "NewsArticle", "url": address, "publisher": _organization(article.source.name, "")}
    if page.original:
        data |= {
            "headline": page.original.title,
            "inLanguage": bcp47(page.original.language),
            "datePublished": _moment(page.original.published_at),
        }
    return _filled(data)


def _modified(page: ArticlePage) -> datetime | None:
    """When the text was last changed: never before it was published, whatever a publisher's clock says."""
    return max(filter(None, (page.updated_at, page.article.published_at)), default=None)


def _is_translation(page: ArticlePage) -> bool:
    if page.article.machine_translated:
        return True
    return page.original is not None and page.original.language != page.article.language


def _translations(page: ArticlePage) -> list[dict[str, Any]]:
    """The versions in other languages that cite this very article as their original."""
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


def _image(picture: Picture | None) -> dict[str, Any] | None:
    if picture is None or not picture.width or not picture.height:
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
