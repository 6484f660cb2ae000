"""The news sitemap: what was published in the last two days."""

from datetime import datetime, timedelta

from articles.dependence import holds_until
from articles.models import Article
from articles.outgoing.feeds.entries import absolute
from articles.outgoing.sitemaps.articles import standing
from articles.outgoing.sitemaps.writing import News

NEWS_PERIOD = timedelta(days=2)  # what Google News reads
WINDOW_MOVES = timedelta(hours=1)  # so long an answer that is kept may hold what grew older than that
MOST_NEWS = 1_000  # what a news sitemap may hold


def news(*, now: datetime) -> list[News]:
    """Articles of the two days before `now`, newest first, one per story and language. One query."""
    holds_until(now + WINDOW_MOVES)
    recent = (
        standing(Article.objects.published())
        # Where it is known, the time of publication is the one that an index orders.
        .filter(published_at__isnull=False, ordered_at__gt=now - NEWS_PERIOD)
        .only("pk", "language", "title", "published_at", "published_day_only", "ordered_at")
        .newest_first()[:MOST_NEWS]
    )
    # What is to come is told apart here: whoever keeps the answer asks the same statement again, which names an earlier time.
    coming = [article.ordered_at for article in recent if article.ordered_at > now]
    holds_until(min(coming, default=None))
    return [
        News(absolute(article.get_absolute_url()), article.title, article.language, published)
        for article in recent
        if article.ordered_at <= now and (published := article.published_moment or article.published_day)
    ]
