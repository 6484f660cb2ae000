"""Stories as rows, with every derived column as the project's own services would have written it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import numpy as np

from articles.grouping.duplicates import signature_of
from articles.grouping.versions import Candidate, elect_lead, rank, story_keys
from articles.models import Article, Story, StoryKey, TextBand, TextSketch
from articles.search import lexemes_of
from articles.services.republications import REPUBLISHED_WITHIN_DAYS
from articles.services.store import comparison_key, hash_of, state_by_rule
from bench.fill.attached import Attachments
from bench.fill.history import add_comments, add_revisions
from bench.fill.plan import Plan
from bench.fill.stories import Told, tell
from bench.fill.tables import Tables
from bench.fill.world import World

PUBLISHED = Article.State.PUBLISHED
# What editors did: published what was held, withdrew what was wrong, chose another category.
PUBLISHED_BY_HAND, WITHDRAWN, CATEGORY_BY_HAND = 0.7, 0.012, 0.01


class Writer:
    """Writes stories of a plan, many at once."""

    def __init__(self, plan: Plan, world: World) -> None:
        self._plan, self._world = plan, world
        self._tables = Tables()
        self._attachments = Attachments(self._tables, world, newest=plan.newest)
        self._banded_since = plan.newest - timedelta(days=REPUBLISHED_WITHIN_DAYS)

    def write(self, stories: Iterable[int]) -> int:
        """Writes these stories; gives the number of their articles."""
        for story in stories:
            chance = self._plan.chance(story)
            self._add(story, tell(story, self._plan, self._world, chance), chance)
        return self._tables.write()

    def _add(self, story: int, told: Sequence[Told], chance: np.random.Generator) -> None:
        pk, first = story + 1, int(self._plan.first[story])
        addresses = [(one.incoming.url, one.incoming.origin_url) for one in told]
        keys = dict.fromkeys(
            key for url, origin in addresses for key in story_keys(url=url, origin_url=origin)
        )
        for key in keys:
            self._tables.add(StoryKey, story_id=pk, key=key)
        states = [_state(one, chance) for one in told]
        candidates = _candidates(first, told, [state for state, _by_hand in states])
        leads = _leads(told, candidates)
        categories = self._categories(told, candidates, chance)
        public = [one for one, (state, _by_hand) in zip(told, states, strict=True) if state == PUBLISHED]
        languages = sorted({one.incoming.language for one in public})
        self._tables.add(Story, id=pk, created_at=told[0].arrived_at, languages=languages)
        rows = zip(range(first, first + len(told)), told, states, categories, strict=True)
        for article, one, (state, by_hand), category in rows:
            comments = 0
            if state == PUBLISHED:
                comments = add_comments(
                    self._tables, article, one, chance, newest=self._plan.newest, world=self._world
                )
            self._tables.articles.add(
                id=article,
                story_id=pk,
                is_lead=article in leads,
                state=str(state),
                state_by_hand=by_hand,
                comment_count=comments,
                **category,
                **_columns(one),
            )
            self._attachments.add(
                article, one, chance, is_lead=article in leads, is_published=state == PUBLISHED
            )
            self._add_signature(article, one)
            add_revisions(self._tables, article, one, chance, newest=self._plan.newest)

    def _categories(
        self, told: Sequence[Told], candidates: Sequence[Candidate], chance: np.random.Generator
    ) -> list[dict[str, object]]:
        """The one category of a story: what an editor chose for a version, else the original's, which is that of its
        feed, else of its source, else by rule; and what the rules say of each version alone."""
        known = self._world.categories
        by_rule = [
            one.feed.category or one.source.category or known.get(one.incoming.category or "") for one in told
        ]
        by_hand = [chance.random() < CATEGORY_BY_HAND for _one in told]
        if any(by_hand):
            category: int | None = list(known.values())[int(chance.integers(len(known)))]
        else:
            ranked = sorted(zip(candidates, by_rule, strict=True), key=lambda pair: rank(pair[0]))
            category = next((found for _candidate, found in ranked if found), None)
        return [
            {"category_id": category, "rule_category_id": rule, "category_by_hand": hand}
            for rule, hand in zip(by_rule, by_hand, strict=True)
        ]

    def _add_signature(self, article: int, one: Told) -> None:
        """What likeness compares; older articles have none any more (`forget_old_bands`)."""
        if one.ordered_at < self._banded_since:
            return
        signature = signature_of(one.incoming.text, one.incoming.language)
        if signature.bands:
            self._tables.add(TextSketch, article_id=article, sketch=signature.sketch)
        for band, value in enumerate(signature.bands):
            self._tables.add(TextBand, article_id=article, band=band, value=value)


def _state(one: Told, chance: np.random.Generator) -> tuple[str, bool]:
    """The article's state, and whether an editor chose it."""
    state = state_by_rule(one.feed.rule, relevant=one.incoming.relevant)
    if chance.random() < WITHDRAWN:
        return Article.State.WITHDRAWN, True
    if state != PUBLISHED and chance.random() < PUBLISHED_BY_HAND:
        return PUBLISHED, True
    return state, False


def _candidates(first: int, told: Sequence[Told], states: Sequence[str]) -> list[Candidate]:
    return [
        Candidate(
            pk=pk,
            is_public=state == PUBLISHED,
            is_original=one.carrier is None and not one.incoming.origin_url,
            machine_translated=one.incoming.machine_translated,
            ordered_at=one.ordered_at,
        )
        for pk, one, state in zip(range(first, first + len(told)), told, states, strict=True)
    ]


def _leads(told: Sequence[Told], candidates: Sequence[Candidate]) -> set[int]:
    """The ids of the articles that stand for the story, one a language."""
    by_language: dict[str, list[Candidate]] = {}
    for one, candidate in zip(told, candidates, strict=True):
        by_language.setdefault(one.incoming.language, []).append(candidate)
    return {lead for candidates in by_language.values() if (lead := elect_lead(candidates)) is not None}


def _columns(one: Told) -> dict[str, object]:
    """What `articles.services.store` copies from the incoming article, with what search needs."""
    incoming = one.incoming
    lexemes = lexemes_of(
        title=incoming.title,
        lead=incoming.lead,
        text=incoming.text,
        language=incoming.language,
        documents=dict.fromkeys(cited.number for cited in incoming.documents),
    )
    return {
        "source_id": one.source.pk,
        "carrier_id": one.carrier.pk if one.carrier else None,
        "author_id": one.author,
        "language": incoming.language,
        "title": incoming.title,
        "lead": incoming.lead,
        "text": incoming.text,
        "html": incoming.html,
        "machine_translated": incoming.machine_translated,
        "relevant": incoming.relevant,
        "url": incoming.url or "",
        "address_key": comparison_key(incoming.url),
        "origin_url": incoming.origin_url or "",
        "origin_key": comparison_key(incoming.origin_url),
        "published_at": incoming.published_at,
        "published_day_only": incoming.published_day_only,
        "updated_at": incoming.updated_at,
        "arrived_at": one.arrived_at,
        "content_hash": hash_of(incoming),
        "search": lexemes.literal,
    }
