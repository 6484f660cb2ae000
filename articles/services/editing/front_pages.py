"""What editors do with front pages: place, move, change, take off. Each function is atomic and waits for the others, so that
two editors who act at once never leave two features in one place."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import Article, Feature, Story
from articles.models.feature import ALL_EDITIONS, OwnWords, in_readers_order
from articles.services.stories import lock_keys


def lock_front_pages() -> None:
    """Waits for whoever places, moves or changes features, until the end of the transaction. One lock for all editions:
    a feature may stand in each of them. Locked rows would not do, as a place where nothing stands yet has none."""
    lock_keys(["front pages"])


@transaction.atomic
def place(
    *,
    shown: Article | Story,
    edition: str,
    slot: str,
    starts_at: datetime,
    ends_at: datetime | None,
    by: User | None,
    everywhere: bool = False,
) -> Feature:
    """Places an article or story at the top of a slot from `starts_at` on; what stands there then, or comes later, moves
    down. With `everywhere` the story stands in each edition that has a version of it. Raises ValidationError."""
    lock_front_pages()
    feature = Feature(edition=edition, slot=slot, starts_at=starts_at, ends_at=ends_at, placed_by=by)
    if isinstance(shown, Story):
        feature.story = shown
    else:
        feature.article = shown
    if everywhere:
        _widen(feature)
    # By their places alone: what is breaking goes back to its own when it is no more.
    coming = sorted(_coming(edition, slot, starts_at), key=lambda one: one.position_in(edition))
    feature.full_clean()
    feature.save()
    _number([feature, *coming], edition)
    return feature


@transaction.atomic
def move(*, feature: Feature, edition: str, to: int, at: datetime, slot: str | None = None) -> bool:
    """Gives a feature the place `to`, counted from 0, among those of a slot (its own unless given) that stand at `at`; the
    others keep their order. What is breaking stays before the rest. Returns whether anything changed."""
    lock_front_pages()
    slot = slot or feature.slot
    coming = _coming(edition, slot, at)
    moved = next((one for one in coming if one.pk == feature.pk), None)
    is_new_there = moved is None
    if moved is None:
        running = Feature.objects.in_edition(edition).running(at)
        moved = running.select_for_update(of=("self",)).filter(pk=feature.pk).first()
        if moved is None or moved.slot == slot:
            return False
    standing = [one for one in coming if one.starts_at <= at]
    before = [one.pk for one in standing]
    others = [one for one in standing if one.pk != moved.pk]
    breaking = sum(one.is_breaking(at) for one in others)
    to = min(to, breaking) if moved.is_breaking(at) else max(to, breaking)
    to = max(0, min(to, len(others)))
    if not is_new_there and [one.pk for one in (*others[:to], moved, *others[to:])] == before:
        return False
    rest = [one for one in coming if one.pk != moved.pk]
    place = rest.index(others[to]) if to < len(others) else (rest.index(others[-1]) + 1 if others else 0)
    if is_new_there:
        moved.slot = slot
        moved.save(update_fields=["slot"])
    _number(_by_own_places([*rest[:place], moved, *rest[place:]], edition, at), edition)
    return True


@transaction.atomic
def take_off(*, feature: Feature, now: datetime, at: datetime | None = None) -> None:
    """Ends a feature at `at`, now where none is given; what was shown until then stays known. One that has not begun by
    then, and not by now, is deleted; one that is over stays as it was."""
    lock_front_pages()
    moment = max(now, at or now)
    row = Feature.objects.select_for_update(of=("self",)).get(pk=feature.pk)
    if row.starts_at >= moment:
        row.delete()
    elif row.ends_at is None or row.ends_at > moment:
        row.ends_at = moment
        row.save(update_fields=["ends_at"])


@transaction.atomic
def change(
    *,
    feature: Feature,
    edition: str,
    words: OwnWords,
    starts_at: datetime,
    ends_at: datetime | None,
    breaking_until: datetime | None,
    everywhere: bool,
) -> bool:
    """Changes when a feature stands, what it shows in one edition, and whether it stands in all. Returns whether anything
    changed. Raises ValidationError."""
    lock_front_pages()
    row = Feature.objects.select_for_update(of=("self",)).get(pk=feature.pk)
    before = _stored(row)
    if everywhere and row.edition != ALL_EDITIONS:
        _widen(row)
    elif not everywhere and row.edition == ALL_EDITIONS:
        _narrow(row, edition)
    row.put_words(edition, words)
    row.starts_at, row.ends_at, row.breaking_until = starts_at, ends_at, breaking_until
    row.clean_fields(exclude=["article", "story"])
    row.validate_constraints()
    after = _stored(row)
    names = [name for name in after if after[name] != before[name]]
    if names:
        row.save(update_fields=names)
    return bool(names)


def free_position(feature: Feature) -> int:
    """The place above all that stand with a new feature in its slot, or come later, where there is one; else one below
    them, so that no two stand in one place."""
    others = Feature.objects.in_edition(feature.edition).not_over(feature.starts_at).filter(slot=feature.slot)
    places = {one.position_in(feature.edition) for one in others}
    return 0 if 0 not in places else max(places) + 1


def _stored(row: Feature) -> dict[str, object]:
    names = ("edition", "article_id", "story_id", "position", "headline", "lead", "editions")
    return {name: getattr(row, name) for name in (*names, "starts_at", "ends_at", "breaking_until")}


def _widen(row: Feature) -> None:
    """Has a feature stand in all editions: its words and its place become those of its edition."""
    edition, words, position = row.edition, row.words_in(row.edition), row.position
    if row.article is not None:
        row.story, row.article = row.article.story, None
    row.edition, row.headline, row.lead = ALL_EDITIONS, "", ""
    row.put_words(edition, words)
    row.put_position(edition, position)


def _narrow(row: Feature, edition: str) -> None:
    """Leaves a feature of all editions in one."""
    words, position = row.words_in(edition), row.position_in(edition)
    row.edition, row.editions = edition, {}
    row.put_words(edition, words)
    row.put_position(edition, position)


def _coming(edition: str, slot: str, at: datetime) -> list[Feature]:
    """The features of a slot that stand at a moment or come later, as readers see them then, locked by rising key."""
    coming = Feature.objects.in_edition(edition).not_over(at).filter(slot=slot)
    locked = list(coming.select_for_update(of=("self",)).order_by("pk"))
    return in_readers_order(locked, edition=edition, now=at)


def _by_own_places(shown: list[Feature], edition: str, at: datetime) -> list[Feature]:
    """Features in the order that readers see, by their own places: those that are breaking, and stand first until they are
    no more, keep theirs among the rest."""
    breaking, calm = (iter([one for one in shown if one.is_breaking(at) is which]) for which in (True, False))
    by_place = sorted(shown, key=lambda one: one.position_in(edition))
    return [next(breaking if one.is_breaking(at) else calm) for one in by_place]


def _number(features: list[Feature], edition: str) -> None:
    """Writes the places 0, 1, 2 … of features in this order."""
    for position, feature in enumerate(features):
        if feature.position_in(edition) != position:
            feature.put_position(edition, position)
            feature.save(update_fields=["position", "editions"])
