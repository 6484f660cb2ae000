"""Takes texts out of a feed that are not about its items: captions of media files, texts for podcast apps.

feedparser keeps `media:description`, `itunes:summary` and the description of an item's `<image>` as the item's own
summary or content, and the item's description as something else. Without these elements it reads the item right.
`item_media` reads the captions from the item's own XML.
"""

import re

# Media RSS, Apple's and Google's podcasts, by the parts of their namespaces that all spellings share.
_NAMESPACES = (
    "search.yahoo.com/mrss",
    "itunes.com/dtds",
    "itunes.com/DTDs",
    "google.com/schemas/play-podcasts",
)
_PREFIX = re.compile(
    r"xmlns:([\w.-]+)\s*=\s*[\"'](?:https?:)?//(?:www\.)?(search\.yahoo\.com/mrss|itunes\.com/dtds|google\.com/schemas/play-podcasts)",
    re.IGNORECASE,
)
_NAMES = "title|description|text|summary|subtitle|credit|copyright|comments?|tags|keywords|people|license"
_IMAGE = re.compile(r"<image\b[^<>]*(?<!/)>.*?</image\s{0,20}>", re.DOTALL | re.IGNORECASE)
_STANDARD_TEXT = re.compile(r"<(?:description|summary)[\s>]", re.IGNORECASE)
# Dublin Core repeats the description, mostly without its markup.
_DUBLIN_CORE = re.compile(
    r"<(dc:description|dcterms:abstract|dc:title)\b[^<>]*(?<!/)>.*?</\1\s{0,20}>", re.DOTALL | re.IGNORECASE
)
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)


def media_prefixes(text: str) -> tuple[str, ...]:
    """The prefixes that a feed binds to Media RSS and the namespaces of podcasts."""
    return tuple(prefix for prefix, _ in _bound(text))


def mrss_prefixes(text: str) -> tuple[str, ...]:
    """The prefixes that a feed binds to Media RSS."""
    return tuple(prefix for prefix, namespace in _bound(text) if "yahoo" in namespace.lower())


def _bound(text: str) -> tuple[tuple[str, str], ...]:
    if not any(namespace in text for namespace in _NAMESPACES):
        return ()
    return tuple(dict.fromkeys(_PREFIX.findall(text)))


def without_foreign_texts(item: str, prefixes: tuple[str, ...]) -> str:
    """An item's XML without texts about something else than the item. `prefixes` are those of `media_prefixes`."""
    if any(f"<{prefix}:" in item for prefix in prefixes):
        item = _foreign(prefixes).sub("", item)
    if "<image" in item:
        item = _IMAGE.sub("", item)
    if ("<dc:" in item or "<dcterms:" in item) and _STANDARD_TEXT.search(item):
        item = _DUBLIN_CORE.sub("", item)
    return item


def _foreign(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    """Elements with a text and such a prefix; a section of CDATA in one may hold tags."""
    named = "|".join(map(re.escape, prefixes))
    return re.compile(
        rf"<((?:{named}):(?:{_NAMES}))\b[^<>]*(?<!/)>(?:<!\[CDATA\[.*?\]\]>|[^<]|<(?!/\1))*</\1\s{{0,20}}>",
        re.DOTALL | re.IGNORECASE,
    )
