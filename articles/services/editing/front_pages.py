"""What editors do with front pages: place, move, take off. Each function is atomic; features of a slot are locked together,
so that two editors who move at once never leave two in one place."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import Article, Feature


@transaction.atomic
def place(
    *,
    article: Article,
    edition: str,
    slot: str,
    starts_at: datetime,
    ends_at: datetime | None,
    by: User | None,
) -> Feature:
    """Places an article at the top of a slot from `starts_at` on; what stands there then moves down."""
    standing = _standing(edition, slot, starts_at)
    feature = Feature(article=article, edition=edition, slot=slot, starts_at=starts_at, ends_at=ends_at)
    feature.placed_by = by
    feature.full_clean()
    feature.save()
    _number([feature, *standing])
    return feature


@transaction.atomic
def move(*, feature: Feature, to: int, at: datetime) -> bool:
    """Gives a feature the place `to`, counted from 0, among those of its slot that stand at `at`; the others keep their order.
    Returns whether anything changed."""
    standing = _standing(feature.edition, feature.slot, at)
    moved = next((one for one in standing if one.pk == feature.pk), None)
    if moved is None:
        return False
    before = [one.pk for one in standing]
    standing.remove(moved)
    standing.insert(max(0, min(to, len(standing))), moved)
    _number(standing)
    return before != [one.pk for one in standing]


@transaction.atomic
def take_off(*, feature: Feature, now: datetime) -> None:
    """Ends a feature now; what was shown until then stays known. One that has not begun is deleted, one that is over stays as
    it was."""
    row = Feature.objects.select_for_update(of=("self",)).get(pk=feature.pk)
    if row.starts_at >= now:
        row.delete()
    elif row.ends_at is None or row.ends_at > now:
        row.ends_at = now
        row.save(update_fields=["ends_at"])


def _standing(edition: str, slot: str, at: datetime) -> list[Feature]:
    """The features of a slot that stand at a moment, in their order, locked by rising key."""
    running = Feature.objects.in_edition(edition).running(at).filter(slot=slot)
    locked = list(running.select_for_update(of=("self",)).order_by("pk"))
    return sorted(locked, key=lambda one: (one.position, -one.starts_at.timestamp(), -one.pk))


def _number(features: list[Feature]) -> None:
    """Writes the places 0, 1, 2 … of features in this order."""
    for position, feature in enumerate(features):
        if feature.position != position:
            feature.position = position
            feature.save(update_fields=["position"])
