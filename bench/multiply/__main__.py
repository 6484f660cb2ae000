"""Multiply the articles of a filled database in SQL: `python -m bench.multiply 50`.

    NEWSROOM_DATA_DIR=/somewhere .venv/bin/python -m bench.fill 20000
    NEWSROOM_DATA_DIR=/somewhere .venv/bin/python -m bench.multiply 50

makes a million of the twenty thousand, each story fifty times on as many days: what lists, the API, sitemaps and exports read.
The copies have no input and no likeness. The index of search is taken away, as making it again
takes longer than all else; `--searchable` makes it.
"""

import argparse
import os
import sys
import time

import django

MOST_TIMES = 1_000


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.multiply",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("times", type=int, help="how many times each article is there afterwards")
    parser.add_argument("--searchable", action="store_true", help="make the index of search again")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    if not 2 <= options.times <= MOST_TIMES:
        parser.error(f"Give a number of times from 2 to {MOST_TIMES}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    from bench.multiply.copies import EmptyError, multiply

    started = time.perf_counter()
    try:
        for step, seconds in multiply(
            options.times, searchable=options.searchable, processes=options.processes
        ):
            print(f"{seconds:8.1f} s  {step}", flush=True)
    except EmptyError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{time.perf_counter() - started:8.1f} s  in all", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
