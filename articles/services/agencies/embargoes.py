"""The end of embargoes: articles of news agencies that became due are published. A pull and the desk's worker do it."""

from datetime import datetime

from django.db import transaction

from articles.models import AgencyItem, Article
from articles.services.agencies.items import set_free
from articles.services.stories import lock_stories
from desk.models import Act
from desk.record import recorded


def publish_due(*, now: datetime) -> int:
    """Gives each article whose embargo ended by `now` its state by rule; one transaction each. Returns how many.

    Safe for any number of processes. An article whose state an editor chose, or that was taken back, stays as it is.
    """
    due = AgencyItem.objects.filter(due_at__lte=now).order_by("due_at", "pk").values_list("pk", flat=True)
    return sum(_publish(pk, now) for pk in list(due))


@transaction.atomic
def _publish(pk: int, now: datetime) -> bool:
    story = Article.objects.filter(pk=pk).values_list("story_id", flat=True).first()
    if story is None:
        return False
    # The story first, as everybody locks who writes articles: the other order would be a deadlock.
    lock_stories([story])
    article = Article.objects.select_for_update(no_key=True).defer("search").get(pk=pk)
    row = AgencyItem.objects.select_for_update().filter(pk=pk, due_at__lte=now).first()
    if row is None:  # another process was first, or a new version has another embargo
        return False
    ended, row.held, row.due_at = row.due_at, False, None
    row.save(update_fields=["held", "due_at"])
    with recorded("articles.article:embargo_ends", road=Act.Road.RULE, about=str(article)):
        return set_free(article=article, state=row.due_state, at=ended)
