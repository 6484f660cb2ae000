"""Normalises a raw article into an IncomingArticle; each step is a module of its own in this package."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from articles.grouping.addresses import article_link, canonical_link, language_in_path, without_tracking
from articles.grouping.categories import by_media_topics, category_by_rule
from articles.grouping.documents import find_documents
from articles.grouping.relevance import Verdict, judge, with_subject
from articles.grouping.topics import TopicMatch
from articles.incoming import CitedDocument, IncomingArticle, IncomingPicture, IncomingSource
from feeds.errors import EntryError
from feeds.knowledge import Knowledge, Publisher
from feeds.normalise.author import author_name
from feeds.normalise.captions import untranslated_captions
from feeds.normalise.characters import clean
from feeds.normalise.furniture import remove_furniture
from feeds.normalise.inline import key_of
from feeds.normalise.languages.identify import Identification, foreign_paragraphs, identify, judged_characters
from feeds.normalise.languages.tags import direction, normalise_tag
from feeds.normalise.origin import Origin, find_origin
from feeds.normalise.pictures import distinct_pictures
from feeds.normalise.publication import Settled, settle_published, settle_updated
from feeds.normalise.sanitise import sanitise
from feeds.normalise.signature import with_signature
from feeds.normalise.structure import html_of, text_of
from feeds.normalise.title import clean_title, derive_title
from feeds.normalise.translation import Evidence, is_machine_translated
from feeds.raw import FEED, OUTSIDE, Block, BlockKind, RawArticle

# Less furniture than this (as a share of the language sample) does not change a certain identification.
FURNITURE_TO_DOUBT = 0.25
# The language is identified from the beginning of the text; more only costs time (characters).
LANGUAGE_SAMPLE = 6000
DOMAIN = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class _Words:
    """Title, lead and body, without furniture."""

    title: str
    title_derived: bool
    lead: str
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Judgement:
    """Topics, relevance and cited documents of a text."""

    documents: tuple[CitedDocument, ...]
    matched: TopicMatch
    verdict: Verdict


def normalise(raw: RawArticle, *, knowledge: Knowledge, now: datetime) -> IncomingArticle:
    """The article in `raw`, cleaned, dated, credited and judged.

    `now` is an aware time, against which dates are checked. Raises EntryError where there is neither a headline nor
    a paragraph.
    """
    # Longer than other functions, as it sets each field of the article.
    declared = normalise_tag(raw.declared_language) or normalise_tag(
        language_in_path(raw.url) if raw.url else None
    )
    tidy, language = _tidy(raw, declared)
    tidy = with_signature(tidy)
    origin = find_origin(tidy)
    evidence = _translation(tidy, language.tag, declared, origin, knowledge)
    if evidence:
        tidy = replace(tidy, blocks=untranslated_captions(tidy.blocks, language.tag))
    words = _words(tidy, language.tag)
    pictures = _pictures(tidy, words.body)
    judged = _judgement(words, pictures, language.tag, knowledge)
    relevant = judged.verdict.relevant
    source = _source(tidy, origin, knowledge)
    author = _author(tidy, source, knowledge)
    published = settle_published(tidy, language=language.tag, now=now)
    updated = settle_updated(tidy, language=language.tag, now=now)
    category, media_topics = by_media_topics(
        raw.agency.media_topics if raw.agency else (), knowledge.media_topics
    )
    return IncomingArticle(
        input=raw.input,
        url=article_link(raw.url) if raw.url else None,
        origin_url=origin.url if origin else None,
        source=source,
        title=words.title,
        title_derived=words.title_derived,
        lead=words.lead,
        text=text_of(words.body),
        html=sanitise(html_of(words.body), base_url=None, rewrite=without_tracking),
        language=language.tag,
        language_confidence=language.confidence,
        direction=direction(language.tag),
        author=author,
        author_evidence=_author_evidence(tidy) if author else "",
        published_at=_after_embargo(published.moment.at, raw, now) if published else None,
        published_day_only=published is not None and published.moment.precision == "day",
        published_evidence=published.evidence if published else "",
        updated_at=updated.moment.at if updated else None,
        updated_day_only=updated is not None and updated.moment.precision == "day",
        pictures=pictures,
        documents=judged.documents,
        topics=tuple(dict.fromkeys((*with_subject(judged.matched.topics, relevant=relevant), *media_topics))),
        relevant=relevant,
        relevance_reasons=judged.verdict.reasons,
        matched_terms=judged.matched.terms,
        category=category or category_by_rule(tidy.labels, relevant=relevant, names=knowledge.categories),
        machine_translated=evidence is not None,
        dropped=tidy.dropped,
        warnings=_warnings(tidy, words, language, (published, updated), evidence),
        raw=raw.raw,
        raw_kind=raw.kind,
        agency=raw.agency,
    )


def _after_embargo(published: datetime, raw: RawArticle, now: datetime) -> datetime:
    """The time of publication: what was made under an embargo that is over was published at its end."""
    until = raw.agency.embargoed_until if raw.agency else None
    return until if until and published < until <= now else published


def _tidy(raw: RawArticle, declared: str | None) -> tuple[RawArticle, Identification]:
    """The article without furniture, and its language, identified again where furniture may have misled."""
    sample = _sample(raw)
    language = identify(sample, declared=declared)
    tidy = remove_furniture(raw, language=language.tag)
    tidy_sample = _sample(tidy)
    furniture = sum(len(piece.text) for piece in tidy.dropped[len(raw.dropped) :])
    is_certain = language.confidence == 1.0 and furniture < FURNITURE_TO_DOUBT * judged_characters(sample)
    if is_certain or tidy_sample == sample:
        return tidy, language
    return tidy, identify(tidy_sample, declared=declared)


def _judgement(
    words: _Words, pictures: Sequence[IncomingPicture], language: str, knowledge: Knowledge
) -> _Judgement:
    text = text_of(words.body)
    documents = find_documents(
        "\n".join((words.title, words.lead, text, *(picture.caption for picture in pictures)))
    )
    matched = knowledge.matcher.match(words.title, words.lead, text, language)
    verdict = judge(
        words.title,
        words.lead,
        text,
        language=language,
        matcher=knowledge.matcher,
        documents=documents,
        matched=matched,
    )
    return _Judgement(documents, matched, verdict)


def _sample(raw: RawArticle) -> str:
    """What the language is identified from."""
    return "\n".join((raw.title, raw.lead, *(block.text for block in raw.blocks)))[:LANGUAGE_SAMPLE]


def _words(raw: RawArticle, language: str) -> _Words:
    title = clean_title(
        raw.title, publisher=raw.publisher, is_agreed=raw.title_agreed, is_text=raw.title_is_text
    )
    lead = clean(raw.lead)
    body = tuple(block for block in raw.blocks if block.kind is not BlockKind.PICTURE)
    if body and lead and clean(body[0].text) == lead:
        body = body[1:]
    if title:
        return _Words(title, title_derived=False, lead=lead, body=body)
    first = lead or next((block.text for block in body), "")
    derived = derive_title(first, language)
    if not derived:
        raise EntryError(
            raw.input, "There is neither a headline nor a paragraph in it; check that it is an article."
        )
    return _Words(derived, title_derived=True, lead=lead, body=body)


def _source(raw: RawArticle, origin: Origin | None, knowledge: Knowledge) -> IncomingSource:
    """The publisher of the cited original, else the one named in the text, else that of the page."""
    if origin:
        known = knowledge.publisher_of(origin.url or f"https://{origin.domain}/")
        return IncomingSource(
            known.name if known else origin.domain, known.domain if known else origin.domain
        )
    own = knowledge.publisher_of(raw.url)
    if raw.publisher and (own is None or own.is_platform):
        return IncomingSource(clean(raw.publisher), "")
    if own:
        return IncomingSource(own.name, own.domain)
    host = (urlsplit(canonical_link(raw.url or "") or "").hostname or "").removeprefix("www.")
    return IncomingSource(clean(raw.publisher) or host, host)


def _author(raw: RawArticle, source: IncomingSource, knowledge: Knowledge) -> str:
    """The author's name; empty where it is only that of the site or of the publisher, and that is no person."""
    if raw.person and key_of(raw.author) == key_of(raw.person):
        return clean(raw.author)
    own = knowledge.publisher_of(raw.url)
    sites = [(raw.publisher, ""), (source.name, source.domain), (own.name, own.domain) if own else ("", "")]
    name = clean(raw.author)
    for publisher, domain in sites:
        name = author_name(name, publisher=publisher, domain=domain)
    return name


def _author_evidence(raw: RawArticle) -> str:
    return raw.author_evidence or {"entry": FEED, "page": "a line of the page"}.get(
        raw.kind, "a line of the text"
    )


def _translation(
    raw: RawArticle, language: str, declared: str | None, origin: Origin | None, knowledge: Knowledge
) -> Evidence | None:
    if knowledge.is_native_edition(raw.url, language):
        return None
    own = knowledge.publisher_of(raw.url) or _named_in_brand_line(raw, knowledge)
    dropped = (piece.text for piece in raw.dropped if piece.reason != OUTSIDE)
    return is_machine_translated(
        language=language,
        url=raw.url,
        origin=origin,
        declared_language=declared,
        platform_declares=own is not None and own.is_platform,
        origin_in_vietnamese=origin is not None and knowledge.writes_vietnamese_at(origin.url),
        lines=[*(block.text for block in raw.blocks), *dropped],
    )


def _named_in_brand_line(raw: RawArticle, knowledge: Knowledge) -> Publisher | None:
    """The platform whose brand line ("Vietnam.vn - …") stands in a text without an address."""
    for piece in raw.dropped:
        for host in DOMAIN.findall(piece.text) if piece.reason == "brand line" else ():
            found = knowledge.publisher_of(f"https://{host.lower()}/")
            if found:
                return found
    return None


def _pictures(raw: RawArticle, body: Sequence[Block]) -> tuple[IncomingPicture, ...]:
    """Each picture once, those of the body with their captions and places before those of the metadata. `body` are the
    blocks that the article's HTML is made of."""
    in_html = {id(block) for block in body if block.html or block.text.strip()}
    of_body: list[IncomingPicture] = []
    place = 0
    for block in raw.blocks:
        if block.picture:
            of_body.append(replace(block.picture, caption=clean(block.picture.caption), place=place))
        place += id(block) in in_html
    return distinct_pictures(of_body, raw.pictures)


def _warnings(
    raw: RawArticle,
    words: _Words,
    language: Identification,
    settled: tuple[Settled | None, Settled | None],
    evidence: Evidence | None,
) -> tuple[str, ...]:
    found = list(raw.warnings)
    found += [one.moment.warning for one in settled if one and one.moment.warning]
    foreign = foreign_paragraphs([block.text for block in words.body], language.tag)
    if foreign:
        found.append(f"{len(foreign)} of {len(words.body)} paragraphs are in another language than the text.")
    if (raw.published_text or raw.published) and settled[0] is None:
        found.append(f"The publication date “{raw.published_text}” was not understood and stays unknown.")
    if evidence:
        found.append(f"Machine translation: {evidence.reason} ({evidence.quote}).")
    return tuple(dict.fromkeys(found))
