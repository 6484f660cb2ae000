"""Let a field of an article follow its publisher again, or keep the editor's value and have the question answered."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.dateparse import parse_datetime

from articles.grouping.relevance import with_subject
from articles.models import Article, ArticleTopic, Category, FieldLock, Picture, Revision, Topic
from articles.search import index_articles
from articles.services.attachments import move_pictures, replace_topics
from articles.services.editing.locks import Field, place_of, publishers_value, settle
from articles.services.places import places_of, replace_places
from articles.services.revisions import keep_revision, note_changes
from articles.services.stories import choose_leads, lock_stories
from articles.services.term_matcher import current_matcher


@transaction.atomic
def follow_publisher(*, article: Article, fields: Sequence[str], by: User | None, now: datetime) -> list[str]:
    """Takes the locks off these fields of `article`, with what the publisher says of them now. Returns the fields that
    had one.

    A text that readers saw becomes a revision. Topics are found again by their terms.
    """
    lock_stories([article.story_id])
    stored = Article.objects.select_for_update(no_key=True).defer("search").get(pk=article.pk)
    locks = list(FieldLock.objects.select_for_update().filter(article=stored, field__in=fields))
    texts = [lock for lock in locks if lock.field in {Field.TITLE, Field.LEAD, Field.TEXT}]
    if any(publishers_value(lock) is not None for lock in texts):
        keep_revision(article=stored, cause=Revision.Cause.EDITOR, now=now)
    for lock in locks:
        _GIVE_BACK[lock.field](stored, lock)
    followed = {lock.field for lock in locks}
    # What was set by hand before fields were locked by themselves has no record of what the rules said.
    for field, flag in ((Field.STATE, "state_by_hand"), (Field.CATEGORY, "category_by_hand")):
        if field in fields and getattr(stored, flag):
            followed.add(field)
            setattr(stored, flag, False)
    stored.save(
        update_fields=[
            *("title", "lead", "text", "html", "state", "state_by_hand", "category", "category_by_hand"),
            *("rule_category", "published_at", "published_day_only"),
        ]
    )
    note_changes([stored.pk])
    FieldLock.objects.filter(pk__in=[lock.pk for lock in locks]).delete()
    if Field.PLACES in followed:
        replace_places({stored.pk: places_of(stored)})
    if Field.TOPICS in fields and ArticleTopic.objects.filter(article=stored, by_hand=True).delete()[0]:
        followed.add(Field.TOPICS)
        _find_topics(stored)
    choose_leads(story=stored.story, language=stored.language)
    index_articles([stored.pk])
    article.refresh_from_db()
    return sorted(followed)


def _find_topics(article: Article) -> None:
    """Gives `article` the topics of its terms; where there are no terms, it keeps those that it has."""
    if matcher := current_matcher():
        matched = matcher.match(article.title, article.lead, article.text, article.language)
        slugs = with_subject(matched.topics, relevant=article.relevant)
        topics = Topic.objects.filter(slug__in=slugs).values_list("pk", flat=True)
        replace_topics(article, list(topics))


@transaction.atomic
def keep_ours(*, locks: Sequence[FieldLock]) -> int:
    """The editors' values stay; what the publishers said is seen. Returns how many waited."""
    rows = FieldLock.objects.select_for_update().changed_under()
    number = 0
    for lock in rows.filter(pk__in=[one.pk for one in locks]):
        settle(lock)
        lock.save(update_fields=["given", "offered", "offered_at"])
        number += 1
    return number


def _title(article: Article, lock: FieldLock) -> None:
    article.title = publishers_value(lock) or article.title


def _lead(article: Article, lock: FieldLock) -> None:
    value = publishers_value(lock)
    article.lead = article.lead if value is None else value


def _text(article: Article, lock: FieldLock) -> None:
    value = publishers_value(lock)
    if value:
        move_pictures(article, old=article.html, new=value["html"])
        article.text, article.html = value["text"], value["html"]


def _date(article: Article, lock: FieldLock) -> None:
    value = publishers_value(lock)
    article.published_at = parse_datetime(value["at"]) if value else None
    article.published_day_only = bool(value and value["day_only"])


def _state(article: Article, lock: FieldLock) -> None:
    article.state, article.state_by_hand = publishers_value(lock) or article.state, False


def _category(article: Article, lock: FieldLock) -> None:
    category = Category.objects.filter(pk=publishers_value(lock) or 0).first()
    article.category, article.category_by_hand = category, False
    article.rule_category = category


def _found_again(article: Article, lock: FieldLock) -> None:
    """Topics are found again by their terms, and places in the text, when all locks are off."""


def _picture(article: Article, lock: FieldLock) -> None:
    for picture in _pictures_at(article, lock):
        if picture.state == Picture.State.REFUSED:
            picture.state = Picture.State.STORED if picture.stored_as else Picture.State.WAITING
            picture.reason = ""
            picture.save(update_fields=["state", "reason"])


def _words_of_picture(article: Article, lock: FieldLock) -> None:
    for picture in _pictures_at(article, lock):
        setattr(picture, lock.field, publishers_value(lock) or "")
        picture.save(update_fields=[lock.field])


def _pictures_at(article: Article, lock: FieldLock) -> list[Picture]:
    return [one for one in article.pictures.all() if place_of(one.original_url) == lock.place]


_GIVE_BACK: dict[str, Callable[[Article, FieldLock], None]] = {
    Field.TITLE: _title,
    Field.LEAD: _lead,
    Field.TEXT: _text,
    Field.DATE: _date,
    Field.STATE: _state,
    Field.CATEGORY: _category,
    Field.TOPICS: _found_again,
    Field.PLACES: _found_again,
    Field.CAPTION: _words_of_picture,
    Field.CREDIT: _words_of_picture,
    Field.PICTURE: _picture,
}
