"""The one way in: an IncomingArticle becomes an Article, a revision of one, or proves to be known already."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from articles.grouping.addresses import same_article_key
from articles.grouping.documents import KnownDocument, best_match
from articles.grouping.versions import story_keys
from articles.incoming import CitedDocument, IncomingArticle
from articles.models import (
    Article,
    ArticleTopic,
    Category,
    Citation,
    Document,
    Intake,
    Picture,
    Revision,
    Source,
    Topic,
)
from articles.search import index_articles
from articles.services.sources import author_for, host_of, source_for
from articles.services.stories import choose_leads, lock_keys, story_for

TITLE_CHARACTERS = 500
KEY_CHARACTERS = 700
ADDRESS_CHARACTERS = 2000
CITED_AS_CHARACTERS = 300


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
class Stored:
    article: Article
    outcome: Outcome


@transaction.atomic
def store_article(
    *,
    incoming: IncomingArticle,
    rule: Rule,
    now: datetime,
    category: Category | None = None,
    known_as: Article | None = None,
) -> Stored:
    """Stores one article with its story, topics, documents and pictures; all of it or nothing.

    `rule` says what may be published without an editor, `category` is the one its feed names. `known_as` is the
    article that the same feed entry gave before: a changed address then revises it instead of making another.
    """
    address_key = _key(incoming.url)
    origin_key = _key(incoming.origin_url)
    keys = story_keys(url=incoming.url, origin_url=incoming.origin_url)
    content_hash = hash_of(incoming)
    lock_keys([*keys, f"content:{content_hash}"])
    article = known_as or _find(incoming, address_key, origin_key, content_hash)
    if (
        article
        and article.content_hash == content_hash
        and article.address_key == (address_key or article.address_key)
    ):
        return Stored(article, Outcome.UNCHANGED)
    outcome = Outcome.REVISED if article else Outcome.CREATED
    story = story_for(keys=keys, article=article)
    if article is None:
        article = Article(story=story, arrived_at=now, is_lead=False)
    else:
        _keep_revision(article, now)
    _fill(article, incoming, rule, category)
    article.address_key, article.origin_key = address_key or article.address_key, origin_key
    article.content_hash = content_hash
    article.save()
    _attach(article, incoming, now)
    choose_leads(story=story, language=article.language)
    article.refresh_from_db(fields=["is_lead", "ordered_at"])
    index_articles([article.pk])
    return Stored(article, outcome)


def hash_of(incoming: IncomingArticle) -> str:
    """SHA-256 (hex) over what a reader sees of the text: language, title, lead and body."""
    seen = "\0".join(
        (incoming.language.lower(), incoming.title, incoming.lead, incoming.html or incoming.text)
    )
    return hashlib.sha256(seen.encode()).hexdigest()


def _key(url: str | None) -> str:
    return same_article_key(url)[:KEY_CHARACTERS] if url else ""


def _find(incoming: IncomingArticle, address_key: str, origin_key: str, content_hash: str) -> Article | None:
    """The stored article that this one is: by its address, else by the same text of the same original."""
    language = incoming.language.lower()
    if address_key:
        found = Article.objects.filter(address_key=address_key).select_related("story", "source").first()
        if found:
            return found
    same_text = Article.objects.filter(content_hash=content_hash, language=language, origin_key=origin_key)
    if address_key:
        # The same text at another address of the same host: the page moved. On another host it is a republication.
        same_text = same_text.filter(url__contains=f"//{host_of(incoming.url)}/") | same_text.filter(
            address_key=""
        )
    return same_text.select_related("story", "source").first()


def _keep_revision(article: Article, now: datetime) -> None:
    Revision.objects.create(
        article=article,
        title=article.title,
        lead=article.lead,
        text=article.text,
        html=article.html,
        content_hash=article.content_hash,
        replaced_at=now,
    )


def _fill(article: Article, incoming: IncomingArticle, rule: Rule, category: Category | None) -> None:
    source, carrier = _source_and_carrier(incoming)
    article.source, article.carrier = source, carrier
    article.author = author_for(name=incoming.author, source=source)
    article.language = incoming.language.lower()
    article.title = incoming.title[:TITLE_CHARACTERS]
    article.title_derived = incoming.title_derived
    article.lead, article.text, article.html = incoming.lead, incoming.text, incoming.html
    article.machine_translated = incoming.machine_translated
    article.relevant = incoming.relevant
    article.url = (incoming.url or "")[:ADDRESS_CHARACTERS]
    article.origin_url = (incoming.origin_url or "")[:ADDRESS_CHARACTERS]
    # A later reading that knows no date must not forget the one that an earlier one gave.
    article.published_at = incoming.published_at or article.published_at
    article.updated_at = incoming.updated_at or article.updated_at
    if not article.category_by_hand:
        article.category = category or source.category or _category_by_rule(incoming)
    if not article.state_by_hand:
        article.state = _state(rule, relevant=incoming.relevant)


def _source_and_carrier(incoming: IncomingArticle) -> tuple[Source, Source | None]:
    """The publisher credited, and the site where the text stands when that is another one's."""
    source = source_for(incoming=incoming.source, url=incoming.origin_url or incoming.url)
    host = host_of(incoming.url)
    carrier = Source.objects.for_host(host) if host else None
    return source, carrier if carrier and carrier != source else None


def _category_by_rule(incoming: IncomingArticle) -> Category | None:
    return Category.objects.filter(slug=incoming.category).first() if incoming.category else None


def _state(rule: Rule, *, relevant: bool) -> str:
    if rule is Rule.HOLD:
        return Article.State.HELD
    if rule is Rule.ON_TOPIC and not relevant:
        return Article.State.OFF_TOPIC
    return Article.State.PUBLISHED


def _attach(article: Article, incoming: IncomingArticle, now: datetime) -> None:
    _set_topics(article, incoming)
    _set_documents(article, incoming)
    _set_pictures(article, incoming)
    Intake.objects.update_or_create(
        article=article,
        defaults={
            "read_from": incoming.input[:ADDRESS_CHARACTERS],
            # PostgreSQL's text cannot hold the null character.
            "raw": incoming.raw.replace("\0", "\ufffd"),
            "raw_kind": incoming.raw_kind,
            "dropped": [asdict(piece) for piece in incoming.dropped],
            "warnings": list(incoming.warnings),
            "matched_terms": [asdict(match) for match in incoming.matched_terms],
            "relevance_reasons": list(incoming.relevance_reasons),
            "read_at": now,
        },
    )


def _set_topics(article: Article, incoming: IncomingArticle) -> None:
    """Topics by rule follow the text; what an editor added or excluded stays."""
    found = (
        dict(Topic.objects.filter(slug__in=incoming.topics).values_list("pk", "slug"))
        if incoming.topics
        else {}
    )
    links = ArticleTopic.objects.filter(article=article)
    links.filter(by_hand=False).exclude(topic_id__in=found).delete()
    ArticleTopic.objects.bulk_create(
        [ArticleTopic(article=article, topic_id=topic_id) for topic_id in found], ignore_conflicts=True
    )


def _set_documents(article: Article, incoming: IncomingArticle) -> None:
    kept: list[int] = []
    rows = Document.objects.filter(number__in=[cited.number for cited in incoming.documents])
    known = {KnownDocument(row.number, row.kind, row.issuer, row.year, row.issued_on): row for row in rows}
    for cited in incoming.documents:
        match = best_match(cited, list(known))
        document = known[match] if match else _make_document(cited)
        if cited.issued_on and document.issued_on is None:
            Document.objects.filter(pk=document.pk).update(issued_on=cited.issued_on)
        Citation.objects.update_or_create(
            article=article, document=document, defaults={"cited_as": cited.cited_as[:CITED_AS_CHARACTERS]}
        )
        kept.append(document.pk)
    Citation.objects.filter(article=article).exclude(document_id__in=kept).delete()


def _make_document(cited: CitedDocument) -> Document:
    return Document.objects.get_or_create(
        number=cited.number,
        year=cited.year,
        defaults={"kind": cited.kind, "issuer": cited.issuer, "issued_on": cited.issued_on},
    )[0]


def _set_pictures(article: Article, incoming: IncomingArticle) -> None:
    """Pictures in the order of the text; files already made of the same address are kept."""
    stored = {picture.position: picture for picture in Picture.objects.filter(article=article)}
    for position, picture in enumerate(incoming.pictures):
        old = stored.pop(position, None)
        row = (
            old
            if old and old.original_url == (picture.url or "")
            else Picture(article=article, position=position)
        )
        if old and row is not old:
            old.delete()
        row.original_url = picture.url or ""
        row.caption, row.credit = picture.caption, picture.credit[:200]
        row.save()
    Picture.objects.filter(pk__in=[picture.pk for picture in stored.values()]).delete()
