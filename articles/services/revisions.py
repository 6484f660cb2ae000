"""What an article was before: kept whenever its text gives way to another."""

from datetime import datetime

from articles.models import Article, Revision


def keep_revision(*, article: Article, cause: Revision.Cause, now: datetime) -> Revision:
    """Keeps the title, lead and text that `article` has, as those that a newer text replaces at `now`; `cause` says
    whose text that is."""
    return Revision.objects.create(
        article=article,
        title=article.title,
        lead=article.lead,
        text=article.text,
        html=article.html,
        content_hash=article.content_hash,
        replaced_at=now,
        cause=cause,
    )
