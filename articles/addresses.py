"""The addresses of the pages that other pages link to most, written without Django's resolver.

A page of an article links to some eighty others. `reverse` looks each up among the patterns and tries it against them;
the addresses of `articles.urls` never change, so that their text can stand here. A test holds both together.
"""

from urllib.parse import quote

# What `reverse` leaves as it is: RFC 3986, 2.2 and 3.3.
_SAFE = "!$&'()*+,;=/~:@"


def article_address(language: str, pk: int, slug: str) -> str:
    """The path of an article's page."""
    return f"/{language}/article/{pk}/{quote(slug, safe=_SAFE)}/"


def category_address(edition: str, slug: str) -> str:
    """The path of a category in an edition."""
    return f"/{edition}/category/{slug}/"


def topic_address(edition: str, slug: str) -> str:
    """The path of a topic in an edition."""
    return f"/{edition}/topic/{slug}/"


def place_address(edition: str, slug: str) -> str:
    """The path of a province in an edition."""
    return f"/{edition}/place/{slug}/"


def source_address(edition: str, slug: str) -> str:
    """The path of a source in an edition."""
    return f"/{edition}/source/{slug}/"


def author_address(edition: str, pk: int, slug: str) -> str:
    """The path of a byline's articles in an edition."""
    return f"/{edition}/author/{pk}/{quote(slug, safe=_SAFE)}/"


def document_address(edition: str, number: str) -> str:
    """The path of a document in an edition; `number` is `Document.address`."""
    return f"/{edition}/document/{quote(number, safe=_SAFE)}/"


def story_address(edition: str, pk: int) -> str:
    """The path of a story in an edition."""
    return f"/{edition}/story/{pk}/"


def glossary_address(edition: str) -> str:
    """The path of an edition's glossary."""
    return f"/{edition}/glossary/"
