"""Stories: joining what is surely one piece, and an editor's merge and split."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import connection, transaction

from articles.grouping.versions import (
    ADDRESS_PREFIX,
    Candidate,
    address_story_key,
    elect_lead,
    is_another_instalment,
)
from articles.models import Article, Feature, Story, StoryDecision, StoryKey

KEY_CHARACTERS = 700


def lock_keys(keys: Sequence[str]) -> None:
    """Makes pullers that bring the same keys wait for each other until the end of this transaction."""
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
    """The story that owns one of `keys`; a new one where none does. All keys belong to it afterwards.

    Stories that turn out to be one are merged, unless an editor parted any two of their articles. `article` is the
    article already stored whose keys these are; its own story is then the one that stays. The story is locked until
    the end of the transaction, so that nobody merges it away before the article has joined it.
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
        # The object may be older than a merge, of now or of another puller: saving it must not undo that.
        article.refresh_from_db(fields=["story", "is_lead"])
    return home


def _owners(keys: Sequence[str], found: Mapping[str, int]) -> list[int]:
    """The ids of the stories that own the keys, without those of which the text is only the next instalment."""
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
    """The stories of these ids, each once and in this order, locked until the end of the transaction.

    A story that was merged meanwhile is replaced by the one it became. Rows are locked by rising id, so that two
    transactions that want the same stories wait for each other in one order.
    """
    wanted = list(dict.fromkeys(pks))
    locked: dict[int, Story] = {}
    while missing := [pk for pk in wanted if pk not in locked]:
        # Without "no key", an article that is being added to the story would have to be waited for.
        rows = Story.objects.select_for_update(no_key=True).filter(pk__in=missing).order_by("pk")
        locked |= {story.pk: story for story in rows}
        successors = [(pk, locked[pk].merged_into_id) for pk in wanted if pk in locked]
        wanted = list(dict.fromkeys(successor or pk for pk, successor in successors))
    return [locked[pk] for pk in wanted]


@transaction.atomic
def merge_stories(*, kept: Story, gone: Story) -> None:
    """Moves everything of `gone` to `kept`; the address of `gone` leads to `kept` afterwards."""
    stories = lock_stories([kept.pk, gone.pk])
    if len(stories) < 2:
        return
    kept, gone = stories
    Article.objects.filter(story=gone).update(is_lead=False, story=kept)
    StoryKey.objects.filter(story=gone).update(story=kept)
    Feature.objects.filter(story=gone).update(story=kept)
    Story.objects.filter(merged_into=gone).update(merged_into=kept)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    choose_leads(story=kept)


@transaction.atomic
def join_by_rule(*, article: Article, other: Article) -> bool:
    """Makes the stories of two articles one, unless an editor parted them; says whether that changed anything.

    The older story stays, as its address may be known already. `article` is brought up to date.
    """
    stories = sorted(lock_stories([_story_id(article), _story_id(other)]), key=lambda story: story.pk)
    if len(stories) < 2 or are_parted(*stories):
        return False
    merge_stories(kept=stories[0], gone=stories[1])
    article.refresh_from_db(fields=["story", "is_lead"])
    return True


@transaction.atomic
def choose_leads(*, story: Story, language: str | None = None) -> None:
    """Elects anew which article stands for the story, in one language or in all."""
    # Two elections at once would each see only their own article and both choose it.
    lock_stories([story.pk])
    articles = Article.objects.filter(story=story)
    if language:
        articles = articles.filter(language=language)
    by_language: dict[str, list[Candidate]] = {}
    leading: dict[str, int] = {}
    rows = articles.values_list(
        "pk", "language", "state", "carrier_id", "origin_key", "machine_translated", "ordered_at", "is_lead"
    )
    for pk, tag, state, carrier, origin_key, translated, ordered_at, is_lead in rows:
        by_language.setdefault(tag, []).append(
            Candidate(
                pk=pk,
                is_public=state == Article.State.PUBLISHED,
                is_original=carrier is None and not origin_key,
                machine_translated=translated,
                ordered_at=ordered_at,
            )
        )
        if is_lead:
            leading[tag] = pk
    chosen = {tag: elect_lead(candidates) for tag, candidates in by_language.items()}
    changed = [tag for tag, pk in chosen.items() if leading.get(tag) != pk]
    if changed:
        articles.filter(language__in=changed, is_lead=True).update(is_lead=False)
        articles.filter(pk__in=[chosen[tag] for tag in changed]).update(is_lead=True)


@transaction.atomic
def merge_by_hand(*, articles: Sequence[Article], by: User | None) -> Story:
    """An editor says that these articles are one story. Remembered: no rule parts them again."""
    stories = lock_stories([_story_id(article) for article in articles])
    home = stories[0]
    for article in articles[1:]:
        remember(articles[0], article, StoryDecision.Verdict.SAME, by=by)
    for other in stories[1:]:
        merge_stories(kept=home, gone=other)
    for article in articles:
        article.story = home
    return home


@transaction.atomic
def split_by_hand(*, article: Article, by: User | None, now: datetime) -> Story:
    """An editor says that this article is no part of its story: it gets one of its own, and keeps it.

    Its own address goes with it: a translation that comes later and cites this text is a version of this text.
    """
    old = lock_stories([_story_id(article)])[0]
    for other in Article.objects.filter(story=old).exclude(pk=article.pk):
        remember(article, other, StoryDecision.Verdict.APART, by=by)
    new = Story.objects.create()
    Article.objects.filter(pk=article.pk).update(story=new, is_lead=True)
    if article.address_key:
        StoryKey.objects.filter(
            story=old, key=address_story_key(article.address_key)[:KEY_CHARACTERS]
        ).update(story=new)
    article.story, article.is_lead = new, True
    choose_leads(story=old)
    return new


def _story_id(article: Article) -> int:
    """As the database has it now: the object may be older than a merge."""
    return Article.objects.values_list("story_id", flat=True).get(pk=article.pk)


def remember(one: Article, other: Article, verdict: StoryDecision.Verdict, *, by: User | None) -> None:
    """Keeps an editor's word on two articles, in place of what was said of them before."""
    first, second = sorted((one, other), key=lambda article: article.pk)
    StoryDecision.objects.update_or_create(
        first=first, second=second, defaults={"verdict": verdict, "decided_by": by}
    )


def are_parted(one: Story, other: Story) -> bool:
    """Whether an editor parted any article of one story from any of the other."""
    apart = StoryDecision.objects.filter(verdict=StoryDecision.Verdict.APART)
    return (
        apart.filter(first__story=one, second__story=other).exists()
        or apart.filter(first__story=other, second__story=one).exists()
    )
