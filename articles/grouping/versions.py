"""Which articles are surely versions of one story, and which of them stands for it. Pure rules.

Two texts that cite the same original are versions of one story; so are a text and the original that it cites, and
two pages of one site whose slugs are equal across languages. Nothing else is certain enough.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from articles.grouping.addresses import (
    is_front_page,
    language_in_path,
    same_article_key,
    site_of,
    slug_of,
)

# A shorter slug ("tin-tuc", "home") names a section rather than one article.
SLUG_WORDS_AT_LEAST = 4
ADDRESS_PREFIX = "address:"


def story_keys(*, url: str | None, origin_url: str | None) -> tuple[str, ...]:
    """The keys under which an article's story is found, the most certain first; empty when nothing is certain.

    `url` is where the text stands, `origin_url` the first publication that it cites (absolute addresses).
    """
    keys: list[str] = []
    for address in (origin_url, url):
        if address and not is_front_page(address):
            keys.append(address_story_key(same_article_key(address)))
    if url and (slug_key := _slug_key(url)):
        keys.append(slug_key)
    return tuple(dict.fromkeys(keys))


def address_story_key(address_key: str) -> str:
    """The story key of a text whose address has this comparable form (`same_article_key`)."""
    return f"{ADDRESS_PREFIX}{address_key}"


def is_another_instalment(one: str, other: str) -> bool:
    """Whether two address keys are different pages of one site in one language under one slug.

    Columns and bulletins repeat their headline and thereby their slug ("tin-van-trong-ngay-post101", "…-post102");
    a story has one page of a site in a language.
    """
    first, second = f"https://{one}", f"https://{other}"
    return (
        one != other
        and site_of(first) == site_of(second)
        and language_in_path(first) == language_in_path(second)
        and slug_of(first) == slug_of(second) is not None
    )


def _slug_key(url: str) -> str | None:
    """Site and slug, for sites whose path names the language; elsewhere equal slugs prove nothing."""
    slug = slug_of(url)
    if not slug or language_in_path(url) is None or len(slug.split("-")) < SLUG_WORDS_AT_LEAST:
        return None
    return f"slug:{site_of(url)}:{slug}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What decides whether an article stands for its story in its language."""

    pk: int
    is_public: bool
    is_original: bool
    machine_translated: bool
    ordered_at: datetime


def elect_lead(candidates: Iterable[Candidate]) -> int | None:
    """The id of the article that stands for a story in one language; None when there is none.

    What readers can open comes first, then the original before a copy, a person's text before a machine's, and the
    earliest of equals.
    """
    best = min(
        candidates,
        key=lambda one: (
            not one.is_public,
            not one.is_original,
            one.machine_translated,
            one.ordered_at,
            one.pk,
        ),
        default=None,
    )
    return best.pk if best else None
