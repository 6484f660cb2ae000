"""Stories: joining articles that are surely one story, and merging and splitting by editors."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import connection, transaction

from articles.grouping.versions import (
    ADDRESS_PREFIX,
    Candidate,
    address_story_key,
    elect_lead,
    is_another_instalment,
    rank,
)
from articles.models import Article, Feature, FieldLock, Story, StoryDecision, StoryKey
from desk.models import Act
from desk.record import recorded

KEY_CHARACTERS = 700


def lock_keys(keys: Sequence[str]) -> None:
    """Takes advisory locks on the keys until the end of the transaction: processes with the same keys wait."""
    numbers = sorted(
        int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True) for key in set(keys)
    )
    if numbers:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(number) FROM (SELECT unnest(%s::bigint[]) AS number ORDER BY 1) AS ordered",
                [numbers],
            )


@transaction.atomic
def story_for(*, keys: Sequence[str], article: Article | None = None) -> Story:
    """The story that owns one of `keys`; a new one if none does. All keys belong to it afterwards.

    Several matching stories are merged, unless an editor separated any two of their articles. `article` is
    the stored article whose keys these are; its own story is the one that stays. The story is locked until
    the end of the transaction, so that no other process merges it before the article has joined.
    """
    keys = [key[:KEY_CHARACTERS] for key in keys]
    found = dict(StoryKey.objects.filter(key__in=keys).values_list("key", "story_id"))
    own = [_story_id(article)] if article else []
    stories = lock_stories([*own, *_owners(keys, found)])
    home = stories[0] if stories else Story.objects.create()
    for other in stories[1:]:
        if not are_parted(home, other):
            merge_stories(kept=home, gone=other)
    missing = [StoryKey(story=home, key=key) for key in keys if key not in found]
    if missing:
        StoryKey.objects.bulk_create(missing, ignore_conflicts=True)
    if article:
        # The object may be stale after a merge by this or another process: saving it must not undo that.
        article.refresh_from_db(fields=["story", "is_lead"])
    return home


def _owners(keys: Sequence[str], found: Mapping[str, int]) -> list[int]:
    """The ids of the stories that own the keys, except where the text is only the next instalment of a
    series.
    """
    addresses = [key.removeprefix(ADDRESS_PREFIX) for key in keys if key.startswith(ADDRESS_PREFIX)]
    by_address = {found[key] for key in keys if key in found and key.startswith(ADDRESS_PREFIX)}
    owners = []
    for key in keys:
        if key not in found:
            continue
        if found[key] not in by_address and addresses:
            others = Article.objects.filter(story=found[key]).values_list("address_key", flat=True)
            if any(is_another_instalment(addresses[-1], other) for other in others if other):
                continue
        owners.append(found[key])
    return owners


def lock_stories(pks: Sequence[int]) -> list[Story]:
    """The stories of these ids, without repetitions, in this order, locked until the end of the transaction.

    A story merged meanwhile is replaced by the one it became. Rows are locked by rising id, which prevents
    deadlocks.
    """
    wanted = list(dict.fromkeys(pks))
    locked: dict[int, Story] = {}
    while missing := [pk for pk in wanted if pk not in locked]:
        # FOR NO KEY UPDATE: a plain lock would wait for every article being added to the story.
        rows = Story.objects.select_for_update(no_key=True).filter(pk__in=missing).order_by("pk")
        locked |= {story.pk: story for story in rows}
        successors = [(pk, locked[pk].merged_into_id) for pk in wanted if pk in locked]
        wanted = list(dict.fromkeys(successor or pk for pk, successor in successors))
    return [locked[pk] for pk in wanted]


@transaction.atomic
def merge_stories(*, kept: Story, gone: Story) -> None:
    """Moves everything of `gone` to `kept`; the address of `gone` redirects to `kept` afterwards."""
    stories = lock_stories([kept.pk, gone.pk])
    if len(stories) < 2:
        return
    kept, gone = stories
    with recorded("articles.story:merge", road=Act.Road.RULE, about=f"{kept}; {gone}"):
        _merge(kept, gone)


def _merge(kept: Story, gone: Story) -> None:
    Article.objects.filter(story=gone).update(is_lead=False, story=kept)
    StoryKey.objects.filter(story=gone).update(story=kept)
    Feature.objects.filter(story=gone).update(story=kept)
    Story.objects.filter(merged_into=gone).update(merged_into=kept)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    choose_leads(story=kept)


@transaction.atomic
def join_by_rule(*, article: Article, other: Article) -> bool:
    """Merges the stories of two articles, unless an editor separated them. Returns whether anything changed.

    The older story stays, as its address may be known already. `article` is refreshed.
    """
    stories = sorted(lock_stories([_story_id(article), _story_id(other)]), key=lambda story: story.pk)
    if len(stories) < 2 or are_parted(*stories):
        return False
    merge_stories(kept=stories[0], gone=stories[1])
    article.refresh_from_db(fields=["story", "is_lead"])
    return True


@transaction.atomic
def choose_leads(*, story: Story, language: str | None = None) -> None:
    """Elects the lead article of the story, in one language or in each; and gives all its versions its category."""
    # Without the lock, two concurrent elections would each see and choose only their own article.
    lock_stories([story.pk])
    articles = Article.objects.filter(story=story)
    by_language: dict[str, list[Candidate]] = {}
    leading: dict[str, int] = {}
    by_hand: dict[str, int] = {}
    rows = articles.values_list(
        *("pk", "language", "state", "carrier_id", "origin_key", "machine_translated", "ordered_at"),
        *("is_lead", "lead_by_hand", "category_id", "rule_category_id", "category_by_hand"),
    )
    versions: list[_Filed] = []
    for pk, tag, state, carrier, origin_key, translated, ordered_at, is_lead, is_chosen, *filed in rows:
        candidate = Candidate(
            pk=pk,
            is_public=state == Article.State.PUBLISHED,
            is_original=carrier is None and not origin_key,
            machine_translated=translated,
            ordered_at=ordered_at,
        )
        versions.append(_Filed(candidate, *filed))
        if language not in (None, tag):
            continue
        by_language.setdefault(tag, []).append(candidate)
        if is_lead:
            leading[tag] = pk
        # Only an article that readers can open stands for its story, whoever chose it.
        if is_chosen and state == Article.State.PUBLISHED:
            by_hand[tag] = max(pk, by_hand.get(tag, pk))
    chosen = {tag: by_hand.get(tag) or elect_lead(some) for tag, some in by_language.items()}
    changed = [tag for tag, pk in chosen.items() if leading.get(tag) != pk]
    if changed:
        articles.filter(language__in=changed, is_lead=True).update(is_lead=False)
        articles.filter(pk__in=[chosen[tag] for tag in changed]).update(is_lead=True)
    _settle_category(versions)


@dataclass(frozen=True, slots=True)
class _Filed:
    """A version of a story and its category: the present one, what the rules say of it alone, and whether a hand chose."""

    version: Candidate
    category: int | None
    by_rule: int | None
    is_by_hand: bool


def _settle_category(versions: Sequence[_Filed]) -> None:
    """Gives all versions of a story one category: the one that a hand chose last on any of them, else the original's.
    An original without one takes that of the next version. No query where they have it."""
    chosen_by_hand = [one for one in versions if one.is_by_hand]
    if len({one.category for one in chosen_by_hand}) > 1:
        last = (
            FieldLock.objects.filter(
                article__in=[one.version.pk for one in chosen_by_hand], field=FieldLock.Field.CATEGORY
            )
            .order_by("-at", "-pk")
            .values_list("article_id", flat=True)
            .first()
        )
        chosen_by_hand = [one for one in chosen_by_hand if one.version.pk == last] or chosen_by_hand
    if chosen_by_hand:
        category = chosen_by_hand[0].category
    else:
        ranked = sorted(versions, key=lambda one: rank(one.version))
        own = (one.by_rule or one.category for one in ranked)
        category = next(filter(None, own), None)
    others = [one.version.pk for one in versions if one.category != category]
    if others:
        Article.objects.filter(pk__in=others).update(category=category)


@transaction.atomic
def merge_by_hand(*, articles: Sequence[Article], by: User | None) -> Story:
    """An editor merges these articles into one story. Stored as decisions: no rule separates them again."""
    stories = lock_stories([_story_id(article) for article in articles])
    home = stories[0]
    for article in articles[1:]:
        store_decision(articles[0], article, StoryDecision.Verdict.SAME, by=by)
    for other in stories[1:]:
        merge_stories(kept=home, gone=other)
    for article in articles:
        article.story = home
    return home


@transaction.atomic
def split_by_hand(*, article: Article, by: User | None, now: datetime) -> Story:
    """An editor gives this article a story of its own, for good.

    Its own address key moves with it: a later translation that cites this text is a version of this text.
    """
    old = lock_stories([_story_id(article)])[0]
    for other in Article.objects.filter(story=old).exclude(pk=article.pk):
        store_decision(article, other, StoryDecision.Verdict.APART, by=by)
    new = Story.objects.create()
    Article.objects.filter(pk=article.pk).update(story=new, is_lead=True)
    if article.address_key:
        StoryKey.objects.filter(
            story=old, key=address_story_key(article.address_key)[:KEY_CHARACTERS]
        ).update(story=new)
    article.story, article.is_lead = new, True
    choose_leads(story=old)
    choose_leads(story=new)
    return new


@transaction.atomic
def lead_by_hand(*, articles: Sequence[Article]) -> int:
    """An editor chooses each of these to stand for its story in its language, until another is chosen. Returns how many
    lead now that did not. Of several of one story and language the last one counts.
    """
    stories = lock_stories([_story_id(article) for article in articles])
    led = set(Article.objects.filter(story__in=stories, is_lead=True).values_list("pk", flat=True))
    for article in articles:
        of_story = Article.objects.filter(story_id=_story_id(article), language=article.language)
        of_story.filter(lead_by_hand=True).exclude(pk=article.pk).update(lead_by_hand=False)
        of_story.filter(pk=article.pk).update(lead_by_hand=True)
    for story in stories:
        choose_leads(story=story)
    chosen = Article.objects.filter(pk__in=[article.pk for article in articles], is_lead=True)
    return chosen.exclude(pk__in=led).count()


def _story_id(article: Article) -> int:
    """The story in the database: the object may be stale after a merge."""
    return Article.objects.values_list("story_id", flat=True).get(pk=article.pk)


def store_decision(one: Article, other: Article, verdict: StoryDecision.Verdict, *, by: User | None) -> None:
    """Stores an editor's decision on two articles, replacing an earlier one."""
    first, second = sorted((one, other), key=lambda article: article.pk)
    StoryDecision.objects.update_or_create(
        first=first, second=second, defaults={"verdict": verdict, "decided_by": by}
    )


def are_parted(one: Story, other: Story) -> bool:
    """Whether an editor separated any article of one story from any of the other."""
    apart = StoryDecision.objects.filter(verdict=StoryDecision.Verdict.APART)
    return (
        apart.filter(first__story=one, second__story=other).exists()
        or apart.filter(first__story=other, second__story=one).exists()
    )
