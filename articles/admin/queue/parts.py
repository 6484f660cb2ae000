"""What the items of several kinds share: how an article is described beside its text."""

from datetime import datetime

from django.utils import timezone

from articles.models import Article
from articles.templatetags.reading import endonym
from desk.queue.kinds import Line

LONG_TEXTS = ("text", "html", "search")


def moment(at: datetime | None) -> str:
    """A time as the desk writes it, by the readers' clock; empty where it is unknown."""
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}" if at else ""


def article_line(article: Article, said: str = "") -> Line:
    return Line(article.title, article.language, said or str(article.source), article.arrived_at)


def facts_of(article: Article) -> list[str]:
    """Source, time, language and number of an article, in a few words each."""
    return [
        str(article.source),
        moment(article.published_at) or "no date",
        endonym(article.language),
        *(["machine translation"] if article.machine_translated else []),
        f"no. {article.pk}",
    ]
