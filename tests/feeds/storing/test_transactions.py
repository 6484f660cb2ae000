"""What happens where a transaction fails: a second attempt, and one by one."""

from collections.abc import Sequence

import pytest
from django.db import OperationalError, connection

from feeds.storing.transactions import retry_after_deadlock, together_or_each

pytestmark = pytest.mark.django_db


def test_a_transaction_that_a_deadlock_ended_is_repeated_once() -> None:
    attempts: list[int] = []

    def transaction(fails: int) -> str:
        attempts.append(1)
        if len(attempts) <= fails:
            raise OperationalError("deadlock detected")
        return "stored"

    assert retry_after_deadlock(lambda: transaction(1)) == "stored"
    assert len(attempts) == 2
    attempts.clear()
    with pytest.raises(OperationalError):
        retry_after_deadlock(lambda: transaction(9))
    assert len(attempts) == 2


def test_nothing_is_repeated_where_the_connection_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "is_usable", lambda: False)
    attempts: list[int] = []

    def transaction(items: Sequence[int] = ()) -> list[int]:
        attempts.append(1)
        raise OperationalError("server closed the connection unexpectedly")

    with pytest.raises(OperationalError):
        retry_after_deadlock(transaction)
    with pytest.raises(OperationalError):
        together_or_each([1, 2], transaction, lambda item, error: [])
    assert len(attempts) == 2


def inverted(numbers: Sequence[int]) -> list[float]:
    return [1 / number for number in numbers]


@pytest.mark.parametrize(
    ("numbers", "results", "at_fault"),
    [
        pytest.param([1, 2], [1, 0.5], [], id="all at once"),
        pytest.param([1, 0, 2], [1, -1, 0.5], [0], id="one is at fault"),
        pytest.param([0], [-1], [0], id="the only one"),
        pytest.param([], [], [], id="nothing"),
    ],
)
def test_one_that_fails_stops_no_other(numbers: list[int], results: list[float], at_fault: list[int]) -> None:
    found: list[int] = []

    def failed(number: int, error: Exception) -> list[float]:
        assert isinstance(error, ZeroDivisionError)
        found.append(number)
        return [-1]

    assert together_or_each(numbers, inverted, failed) == results
    assert found == at_fault
    if at_fault:
        with pytest.raises(ZeroDivisionError):
            together_or_each(numbers, inverted, failed, passing=(ZeroDivisionError,))
