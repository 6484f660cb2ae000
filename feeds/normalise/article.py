"""The order in which a raw article becomes an IncomingArticle. Every step is a module of its own beside this one."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from articles.grouping.addresses import canonical_link, language_in_path
from articles.grouping.categories import category_by_rule
from articles.grouping.documents import find_documents
from articles.grouping.relevance import Verdict, judge, with_subject
from articles.grouping.topics import TopicMatch
from articles.incoming import CitedDocument, IncomingArticle, IncomingPicture, IncomingSource
from feeds.errors import EntryError
from feeds.knowledge import Knowledge, Publisher
from feeds.normalise.captions import untranslated_captions
from feeds.normalise.characters import clean
from feeds.normalise.dates import Moment, understand, understand_feed_date
from feeds.normalise.furniture import remove_furniture
from feeds.normalise.language import Identification, foreign_paragraphs, identify, judged_characters
from feeds.normalise.language_tags import direction, normalise_tag
from feeds.normalise.origin import Origin, find_origin
from feeds.normalise.sanitise import sanitise
from feeds.normalise.structure import html_of, text_of
from feeds.normalise.title import clean_title, derive_title
from feeds.normalise.translation import Evidence, is_machine_translated
from feeds.raw import Block, BlockKind, RawArticle

# Furniture of less than this share of what the language is judged by changes no answer that was certain.
FURNITURE_TO_DOUBT = 0.25
# The language is identified from the beginning of the text; more tells nothing new and costs time (characters).
LANGUAGE_SAMPLE = 6000
DOMAIN = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class _Words:
    """The text itself, when everything around it is gone."""

    title: str
    title_derived: bool
    lead: str
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What the text is about and whom it cites."""

    documents: tuple[CitedDocument, ...]
    matched: TopicMatch
    verdict: Verdict


def normalise(raw: RawArticle, *, knowledge: Knowledge, now: datetime) -> IncomingArticle:
    """The article in `raw`, cleaned, dated, credited and judged.

    `now` is an aware time, against which dates are checked. Raises EntryError where there is neither a headline nor
    a paragraph.
    """
    # Longer than other functions: it names each field of the article once, in one place.
    declared = normalise_tag(raw.declared_language) or normalise_tag(
        language_in_path(raw.url) if raw.url else None
    )
    tidy, language = _tidy(raw, declared)
    origin = find_origin(tidy)
    evidence = _translation(tidy, language.tag, declared, origin, knowledge)
    if evidence:
        tidy = replace(tidy, blocks=untranslated_captions(tidy.blocks, language.tag))
    words = _words(tidy, language.tag)
    judged = _judgement(words, tidy, language.tag, knowledge)
    relevant = judged.verdict.relevant
    published, updated = _moments(tidy, language.tag, now)
    return IncomingArticle(
        input=raw.input,
        url=canonical_link(raw.url) if raw.url else None,
        origin_url=origin.url if origin else None,
        source=_source(tidy, origin, knowledge),
        title=words.title,
        title_derived=words.title_derived,
        lead=words.lead,
        text=text_of(words.body),
        html=sanitise(html_of(words.body), base_url=None, rewrite=lambda link: canonical_link(link) or link),
        language=language.tag,
        language_confidence=language.confidence,
        direction=direction(language.tag),
        author=clean(tidy.author),
        published_at=published.at if published else None,
        updated_at=updated.at if updated else None,
        pictures=_pictures(tidy),
        documents=judged.documents,
        topics=with_subject(judged.matched.topics, relevant=relevant),
        relevant=relevant,
        relevance_reasons=judged.verdict.reasons,
        matched_terms=judged.matched.terms,
        category=category_by_rule(tidy.labels, relevant=relevant, names=knowledge.categories),
        machine_translated=evidence is not None,
        dropped=tidy.dropped,
        warnings=_warnings(tidy, words, language, (published, updated), evidence),
        raw=raw.raw,
        raw_kind=raw.kind,
    )


def _tidy(raw: RawArticle, declared: str | None) -> tuple[RawArticle, Identification]:
    """The article without its furniture, and its language, identified anew where furniture may have misled."""
    sample = _sample(raw)
    language = identify(sample, declared=declared)
    tidy = remove_furniture(raw, language=language.tag)
    tidy_sample = _sample(tidy)
    furniture = sum(len(piece.text) for piece in tidy.dropped)
    is_certain = language.confidence == 1.0 and furniture < FURNITURE_TO_DOUBT * judged_characters(sample)
    if is_certain or tidy_sample == sample:
        return tidy, language
    return tidy, identify(tidy_sample, declared=declared)


def _judgement(words: _Words, raw: RawArticle, language: str, knowledge: Knowledge) -> _Judgement:
    text = text_of(words.body)
    documents = find_documents(
        "\n".join((words.title, words.lead, text, *(picture.caption for picture in raw.pictures)))
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
    title, lead = clean_title(raw.title, publisher=raw.publisher), clean(raw.lead)
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
    """The publisher of the original where one is cited, else who the text names, else whose page it is."""
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


def _translation(
    raw: RawArticle, language: str, declared: str | None, origin: Origin | None, knowledge: Knowledge
) -> Evidence | None:
    if knowledge.is_native_edition(raw.url, language):
        return None
    own = knowledge.publisher_of(raw.url) or _named_in_brand_line(raw, knowledge)
    lines = [*(block.text for block in raw.blocks), *(piece.text for piece in raw.dropped)]
    return is_machine_translated(
        language=language,
        url=raw.url,
        origin=origin,
        declared_language=declared,
        platform_declares=own is not None and own.is_platform,
        origin_in_vietnamese=origin is not None and knowledge.writes_vietnamese_at(origin.url),
        lines=lines,
    )


def _named_in_brand_line(raw: RawArticle, knowledge: Knowledge) -> Publisher | None:
    """The platform that left its brand line in a text without an address ("Vietnam.vn - …")."""
    for piece in raw.dropped:
        for host in DOMAIN.findall(piece.text) if piece.reason == "brand line" else ():
            found = knowledge.publisher_of(f"https://{host.lower()}/")
            if found:
                return found
    return None


def _moments(raw: RawArticle, language: str, now: datetime) -> tuple[Moment | None, Moment | None]:
    return (
        _moment(raw.published, raw.published_text, raw.kind == "entry", language, now),
        _moment(raw.updated, raw.updated_text, raw.kind == "entry", language, now),
    )


def _moment(
    certain: datetime | None, text: str, of_feed: bool, language: str, now: datetime
) -> Moment | None:
    """The time as written; a time that the reader was certain of where the writing is not understood."""
    parsed = certain.utctimetuple() if certain else None
    if of_feed:
        found = understand_feed_date(text, parsed, now=now, language=language) if text else None
    else:
        found = understand(text, language=language, now=now) if text else None
    return found or (understand(certain.isoformat(), language=None, now=now) if certain else None)


def _pictures(raw: RawArticle) -> tuple[IncomingPicture, ...]:
    """Each picture once, those of the body with their captions before what only metadata name."""
    of_body = [block.picture for block in raw.blocks if block.picture]
    kept: dict[str, IncomingPicture] = {}
    for picture in (*of_body, *raw.pictures):
        link = canonical_link(picture.url) if picture.url else None
        if not link and not picture.caption:
            continue
        kept.setdefault(link or picture.caption, replace(picture, url=link, caption=clean(picture.caption)))
    return tuple(kept.values())


def _warnings(
    raw: RawArticle,
    words: _Words,
    language: Identification,
    moments: tuple[Moment | None, Moment | None],
    evidence: Evidence | None,
) -> tuple[str, ...]:
    found = list(raw.warnings)
    found += [moment.warning for moment in moments if moment and moment.warning]
    foreign = foreign_paragraphs([block.text for block in words.body], language.tag)
    if foreign:
        found.append(f"{len(foreign)} of {len(words.body)} paragraphs are in another language than the text.")
    if (raw.published_text or raw.published) and moments[0] is None:
        found.append(f"The publication date “{raw.published_text}” was not understood and stays unknown.")
    if evidence:
        found.append(f"Machine translation: {evidence.reason} ({evidence.quote}).")
    return tuple(dict.fromkeys(found))
