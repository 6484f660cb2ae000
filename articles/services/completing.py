"""Fill gaps of a stored article (time, author, title) from a second reading of the same text, such as its feed entry."""

import hashlib

from articles.incoming import IncomingArticle
from articles.models import Article, Intake
from articles.search import index_articles
from articles.services.batch_lookups import BatchLookups
from articles.services.dating import take_times
from articles.services.stories import choose_leads

TITLE_CHARACTERS = 500


def complete_article(*, article: Article, incoming: IncomingArticle) -> bool:
    """Fills in the publication time, the author and the headline of `article` where they are unknown, made from the
    text, or known to the day only; says whether anything was. Everything else stays, the text first of all."""
    before = (article.published_at, article.published_day_only, article.author_id, article.title)
    if article.published_at is None or article.published_day_only:
        known = (article.updated_at, article.updated_day_only)
        if article.published_at is None or _is_same_day(article, incoming):
            take_times(article, incoming)
        article.updated_at, article.updated_day_only = known
    if article.author_id is None and incoming.author:
        article.author_id = BatchLookups([incoming]).author_id(incoming)
    if article.title_derived and incoming.title and not incoming.title_derived:
        was_as_read = article.content_hash == _hash_of(article)
        article.title, article.title_derived = incoming.title[:TITLE_CHARACTERS], False
        article.content_hash = _hash_of(article) if was_as_read else article.content_hash
    if before == (article.published_at, article.published_day_only, article.author_id, article.title):
        return False
    article.save(
        update_fields=[
            "published_at",
            "published_day_only",
            "author",
            "title",
            "title_derived",
            "content_hash",
        ]
    )
    _keep_evidence(article, incoming)
    choose_leads(story=article.story, language=article.language)
    index_articles([article.pk])
    return True


def _is_same_day(article: Article, incoming: IncomingArticle) -> bool:
    day = article.published_day
    return (
        incoming.published_at is not None and Article(published_at=incoming.published_at).published_day == day
    )


def _hash_of(article: Article) -> str:
    """As `articles.services.store.hash_of`, of what is stored."""
    seen = (article.language, article.title, article.lead, article.html or article.text)
    return hashlib.sha256("\0".join(seen).encode()).hexdigest()


def _keep_evidence(article: Article, incoming: IncomingArticle) -> None:
    intake = Intake.objects.filter(article=article).only("evidence").first()
    if intake is not None:
        given = {"published": incoming.published_evidence, "author": incoming.author_evidence}
        intake.evidence = {**{field: where for field, where in given.items() if where}, **intake.evidence}
        intake.save(update_fields=["evidence"])
