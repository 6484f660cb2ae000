"""Lists the feeds and sitemaps of a publisher's page, each fetched and read before it is listed."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand, CommandError

from feeds.errors import FeedError
from feeds.following.discovery import Candidate, discover
from feeds.web.addresses import shown_url
from feeds.web.site_fetcher import site_fetcher


class Command(BaseCommand):
    help = "Finds the feeds and sitemaps of a publisher's page; writes nothing and needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", metavar="ADDRESS", help="a page of the publisher, such as its front page")
        parser.add_argument("--json", action="store_true", help="one JSON object a feed, one a line")

    def handle(self, *, url: str, json: bool, **options: Any) -> None:
        address = url if "://" in url else f"https://{url}"
        try:
            with site_fetcher() as fetcher:
                found = discover(address, fetch=fetcher.fetch)
        except FeedError as error:
            raise CommandError(str(error)) from error
        for one in found:
            self.stdout.write(_as_json(one) if json else _as_text(one))
        if not found:
            self.stderr.write(
                f"{shown_url(address)}: no feed and no sitemap was found. Look for “RSS” at the bottom of the page, or follow "
                "a page that lists articles by a CSS selector."
            )
            sys.exit(1)


def _as_json(found: Candidate) -> str:
    newest = found.newest.isoformat().replace("+00:00", "Z") if found.newest else None
    return json.dumps({**asdict(found), "newest": newest}, ensure_ascii=False)


def _as_text(found: Candidate) -> str:
    newest = f"{found.newest:%Y-%m-%d %H:%M} UTC" if found.newest else "unknown"
    return (
        f"{found.url}\n"
        f"  kind      {found.kind}\n"
        f"  title     {found.title or 'none'}\n"
        f"  entries   {found.entries}, the newest {newest}\n"
        f"  language  {found.language or 'unknown'}\n"
    )
