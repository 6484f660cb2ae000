"""Copies of the site's article and story pages, to compare two states of the code byte by byte.

    .venv/bin/python -m bench.page_copies FOLDER [--articles N]

saves, for the database of the settings, every article, its changes, and every story in every edition, as it is served
to a reader without cookies; `diff -r` of two such folders then shows what a change of the code changed. Run both within
one day: the masthead's date is that of the day.
"""

import argparse
import hashlib
from pathlib import Path

import django


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=1000, help="the newest so many")
    options = parser.parse_args()
    django.setup()
    saved = save_pages(options.folder, options.articles)
    print(f"{saved} pages in {options.folder}")


def save_pages(folder: Path, number: int) -> int:
    """Save the pages; gives their number. A page is named by its address, with the status before its content."""
    from django.conf import settings
    from django.test import Client

    from articles.models import Article, Story

    folder.mkdir(parents=True, exist_ok=True)
    articles = Article.objects.defer("text", "html", "search").order_by("-pk")[:number]
    addresses = [address for one in articles for address in (one.get_absolute_url(), one.get_changes_url())]
    stories = Story.objects.filter(pk__in={one.story_id for one in articles}).order_by("pk")
    addresses += [story.get_absolute_url(code) for story in stories for code, _name in settings.LANGUAGES]
    commented = Article.objects.filter(comments__isnull=False).distinct()
    queries = ("?order=newest", "?comments=2", "?comments=99&order=newest", "?reply=1", "?sent=1")
    addresses += [one.get_absolute_url() + query for one in commented for query in queries]
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]}, raise_request_exception=True)
    for address in addresses:
        response = client.get(address)
        name = address.strip("/").replace("/", "_")[:80]
        file = folder / f"{name}_{hashlib.sha256(address.encode()).hexdigest()[:12]}.html"
        file.write_bytes(f"{response.status_code}\n".encode() + response.content)
    return len(addresses)


if __name__ == "__main__":
    main()
