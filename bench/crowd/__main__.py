"""Measure what a crowd gets: pages from memory and through nginx, a cold page, an outage: `python -m bench.crowd`.

    NEWSROOM_DATA_DIR=/somewhere .venv/bin/python -m bench.crowd

serves the site of that database as production does, with Redis where it is installed, and asks in turn, three rounds each:
for a page from memory, and for the same bytes as a file of nginx; for the page through nginx's cache and for the file, in
each packing and in mixed spellings of Accept-Encoding. Then 500 connections ask for one cold page, and it is counted how
often it was made; and the database is stopped for a minute while a thousand pages are asked for.
"""

import argparse
import os
import statistics
import tempfile
from pathlib import Path

import django

ROUNDS = 3
CONNECTIONS = 8
# One in turn with each request, as browsers spell it.
MIXED = ("gzip, deflate, br", "gzip, deflate, br, zstd", "br, gzip;q=0.8", "gzip, br")
PACKINGS = {"plain": "identity", "gzip": "gzip", "br": "br"}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.crowd",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--seconds", type=float, default=4, help="how long each page is asked for; 0 leaves it out"
    )
    parser.add_argument(
        "--outage", type=float, default=60, help="how long the database is down; 0 leaves it out"
    )
    parser.add_argument("--pages", type=int, default=1_000, help="how many pages are asked for in the outage")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    from django.core.management import call_command

    from bench.crowd.outage import outlive
    from bench.crowd.servers import cold_crowd
    from newsroom.static_files import collect_if_changed

    call_command("compile_translations", verbosity=0)
    collect_if_changed()
    with tempfile.TemporaryDirectory(prefix="crowd") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if options.seconds:
            _measure_speed(folder, options.seconds)
        made, seconds = cold_crowd(folder)
        print(f"500 connections on a cold page: made {made} times, all answered after {seconds:.2f} s")
        if options.outage:
            outlive(folder, pages=options.pages, seconds=options.outage)
    return 0


def _measure_speed(folder: Path, seconds: float) -> None:
    from bench.crowd.servers import nginx_before, popular_paths
    from bench.pages.load import load
    from bench.pages.serving import served

    path = popular_paths(1)[0]
    os.environ["TRUSTED_PROXIES"] = "1"
    with (
        served(folder / "web.log", keeps_pages=True) as (base, _server),
        nginx_before(base, path, folder) as places,
    ):
        for name, accepted in PACKINGS.items():
            headers = {"Accept-Encoding": accepted}
            rates: dict[str, list[float]] = {"memory": [], "nginx": [], "file": []}
            slow: list[float] = []
            for _round in range(ROUNDS):
                for place, address in {"memory": base + path, **places}.items():
                    found = load(address, connections=CONNECTIONS, seconds=seconds, headers=headers)
                    rates[place].append(found.a_second)
                    if place == "memory":
                        slow.append(load(address, connections=1, seconds=seconds, headers=headers).p95)
            _report(name, rates, slow)
        rates = {"nginx": [], "file": []}
        for _round in range(ROUNDS):
            for place, address in places.items():
                rates[place].append(
                    load(address, connections=CONNECTIONS, seconds=seconds, accept_encodings=MIXED).a_second
                )
        _report("mixed", rates, [])


def _report(name: str, rates: dict[str, list[float]], slow: list[float]) -> None:
    medians = {place: statistics.median(found) for place, found in rates.items()}
    told = ", ".join(
        f"{place} {medians[place]:,.0f}/s ({medians[place] / medians['file']:.2f} of the file; "
        f"{min(found):,.0f} to {max(found):,.0f})"
        for place, found in rates.items()
    )
    alone = f"; one connection: p95 {statistics.median(slow):.2f} ms" if slow else ""
    print(f"{name}: {told}{alone}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
