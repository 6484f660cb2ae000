"""Fuzzes feeds and comments, guided by which lines of the code each input reaches (atheris, libFuzzer): `make fuzz`.

    python -m tests.fuzz [--target feed|comment] [--seconds N]

Each target runs in a process of its own, on a database that is made for it and dropped. What it learned stays in
`var/fuzz/TARGET/` and is where the next run begins. An input that breaks a promise is kept as `var/fuzz/TARGET-crash-…` with
its traceback above; `--input FILE` runs one again. The exit status is 1 then, 2 where nothing could be run.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
WORK = REPOSITORY / "var" / "fuzz"
NAMES = ("feed", "comment")
# What feeds and comments go through; the guide need not look at other packages.
GUIDED = ["feeds.formats", "feeds.reading", "feeds.normalise", "feeds.storing", "articles.comments"]
LONGEST_INPUT = 20_000  # bytes
# One input takes milliseconds; what takes this long is a fault.
LONGEST_RUN = 60  # seconds
MOST_MEMORY = 2_048  # megabytes
DATABASE = "FUZZ_DATABASE"
SEEDS = {
    "comment": (
        "Người đọc\nTôi đồng ý với bài viết này. https://paper.example/",
        "x\n<script>alert(1)</script> \u202e &lt;b&gt;\n\n> a\n\n`b`",
        'هدى\n[a](javascript:alert(1)) \'onload="x" ]]> <!-- \u200d \ud83d',
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--target", choices=NAMES, action="append", help="both by default")
    parser.add_argument("--seconds", type=int, default=1800, help="for each target; half an hour by default")
    parser.add_argument(
        "--seeds", type=int, help="begin with so many of the samples, instead of all and what was learned"
    )
    parser.add_argument("--input", type=Path, metavar="FILE", help="runs this input once, for --target")
    parser.add_argument("--child", choices=NAMES, help=argparse.SUPPRESS)
    options, further = parser.parse_known_args(arguments)
    if importlib.util.find_spec("atheris") is None:
        print(
            "atheris is not installed here (it comes for Linux on x86-64 and CPython): make setup, then requirements-dev.txt."
        )
        return 2
    if options.child:
        fuzz(options.child, further)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    worst = 0
    for target in options.target or NAMES:
        inputs = [str(options.input)] if options.input else [f"-max_total_time={options.seconds}"]
        worst = max(worst, run(target, inputs, most_seeds=options.seeds))
    return worst


def run(target: str, inputs: Sequence[str], *, most_seeds: int | None = None) -> int:
    """Runs one target in a process of its own."""
    corpus = WORK / (target if most_seeds is None else f"{target}-short")
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(islice(seeds(target), most_seeds)):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [f"-max_len={LONGEST_INPUT}", f"-timeout={LONGEST_RUN}", f"-rss_limit_mb={MOST_MEMORY}"]
    options += [f"-artifact_prefix={WORK}/{target}-", "-print_final_stats=1", *inputs]
    with database(target) as name:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tests.fuzz", "--child", target, *options, str(corpus)],
            cwd=REPOSITORY,
            env={**os.environ, DATABASE: name},
            check=False,
        )
    print(f"{target}: {'held' if done.returncode == 0 else 'BROKEN, see above'}")
    return min(done.returncode, 1)


def seeds(target: str) -> Iterator[bytes]:
    """Where a run begins: for feeds the samples of all shapes that the tests read, each as each kind."""
    if target in SEEDS:
        yield from (text.encode("utf-8", "surrogatepass") for text in SEEDS[target])
        return
    yield b"\2<urlset><url><loc>https://paper.example/a</loc><lastmod>2024-05-19</lastmod></url></urlset>"
    yield b"\3<html><body><a href='/a-road'>A village gives land for a road</a></body></html>"
    for file in sorted((REPOSITORY / "tests" / "feeds" / "cases" / "shapes").glob("*.xml")):
        yield b"\0" + file.read_bytes()


@contextmanager
def database(target: str) -> Iterator[str]:
    """The name of an empty, migrated database while the block runs."""
    from django.db import connection
    from psycopg2 import sql

    from tests.template_database import template_database

    name, template = f"fuzz_{target}_{os.getpid()}", template_database()
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        try:
            yield name
        finally:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def fuzz(target: str, options: Sequence[str]) -> None:
    """Fuzzes one target until libFuzzer ends this process."""
    import logging

    import atheris

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    with atheris.instrument_imports(include=GUIDED, enable_loader_override=False):
        import django
        from django.db import connection

        django.setup()
        from tests.fuzz.targets import TARGETS
    connection.settings_dict["NAME"] = os.environ[DATABASE]
    connection.ensure_connection()
    logging.disable(logging.CRITICAL)
    atheris.Setup([sys.argv[0], *options], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    raise SystemExit(main())
