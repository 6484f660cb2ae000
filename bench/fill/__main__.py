"""Fill an empty database with N made-up articles, the same for the same seed: `python -m bench.fill 20000`.

    NEWSROOM_DATA_DIR=/somewhere .venv/bin/python -m bench.fill 20000

fills the database of that folder (or the one that DATABASE_URL names): stories of 1 to 12 articles in the 20 languages
of the editions, with sources, feeds, authors, topics, documents, pictures, revisions and comments. What the project
derives from a text (search vector, topics, documents, relevance, signature, keys, leads) is derived by its own code, so
that `manage.py regroup` has nothing to change. `--newest` is the time of the newest article, by default this hour; all
else follows from `--seed`. A database that has articles is left alone.
"""

import argparse
import os
import sys
import time
from datetime import UTC, datetime

import django


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.fill",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("articles", type=int, help="how many articles")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--newest", type=_moment, default=None, help="time of the newest article (ISO 8601)")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    if options.articles < 1:
        parser.error("Give a number of articles, at least 1.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    from django.core.management import call_command

    from bench.fill.filling import FilledError, fill

    call_command("migrate", interactive=False, verbosity=0)
    started = time.perf_counter()
    newest = options.newest or datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    try:
        for step, seconds in fill(
            options.articles, seed=options.seed, newest=newest, processes=options.processes
        ):
            print(f"{seconds:8.1f} s  {step}", flush=True)
    except FilledError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{time.perf_counter() - started:8.1f} s  in all", flush=True)
    return 0


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    raise SystemExit(main())
