"""What editors do to articles: publish, hold, withdraw, correct, file under a category and topics.

Each function is one act: atomic, keyword-only, and marked as done by hand where a later pull could undo it. `by` is
the editor who acts and `now` the moment of the act. Merging and splitting stories stands in `services.stories`,
moderating comments in `articles.comments.services`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import Article, ArticleTopic, Category, Picture, Revision, Topic
from articles.search import index_articles
from articles.services.revisions import keep_revision
from articles.services.stories import choose_leads, lock_stories, split_by_hand


@transaction.atomic
def publish(*, articles: Sequence[Article], by: User | None, now: datetime) -> int:
    """Readers see these articles from now on, whatever the feed's rule says; returns how many changed."""
    return set_state(articles=articles, state=Article.State.PUBLISHED, by=by, now=now)


@transaction.atomic
def hold(*, articles: Sequence[Article], by: User | None, now: datetime) -> int:
    """Takes these articles off the site until an editor publishes them; returns how many changed."""
    return set_state(articles=articles, state=Article.State.HELD, by=by, now=now)


@transaction.atomic
def withdraw(*, articles: Sequence[Article], by: User | None, now: datetime) -> int:
    """Takes these articles off the site for good: their addresses say so. Returns how many changed."""
    return set_state(articles=articles, state=Article.State.WITHDRAWN, by=by, now=now)


@transaction.atomic
def set_state(*, articles: Sequence[Article], state: str, by: User | None, now: datetime) -> int:
    """Sets the state and marks it as an editor's, also where it was the same already: no rule changes it again.

    Returns how many articles had another state before.
    """
    rows = Article.objects.filter(pk__in=[article.pk for article in articles])
    # Stories first, then their articles, as whoever stores an article does: so nobody waits in a circle.
    stories = lock_stories(sorted(rows.values_list("story_id", flat=True)))
    changed = list(rows.exclude(state=state).values_list("story_id", flat=True))
    rows.update(state=state, state_by_hand=True)
    for article in articles:
        article.state, article.state_by_hand = state, True
    # What readers can open stands for its story, so the choice is made anew.
    for story in stories:
        if story.pk in changed:
            choose_leads(story=story)
    return len(changed)


@transaction.atomic
def set_category(
    *, articles: Sequence[Article], category: Category | None, by: User | None, now: datetime
) -> int:
    """Files the articles under a category (None: under none), which no rule changes again; returns how many moved."""
    rows = Article.objects.filter(pk__in=[article.pk for article in articles])
    moved = sum(
        article.category_id != (category.pk if category else None) for article in rows.only("category")
    )
    rows.update(category=category, category_by_hand=True)
    for article in articles:
        article.category, article.category_by_hand = category, True
    return moved


@transaction.atomic
def set_topics(
    *, article: Article, topics: Iterable[Topic], by: User | None, now: datetime
) -> tuple[int, int]:
    """Makes `topics` the topics of the article; returns how many were added and how many taken off.

    What is added is the editor's and stays. What is taken off is remembered as excluded, so that a later pull whose
    terms match does not bring it back; adding it again by hand forgets the exclusion.
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
    return len(wanted - shown), len(shown - wanted)


@transaction.atomic
def correct_text(*, article: Article, title: str, lead: str, by: User | None, now: datetime) -> bool:
    """Replaces title and lead by an editor's, keeping the former as a revision; returns whether anything changed.

    The correction stands until the publisher changes the text: the newer text then takes its place, and the
    corrected one is kept as a revision in its turn. Raises ValueError for an empty title.
    """
    title, lead = title.strip(), lead.strip()
    if not title:
        raise ValueError("An article needs a title: write one.")
    stored = Article.objects.select_for_update().get(pk=article.pk)
    if (stored.title, stored.lead) == (title, lead):
        return False
    keep_revision(article=stored, cause=Revision.Cause.EDITOR, now=now)
    # An editor's title is no longer one that was made from the first sentence.
    derived = stored.title_derived and stored.title == title
    Article.objects.filter(pk=stored.pk).update(title=title, lead=lead, title_derived=derived)
    article.title, article.lead, article.title_derived = title, lead, derived
    index_articles([stored.pk])
    return True


@transaction.atomic
def split(*, articles: Sequence[Article], by: User | None, now: datetime) -> list[Article]:
    """Gives each article a story of its own and returns those; an article that is alone in its story is left."""
    parted = []
    for article in Article.objects.filter(pk__in=[article.pk for article in articles]).order_by("pk"):
        # Looked up one by one: the split before may have left this one alone.
        if Article.objects.filter(story_id=article.story_id).exclude(pk=article.pk).exists():
            split_by_hand(article=article, by=by, now=now)
            parted.append(article)
    return parted


@transaction.atomic
def refuse_pictures(*, pictures: Sequence[Picture], by: User | None, now: datetime) -> int:
    """Shows these pictures no more; returns how many changed."""
    return (
        Picture.objects.filter(pk__in=[picture.pk for picture in pictures])
        .exclude(state=Picture.State.REFUSED)
        .update(state=Picture.State.REFUSED, reason="An editor took it off.")
    )
