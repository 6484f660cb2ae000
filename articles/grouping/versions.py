"""Decide which articles are versions of one story, and which one is its lead. Pure.

Versions of one story are: texts that cite the same original, a text and the original that it cites, pages of one site
whose slugs are equal across languages, and what a news agency calls language versions of one item. Nothing else is
certain enough.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from articles.grouping.addresses import (
    language_in_path,
    may_be_a_section,
    names_an_article,
    part_of_page,
    same_article_key,
    site_of,
    slug_of,
)
from articles.incoming import AgencyFacts

# Shorter slugs ("tin-tuc", "home") name sections, not articles.
SLUG_WORDS_AT_LEAST = 4
ADDRESS_PREFIX = "address:"
ITEM_PREFIX = "agency:"


def story_keys(*, url: str | None, origin_url: str | None) -> tuple[str, ...]:
    """The keys by which an article's story is found, most certain first; empty if nothing is certain.

    `url` is where the text stands, `origin_url` the first publication that it cites (absolute URLs).
    """
    keys: list[str] = []
    cited = None if origin_url and may_be_a_section(origin_url) else origin_url
    for address in (cited, url):
        if address and names_an_article(address):
            keys.append(address_story_key(same_article_key(address)))
    if url and (slug_key := _slug_key(url)):
        keys.append(slug_key)
    return tuple(dict.fromkeys(keys))


def item_story_keys(facts: AgencyFacts | None) -> tuple[str, ...]:
    """The keys of a news agency's item and of those of which it is a language version; empty for other articles.

    Where the provider uses an item's key again, only what was made on one day is surely one story.
    """
    if facts is None:
        return ()
    day = f":{facts.version_created:%Y-%m-%d}" if facts.is_key_reused and facts.version_created else ""
    return (f"{ITEM_PREFIX}{facts.item}{day}", *(f"{ITEM_PREFIX}{item}" for item in facts.related))


def address_story_key(address_key: str) -> str:
    """The story key of a text with this comparable URL (`same_article_key`)."""
    return f"{ADDRESS_PREFIX}{address_key}"


def is_another_instalment(one: str, other: str) -> bool:
    """Whether two URL keys are different pages of one site in one language with the same slug.

    Columns and bulletins repeat their headline and so their slug ("tin-van-trong-ngay-post101", "…-post102");
    a story has one page per site and language.
    """
    first, second = f"https://{one}", f"https://{other}"
    return (
        one != other
        and site_of(first) == site_of(second)
        and language_in_path(first) == language_in_path(second)
        and slug_of(first) == slug_of(second) is not None
    )


def _slug_key(url: str) -> str | None:
    """Site and slug, for sites with the language in the path; elsewhere equal slugs prove nothing."""
    slug = slug_of(url)
    if (
        not slug
        or part_of_page(url)
        or language_in_path(url) is None
        or len(slug.split("-")) < SLUG_WORDS_AT_LEAST
    ):
        return None
    return f"slug:{site_of(url)}:{slug}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """The properties of an article by which the lead of a story is elected."""

    pk: int
    is_public: bool
    is_original: bool
    machine_translated: bool
    ordered_at: datetime


def elect_lead(candidates: Iterable[Candidate]) -> int | None:
    """The id of the lead article of a story in one language; None if there is none."""
    best = min(candidates, key=rank, default=None)
    return best.pk if best else None


def rank(one: Candidate) -> tuple[bool, bool, bool, datetime, int]:
    """What orders the versions of a story: public articles, originals before copies, human texts before machine
    translations, the earliest.
    """
    return not one.is_public, not one.is_original, one.machine_translated, one.ordered_at, one.pk
