"""Does the long work that editors ask for at the desk, and publishes what an embargo held; runs until it is stopped."""

import logging
import os
import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from articles.services.agencies.embargoes import publish_due
from desk.work.doing import forget_old, work_once
from feeds.signals import Stopped, stop_on_signals

log = logging.getLogger(__name__)

POLL_SECONDS = 2.0
SECONDS_AFTER_A_FAILURE = 10.0
SECONDS_BETWEEN_FORGETTING = 3600.0
SECONDS_BETWEEN_EMBARGOES = 10.0


class Command(BaseCommand):
    help = (
        "Does long work that was asked for at the desk, oldest first, until it is stopped. Any number may run, on any number "
        "of hosts: what a killed one left is taken up by another."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits now, and end")
        parser.add_argument(
            "--alive",
            type=Path,
            metavar="FILE",
            help="touch this file in each round, for whoever looks after it",
        )

    def handle(self, *, once: bool, alive: Path | None = None, **options: Any) -> None:
        worker = f"{socket.gethostname()}:{os.getpid()}"
        forgotten, looked = -SECONDS_BETWEEN_FORGETTING, -SECONDS_BETWEEN_EMBARGOES
        try:
            with stop_on_signals():
                while True:
                    if alive:
                        alive.touch()
                    try:
                        if time.monotonic() - forgotten > SECONDS_BETWEEN_FORGETTING:
                            forget_old(now=timezone.now())
                            forgotten = time.monotonic()
                        if time.monotonic() - looked > SECONDS_BETWEEN_EMBARGOES:
                            publish_due(now=timezone.now())
                            looked = time.monotonic()
                        work = work_once(worker=worker, now=timezone.now)
                    except DatabaseError as error:
                        if once:
                            raise CommandError(
                                f"The database cannot be used: {str(error).strip()}"
                            ) from error
                        log.error("The database cannot be used: %s", str(error).strip())
                        connection.close()
                        time.sleep(SECONDS_AFTER_A_FAILURE)
                        continue
                    if work is not None:
                        self.stdout.write(f"{timezone.now():%Y-%m-%d %H:%M:%S} {work.pk} {work.title}")
                        self.stdout.flush()
                    elif once:
                        return
                    else:
                        time.sleep(POLL_SECONDS)
        except Stopped as stop:
            sys.exit(128 + stop.signal if once else 0)
