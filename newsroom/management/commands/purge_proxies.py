"""Tells the proxies of PURGE_PROXIES, and the CDN of PURGE_CDN, what was withdrawn; runs until it is stopped."""

import logging
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.db import connection

from feeds.signals import Stopped, stop_on_signals
from newsroom.page_cache.purging import ProxyError, purge_once, told_ones

log = logging.getLogger(__name__)

POLL_SECONDS = 0.2
SECONDS_AFTER_A_FAILURE = 2.0


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
        quiet_until = dict.fromkeys(told_ones(), 0.0)
        try:
            with stop_on_signals():
                while True:
                    if alive:
                        alive.touch()
                    failed = [proxy for proxy in quiet_until if not self._told(proxy, quiet_until)]
                    if once and failed:
                        raise CommandError(f"Not told: {', '.join(failed)}")
                    if once:
                        return
                    time.sleep(POLL_SECONDS)
        except Stopped as stop:
            sys.exit(128 + stop.signal if once else 0)

    def _told(self, proxy: str, quiet_until: dict[str, float]) -> bool:
        """Whether a proxy was told all; after a failure it is left alone for a while, which holds up no other."""
        if time.monotonic() < quiet_until[proxy]:
            return False
        try:
            purge_once(proxy)
        except (ProxyError, DatabaseError) as error:
            log.error("What was withdrawn could not be told: %s", str(error).strip())
            quiet_until[proxy] = time.monotonic() + SECONDS_AFTER_A_FAILURE
            if isinstance(error, DatabaseError):
                connection.close()
            return False
        return True
