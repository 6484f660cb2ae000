"""What editors have on a filled site: features on every front page, suggestions of stories, decisions, fetches of feeds."""

from datetime import timedelta

import numpy as np

from articles.languages import SITE_LANGUAGES
from articles.models import Article, Feature, StorySuggestion
from bench.fill.plan import Plan
from bench.fill.world import World
from feeds.models import Feed, Fetch

FEATURES_AN_EDITION = (5, 1)  # those that ended, those that run
ARTICLES_A_SUGGESTION = 400
FETCHES_A_FEED = 20


def fill_desk(plan: Plan, world: World) -> None:
    """Adds the desk's rows; the articles are stored."""
    chance = np.random.default_rng((plan.seed, 1, 1))
    _add_features(plan, chance, world)
    _add_suggestions(plan, chance)
    _add_fetches(plan, chance)


def _add_features(plan: Plan, chance: np.random.Generator, world: World) -> None:
    ended, running = FEATURES_AN_EDITION
    rows = []
    for edition in SITE_LANGUAGES:
        leads = Article.objects.published().in_language(edition).leads_of_stories().newest_first()
        placed = list(leads.values_list("pk", flat=True)[: ended + running])
        for number, pk in enumerate(placed):
            starts = plan.newest - timedelta(days=2 * number, hours=3)
            rows.append(
                Feature(
                    edition=edition,
                    slot=Feature.Slot.LEAD,
                    article_id=pk,
                    starts_at=starts,
                    ends_at=None if number < running else starts + timedelta(days=1),
                    placed_by_id=world.editors[int(chance.integers(len(world.editors)))],
                )
            )
    Feature.objects.bulk_create(rows)


def _add_suggestions(plan: Plan, chance: np.random.Generator) -> None:
    """Pairs of neighbouring stories, most of them waiting for an editor."""
    articles = int(plan.sizes.sum())
    stories = chance.choice(
        len(plan.sizes) - 1, size=min(articles // ARTICLES_A_SUGGESTION, len(plan.sizes) - 1), replace=False
    )
    rows = []
    for story in sorted(stories.tolist()):
        first, second = int(plan.first[story]), int(plan.first[story + 1])
        decided = chance.random() < 0.4
        rows.append(
            StorySuggestion(
                first_id=first,
                second_id=second,
                kind=StorySuggestion.Kind.HEADLINE,
                score=round(float(chance.random()), 2),
                reasons=["the same names"],
                suggested_at=plan.told_at(story),
                decided=StorySuggestion.Decision.APART if decided else StorySuggestion.Decision.WAITING,
                decided_at=plan.told_at(story) + timedelta(hours=5) if decided else None,
            )
        )
    StorySuggestion.objects.bulk_create(rows, batch_size=2_000)


def _add_fetches(plan: Plan, chance: np.random.Generator) -> None:
    rows = []
    for feed in Feed.objects.order_by("pk").values_list("pk", flat=True):
        for number in range(FETCHES_A_FEED):
            failed = chance.random() < 0.03
            rows.append(
                Fetch(
                    feed_id=feed,
                    started_at=plan.newest - timedelta(hours=number, minutes=int(chance.integers(60))),
                    milliseconds=int(chance.integers(40, 3_000)),
                    outcome=Fetch.Outcome.FAILED if failed else Fetch.Outcome.NOT_MODIFIED,
                    status=500 if failed else 304,
                )
            )
    Fetch.objects.bulk_create(rows, batch_size=5_000)
