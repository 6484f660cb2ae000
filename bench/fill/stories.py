"""One story of a filled site: its articles with everything that hangs on them, as the store would have written them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape

import numpy as np

from articles.catalogue.places import Province
from articles.grouping.categories import category_by_rule
from articles.grouping.documents import find_documents
from articles.grouping.relevance import judge, with_subject
from articles.incoming import IncomingArticle, IncomingPicture, IncomingSource
from bench.fill import plan as shares
from bench.fill.plan import Plan
from bench.fill.provinces import draw_provinces, written
from bench.fill.subjects import TOPICS, load_subjects, subject_of
from bench.fill.texts import Draft, compose, edited
from bench.fill.words import Vocabulary, vocabulary
from bench.fill.world import FeedRow, SourceRow, World

UNKNOWN_DATES, DAYS_ONLY, UPDATED, SIGNED, ILLUSTRATED = 0.015, 0.05, 0.12, 0.6, 0.65  # shares of articles
MOST_PICTURES = 4
_LETTERS = "bcdfghjklmnpqrstvwxz"
_DIRECTIONS = {"ar": "rtl"}


@dataclass(frozen=True, slots=True)
class Told:
    """An article of a story before it is stored.

    `source` is the publisher credited, `carrier` the site where it stands if that is another, `feed` the one that listed
    it, `author` the id of its author.
    """

    incoming: IncomingArticle
    draft: Draft
    source: SourceRow
    carrier: SourceRow | None
    feed: FeedRow
    author: int | None
    arrived_at: datetime

    @property
    def ordered_at(self) -> datetime:
        """The time that lists go by."""
        return self.incoming.published_at or self.arrived_at


def tell(story: int, plan: Plan, world: World, chance: np.random.Generator) -> list[Told]:
    """The articles of a story: the original, then copies in its language and translations by platforms."""
    size = int(plan.sizes[story])
    language = shares.original_language(chance)
    is_copy = [bool(chance.random() < shares.COPIES) for _further in range(size - 1)]
    languages = shares.translation_languages(chance, is_copy.count(False), language)
    length = shares.length(chance)
    subject = subject_of(story, seed=plan.seed)
    topics = _topics(subject, world, chance)
    citations = world.citations.picks(chance, 2)[: int(chance.integers(1, 3))]
    citations = citations if chance.random() < shares.CITING else []
    provinces = draw_provinces(chance)
    source = world.sources[language].pick(chance)
    at = plan.told_at(story)
    slug = _slug(story, chance)
    draft = _draft(language, chance, length, subject, topics, citations, provinces)
    address = f"https://{source.host}/{slug}.html"
    original = _told(draft, language, source, None, address, None, at, plan, world, chance)
    told = [original]
    for copied in is_copy:
        at_then = min(at + chance.exponential() * shares.FURTHER_WITHIN, plan.newest)
        if copied:
            other = world.sources[language].pick(chance)
            carried = edited(draft, vocabulary(language), chance)
            url = f"https://{other.host}/{slug}-{len(told)}.html"
            told.append(_told(carried, language, other, None, url, None, at_then, plan, world, chance))
        else:
            code = languages.pop()
            platform = world.platforms[int(chance.integers(len(world.platforms)))]
            url = f"https://{platform.host}/{code}/{slug}"
            translated = _draft(code, chance, length, subject, topics, citations, provinces)
            told.append(_told(translated, code, source, platform, url, address, at_then, plan, world, chance))
    return told


def _topics(subject: str, world: World, chance: np.random.Generator) -> list[str]:
    """The topics of a story: its subject's own, and others that are no other subject's."""
    own = [TOPICS[subject]] if subject in TOPICS else []
    if chance.random() >= shares.ON_TOPIC:
        return own
    slugs = [slug for slug in world.topics if slug not in TOPICS.values()]
    # The subject of the site itself is the first of the topics, and has most of the articles.
    drawn = {slugs[int(chance.integers(len(slugs)) * chance.random() ** 2)] for _one in range(2)}
    return [*own, *drawn]


def _slug(story: int, chance: np.random.Generator) -> str:
    """Six words for the address, the last of which no other story has."""
    words = vocabulary("en").draw(chance, 5)
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in "-".join(words))
    return f"{'-'.join(part for part in plain.split('-') if part)}-{_numbered(story)}"


def _numbered(number: int) -> str:
    """A number as a word of six letters: digits at the end of an address say nothing of the article to the rules."""
    letters = []
    for _place in range(6):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


def _draft(
    language: str,
    chance: np.random.Generator,
    length: int,
    subject: str,
    topics: Sequence[str],
    citations: Sequence[str],
    provinces: Sequence[Province],
) -> Draft:
    words = vocabulary(language)
    phrases = [
        named[int(chance.integers(len(named)))] for topic in topics if (named := words.phrases.get(topic))
    ]
    places = [written(one, language) for one in provinces]
    return compose(
        words,
        chance,
        length=length,
        subject=load_subjects(language)[subject],
        phrases=phrases,
        citations=[*citations, *places],
    )


def _told(
    draft: Draft,
    language: str,
    source: SourceRow,
    carrier: SourceRow | None,
    url: str,
    origin: str | None,
    at: datetime,
    plan: Plan,
    world: World,
    chance: np.random.Generator,
) -> Told:
    place = carrier or source
    feed = place.feeds[int(chance.integers(len(place.feeds)))]
    author = source.authors[int(chance.integers(len(source.authors)))] if source.authors else None
    if chance.random() >= SIGNED:
        author = None
    published = None if chance.random() < UNKNOWN_DATES else at.replace(microsecond=0)
    day_only = published is not None and bool(chance.random() < DAYS_ONLY)
    updated = (
        min(at + timedelta(hours=float(chance.exponential(9.0))), plan.newest).replace(microsecond=0)
        if published and chance.random() < UPDATED
        else None
    )
    incoming = IncomingArticle(
        input=url,
        url=url,
        origin_url=origin,
        source=IncomingSource(source.name, source.host),
        title=draft.title,
        title_derived=False,
        lead=draft.lead,
        text=draft.text,
        html=draft.html,
        language=language,
        language_confidence=1.0,
        direction="rtl" if language in _DIRECTIONS else "ltr",
        author=author[1] if author else "",
        author_evidence="the feed" if author else "",
        published_at=published,
        published_day_only=day_only,
        published_evidence="the feed" if published else "",
        updated_at=updated,
        pictures=_pictures(draft, vocabulary(language), url, chance),
        machine_translated=origin is not None,
        raw_kind="entry",
    )
    arrived = min(at + timedelta(minutes=float(chance.exponential(25.0))), plan.newest)
    return Told(
        incoming=_judged(replace(incoming, raw=_item(incoming)), world),
        draft=draft,
        source=source,
        carrier=carrier,
        feed=feed,
        author=author[0] if author else None,
        arrived_at=arrived,
    )


def _pictures(
    draft: Draft, words: Vocabulary, url: str, chance: np.random.Generator
) -> tuple[IncomingPicture, ...]:
    if chance.random() >= ILLUSTRATED:
        return ()
    return tuple(
        IncomingPicture(
            url=f"{url.removesuffix('.html')}-{number}.jpg",
            caption=" ".join(words.draw(chance, 8)) if chance.random() < 0.7 else "",
            credit=words.name(int(chance.integers(500))) if chance.random() < 0.5 else "",
            place=min(number, len(draft.blocks)),
        )
        for number in range(min(int(chance.geometric(0.6)), MOST_PICTURES))
    )


def _item(incoming: IncomingArticle) -> str:
    """The item of an RSS feed that the article was read from."""
    published = (
        incoming.published_at.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
        if incoming.published_at
        else ""
    )
    return (
        f"<item><title>{escape(incoming.title)}</title><link>{incoming.url}</link>"
        f"<description>{escape(incoming.lead)}</description><pubDate>{published}</pubDate>"
        f"<content:encoded><![CDATA[{incoming.html}]]></content:encoded></item>"
    )


def _judged(incoming: IncomingArticle, world: World) -> IncomingArticle:
    """The article with its documents, topics and verdict, as `feeds.normalise.article` finds them."""
    captions = (picture.caption for picture in incoming.pictures)
    documents = find_documents("\n".join((incoming.title, incoming.lead, incoming.text, *captions)))
    matched = world.matcher.match(incoming.title, incoming.lead, incoming.text, incoming.language)
    verdict = judge(
        incoming.title,
        incoming.lead,
        incoming.text,
        language=incoming.language,
        matcher=world.matcher,
        documents=documents,
        matched=matched,
    )
    return replace(
        incoming,
        documents=documents,
        topics=with_subject(matched.topics, relevant=verdict.relevant),
        relevant=verdict.relevant,
        relevance_reasons=verdict.reasons,
        matched_terms=matched.terms,
        category=category_by_rule((), relevant=verdict.relevant, names={}),
    )


def with_draft(incoming: IncomingArticle, draft: Draft) -> IncomingArticle:
    """The same article with other words."""
    return replace(incoming, title=draft.title, lead=draft.lead, text=draft.text, html=draft.html)
