"""Suggestions to editors: articles that probably belong to one story. Editors decide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from articles.evidence.comparison import Frequencies, compare
from articles.evidence.kinds import Kind
from articles.evidence.statement import Statement
from articles.grouping.headline_pairs import SAME_EVENT_HOURS, Headline, headline_pairs
from articles.linking.evidence_rows import forget_old_evidence, statement_from_text, store_evidence
from articles.linking.links import join_certain
from articles.linking.matching import Match, matches_of
from articles.linking.reasons import reasons_of
from articles.linking.thresholds import current_thresholds
from articles.models import Article, StoryDecision, StorySuggestion
from articles.services.republications import find_republications, forget_old_bands
from articles.services.stories import merge_by_hand, split_by_hand, store_decision

# A new headline is compared with so many; they also show how rare a word is. About one busy day.
HEADLINES_AT_MOST = 300
# Two texts of one language with so many figures each, of which they share none, tell of two events.
FIGURES_TO_TELL_APART = 2
# Articles of which the evidence is written in one transaction.
EVIDENCE_AT_ONCE = 50

_Similarity = tuple[StorySuggestion.Kind, float, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class MatchResult:
    """Counts for a run: articles compared, republications joined, stories linked by facts, suggestions made."""

    articles: int
    joined: int
    suggested: int
    linked: int = 0


@transaction.atomic
def suggest_for(*, article: Article, now: datetime, matches: Sequence[Match]) -> int:
    """Suggests to editors the articles that probably belong to the story of `article`. Returns the number
    stored.

    The work does not grow with the site. Pairs that an editor decided are left alone. Of each other story
    only the most similar article of each language is suggested. `matches` are those of the article (`matches_of`).
    """
    similarities = {**_by_facts(matches, article.language), **_by_headline(article)}
    if not similarities:
        return 0
    decided = _decided(article)
    rows = (
        Article.objects.filter(pk__in=similarities).exclude(story=article.story_id).exclude(story__in=decided)
    )
    suggestions = [
        # By rising id, so that two processes suggesting the same pairs lock rows in one order.
        _suggestion(article, pk, *similarities[pk], now=now)
        for pk in _best_of_stories(rows.values_list("pk", "story_id", "language"), similarities)
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
    """An editor's answer: merges the two stories, or stores that they are separate. Where they were merged before, the
    second article gets a story of its own again.
    """
    if same:
        merge_by_hand(articles=[suggestion.first, suggestion.second], by=by)
    else:
        store_decision(suggestion.first, suggestion.second, StoryDecision.Verdict.APART, by=by)
        if suggestion.first.story_id == suggestion.second.story_id:
            split_by_hand(article=suggestion.second, by=by, now=now)
    suggestion.decided = StorySuggestion.Decision.SAME if same else StorySuggestion.Decision.APART
    suggestion.decided_at = now
    suggestion.save(update_fields=["decided", "decided_at"])


def suggest_for_arrivals(*, since: datetime, now: datetime) -> MatchResult:
    """Runs `match_articles` for articles that arrived or changed at or after `since`, and deletes what is too old."""
    forget_old_bands(now=now)
    forget_old_evidence(now=now)
    arrived = Article.objects.filter(Q(arrived_at__gte=since) | Q(revisions__replaced_at__gte=since))
    pks = list(
        arrived.exclude(state=Article.State.WITHDRAWN).order_by("pk").distinct().values_list("pk", flat=True)
    )
    return match_articles(pks=pks, now=now)


def match_articles(*, pks: Sequence[int], now: datetime) -> MatchResult:
    """Writes the evidence of stored articles, then finds republications, links and suggestions for each.

    One transaction an article. Running it twice on the same articles changes nothing more.
    """
    articles = Article.objects.defer("search", "html")
    for start in range(0, len(pks), EVIDENCE_AT_ONCE):
        store_evidence(list(articles.filter(pk__in=pks[start : start + EVIDENCE_AT_ONCE])))
    joined = linked = suggested = 0
    for pk in pks:
        # Read one by one: merging an earlier article may have moved this one to another story.
        with transaction.atomic():
            article = articles.get(pk=pk)
            joined += len(find_republications(article=article))
            matches = matches_of(article)
            linked += len(join_certain(article=article, matches=matches, now=now))
            suggested += suggest_for(article=article, now=now, matches=matches)
    return MatchResult(len(pks), joined, suggested, linked)


def _suggestion(
    article: Article,
    other: int,
    kind: StorySuggestion.Kind,
    score: float,
    reasons: Sequence[str],
    *,
    now: datetime,
) -> StorySuggestion:
    first, second = sorted((article.pk, other))
    return StorySuggestion(
        first_id=first,
        second_id=second,
        kind=kind,
        score=score,
        reasons=list(reasons),
        suggested_at=now,
    )


def _best_of_stories(
    rows: Iterable[tuple[int, int, str]], similarities: Mapping[int, _Similarity]
) -> list[int]:
    """Of each story and language the id of the article that is most similar, in rising order."""
    best: dict[tuple[int, str], tuple[float, int]] = {}
    for pk, story, language in rows:
        best[story, language] = max(best.get((story, language), (-1.0, 0)), (similarities[pk][1], pk))
    return sorted(pk for _score, pk in best.values())


def _decided(article: Article) -> set[int]:
    """The stories that an editor already merged with or separated from this article's story."""
    ours = Q(first__story=article.story_id) | Q(second__story=article.story_id)
    answered = StorySuggestion.objects.exclude(decided=StorySuggestion.Decision.WAITING)
    pairs = [
        *StoryDecision.objects.filter(ours).values_list("first__story", "second__story"),
        *answered.filter(ours).values_list("first__story", "second__story"),
    ]
    return {story for pair in pairs for story in pair} - {article.story_id}


def _near(article: Article, span: timedelta) -> QuerySet[Article]:
    """Articles of other stories from the same time, newest arrivals first; withdrawn ones left out."""
    moment = article.published_at or article.arrived_at
    return (
        Article.objects.filter(ordered_at__range=(moment - span, moment + span))
        .exclude(story=article.story_id)
        .exclude(state=Article.State.WITHDRAWN)
        .order_by("-pk")
    )


def _by_headline(article: Article) -> dict[int, _Similarity]:
    """Articles in the same language whose headlines report the same event."""
    if article.title_derived:
        return {}
    near = _near(article, timedelta(hours=SAME_EVENT_HOURS)).filter(
        language=article.language, title_derived=False
    )
    rows = near.values_list("pk", "title", "ordered_at")[:HEADLINES_AT_MOST]
    own = Headline(article.pk, article.title, article.published_at or article.arrived_at)
    pairs = headline_pairs([own, *(Headline(*row) for row in rows)], about=own.key)
    found: dict[int, _Similarity] = {}
    for pair in pairs:
        other = pair.second if pair.first == article.pk else pair.first
        found[int(str(other))] = (StorySuggestion.Kind.HEADLINE, pair.score, pair.reasons)
    return _without_other_events(article, found)


def _without_other_events(article: Article, found: dict[int, _Similarity]) -> dict[int, _Similarity]:
    """Those of `found` that may report the same event as the article."""
    if not found:
        return {}
    own = statement_from_text(article, ())
    others = Article.objects.filter(pk__in=found).only("language", "title", "lead", "text")
    return {
        other.pk: found[other.pk]
        for other in others
        if not _is_another_event(own, statement_from_text(other, ()))
    }


def _is_another_event(own: Statement, other: Statement) -> bool:
    """Whether two articles of one language tell of one kind of event in two places, years or with other figures.

    Yearly and monthly reports share their headlines' words; they differ in what they state.
    """
    comparison = compare(own, other, Frequencies({}, 0))
    stated = min(len(own.by_kind[Kind.FIGURE]), len(other.by_kind[Kind.FIGURE]))
    shares_none = not any(kind in (Kind.FIGURE, Kind.NAME) for kind, _key, _bits in comparison.shared)
    return bool(comparison.against) or (stated >= FIGURES_TO_TELL_APART and shares_none)


def _by_facts(matches: Sequence[Match], language: str) -> dict[int, _Similarity]:
    """Articles in other languages that share enough of what they state."""
    at_least = current_thresholds().suggest_at
    return {
        match.article.pk: (StorySuggestion.Kind.FACTS, match.comparison.score, reasons_of(match.comparison))
        for match in matches
        if match.article.language != language and match.comparison.bits >= at_least
    }
