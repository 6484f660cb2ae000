"""What to do when a transaction fails: once more after a deadlock, and one by one to find what is at fault."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

Item = TypeVar("Item")
Result = TypeVar("Result")


def retry_after_deadlock(transaction: Callable[[], Result]) -> Result:
    """What `transaction` gives; once more where PostgreSQL ended it to free another one (a deadlock).

    Raises what the second attempt raises, and what the first did where the connection is lost.
    """
    try:
        return transaction()
    except OperationalError:
        if not connection.is_usable():
            raise
        return transaction()


def together_or_each(
    items: Sequence[Item],
    together: Callable[[Sequence[Item]], list[Result]],
    failed: Callable[[Item, Exception], list[Result]],
    *,
    passing: tuple[type[Exception], ...] = (),
) -> list[Result]:
    """What `together` gives for all items at once; where that fails, for each by itself, so that one stops no other.

    `failed` is given each item that fails by itself, with its error. Errors of the types in `passing` are raised, and
    those of a lost connection.
    """
    try:
        return together(items)
    except passing:
        raise
    except Exception as error:
        if isinstance(error, OperationalError | InterfaceError) and not connection.is_usable():
            raise
        if len(items) == 1:
            return failed(items[0], error)
    return [
        result for item in items for result in together_or_each([item], together, failed, passing=passing)
    ]
