"""How a web process looks for garbage."""

import gc
from collections.abc import Iterator

import pytest

from newsroom import garbage


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def test_what_lives_is_not_looked_at_again() -> None:
    kept = [[number] for number in range(100)]
    garbage.begin()
    assert gc.get_threshold() == garbage.THRESHOLDS
    assert not any(one is kept for one in gc.get_objects())
    assert gc.get_freeze_count() > 100


def test_what_stayed_and_is_garbage_by_now_is_found() -> None:
    found: list[type] = []

    class Loop:
        def __del__(self) -> None:
            found.append(self.__class__)

    loop = Loop()
    loop.itself = loop  # type: ignore[attr-defined]
    garbage.settle()
    del loop
    gc.collect()
    assert not found
    garbage.settle()
    assert found == [Loop]


def test_it_settles_ever_more_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [number for number in range(1, 40_000) if garbage.is_turn(number)] == [64, 512, 4_096, 32_768]
    settled: list[int] = []
    monkeypatch.setattr(garbage, "_answers", iter(range(1, 1_000)))
    monkeypatch.setattr(garbage, "settle", lambda: settled.append(1))
    for _answer in range(600):
        garbage.answered()
    assert len(settled) == 2
