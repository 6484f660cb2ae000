"""Answers Prometheus on an address of its own, until it is stopped."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from feeds.signals import Stopped, stop_on_signals


class Command(BaseCommand):
    help = "Tells Prometheus how the site is: requests, feeds, articles, queues, backups (docs/watching.md)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--print", action="store_true", help="say it once, and end")

    def handle(self, **options: Any) -> None:
        # Here, as no other command needs what it loads.
        from prometheus_client import generate_latest

        from newsroom.watching.serving import registry, serve

        if options["print"]:
            self.stdout.write(generate_latest(registry(settings.METRICS_DIR)).decode())
            return
        if not settings.METRICS_BIND:
            raise CommandError("Say where Prometheus may ask: set METRICS_BIND, such as 127.0.0.1:9108.")
        host, port = settings.METRICS_BIND
        try:
            with stop_on_signals():
                serve(host, port)
        except OSError as error:
            raise CommandError(
                f"{host}:{port} cannot be used ({error.strerror}): stop what uses it, or set METRICS_BIND."
            ) from error
        except Stopped:
            return
