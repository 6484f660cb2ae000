"""The news sitemap: what was published in the last two days."""

from datetime import datetime, timedelta

from articles.models import Article
from articles.outgoing.feeds.entries import absolute
from articles.outgoing.sitemaps.articles import standing
from articles.outgoing.sitemaps.writing import News

NEWS_PERIOD = timedelta(days=2)  # what Google News reads
MOST_NEWS = 1_000  # what a news sitemap may hold


def news(*, now: datetime) -> list[News]:
    """Articles of the two days before `now`, newest first, one per story and language. One query."""
    recent = (
        standing(Article.objects.published())
        # Where it is known, the time of publication is the one that an index orders.
        .filter(published_at__isnull=False, ordered_at__gt=now - NEWS_PERIOD, ordered_at__lte=now)
        .only("pk", "language", "title", "published_at", "published_day_only")
        .newest_first()[:MOST_NEWS]
    )
    return [
        News(absolute(article.get_absolute_url()), article.title, article.language, published)
        for article in recent
        if (published := article.published_moment or article.published_day)
    ]
