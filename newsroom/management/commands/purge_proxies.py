"""Tells the proxies of PURGE_PROXIES, and the CDN of PURGE_CDN, what was withdrawn; runs until it is stopped."""

import logging
import math
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.db import connection

from feeds.signals import Stopped, stop_on_signals
from newsroom.page_cache.purging import ProxyError, has_rest, purge_once, told_ones

log = logging.getLogger(__name__)

POLL_SECONDS = 0.2
# How long one is told before the others' turn, and how long it is left alone after a failure: twice as long after each.
TURN_SECONDS = 2.0
SHORTEST_PAUSE, LONGEST_PAUSE = 2.0, 16.0


class Command(BaseCommand):
    help = (
        "Tells each proxy of PURGE_PROXIES, and the CDN of PURGE_CDN, what was withdrawn, within a second, until it is "
        "stopped. What a killed one left "
        "is told by the next; any number may run."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="tell what there is to tell now, and end")
        parser.add_argument(
            "--alive",
            type=Path,
            metavar="FILE",
            help="touch this file in each round, for whoever looks after it",
        )

    def handle(self, *, once: bool, alive: Path | None = None, **options: Any) -> None:
        if not told_ones():
            raise CommandError("PURGE_PROXIES names no proxy, and PURGE_CDN no CDN.")
        self._quiet_until = dict.fromkeys(told_ones(), 0.0)
        self._pauses: dict[str, float] = {}
        seconds = math.inf if once else TURN_SECONDS
        try:
            with stop_on_signals():
                while True:
                    if alive:
                        alive.touch()
                    failed = [proxy for proxy in self._quiet_until if not self._told(proxy, seconds)]
                    if once and failed:
                        raise CommandError(f"Not told: {', '.join(map(_shown, failed))}")
                    if once:
                        return
                    if not any(map(has_rest, set(self._quiet_until) - set(failed))):
                        time.sleep(POLL_SECONDS)
        except Stopped as stop:
            sys.exit(128 + stop.signal if once else 0)

    def _told(self, proxy: str, seconds: float) -> bool:
        """Whether a proxy took what it was told; after a failure it is left alone for a while, which holds up no other."""
        if time.monotonic() < self._quiet_until[proxy]:
            return False
        try:
            purge_once(proxy, seconds=seconds)
        except ProxyError as error:
            log.error("What was withdrawn could not be told: %s", error)
            pause = self._pauses.get(proxy, SHORTEST_PAUSE)
            self._pauses[proxy] = min(2 * pause, LONGEST_PAUSE)
        except DatabaseError as error:
            log.error("What was withdrawn could not be told: %s", str(error).strip())
            pause = SHORTEST_PAUSE
            connection.close()
        else:
            self._pauses.pop(proxy, None)
            return True
        self._quiet_until[proxy] = time.monotonic() + pause
        return False


def _shown(address: str) -> str:
    """The address without its query, which may have a key in it."""
    return address.partition("?")[0]
