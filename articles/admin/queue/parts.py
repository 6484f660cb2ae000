"""What the items of several kinds share: how an article is described beside its text."""

from django.utils.translation import gettext

from articles.models import Article
from articles.templatetags.reading import endonym
from desk.queue.kinds import Line
from desk.wording import minute

LONG_TEXTS = ("text", "html", "search")


def article_line(article: Article, said: str = "") -> Line:
    return Line(article.title, article.language, said or str(article.source), article.arrived_at)


def facts_of(article: Article) -> list[str]:
    """Source, time, language and number of an article, in a few words each."""
    return [
        str(article.source),
        minute(article.published_at) or gettext("no date"),
        endonym(article.language),
        *([gettext("machine translation")] if article.machine_translated else []),
        gettext("no. %(number)s") % {"number": article.pk},
    ]
