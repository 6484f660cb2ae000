"""Whether comments on an article are open."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from articles.comments.models import Opening
from articles.models import Article


def is_open(article: Article, *, now: datetime) -> bool:
    """What editors say of the article, its story, its source or its category, the narrowest first; else the setting that
    closes comments some days after publication."""
    return stays_open(_said_of(article), article.ordered_at, now)


def stays_open(said: bool | None, ordered_at: datetime, now: datetime) -> bool:
    """The same where it is known what editors say, which may be nothing, and when the article was published."""
    closing = closes_at(said, ordered_at)
    return closing is None or now < closing if said is None else said


def closes_at(said: bool | None, ordered_at: datetime) -> datetime | None:
    """When comments close by themselves, which they do not where editors say whether they are open."""
    days = settings.COMMENTS_CLOSE_AFTER_DAYS
    return ordered_at + timedelta(days=days) if days and said is None else None


def _said_of(article: Article) -> bool | None:
    about = Q(article=article.pk) | Q(story=article.story_id) | Q(source=article.source_id)
    if article.category_id:
        about |= Q(category=article.category_id)
    said = list(Opening.objects.filter(about).values("article", "story", "source", "category", "is_open"))
    for scope in ("article", "story", "source", "category"):
        for one in said:
            if one[scope]:
                return bool(one["is_open"])
    return None
