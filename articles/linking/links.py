"""Links by rule: stories that are joined because they surely tell the same, and how that is taken back.

A link is made only if each article is the other's best in its language, they share several rare facts, and nothing
disagrees. What a hand joined or parted, no rule touches.
"""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from articles.evidence.comparison import Comparison
from articles.linking.candidates import window_of
from articles.linking.matching import Match, best_in, compare_pair, matches_of
from articles.linking.reasons import reasons_of
from articles.linking.thresholds import Thresholds, current_thresholds
from articles.models import Article, Story, StoryDecision, StoryKey, StoryLink
from articles.services.stories import choose_leads, join_by_rule, lock_stories, store_decision

# The day on which the rule took its present form: change it with the weights, and `regroup` looks at its links again.
RULE = "shared facts, 2026-11-29"


def join_certain(*, article: Article, matches: Sequence[Match], now: datetime) -> tuple[int, ...]:
    """Joins the stories that surely are that of `article`, in other languages. Returns the ids of the articles joined to."""
    thresholds = current_thresholds()
    joined = []
    for language in dict.fromkeys(match.article.language for match in matches):
        best = best_in(matches, language) if language != article.language else None
        if best is None or not is_certain(best.comparison, thresholds):
            continue
        if _is_mutual(article, best.article, thresholds) and _join(article, best, now=now):
            joined.append(best.article.pk)
    return tuple(joined)


def is_certain(comparison: Comparison, thresholds: Thresholds) -> bool:
    """Whether a pair may be joined without an editor."""
    return comparison.is_certain and comparison.bits >= thresholds.join_at


def take_back(*, link: StoryLink, now: datetime) -> bool:
    """Gives the story that a rule joined to another its articles and keys back. Returns whether anything moved.

    Nothing moves if an editor joined any of these articles with others of the story meanwhile; the link is then settled.
    The story's former address answers for it again, the other keeps its own.
    """
    with transaction.atomic():
        home = Article.objects.values_list("story_id", flat=True).get(pk=link.first_id)
        stories = lock_stories([home])
        moved = Article.objects.filter(pk__in=link.moved_articles, story=home)
        link.taken_back_at = now
        link.save(update_fields=["taken_back_at"])
        if not moved.exists() or home == link.gone_id or _is_by_hand(link.moved_articles, home):
            return False
        Story.objects.filter(pk=link.gone_id).update(merged_into=None)
        moved.update(story=link.gone_id, is_lead=False)
        StoryKey.objects.filter(pk__in=link.moved_keys, story=home).update(story=link.gone_id)
        for story in (stories[0], *lock_stories([link.gone_id])):
            choose_leads(story=story)
        return True


@transaction.atomic
def part_by_hand(*, link: StoryLink, by: User | None, now: datetime) -> None:
    """An editor says that a rule was wrong: the link is taken back, and no rule joins the two articles again."""
    take_back(link=link, now=now)
    store_decision(link.first, link.second, StoryDecision.Verdict.APART, by=by)


def review_links(article: Article, *, now: datetime) -> int:
    """Takes back the links that earlier forms of the rule made of `article` with an earlier one, and its present form
    would not make. Returns the number of those whose articles moved.
    """
    thresholds, gone = current_thresholds(), 0
    links = StoryLink.objects.standing().filter(second=article).exclude(rule=RULE)
    for link in links.select_related("first", "second"):
        comparison = compare_pair(link.first, link.second)
        if is_certain(comparison, thresholds):
            StoryLink.objects.filter(pk=link.pk).update(
                rule=RULE, bits=comparison.bits, facts=list(reasons_of(comparison))
            )
        else:
            gone += take_back(link=link, now=now)
    return gone


def _is_mutual(article: Article, other: Article, thresholds: Thresholds) -> bool:
    back = best_in(matches_of(other, days=window_of(article, other)), article.language)
    return (
        back is not None
        and back.article.story_id == article.story_id
        and is_certain(back.comparison, thresholds)
    )


@transaction.atomic
def _join(article: Article, match: Match, *, now: datetime) -> bool:
    stories = lock_stories(
        list(Article.objects.filter(pk__in=[article.pk, match.article.pk]).values_list("story_id", flat=True))
    )
    if len({story.pk for story in stories}) == 1:
        return False
    gone = max(stories, key=lambda story: story.pk)  # as `join_by_rule`: the older story stays
    articles = list(Article.objects.filter(story=gone).values_list("pk", flat=True))
    keys = list(StoryKey.objects.filter(story=gone).values_list("pk", flat=True))
    if not join_by_rule(article=article, other=match.article):
        return False
    first, second = sorted((article.pk, match.article.pk))
    StoryLink.objects.create(
        first_id=first,
        second_id=second,
        gone=gone,
        rule=RULE,
        bits=match.comparison.bits,
        facts=list(reasons_of(match.comparison)),
        moved_articles=articles,
        moved_keys=keys,
        made_at=now,
    )
    return True


def _is_by_hand(moved: Sequence[int], home: int) -> bool:
    """Whether an editor decided that one of the moved articles and one that stays are one story."""
    stay = Article.objects.filter(story=home).exclude(pk__in=moved).values("pk")
    same = StoryDecision.objects.filter(verdict=StoryDecision.Verdict.SAME)
    return same.filter(Q(first__in=moved, second__in=stay) | Q(second__in=moved, first__in=stay)).exists()
