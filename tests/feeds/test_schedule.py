"""When to look again."""

from datetime import UTC, datetime, timedelta

import pytest

from feeds.schedule import CEILING, FAILURE_CEILING, FLOOR, Habit, Outcome, next_check, rhythm

NOW = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WELL = Outcome()


def every(gap: timedelta, *, count: int = 30, silence: timedelta = timedelta()) -> tuple[datetime, ...]:
    return tuple(NOW - silence - gap * number for number in range(count))


def wait(habit: Habit, outcome: Outcome = WELL, *, dice: float = 0.0, now: datetime = NOW) -> timedelta:
    return next_check(habit, outcome, now=now, random=lambda: dice) - now


RHYTHMS = {
    "hourly": (every(HOUR), HOUR),
    "every half hour": (every(HOUR / 2), HOUR / 2),
    "every minute": (every(timedelta(minutes=1)), FLOOR),
    "every six hours": (every(6 * HOUR), 6 * HOUR),
    "weekly": (every(7 * DAY), CEILING),
    "hourly, asked after a night": (every(HOUR, silence=8 * HOUR), HOUR),
    "hourly, silent for five days": (every(HOUR, silence=5 * DAY), 12 * HOUR),
    "hourly, silent for a month": (every(HOUR, silence=30 * DAY), CEILING),
    "hourly now, after a quiet year": (every(HOUR) + every(30 * DAY, silence=30 * DAY), HOUR),
    "batches of ten, four hours apart": (tuple(t for t in every(4 * HOUR, count=6) for _ in range(10)), None),
    "everything at one time": ((NOW,) * 20, HOUR),
    "one entry": ((NOW - HOUR,), HOUR),
    "nothing known": ((), HOUR),
    "only announced": ((NOW + DAY,), HOUR),
}


@pytest.mark.parametrize(("published", "expected"), RHYTHMS.values(), ids=RHYTHMS.keys())
def test_rhythm(published: tuple[datetime, ...], expected: timedelta | None) -> None:
    found = rhythm(published, now=NOW)
    if expected is None:
        assert FLOOR <= found <= 4 * HOUR
    else:
        assert found == expected
    assert rhythm(tuple(reversed(published)), now=NOW) == found


WISHES = {
    "a wish slows down": (Habit(published=every(HOUR), wished_wait_seconds=10_800), WELL, 3 * HOUR),
    "a wish never hurries": (Habit(published=every(HOUR), wished_wait_seconds=300), WELL, HOUR),
    "a wish of 30 hours is cut": (Habit(published=every(HOUR), wished_wait_seconds=108_000), WELL, CEILING),
    "max-age": (Habit(published=every(HOUR)), Outcome(max_age=7200), 2 * HOUR),
    "max-age of a year is cut": (Habit(published=every(HOUR)), Outcome(max_age=31_536_000), CEILING),
    "Expires": (Habit(published=every(HOUR)), Outcome(expires=NOW + 5 * HOUR), 5 * HOUR),
    "Expires in the past": (Habit(published=every(HOUR)), Outcome(expires=NOW - DAY), HOUR),
    "max-age beats Expires": (
        Habit(published=every(HOUR)),
        Outcome(max_age=0, expires=NOW + 5 * HOUR),
        HOUR,
    ),
    "Retry-After with a success": (Habit(published=every(HOUR)), Outcome(retry_after=10_800), 3 * HOUR),
}


@pytest.mark.parametrize(("habit", "outcome", "expected"), WISHES.values(), ids=WISHES.keys())
def test_wishes(habit: Habit, outcome: Outcome, expected: timedelta) -> None:
    assert wait(habit, outcome) == expected


SKIPS = {
    "this hour": (Habit(skip_hours=frozenset({13})), datetime(2026, 9, 14, 14, tzinfo=UTC)),
    "the night": (
        Habit(published=every(6 * HOUR), skip_hours=frozenset(range(18, 24)) | frozenset(range(6))),
        datetime(2026, 9, 15, 6, tzinfo=UTC),
    ),
    "Tuesday": (
        Habit(published=every(12 * HOUR), skip_days=frozenset({1})),
        datetime(2026, 9, 16, 0, tzinfo=UTC),
    ),
    "another hour": (Habit(skip_hours=frozenset({15})), NOW + HOUR),
    "every hour of every day": (Habit(skip_hours=frozenset(range(24))), NOW + HOUR),
    "every day": (Habit(skip_days=frozenset(range(7))), NOW + HOUR),
}


@pytest.mark.parametrize(("habit", "expected"), SKIPS.values(), ids=SKIPS.keys())
def test_skipped_hours_and_days(habit: Habit, expected: datetime) -> None:
    assert next_check(habit, WELL, now=NOW, random=lambda: 0.0) == expected


@pytest.mark.parametrize(
    ("failures", "expected"),
    [
        (1, timedelta(minutes=10)),
        (2, timedelta(minutes=20)),
        (4, timedelta(minutes=80)),
        (8, timedelta(minutes=1280)),
        (9, timedelta(minutes=2560)),
        (10, FAILURE_CEILING),
        (100_000, FAILURE_CEILING),
    ],
)
def test_failures_double_the_wait_and_never_end(failures: int, expected: timedelta) -> None:
    assert wait(Habit(), Outcome(failures=failures)) == expected


def test_gone_waits_longest_but_is_tried_again() -> None:
    assert wait(Habit(), Outcome(failures=1, gone=True)) == FAILURE_CEILING


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(60, timedelta(minutes=10)), (7200, 2 * HOUR), (5 * 86_400, 5 * DAY), (10**8, 7 * DAY)],
)
def test_retry_after_is_obeyed(seconds: int, expected: timedelta) -> None:
    for dice in (0.0, 0.5, 0.999):
        assert wait(Habit(), Outcome(failures=1, retry_after=seconds), dice=dice) >= min(
            timedelta(seconds=seconds), 7 * DAY
        )
    assert wait(Habit(), Outcome(failures=1, retry_after=seconds)) == expected


def test_chance_spreads_checks_within_bounds() -> None:
    waits = {wait(Habit(published=every(HOUR)), dice=dice) for dice in (0.0, 0.3, 0.6, 0.999)}
    assert len(waits) == 4
    assert min(waits) == HOUR
    assert max(waits) <= HOUR * 1.05
    failed = {wait(Habit(), Outcome(failures=9), dice=dice) for dice in (0.0, 0.3, 0.6, 0.999)}
    assert len(failed) == 4
    assert max(failed) == timedelta(minutes=2560)
    assert min(failed) >= timedelta(minutes=2560) * 0.75


def test_the_answer_is_in_utc() -> None:
    hanoi = NOW.astimezone(__import__("zoneinfo").ZoneInfo("Asia/Ho_Chi_Minh"))
    assert next_check(Habit(), WELL, now=hanoi, random=lambda: 0.0) == NOW + HOUR
    assert next_check(Habit(), WELL, now=hanoi, random=lambda: 0.0).tzinfo is UTC
