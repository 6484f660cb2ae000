"""Suggestions to editors: which articles probably tell one story. Found here, decided by people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from articles.grouping.facts import Facts, Likeness, facts_of, shared_facts
from articles.grouping.suggestions import SAME_EVENT_HOURS, Headline, headline_pairs
from articles.models import Article, Citation, StoryDecision, StorySuggestion
from articles.services.republications import find_republications, forget_old_bands
from articles.services.stories import merge_by_hand, remember

# The headlines among which a new one is compared; they also teach how rare a word is. About one busy day.
HEADLINES_AT_MOST = 300
# A translation follows its original within days; one that cites the same document, within two weeks.
TRANSLATED_WITHIN_DAYS = 3
CITED_WITHIN_DAYS = 14
# Articles of other languages compared in full for one new article; each comparison takes about 5 ms.
TEXTS_AT_MOST = 30


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking through articles has found: how many there were, republications joined, suggestions made."""

    articles: int
    joined: int
    suggested: int


@transaction.atomic
def suggest_for(*, article: Article, now: datetime) -> int:
    """Offers editors the articles that probably tell the story of `article`; the number of suggestions on record.

    The work is bounded whatever the size of the site. What an editor decided is neither asked again nor changed;
    one suggestion is made for each other story, that of its most alike article.
    """
    likenesses = {**_by_facts(article), **_by_headline(article)}
    if not likenesses:
        return 0
    decided = _decided(article)
    stories: dict[int, tuple[float, int]] = {}
    rows = Article.objects.filter(pk__in=likenesses).exclude(story=article.story_id)
    for pk, story in rows.values_list("pk", "story_id"):
        if story not in decided:
            stories[story] = max(stories.get(story, (0.0, 0)), (likenesses[pk][1].score, pk))
    suggestions = [
        # By rising id, so that two pullers that suggest the same pairs wait for each other in one order.
        _suggestion(article, pk, *likenesses[pk], now=now)
        for pk in sorted(pk for _score, pk in stories.values())
    ]
    StorySuggestion.objects.bulk_create(
        suggestions,
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["kind", "score", "reasons"],
    )
    return len(suggestions)


@transaction.atomic
def decide_suggestion(*, suggestion: StorySuggestion, same: bool, by: User | None, now: datetime) -> None:
    """An editor's answer: merges the two stories, or remembers that they are two."""
    if same:
        merge_by_hand(articles=[suggestion.first, suggestion.second], by=by)
    else:
        remember(suggestion.first, suggestion.second, StoryDecision.Verdict.APART, by=by)
    suggestion.decided = StorySuggestion.Decision.SAME if same else StorySuggestion.Decision.APART
    suggestion.decided_at = now
    suggestion.save(update_fields=["decided", "decided_at"])


def suggest_for_arrivals(*, since: datetime, now: datetime) -> Looked:
    """Offers editors what is like the articles that arrived from `since` on, and forgets what is too old to compare."""
    forget_old_bands(now=now)
    arrived = Article.objects.filter(arrived_at__gte=since).exclude(state=Article.State.WITHDRAWN)
    pks = list(arrived.order_by("pk").values_list("pk", flat=True))
    # Read one by one: the merge of an article before may have moved this one.
    return look_through(articles=(Article.objects.defer("search").get(pk=pk) for pk in pks), now=now)


def look_through(*, articles: Iterable[Article], now: datetime) -> Looked:
    """Looks for republications and likenesses of stored articles, each in a transaction of its own.

    Going through the same ones twice changes nothing more.
    """
    seen = joined = suggested = 0
    for article in articles:
        with transaction.atomic():
            joined += len(find_republications(article=article))
            suggested += suggest_for(article=article, now=now)
        seen += 1
    return Looked(seen, joined, suggested)


def _suggestion(
    article: Article, other: int, kind: StorySuggestion.Kind, likeness: Likeness, *, now: datetime
) -> StorySuggestion:
    first, second = sorted((article.pk, other))
    return StorySuggestion(
        first_id=first,
        second_id=second,
        kind=kind,
        score=likeness.score,
        reasons=list(likeness.reasons),
        suggested_at=now,
    )


def _decided(article: Article) -> set[int]:
    """The stories on which an editor has said a word, as to any article of this one's story."""
    ours = Q(first__story=article.story_id) | Q(second__story=article.story_id)
    answered = StorySuggestion.objects.exclude(decided=StorySuggestion.Decision.WAITING)
    pairs = [
        *StoryDecision.objects.filter(ours).values_list("first__story", "second__story"),
        *answered.filter(ours).values_list("first__story", "second__story"),
    ]
    return {story for pair in pairs for story in pair} - {article.story_id}


def _near(article: Article, span: timedelta) -> QuerySet[Article]:
    """Articles of other stories from the same time, those nearest by arrival first; withdrawn ones left out."""
    moment = article.published_at or article.arrived_at
    return (
        Article.objects.filter(ordered_at__range=(moment - span, moment + span))
        .exclude(story=article.story_id)
        .exclude(state=Article.State.WITHDRAWN)
        .order_by("-pk")
    )


def _by_headline(article: Article) -> dict[int, tuple[StorySuggestion.Kind, Likeness]]:
    """Articles in the same language whose headlines surely report the same event."""
    if article.title_derived:
        return {}
    near = _near(article, timedelta(hours=SAME_EVENT_HOURS)).filter(
        language=article.language, title_derived=False
    )
    rows = near.values_list("pk", "title", "ordered_at")[:HEADLINES_AT_MOST]
    own = Headline(article.pk, article.title, article.published_at or article.arrived_at)
    pairs = headline_pairs([own, *(Headline(*row) for row in rows)], about=own.key)
    found = {}
    for pair in pairs:
        other = pair.second if pair.first == article.pk else pair.first
        found[int(str(other))] = (StorySuggestion.Kind.HEADLINE, Likeness(pair.score, pair.reasons))
    return found


def _by_facts(article: Article) -> dict[int, tuple[StorySuggestion.Kind, Likeness]]:
    """Articles in other languages that share facts: those of the same days, and those that cite the same documents."""
    foreign = ~Q(language=article.language)
    fields = ("pk", "title", "lead", "text")
    citing = _near(article, timedelta(days=CITED_WITHIN_DAYS)).filter(
        foreign, citations__document__number__in=article.citations.values("document__number")
    )
    recent = _near(article, timedelta(days=TRANSLATED_WITHIN_DAYS)).filter(foreign)
    rows = {
        row[0]: row
        for near in (citing, recent)
        for row in near.values_list(*fields).distinct()[: TEXTS_AT_MOST // 2]
    }
    if not rows:
        return {}
    numbers = _documents([article.pk, *rows])
    own = _facts(article.title, article.lead, article.text, numbers.get(article.pk, ()))
    found = {}
    for pk, title, lead, text in rows.values():
        likeness = shared_facts(own, _facts(title, lead, text, numbers.get(pk, ())))
        if likeness.is_worth_a_look:
            found[pk] = (StorySuggestion.Kind.FACTS, likeness)
    return found


def _facts(title: str, lead: str, text: str, documents: Sequence[str]) -> Facts:
    return facts_of(title=title, text=f"{lead}\n{text}", documents=documents)


def _documents(pks: Sequence[int]) -> dict[int, list[str]]:
    """The numbers of the documents that each article cites. The year, which texts often leave out, is not compared."""
    numbers: dict[int, list[str]] = {}
    for pk, number in Citation.objects.filter(article__in=pks).values_list("article", "document__number"):
        numbers.setdefault(pk, []).append(number)
    return numbers
