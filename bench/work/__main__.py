"""Say what storing articles, grouping them again and each cron command read: `python -m bench.work` on a filled site.

    NEWSROOM_DATA_DIR=/somewhere .venv/bin/python -m bench.work

does each piece of work as the site does it, takes it back, and prints for one article (or one run) the milliseconds and
the rows that PostgreSQL read from tables and indexes, with the tables that were read from end to end. Run on sites of
different sizes, figures that grow are faults: work costs what it works on.
"""

import argparse
import os

import django


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.work",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--articles", type=int, default=40, help="how many articles each piece of work is done on"
    )
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    from bench.work.costs import costs, table
    from bench.work.pieces import pieces

    print(table(list(costs(pieces(options.articles)))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
