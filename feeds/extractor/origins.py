"""The addresses that a page declares as the original of its article."""

from urllib.parse import urlsplit

from feeds.extractor.json_ld import Graph, Node
from feeds.web.addresses import absolute_url

_PROPERTIES = ("isBasedOn", "isBasedOnUrl", "translationOfWork")  # schema.org/CreativeWork
_METAS = ("original-source", "syndication-source", "dc.source", "dcterms.source")


def declared_origins(
    metas: dict[str, list[str]], graph: Graph, article: Node, *, url: str | None, canonical: str | None
) -> tuple[str, ...]:
    """Give absolute addresses, best first, each once: `isBasedOn` of the JSON-LD object, the syndication metas, and
    the canonical address where it is on another host. The page's own address is never among them."""
    based_on = graph.addresses(article, *_PROPERTIES)
    declared = [*based_on, *(content for name in _METAS for content in metas.get(name, ()))]
    found = [absolute_url(one, url) for one in declared if "/" in one]
    own = {url, canonical}
    origins = [address for address in found if address is not None and address not in own]
    if canonical and url and not _same_site(_host(canonical), _host(url)):
        origins.append(canonical)
    return tuple(dict.fromkeys(origins))


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""


def _same_site(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
