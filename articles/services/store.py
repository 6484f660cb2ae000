"""The one way in: an IncomingArticle becomes an Article, a revision of one, or proves to be known already."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models.expressions import RawSQL

from articles.grouping.addresses import is_front_page, same_article_key
from articles.grouping.duplicates import Likeness, is_republication, likeness_of
from articles.grouping.folding import fold
from articles.grouping.versions import story_keys
from articles.incoming import IncomingArticle
from articles.models import Article, Category, Revision, Story, StoryKey
from articles.search import index_articles, search_value
from articles.services.attachments import Attached, attach_again, attach_new
from articles.services.likeness import alike_among, keep_likeness, with_alike
from articles.services.references import References
from articles.services.republications import find_republications
from articles.services.revisions import keep_revision
from articles.services.sources import host_of
from articles.services.stories import choose_leads, lock_keys, story_for

TITLE_CHARACTERS = 500
KEY_CHARACTERS = 700
ADDRESS_CHARACTERS = 2000


class Rule(StrEnum):
    """What a feed lets through by itself; the values are those of the feed's intake rule."""

    PUBLISH = "publish"
    ON_TOPIC = "on-topic"
    HOLD = "hold"


class Outcome(StrEnum):
    CREATED = "created"
    REVISED = "revised"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Submitted:
    """An article as its feed hands it in: the rule for what may be published without an editor, and the category
    that the feed names."""

    incoming: IncomingArticle
    rule: Rule
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    article: Article
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _Arrival:
    """An incoming article with what is reckoned from it: how it is found again, and what is alike."""

    incoming: IncomingArticle
    address_key: str
    origin_key: str
    content_hash: str
    story_keys: tuple[str, ...]
    likeness: Likeness

    @classmethod
    def of(cls, incoming: IncomingArticle) -> "_Arrival":
        return cls(
            incoming=incoming,
            address_key=_key(incoming.url),
            origin_key=_key(incoming.origin_url),
            content_hash=hash_of(incoming),
            story_keys=tuple(
                key[:KEY_CHARACTERS] for key in story_keys(url=incoming.url, origin_url=incoming.origin_url)
            ),
            likeness=likeness_of(incoming.text, incoming.language),
        )

    @property
    def language(self) -> str:
        return self.incoming.language.lower()

    @property
    def locks(self) -> tuple[str, ...]:
        """What no other puller may bring at the same moment.

        The whole language is among it: two copies of one text, brought at once, would not see each other. Only the
        writing is done one after the other, a few milliseconds an article; reading and normalising are not.
        """
        return (*self.story_keys, f"content:{self.content_hash}", f"texts:{self.language}")

    @property
    def meets_by(self) -> tuple[str, ...]:
        """What two articles of one story have in common, known before their texts are compared."""
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
) -> Stored:
    """Stores one article with its story, topics, documents and pictures; all of it or nothing.

    `rule` says what may be published without an editor, `category` is the one its feed names. `known_as` is the
    article that the same feed entry gave before: a changed address then revises it instead of making another, unless
    the entry came to name another article altogether. `cause` is whose doing it is where the text differs from the one
    stored.
    """
    arrival = _Arrival.of(incoming)
    lock_keys(arrival.locks)
    article = _find(arrival, known_as)
    if (
        article
        and article.content_hash == arrival.content_hash
        and article.address_key == (arrival.address_key or article.address_key)
    ):
        return Stored(article, Outcome.UNCHANGED)
    story = story_for(keys=arrival.story_keys, article=article)
    references = References([incoming])
    if article is None:
        outcome = Outcome.CREATED
        article = _filled(
            Article(story=story, arrived_at=now, is_lead=False), arrival, references, rule, category
        )
        article.save()
        attach_new([Attached(article, incoming, references.topic_ids(incoming))], now=now)
    else:
        outcome = Outcome.REVISED
        # The object may be older than an editor's choice, which saving it whole would undo.
        article.refresh_from_db(from_queryset=Article.objects.select_for_update(no_key=True).defer("search"))
        keep_revision(article=article, cause=cause, now=now)
        if article.language != arrival.language:
            # It stands for the story in the new language only if it is chosen for it below.
            article.is_lead = False
        _filled(article, arrival, references, rule, category).save()
        attach_again(Attached(article, incoming, references.topic_ids(incoming)), now=now)
    choose_leads(story=story)
    find_republications(article=article, likeness=arrival.likeness)
    article.refresh_from_db(fields=["is_lead", "ordered_at"])
    index_articles([article.pk])
    return Stored(article, outcome)


@transaction.atomic
def store_new_articles(*, submitted: Sequence[Submitted], now: datetime) -> list[Article | None]:
    """Stores at once those of `submitted` that are surely new and alone in their story; all of them or nothing.

    For each the article made, or None where it may be known already, belongs to a story that exists, is like a text
    that exists, or meets another one of `submitted`: those are for `store_article`, one by one. The number of queries
    does not depend on the number of articles.
    """
    # All that can be reckoned without the database comes before the locks, for which other pullers wait.
    arrivals = [_Arrival.of(one.incoming) for one in submitted]
    vectors = [_vector_of(one.incoming) for one in submitted]
    lock_keys([key for arrival in arrivals for key in arrival.locks])
    known = _known(arrivals, now)
    positions = [position for position in range(len(arrivals)) if position not in known]
    new = [arrivals[position] for position in positions]
    if not new:
        return [None] * len(arrivals)
    references = References([arrival.incoming for arrival in new])
    stories = Story.objects.bulk_create([Story() for _arrival in new])
    StoryKey.objects.bulk_create(
        [
            StoryKey(story=story, key=key)
            for story, one in zip(stories, new, strict=True)
            for key in one.story_keys
        ]
    )
    articles = []
    for story, position in zip(stories, positions, strict=True):
        row = Article(story=story, arrived_at=now, is_lead=True, search=vectors[position])
        one = submitted[position]
        articles.append(_filled(row, arrivals[position], references, one.rule, one.category))
    Article.objects.bulk_create(articles)
    for article in articles:
        del article.search  # an expression is no value: whoever saves the row again leaves the column alone
    made = list(zip(articles, new, strict=True))
    attach_new(
        [Attached(article, one.incoming, references.topic_ids(one.incoming)) for article, one in made],
        now=now,
    )
    keep_likeness([(article, one.likeness) for article, one in made])
    rest = iter(articles)
    return [None if position in known else next(rest) for position in range(len(arrivals))]


def _vector_of(incoming: IncomingArticle) -> RawSQL:
    return search_value(
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


def _key(url: str | None) -> str:
    return same_article_key(url)[:KEY_CHARACTERS] if url and not is_front_page(url) else ""


def _known(arrivals: Sequence[_Arrival], now: datetime) -> set[int]:
    """The positions of those that are not surely new and alone; a fixed number of queries."""
    addresses = [arrival.address_key for arrival in arrivals if arrival.address_key]
    hashes = [arrival.content_hash for arrival in arrivals]
    keys = [key for arrival in arrivals for key in arrival.story_keys]
    there = {
        *Article.objects.filter(address_key__in=addresses).values_list("address_key", flat=True),
        *Article.objects.filter(content_hash__in=hashes).values_list("content_hash", flat=True),
        *StoryKey.objects.filter(key__in=keys).values_list("key", flat=True),
    }
    times = Counter(key for arrival in arrivals for key in set(arrival.meets_by))
    texts = [(one.incoming, one.likeness) for one in arrivals]
    return (
        with_alike(texts, now=now)
        | alike_among(texts)
        | {
            position
            for position, arrival in enumerate(arrivals)
            if not there.isdisjoint((arrival.address_key or None, arrival.content_hash, *arrival.story_keys))
            or any(times[key] > 1 for key in arrival.meets_by)
        }
    )


def _find(arrival: _Arrival, known_as: Article | None) -> Article | None:
    """The stored article that this one is: by its address, else the one that its entry gave before, else by the same
    text of the same original."""
    if arrival.address_key:
        found = Article.objects.filter(address_key=arrival.address_key).defer("search").first()
        if found:
            return found
    if known_as and not _is_another(known_as, arrival):
        return known_as
    same_text = Article.objects.filter(
        content_hash=arrival.content_hash, language=arrival.language, origin_key=arrival.origin_key
    ).defer("search")
    if arrival.address_key:
        # The same text at another address of the same host: the page moved. On another host it is a republication.
        host = host_of(arrival.incoming.url)
        same_text = same_text.filter(url__contains=f"//{host}/") | same_text.filter(address_key="")
    return same_text.first()


def _is_another(known: Article, arrival: _Arrival) -> bool:
    """Whether an entry names another article than before: a feed may number its entries by their places, so that each
    name wanders to the next article. One that moved keeps its headline or its text."""
    incoming = arrival.incoming
    if not known.address_key or not arrival.address_key or known.address_key == arrival.address_key:
        return False
    return fold(known.title) != fold(incoming.title) and not is_republication(known.text, incoming.text)


def _filled(
    article: Article, arrival: _Arrival, references: References, rule: Rule, category: Category | None
) -> Article:
    """Writes what arrived into the row, but nothing over an editor's choice; gives the row back."""
    incoming = arrival.incoming
    article.source, article.carrier = references.source_of(incoming), references.carrier_of(incoming)
    article.author_id = references.author_id(incoming)
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
    # A later reading that knows no date must not forget the one that an earlier one gave.
    article.published_at = incoming.published_at or article.published_at
    article.updated_at = incoming.updated_at or article.updated_at
    if not article.category_by_hand:
        article.category_id = references.category_id(incoming, category)
    if not article.state_by_hand:
        article.state = state_by_rule(rule, relevant=incoming.relevant)
    return article


def state_by_rule(rule: Rule, *, relevant: bool) -> str:
    """The state that an intake rule gives an article on which no editor decided."""
    if rule is Rule.HOLD:
        return Article.State.HELD
    if rule is Rule.ON_TOPIC and not relevant:
        return Article.State.OFF_TOPIC
    return Article.State.PUBLISHED
