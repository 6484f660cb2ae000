"""Graceful shutdown on SIGINT and SIGTERM."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class Stopped(BaseException):
    """SIGINT or SIGTERM arrived. A BaseException, so that no handler of errors catches it."""

    def __init__(self, signal: int) -> None:
        super().__init__(signal)
        self.signal = signal


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Raises `Stopped` on SIGINT and SIGTERM; set explicitly, as shells have background jobs ignore SIGINT."""

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
def exit_on_signals() -> Iterator[None]:
    """For worker processes: a signal ends the process without a traceback, after the block has cleaned up."""
    try:
        with stop_on_signals():
            yield
    except Stopped as stop:
        sys.exit(128 + stop.signal)
