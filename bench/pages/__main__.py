"""Measure every page, feed, sitemap and desk page of a filled site: `python -m bench.pages`.

    NEWSROOM_DATA_DIR=/somewhere .venv/bin/python -m bench.fill 100000
    NEWSROOM_DATA_DIR=/somewhere .venv/bin/python -m bench.pages --json pages.json

serves the site of that database as production does, and asks for one page of each kind, the largest there is: alone (p50
and p95), then over several connections (requests a second), with the processor time of web server and database apart. In
the same run, as yardsticks: nginx serving the page as a file, PostgreSQL running the page's statements alone, and
WordPress with 100,000 posts where Debian's packages are (`--yardsticks`). `--plans` names the statements that read more
than they give, `--inside` measures within one process, `--disk` and `--memory` say what an article and a worker take.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from bench.pages.addresses import Address

# Kinds of pages that yardsticks measure.
MEASURED_OTHERWISE = ("vi front", "vi category", "vi article", "vi topic", "vi story", "vi search common")


def main() -> int:
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    from django.core.management import call_command

    from bench.pages.addresses import desk_addresses, public_addresses
    from newsroom.static_files import collect_if_changed

    call_command("compile_translations", verbosity=0)
    collect_if_changed()
    every = (*public_addresses(), *desk_addresses())
    addresses = [one for one in every if any(part in one.kind for part in options.only.split(","))]
    if options.plans:
        return _name_offenders(addresses)
    if options.inside:
        return _measure_inside(addresses, options.rounds)
    return _measure(addresses, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.pages",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--plans", action="store_true", help="name the statements that read more than they give"
    )
    parser.add_argument("--inside", action="store_true", help="within one process, without a web server")
    parser.add_argument("--disk", action="store_true", help="say what an article takes on disk")
    parser.add_argument("--memory", action="store_true", help="say what a worker takes after 1,300 pages")
    parser.add_argument(
        "--yardsticks", action="store_true", help="measure nginx, PostgreSQL and WordPress too"
    )
    parser.add_argument(
        "--only", default="", help="pages whose kind contains one of these, separated by commas"
    )
    parser.add_argument("--rounds", type=int, default=3, help="figures are medians of so many rounds")
    parser.add_argument("--seconds", type=float, default=3, help="how long each page is asked for")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--posts", type=int, default=100_000, help="of WordPress")
    parser.add_argument("--json", type=Path, help="keep all figures in this file")
    return parser.parse_args()


def _name_offenders(addresses: "Sequence[Address]") -> int:
    from bench.pages.plans import offenders, report

    found = list(offenders(addresses))
    print(report(found))
    print(
        f"{len(found)} statements of {len({address for address, _one in found})} pages read more than they give; "
        f"{len(addresses)} pages were asked for."
    )
    return 1 if found else 0


def _measure_inside(addresses: "Sequence[Address]", rounds: int) -> int:
    from bench.pages.inside import table, times_of

    print(table(times_of(address, rounds=rounds) for address in addresses))
    return 0


def _measure(addresses: "Sequence[Address]", options: argparse.Namespace) -> int:
    from bench.pages import disk, measuring

    found: dict[str, Any] = {"database": _about_the_database()}
    with tempfile.TemporaryDirectory(prefix="newsroom-pages-") as name:
        folder = Path(name)
        measured = list(
            measuring.measure(
                addresses,
                seconds=options.seconds,
                connections=options.connections,
                rounds=options.rounds,
                log=folder / "gunicorn.log",
            )
        )
        print(measuring.table(measured), flush=True)
        found["pages"] = [asdict(one) for one in measured]
        if options.yardsticks:
            found["yardsticks"] = _yardsticks(addresses, options, folder)
        if options.memory:
            found["memory"] = measuring.memory_of_a_worker(addresses, log=folder / "gunicorn.log")
            print(f"megabytes of a worker: {found['memory']}", flush=True)
    if options.disk:
        shares = disk.disk_shares()
        print(disk.table(shares))
        found["disk"] = [share._asdict() for share in shares]
    if options.json:
        options.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def _yardsticks(
    addresses: "Sequence[Address]", options: argparse.Namespace, folder: Path
) -> list[dict[str, Any]]:
    from bench.pages import wordpress, yardsticks

    chosen = [one for one in addresses if one.kind in MEASURED_OTHERWISE]
    load = {"seconds": options.seconds, "connections": options.connections}
    found = [*yardsticks.as_files(chosen, folder, **load), *yardsticks.statements_alone(chosen)]
    missing = wordpress.missing()
    if missing:
        print(f"WordPress is not measured: {', '.join(missing)} is not here.")
    else:
        found += wordpress.measure(folder, posts=options.posts, **load)
    for one in found:
        print(
            f"{one.name:<20} {one.kind:<20} {one.p50:>8.1f} {one.p95:>8.1f} ms {one.a_second:>9.1f} a second"
        )
    return [asdict(one) for one in found]


def _about_the_database() -> dict[str, Any]:
    from django.db import connection

    from articles.models import Article

    with connection.cursor() as cursor:
        about = {"articles": Article.objects.count()}
        for name in ("server_version", "work_mem", "shared_buffers"):
            cursor.execute(f"SHOW {name}")
            about[name] = cursor.fetchone()[0]
    print(", ".join(f"{name} {value}" for name, value in about.items()), flush=True)
    return about


if __name__ == "__main__":
    raise SystemExit(main())
