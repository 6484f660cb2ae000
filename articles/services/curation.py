"""Editors' actions on articles: publish, hold, withdraw, correct, set category and topics.

Each function is atomic and keyword-only, and locks what it sets (`articles.services.editing`) where a later pull could
undo it. `by` is the acting editor, `now` the time. Merging and splitting stories is in
`articles.services.stories`, moderating comments in `articles.comments.services`.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles.catalogue.places import provinces_by_number
from articles.grouping.passages import passages_of
from articles.models import Article, ArticleTopic, Category, Picture, Revision, Topic
from articles.search import index_articles
from articles.services.attachments import move_pictures
from articles.services.editing.locks import (
    TAKEN_OFF,
    Field,
    date_value,
    lock_fields,
    place_of,
    text_value,
)
from articles.services.places import places_of, replace_places, slugs_of
from articles.services.revisions import REASON_CHARACTERS, keep_revision, note_changes
from articles.services.stories import choose_leads, lock_stories, split_by_hand
from desk.wording import desk_text


@transaction.atomic
def publish(*, articles: Sequence[Article], by: User | None, now: datetime) -> int:
    """Publishes these articles, whatever the feed's rule says. Returns how many changed."""
    return set_state(articles=articles, state=Article.State.PUBLISHED, by=by, now=now)


@transaction.atomic
def hold(*, articles: Sequence[Article], by: User | None, now: datetime) -> int:
    """Takes these articles off the site until an editor publishes them. Returns how many changed."""
    return set_state(articles=articles, state=Article.State.HELD, by=by, now=now)


@transaction.atomic
def withdraw(*, articles: Sequence[Article], by: User | None, now: datetime, reason: str = "") -> int:
    """Takes these articles off the site for good: their addresses answer 410, with the reason. Returns how many
    changed.
    """
    return set_state(articles=articles, state=Article.State.WITHDRAWN, by=by, now=now, reason=reason)


@transaction.atomic
def set_state(
    *, articles: Sequence[Article], state: str, by: User | None, now: datetime, reason: str = ""
) -> int:
    """Sets the state and marks it as set by hand, even if it was the same already: no rule changes it again.

    `reason` is shown where readers are told of a withdrawal. Returns how many articles had another state before.
    """
    rows = Article.objects.filter(pk__in=[article.pk for article in articles])
    # Lock stories before articles, as `store_article` does, which prevents deadlocks.
    stories = lock_stories(sorted(rows.values_list("story_id", flat=True)))
    changed = list(rows.exclude(state=state).values_list("story_id", flat=True))
    given = {(pk, Field.STATE.value, ""): before for pk, before in rows.values_list("pk", "state")}
    lock_fields(given=given, by=by, now=now)
    said = reason[:REASON_CHARACTERS] if state == Article.State.WITHDRAWN else ""
    rows.update(state=state, state_by_hand=True, state_reason=said)
    for article in articles:
        article.state, article.state_by_hand = state, True
    # The lead of a story must be an article that readers can open, so it is elected again.
    for story in stories:
        if story.pk in changed:
            choose_leads(story=story)
    return len(changed)


@transaction.atomic
def set_category(
    *, articles: Sequence[Article], category: Category | None, by: User | None, now: datetime
) -> int:
    """Sets the category (None: no category), which no rule changes again, of all versions of these articles' stories: a
    story has one category, the one that a hand chose last on any of them. Returns how many of `articles` moved.
    """
    stories = lock_stories(sorted({article.story_id for article in articles}))
    rows = Article.objects.filter(pk__in=[article.pk for article in articles])
    moved = sum(
        article.category_id != (category.pk if category else None) for article in rows.only("category")
    )
    given = {(pk, Field.CATEGORY.value, ""): before for pk, before in rows.values_list("pk", "category")}
    lock_fields(given=given, by=by, now=now)
    rows.update(category=category, category_by_hand=True)
    for article in articles:
        article.category, article.category_by_hand = category, True
    for story in stories:
        choose_leads(story=story)
    return moved


@transaction.atomic
def set_topics(
    *, article: Article, topics: Iterable[Topic], by: User | None, now: datetime
) -> tuple[int, int]:
    """Makes `topics` the topics of the article. Returns how many were added and how many removed.

    Added topics are marked as set by hand. Removed ones are stored as excluded, so that a later pull whose
    terms match does not add them again; adding one by hand clears the exclusion.
    """
    wanted = {topic.pk for topic in topics}
    links = list(ArticleTopic.objects.select_for_update().filter(article=article))
    shown = {link.topic_id for link in links if not link.excluded}
    excluded = {link.topic_id for link in links if link.excluded}
    of_article = ArticleTopic.objects.filter(article=article)
    of_article.filter(topic_id__in=shown - wanted).update(excluded=True, by_hand=True)
    of_article.filter(topic_id__in=excluded & wanted).update(excluded=False, by_hand=True)
    ArticleTopic.objects.bulk_create(
        ArticleTopic(article=article, topic_id=pk, by_hand=True) for pk in wanted - shown - excluded
    )
    if wanted != shown:
        given = sorted(link.topic_id for link in links if not link.by_hand)
        lock_fields(given={(article.pk, Field.TOPICS.value, ""): given}, by=by, now=now)
    return len(wanted - shown), len(shown - wanted)


@transaction.atomic
def add_topic(*, articles: Sequence[Article], topic: Topic, by: User | None, now: datetime) -> int:
    """Gives articles a topic beside those that they have. Returns how many of them did not have it."""
    return _with_topics(articles, lambda topics: topics | {topic}, by, now)


@transaction.atomic
def take_topic_off(*, articles: Sequence[Article], topic: Topic, by: User | None, now: datetime) -> int:
    """Takes a topic from articles, which keep their others. Returns how many of them had it."""
    return _with_topics(articles, lambda topics: topics - {topic}, by, now)


def _with_topics(
    articles: Sequence[Article], change: Callable[[set[Topic]], set[Topic]], by: User | None, now: datetime
) -> int:
    """Sets the topics of articles to what `change` makes of those that they have. Returns how many articles changed."""
    changed = 0
    for article in sorted(articles, key=lambda one: one.pk):
        topics = set(Topic.objects.filter(article_links__article=article, article_links__excluded=False))
        changed += any(set_topics(article=article, topics=change(topics), by=by, now=now))
    return changed


@transaction.atomic
def set_places(*, article: Article, slugs: Iterable[str], by: User | None, now: datetime) -> bool:
    """Makes these present provinces the places of the article, whatever its text names. Returns whether they changed."""
    stored = Article.objects.select_for_update(no_key=True).defer("search").get(pk=article.pk)
    numbers = stored.place_links.values_list("province", flat=True)
    there = sorted(provinces_by_number()[number].slug for number in numbers)
    wanted = sorted(set(slugs))
    if wanted == there:
        return False
    said, key = places_of(stored), (stored.pk, Field.PLACES.value, "")
    lock_fields(given={key: slugs_of(said)}, own={key: wanted}, by=by, now=now)
    replace_places({stored.pk: said})
    return True


@transaction.atomic
def correct_text(
    *,
    article: Article,
    by: User | None,
    now: datetime,
    title: str | None = None,
    lead: str | None = None,
    html: str | None = None,
    reason: str = "",
) -> list[str]:
    """Replaces title, lead or text by an editor's, keeping the former as a revision. None leaves one as it is. Returns
    the names of what changed.

    Each of the three is locked by itself: what the publisher says of it later is kept beside it, and the other two go on
    following the publisher. `html` is clean already. Raises ValueError for an empty title.
    """
    stored = Article.objects.select_for_update().defer("search").get(pk=article.pk)
    wanted = {"title": title, "lead": lead, "html": html}
    new = {
        name: value.strip()
        for name, value in wanted.items()
        if value is not None and value.strip() != getattr(stored, name).strip()
    }
    if new.get("title") == "":
        raise ValueError(desk_text("An article needs a title: write one."))
    if not new:
        return []
    keep_revision(article=stored, cause=Revision.Cause.EDITOR, now=now, reason=reason)
    given = {
        (stored.pk, Field.TEXT.value if name == "html" else name, ""): (
            text_value(text=stored.text, html=stored.html) if name == "html" else getattr(stored, name)
        )
        for name in new
    }
    lock_fields(given=given, by=by, now=now)
    if "html" in new:
        move_pictures(stored, old=stored.html, new=new["html"])
        new["text"] = "\n".join(passage.text for passage in passages_of(new["html"]))
    # An editor's title is not derived from the first sentence any more.
    derived = stored.title_derived and "title" not in new
    Article.objects.filter(pk=stored.pk).update(**new, title_derived=derived)
    for name, value in new.items():
        setattr(article, name, value)
    article.title_derived = derived
    note_changes([stored.pk])
    index_articles([stored.pk])
    return sorted("text" if name == "html" else name for name in wanted if name in new)


@transaction.atomic
def confirm_title(*, article: Article, title: str, by: User | None, now: datetime) -> None:
    """Sets the headline of an article that came without one, be it the sentence that stood in its place: it is a headline
    of its own from now on, and locked."""
    correct_text(article=article, title=title, by=by, now=now)
    confirmed = Article.objects.filter(pk=article.pk, title_derived=True).update(title_derived=False)
    if confirmed:
        lock_fields(given={(article.pk, Field.TITLE.value, ""): article.title}, by=by, now=now)


@transaction.atomic
def set_date(
    *, article: Article, published_at: datetime, day_only: bool, by: User | None, now: datetime
) -> None:
    """Sets the time of publication, of which perhaps the day alone is known; what the publisher says of it later is kept
    beside it. Raises ValueError for one that is still to come."""
    if published_at > now and not day_only:
        raise ValueError("A time of publication lies in the past.")
    published_at = min(published_at, now)  # of today noon may still lie ahead
    stored = Article.objects.select_for_update().defer("search").get(pk=article.pk)
    key = (stored.pk, Field.DATE.value, "")
    given = {key: date_value(stored.published_at, day_only=stored.published_day_only)}
    own = {key: date_value(published_at, day_only=day_only)}
    lock_fields(given=given, own=own, by=by, now=now)
    Article.objects.filter(pk=stored.pk).update(published_at=published_at, published_day_only=day_only)
    choose_leads(story=stored.story, language=stored.language)
    index_articles([stored.pk])


@transaction.atomic
def correct_picture(
    *, picture: Picture, caption: str, credit: str, by: User | None, now: datetime
) -> list[str]:
    """Replaces caption and credit of a picture by an editor's, each locked by itself. Returns the names of what changed."""
    stored = Picture.objects.select_for_update().get(pk=picture.pk)
    wanted = {"caption": caption, "credit": credit}
    new = {name: value for name, value in wanted.items() if value != getattr(stored, name)}
    place = place_of(stored.original_url)
    given = {(stored.article_id, name, place): getattr(stored, name) for name in new}
    own = {(stored.article_id, name, place): value for name, value in new.items()}
    lock_fields(given=given, own=own, by=by, now=now)
    if new:
        Picture.objects.filter(pk=stored.pk).update(**new)
    return sorted(new)


@transaction.atomic
def split(*, articles: Sequence[Article], by: User | None, now: datetime) -> list[Article]:
    """Gives each article a story of its own. Returns those moved.

    An article alone in its story is skipped, and so is one that was deleted meanwhile.
    """
    parted = []
    for article in Article.objects.filter(pk__in=[article.pk for article in articles]).order_by("pk"):
        # Checked one by one: an earlier split may have left this article alone.
        if Article.objects.filter(story_id=article.story_id).exclude(pk=article.pk).exists():
            with suppress(Article.DoesNotExist):
                split_by_hand(article=article, by=by, now=now)
                parted.append(article)
    return parted


@transaction.atomic
def refuse_pictures(*, pictures: Sequence[Picture], by: User | None, now: datetime) -> int:
    """Hides these pictures for good. Returns how many changed."""
    rows = Picture.objects.filter(pk__in=[picture.pk for picture in pictures])
    shown = list(rows.exclude(state=Picture.State.REFUSED).select_for_update())
    given = {(one.article_id, Field.PICTURE.value, place_of(one.original_url)): one.state for one in shown}
    lock_fields(given=given, by=by, now=now)
    return rows.filter(pk__in=[one.pk for one in shown]).update(state=Picture.State.REFUSED, reason=TAKEN_OFF)
