"""Articles that their publisher takes back (RFC 6721), and those that it gives again.

An article that was taken back is marked for editors. It is withdrawn where its source says so, but never over the state
that an editor chose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from articles.incoming import IncomingArticle
from articles.models import Article, Source
from articles.services.editing.locks import Field, locks_of, offer
from articles.services.stories import choose_leads, lock_stories
from desk.models import Act
from desk.record import recorded

NOTE_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What a feed of `publisher` declares deleted. `at` is None where the feed says no certain time. `is_certain`: it is
    meant whatever the times say, as versions of an agency's item tell."""

    article_id: int
    publisher: Source
    at: datetime | None
    note: str = ""
    is_certain: bool = False


@transaction.atomic
def take_back(*, taken: Sequence[TakenBack], now: datetime) -> int:
    """Marks the articles, and withdraws those that their source wants withdrawn. Returns how many rows changed.

    An article with a later time than `at` was given again since, and stays (RFC 6721 section 3).
    """
    by_article = {one.article_id: one for one in taken}
    rows = Article.objects.filter(pk__in=by_article)
    # Lock stories before articles, as `store_article` does, which prevents deadlocks.
    stories = lock_stories(sorted(set(rows.values_list("story_id", flat=True))))
    locked = rows.select_for_update(no_key=True, of=("self",)).select_related("source").defer("search")
    changed: list[Article] = []
    moved: set[int] = set()
    for article in locked.order_by("pk"):
        one = by_article[article.pk]
        if one.at and not one.is_certain and _is_later(_time_of(article), one.at):
            continue
        before = (article.taken_back_at, article.taken_back_note, article.state)
        article.taken_back_at = one.at or article.taken_back_at or now
        article.taken_back_note = one.note[:NOTE_CHARACTERS]
        if _is_withdrawn_by(one.publisher, article):
            if not article.state_by_hand:
                article.state = Article.State.WITHDRAWN
            elif lock := locks_of(article).get((Field.STATE.value, "")):
                offer(lock, Article.State.WITHDRAWN.value, own=article.state, now=now)
        if before != (article.taken_back_at, article.taken_back_note, article.state):
            changed.append(article)
        if article.state != before[2]:
            moved.add(article.story_id)
    with recorded("articles.article:take_back", road=Act.Road.PULL, about="; ".join(map(str, changed[:3]))):
        Article.objects.bulk_update(changed, ["taken_back_at", "taken_back_note", "state"])
        for story in stories:
            if story.pk in moved:
                choose_leads(story=story)
    return len(changed)


@transaction.atomic
def put_back(*, article: Article, at: datetime, state: str) -> None:
    """Takes the mark off an article that its publisher gave again `at` a time; `state` is that by rule."""
    (story,) = lock_stories([article.story_id])
    article.refresh_from_db(
        from_queryset=Article.objects.select_for_update(no_key=True).defer("search"),
        fields=["state", "state_by_hand", "taken_back_at"],
    )
    if not article.state_by_hand and stays_withdrawn(article):
        article.state = state
    article.taken_back_at, article.taken_back_note = None, ""
    # The tombstone may stand in the feed for long, and must count as older.
    article.updated_at, article.updated_day_only = at, False
    with recorded("articles.article:give_again", road=Act.Road.PULL, about=str(article)):
        article.save(
            update_fields=["state", "taken_back_at", "taken_back_note", "updated_at", "updated_day_only"]
        )
        choose_leads(story=story)


def given_again_at(article: Article, incoming: IncomingArticle) -> datetime | None:
    """The time of `incoming`, where `article` was taken back before it; else None."""
    if article.taken_back_at is None:
        return None
    moment, day_only = incoming.updated_at, incoming.updated_day_only
    if moment is None:
        moment, day_only = incoming.published_at, incoming.published_day_only
    return moment if not day_only and _is_later(moment, article.taken_back_at) else None


def stays_withdrawn(article: Article) -> bool:
    """Whether no rule publishes the article again: it was withdrawn because its publisher took it back."""
    return article.taken_back_at is not None and article.state == Article.State.WITHDRAWN


def _is_withdrawn_by(publisher: Source, article: Article) -> bool:
    """Only what the publisher credits to itself or carries: a feed may list articles of others."""
    is_own = publisher.pk in {article.source_id, article.carrier_id}
    return publisher.withdraws_taken_back and (is_own or article.source.kind == Source.Kind.UNKNOWN)


def _time_of(article: Article) -> datetime | None:
    if article.updated_at:
        return None if article.updated_day_only else article.updated_at
    return article.published_moment


def _is_later(moment: datetime | None, than: datetime) -> bool:
    return moment is not None and moment > than
