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
    days = settings.COMMENTS_CLOSE_AFTER_DAYS
    return said if said is not None else not days or now < ordered_at + timedelta(days=days)


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
