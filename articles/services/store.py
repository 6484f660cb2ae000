"""Store an incoming article: as a new article, as a revision of a known one, or not at all if it is
unchanged.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction

from articles.grouping.addresses import names_an_article, same_article_key
from articles.grouping.duplicates import TextSignature, is_republication, signature_of
from articles.grouping.folding import fold_case
from articles.grouping.versions import item_story_keys, story_keys
from articles.incoming import AgencyFacts, IncomingArticle
from articles.models import Article, Category, Revision, Source, Story, StoryKey
from articles.search import Lexemes, index_articles, lexemes_of
from articles.services.agencies.canceling import cancel_arrived, cancellation_locks, usable_again_at
from articles.services.agencies.items import article_of_item, is_held, is_other_item, is_outdated, keep_item
from articles.services.attachments import Attached, attach_again, attach_new
from articles.services.batch_lookups import BatchLookups
from articles.services.batch_republications import matching_each_other, matching_stored, store_signatures
from articles.services.completing import TITLE_CHARACTERS, complete_article
from articles.services.dating import take_times
from articles.services.editing.locks import Field, is_locked, locks_of, offer, text_value
from articles.services.inserting import insert_articles, insert_rows, new_ids
from articles.services.republications import find_republications
from articles.services.revisions import keep_revision, note_changes
from articles.services.sources import host_of
from articles.services.stories import choose_leads, lock_keys, lock_stories, story_for
from articles.services.taking_back import put_back, stays_withdrawn
from desk.models import Act
from desk.record import recorded

KEY_CHARACTERS = 700
ADDRESS_CHARACTERS = 2000


class Rule(StrEnum):
    """What a feed may publish without an editor; the values are those of the feed's intake rule."""

    PUBLISH = "publish"
    ON_TOPIC = "on-topic"
    HOLD = "hold"


class Outcome(StrEnum):
    CREATED = "created"
    REVISED = "revised"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Submitted:
    """An incoming article with its feed's intake rule and category."""

    incoming: IncomingArticle
    rule: Rule
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    article: Article
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _Arrival:
    """An incoming article with its keys: for finding it again, and for finding similar texts."""

    incoming: IncomingArticle
    address_key: str
    origin_key: str
    content_hash: str
    story_keys: tuple[str, ...]
    signature: TextSignature

    @classmethod
    def of(cls, incoming: IncomingArticle, *, is_own_address: bool = True) -> "_Arrival":
        url = incoming.url if is_own_address else None
        return cls(
            incoming=incoming,
            address_key=comparison_key(url),
            origin_key=comparison_key(incoming.origin_url),
            content_hash=hash_of(incoming),
            story_keys=tuple(
                key[:KEY_CHARACTERS]
                for key in (
                    *story_keys(url=url, origin_url=incoming.origin_url),
                    *item_story_keys(incoming.agency),
                )
            ),
            signature=signature_of(incoming.text, incoming.language),
        )

    @property
    def language(self) -> str:
        return self.incoming.language.lower()

    @property
    def locks(self) -> tuple[str, ...]:
        """Keys that no other process may store at the same moment.

        The language is one of them: two copies of one text stored at once would not find each other. Only
        writing is serialised, a few milliseconds per article; reading and normalising are not.
        """
        canceled = cancellation_locks(self.incoming.agency)
        return (*self.story_keys, *canceled, f"content:{self.content_hash}", f"texts:{self.language}")

    @property
    def shared_keys(self) -> tuple[str, ...]:
        """What two articles of one story have in common before their texts are compared."""
        return (*self.story_keys, self.content_hash)


@transaction.atomic
def store_article(
    *,
    incoming: IncomingArticle,
    rule: Rule,
    now: datetime,
    category: Category | None = None,
    known_as: Article | None = None,
    cause: Revision.Cause = Revision.Cause.PUBLISHER,
    is_own_address: bool = True,
    giver: Source | None = None,
) -> Stored:
    """Stores one article with its story, topics, documents and pictures, in one transaction.

    `rule` says what may be published without an editor, `category` is the one of its feed. `known_as` is the
    article that the same feed entry gave before: a changed address then revises it instead of making another,
    unless the entry now names another article. `cause` is recorded with the revision if the text changed.
    `is_own_address`: no other article is at its address; where one is, the address neither finds nor joins articles.
    `giver` is the source whose feed gives it, None where no feed does.
    """
    # One function, as the order of its steps is that of the locks which it takes.
    arrival = _Arrival.of(incoming, is_own_address=is_own_address)
    lock_keys(arrival.locks)
    article = _find(arrival, known_as)
    if article and is_outdated(article, incoming.agency):
        return Stored(article, Outcome.UNCHANGED)
    wished, rule = rule, _rule_of(rule, incoming, article, cause, now)
    if (
        article
        and incoming.title_derived
        and not article.title_derived
        and article.address_key
        and not is_locked(article, Field.TITLE)
    ):
        # A reading without a headline takes none away.
        titled = replace(incoming, title=article.title, title_derived=False)
        arrival = _Arrival.of(titled, is_own_address=is_own_address)
    if article and _is_unchanged(article, arrival):
        complete_article(article=article, incoming=incoming)
        if given_again := usable_again_at(article, incoming, now):
            put_back(article=article, at=given_again, state=state_by_rule(rule, relevant=article.relevant))
        if incoming.agency and cause is not Revision.Cause.READING:
            lock_stories([article.story_id])
            _keep_item(article, incoming.agency, wished, giver, now)
        return Stored(article, Outcome.UNCHANGED)
    story = story_for(keys=arrival.story_keys, article=article)
    lookups = BatchLookups([incoming])
    if article is None:
        outcome = Outcome.CREATED
        article = _fill(Article(story=story, arrived_at=now, is_lead=False), arrival, lookups, rule, category)
        article.save()
        attach_new([Attached(article, incoming, lookups.topic_ids(incoming))], now=now)
    else:
        outcome = Outcome.REVISED
        # The object may be stale: saving all its fields would undo an editor's newer choice.
        article.refresh_from_db(from_queryset=Article.objects.select_for_update(no_key=True).defer("search"))
        with recorded("articles.article:revise", road=Act.Road.PULL, about=str(article)):
            _revise(article, arrival, Submitted(incoming, rule, category), lookups, cause, now)
    if incoming.agency and cause is not Revision.Cause.READING:
        _keep_item(article, incoming.agency, wished, giver, now)
    choose_leads(story=story)
    find_republications(article=article, signature=arrival.signature)
    article.refresh_from_db(fields=["is_lead", "ordered_at"])
    index_articles([article.pk])
    return Stored(article, outcome)


def _rule_of(
    rule: Rule, incoming: IncomingArticle, article: Article | None, cause: Revision.Cause, now: datetime
) -> Rule:
    """The intake rule; what a news agency withholds or embargoes waits. Neither reading an article again nor another feed
    ends an embargo."""
    if incoming.agency is not None and (cause is not Revision.Cause.READING or article is None):
        return Rule.HOLD if incoming.agency.is_held(now) else rule
    is_waiting = article is not None and article.state == Article.State.HELD and is_held(article)
    return Rule.HOLD if is_waiting else rule


def _keep_item(article: Article, facts: AgencyFacts, rule: Rule, giver: Source | None, now: datetime) -> None:
    keep_item(article=article, facts=facts, state=state_by_rule(rule, relevant=article.relevant), now=now)
    cancel_arrived(article=article, facts=facts, giver=giver, now=now)


def _revise(
    article: Article,
    arrival: _Arrival,
    submitted: Submitted,
    lookups: BatchLookups,
    cause: Revision.Cause,
    now: datetime,
) -> None:
    """Writes what is new of a stored article, except over what an editor locked."""
    incoming, rule = submitted.incoming, submitted.rule
    keep_revision(article=article, cause=cause, now=now)
    if usable_again_at(article, incoming, now):
        article.taken_back_at, article.taken_back_note = None, ""
    # In a new language it is lead only if it is elected afterwards.
    article.is_lead = article.is_lead and article.language == arrival.language
    own = _editors_values(article) | {
        "category by rule": lookups.category_id(incoming, submitted.category),
        "state by rule": str(state_by_rule(rule, relevant=incoming.relevant)),
    }
    _keep_locked(_fill(article, arrival, lookups, rule, submitted.category), own, now)
    article.save()
    note_changes([article.pk])
    attach_again(Attached(article, incoming, lookups.topic_ids(incoming)), now=now)


def _is_unchanged(article: Article, arrival: _Arrival) -> bool:
    same_address = article.address_key == (arrival.address_key or article.address_key)
    return same_address and article.content_hash == arrival.content_hash


@transaction.atomic
def store_new_articles(*, submitted: Sequence[Submitted], now: datetime) -> list[Article | None]:
    """Stores at once those of `submitted` that are surely new and alone in their story, in one transaction.

    Returns for each the new article, or None if it may be known already, belongs to an existing story, is
    similar to a stored text, or shares a key with another one: those go to `store_article` one by one. The
    number of queries does not depend on the number of articles.
    """
    # Compute everything possible before taking the locks that other processes wait for.
    arrivals = [_Arrival.of(one.incoming) for one in submitted]
    lexemes = [_lexemes_of(one.incoming) for one in submitted]
    lock_keys([key for arrival in arrivals for key in arrival.locks])
    known = _known(arrivals, now)
    positions = [position for position in range(len(arrivals)) if position not in known]
    new = [arrivals[position] for position in positions]
    if not new:
        return [None] * len(arrivals)
    lookups = BatchLookups([arrival.incoming for arrival in new])
    stories = new_ids(Story, len(new))
    insert_rows(Story, ("id", "created_at"), [(story, now) for story in stories])
    keyed = [(story, key) for story, one in zip(stories, new, strict=True) for key in one.story_keys]
    insert_rows(StoryKey, ("story_id", "key"), keyed)
    articles = []
    for story, position in zip(stories, positions, strict=True):
        row = Article(story_id=story, arrived_at=now, is_lead=True)
        one = submitted[position]
        articles.append(_fill(row, arrivals[position], lookups, one.rule, one.category))
    insert_articles(articles, [lexemes[position] for position in positions])
    for article in articles:
        del article.search  # the row has it: saving the article again must not write NULL
    made = list(zip(articles, new, strict=True))
    attach_new(
        [Attached(article, one.incoming, lookups.topic_ids(one.incoming)) for article, one in made],
        now=now,
    )
    store_signatures([(article, one.signature) for article, one in made])
    rest = iter(articles)
    return [None if position in known else next(rest) for position in range(len(arrivals))]


def _lexemes_of(incoming: IncomingArticle) -> Lexemes:
    return lexemes_of(
        title=incoming.title[:TITLE_CHARACTERS],
        lead=incoming.lead,
        text=incoming.text,
        language=incoming.language.lower(),
        documents=dict.fromkeys(cited.number for cited in incoming.documents),
    )


def hash_of(incoming: IncomingArticle) -> str:
    """SHA-256 (hex) over what a reader sees of the text: language, title, lead and body."""
    seen = "\0".join(
        (incoming.language.lower(), incoming.title, incoming.lead, incoming.html or incoming.text)
    )
    return hashlib.sha256(seen.encode()).hexdigest()


def comparison_key(url: str | None) -> str:
    """The key by which an address is compared, as it is stored; empty where it names no article."""
    return same_article_key(url)[:KEY_CHARACTERS] if url and names_an_article(url) else ""


def _known(arrivals: Sequence[_Arrival], now: datetime) -> set[int]:
    """The positions of those that may be known or belong to a story; a fixed number of queries."""
    addresses = [arrival.address_key for arrival in arrivals if arrival.address_key]
    hashes = [arrival.content_hash for arrival in arrivals]
    keys = [key for arrival in arrivals for key in arrival.story_keys]
    there = {
        *Article.objects.filter(address_key__in=addresses).values_list("address_key", flat=True),
        *Article.objects.filter(content_hash__in=hashes).values_list("content_hash", flat=True),
        *StoryKey.objects.filter(key__in=keys).values_list("key", flat=True),
    }
    times = Counter(key for arrival in arrivals for key in set(arrival.shared_keys))
    texts = [(one.incoming, one.signature) for one in arrivals]
    return (
        matching_stored(texts, now=now)
        | matching_each_other(texts)
        | {
            position
            for position, arrival in enumerate(arrivals)
            if not there.isdisjoint((arrival.address_key or None, arrival.content_hash, *arrival.story_keys))
            or any(times[key] > 1 for key in arrival.shared_keys)
        }
    )


def _find(arrival: _Arrival, known_as: Article | None) -> Article | None:
    """The stored article that this one is: by an agency's item, by address, else by feed entry, else by the same text
    and origin."""
    if item := article_of_item(arrival.incoming.agency):
        return item
    if arrival.address_key:
        found = Article.objects.filter(address_key=arrival.address_key).defer("search").first()
        if found:
            return found
    if known_as and (is_other_item(known_as, arrival.incoming.agency) or _is_another(known_as, arrival)):
        known_as = None
    if known_as:
        return known_as
    same_text = Article.objects.filter(
        content_hash=arrival.content_hash, language=arrival.language, origin_key=arrival.origin_key
    ).defer("search")
    if arrival.address_key:
        # The same text at another address of the same host: the page moved. On another host it is a
        # republication.
        host = host_of(arrival.incoming.url)
        same_text = same_text.filter(url__contains=f"//{host}/") | same_text.filter(address_key="")
    return same_text.first()


def _is_another(known: Article, arrival: _Arrival) -> bool:
    """Whether a feed entry now names another article: some feeds number their entries by position, so each id
    moves to the next article. An article that moved keeps its headline or its text.
    """
    incoming = arrival.incoming
    if not known.address_key or not arrival.address_key or known.address_key == arrival.address_key:
        return False
    return fold_case(known.title) != fold_case(incoming.title) and not is_republication(
        known.text, incoming.text
    )


def _fill(
    article: Article, arrival: _Arrival, lookups: BatchLookups, rule: Rule, category: Category | None
) -> Article:
    """Copies the incoming values into the row, except over an editor's choices; returns the row."""
    incoming = arrival.incoming
    article.source, article.carrier = lookups.source_of(incoming), lookups.carrier_of(incoming)
    article.author_id = lookups.author_id(incoming)
    article.language = arrival.language
    article.title = incoming.title[:TITLE_CHARACTERS]
    article.title_derived = incoming.title_derived
    article.lead, article.text, article.html = incoming.lead, incoming.text, incoming.html
    article.machine_translated = incoming.machine_translated
    article.relevant = incoming.relevant
    article.url = (incoming.url or "")[:ADDRESS_CHARACTERS]
    article.origin_url = (incoming.origin_url or "")[:ADDRESS_CHARACTERS]
    article.address_key = arrival.address_key or article.address_key
    article.origin_key, article.content_hash = arrival.origin_key, arrival.content_hash
    take_times(article, incoming)
    article.rule_category_id = lookups.category_id(incoming, category)
    if not article.category_by_hand:
        article.category_id = article.rule_category_id
    if not article.state_by_hand and not stays_withdrawn(article):
        article.state = state_by_rule(rule, relevant=incoming.relevant)
    return article


def _editors_values(article: Article) -> dict[str, Any]:
    """What stands in the fields that an editor may have locked."""
    values = {name: getattr(article, name) for name in ("title", "lead", "text", "html", "state")}
    return values | {"category": article.category_id}


def _keep_locked(article: Article, own: dict[str, Any], now: datetime) -> None:
    """Puts the editor's values back into locked fields of a filled row, and keeps the publisher's beside them."""
    for (field, _place), lock in locks_of(article).items():
        if field in {Field.CATEGORY, Field.STATE}:
            offer(lock, own[f"{field} by rule"], own=own[field], now=now)
        elif field == Field.TEXT:
            offer(
                lock,
                text_value(text=article.text, html=article.html),
                own=text_value(text=own["text"], html=own["html"]),
                now=now,
            )
            article.text, article.html = own["text"], own["html"]
        elif field in {Field.TITLE, Field.LEAD}:
            offer(lock, getattr(article, field), own=own[field], now=now)
            setattr(article, field, own[field])
            if field == Field.TITLE:
                article.title_derived = False


def state_by_rule(rule: Rule, *, relevant: bool) -> str:
    """The state that an intake rule gives an article on which no editor decided."""
    if rule is Rule.HOLD:
        return Article.State.HELD
    if rule is Rule.ON_TOPIC and not relevant:
        return Article.State.OFF_TOPIC
    return Article.State.PUBLISHED
