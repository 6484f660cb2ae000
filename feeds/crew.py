"""One run of a command in several processes of this host, each of which does the same work on feeds of its own.

Python uses one core a process, so a host with several reads more with several. They are forked before there is a
connection or a thread, claim feeds from PostgreSQL like pullers on other hosts, and tell the first process what they
did, which alone speaks to the operator.
"""

import logging
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any

from django.db import connections

log = logging.getLogger(__name__)

# How long a process that was asked to stop may take to give its feeds back (seconds).
STOP_SECONDS = 20

# What a process does; the function that it is given tells the first process something, in a few plain values.
Tell = Callable[[tuple[Any, ...]], None]
Work = Callable[[Tell], None]


class Crew:
    """The processes beside the first one. Made by `crew`."""

    def __init__(self, size: int, work: Work, hear: Tell) -> None:
        context = get_context("fork")
        if size:
            # A connection cannot be shared: each process opens its own.
            connections.close_all()
        self._ears: list[Connection] = []
        self._processes: list[BaseProcess] = []
        for _number in range(size):
            ear, mouth = context.Pipe(duplex=False)
            process = context.Process(target=_run, args=(work, mouth), daemon=True)
            process.start()
            mouth.close()
            self._ears.append(ear)
            self._processes.append(process)
        self._listener = Thread(target=_listen, args=(list(self._ears), hear), name="crew", daemon=True)

    def listen(self) -> None:
        """Begins to hear what the others did; from a thread of its own."""
        self._listener.start()

    def wait(self) -> int:
        """Waits until the others are done and everything that they told was heard; how many of them failed."""
        for process in self._processes:
            process.join()
        self._listener.join()
        return sum(process.exitcode != 0 for process in self._processes)

    def stop(self) -> None:
        """Ends those that still run, and gives them time to give back what they hold."""
        for process in self._processes:
            if process.is_alive():
                process.terminate()
        for process in self._processes:
            process.join(STOP_SECONDS)
            if process.is_alive():
                process.kill()


@contextmanager
def crew(size: int, work: Work, hear: Tell) -> Iterator[Crew]:
    """Starts `size` processes that do `work`; what they tell is given to `hear`. They end with the block at the latest.

    Nothing may hold a thread or a database connection yet.
    """
    members = Crew(size, work, hear)
    try:
        yield members
    finally:
        members.stop()


def orphaned(parent: int) -> bool:
    """Whether the first process, whose id was `parent`, is gone: killed, for it stops the others before it ends."""
    return os.getppid() != parent


def _run(work: Work, mouth: Connection) -> None:
    try:
        work(mouth.send)
    except BrokenPipeError:
        log.warning("The process that began this pull is gone; what was stored is stored.")
    finally:
        # A second signal must not reach the clean-up of the process itself.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        mouth.close()


def _listen(ears: list[Connection], hear: Tell) -> None:
    while ears:
        for ear in wait(ears):
            assert isinstance(ear, Connection)  # noqa: S101  # nothing else was put in
            try:
                hear(ear.recv())
            except EOFError:
                ears.remove(ear)
