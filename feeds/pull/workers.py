"""Worker processes of one run, so that it uses all cores.

They are forked before there is a database connection or a thread, claim feeds from PostgreSQL as pullers on other hosts
do, and send reports to the first process, which alone prints.
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

# How long a terminated process may take to release its claims (seconds).
STOP_SECONDS = 20

# The work of a process; it is given a function that sends a few plain values to the first process.
Send = Callable[[tuple[Any, ...]], None]
Work = Callable[[Send], None]


class WorkerPool:
    """The worker processes. Made by `worker_pool`."""

    def __init__(self, size: int, work: Work, on_message: Send) -> None:
        context = get_context("fork")
        if size:
            # A connection cannot be shared: each process opens its own.
            connections.close_all()
        self._receivers: list[Connection] = []
        self._processes: list[BaseProcess] = []
        for _number in range(size):
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(target=_run, args=(work, sender), daemon=True)
            process.start()
            sender.close()
            self._receivers.append(receiver)
            self._processes.append(process)
        self._listener = Thread(
            target=_listen, args=(list(self._receivers), on_message), name="worker-messages", daemon=True
        )

    def listen(self) -> None:
        """Starts the thread that receives the messages of the workers."""
        self._listener.start()

    def wait(self) -> int:
        """Waits until the workers have ended and all their messages are handled; returns how many failed."""
        for process in self._processes:
            process.join()
        self._listener.join()
        return sum(process.exitcode != 0 for process in self._processes)

    def stop(self) -> None:
        """Terminates the workers that still run; kills those that take longer than STOP_SECONDS."""
        for process in self._processes:
            if process.is_alive():
                process.terminate()
        for process in self._processes:
            process.join(STOP_SECONDS)
            if process.is_alive():
                process.kill()


@contextmanager
def worker_pool(size: int, work: Work, on_message: Send) -> Iterator[WorkerPool]:
    """Starts `size` processes that do `work` and passes their messages to `on_message`. They are stopped with the block.

    Call it before any thread or database connection is opened.
    """
    pool = WorkerPool(size, work, on_message)
    try:
        yield pool
    finally:
        pool.stop()


def is_orphaned(parent: int) -> bool:
    """Whether the first process (id `parent`) was killed: an ordinary end stops the workers first."""
    return os.getppid() != parent


def _run(work: Work, sender: Connection) -> None:
    try:
        work(sender.send)
    except BrokenPipeError:
        log.warning("The process that began this pull is gone; what was stored is stored.")
    finally:
        # A second SIGTERM must not interrupt the clean-up.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        sender.close()


def _listen(receivers: list[Connection], on_message: Send) -> None:
    while receivers:
        for receiver in wait(receivers):
            assert isinstance(receiver, Connection)  # noqa: S101  # nothing else was put in
            try:
                on_message(receiver.recv())
            except EOFError:
                receivers.remove(receiver)
