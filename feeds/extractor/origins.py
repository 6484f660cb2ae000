"""The addresses that a page itself declares as the first publication of its article."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

_PROPERTIES = ("isBasedOn", "isBasedOnUrl", "translationOfWork")  # schema.org/CreativeWork
_METAS = ("original-source", "syndication-source", "dc.source", "dcterms.source")


def declared_origins(
    metas: dict[str, list[str]], article: dict[str, Any], *, url: str | None, canonical: str | None
) -> tuple[str, ...]:
    """Give absolute addresses, best first, each once: what the JSON-LD object is based on, the syndication metas, and
    the canonical address where that stands on another host. The page's own address is never among them."""
    declared = [*_based_on(article), *(content for name in _METAS for content in metas.get(name, ()))]
    found = [web_address(one, url) for one in declared if "/" in one]
    own = {url, canonical}
    origins = [address for address in found if address is not None and address not in own]
    if canonical and url and not _same_site(_host(canonical), _host(url)):
        origins.append(canonical)
    return tuple(dict.fromkeys(origins))


def web_address(address: str, url: str | None) -> str | None:
    """Give the absolute http(s) form of an address as written in the page at `url`, None where it has none."""
    try:
        joined = urljoin(url or "", address.strip()) if address.strip() else ""
        parts = urlsplit(joined)
        return joined if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None


def _based_on(article: dict[str, Any]) -> Iterator[str]:
    for name in _PROPERTIES:
        values = article.get(name)
        for value in values if isinstance(values, list) else [values]:
            address = value.get("url") or value.get("@id") if isinstance(value, dict) else value
            if isinstance(address, str):
                yield address


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""


def _same_site(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
