"""Revisions: the former title, lead and text of an article, kept when a newer text replaces them."""

from collections.abc import Collection
from datetime import datetime

from articles.models import Article, Revision
from articles.pages.changes import last_change

REASON_CHARACTERS = 300


def keep_revision(*, article: Article, cause: Revision.Cause, now: datetime, reason: str = "") -> Revision:
    """Stores the present title, lead and text of `article` as replaced at `now`. `cause` says whose text
    replaces it, `reason` why, where readers are told.
    """
    return Revision.objects.create(
        article=article,
        title=article.title,
        lead=article.lead,
        text=article.text,
        html=article.html,
        content_hash=article.content_hash,
        replaced_at=now,
        cause=cause,
        reason=reason[:REASON_CHARACTERS],
    )


def note_changes(articles: Collection[int]) -> None:
    """Keeps in the rows of these articles when their words last changed, as their pages say: feeds and sitemaps ask it
    of many at once. To be called when the new words stand. One query, and one or two for each article.
    """
    rows = Article.objects.filter(pk__in=articles).select_related("source").defer("search").order_by("pk")
    for article in rows:
        when = last_change(article)
        if when != article.changed_at:
            Article.objects.filter(pk=article.pk).update(changed_at=when)
