"""Ending a run when the operator, or the system, wants it to end."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class Stopped(BaseException):
    """The operator, or the system, wants the run to end. No handler of errors may take it for one."""

    def __init__(self, signal: int) -> None:
        super().__init__(signal)
        self.signal = signal


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the run; set by hand, as a shell makes what it starts in the background deaf to Ctrl-C."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in former:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    former: dict[int, Any] = {}
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            former[number] = signal.signal(number, stop)
        yield
    finally:
        for each, handler in former.items():
            signal.signal(each, handler)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """In a process beside the first: a signal ends it, quietly, once what it held is given back."""
    try:
        with stopping_on_signals():
            yield
    except Stopped as stop:
        sys.exit(128 + stop.signal)
