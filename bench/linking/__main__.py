"""How well made-up stories in fourteen languages are linked and suggested, in four conditions: `python -m bench.linking`.

    python -m bench.linking [--seed N] [--only whole short reworded dense]

The stories are made up from the seed, with planned siblings: one event in many provinces and years, one document, one
commune. The weights were chosen on the stories with even numbers (seed 1); the others are held apart. Each condition runs
in a database of its own, which goes with the program. The exit status is 1 where a figure is below its floor.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

CONDITIONS = ("whole", "short", "reworded", "dense")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1, help="which stories are made up (1 by default)")
    parser.add_argument("--only", nargs="+", choices=CONDITIONS, default=CONDITIONS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        os.environ["NEWSROOM_DATA_DIR"] = folder
        os.environ.pop("DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
        import django

        django.setup()
        try:
            return _run(options.only, options.seed)
        finally:
            from django.db import connections

            from newsroom.database import stop_if_last

            connections.close_all()
            stop_if_last(Path(folder))


def _run(conditions: list[str], seed: int) -> int:
    from django.core.management import call_command

    from bench.linking.measure import FLOORS, forget, measure

    call_command("migrate", verbosity=0)
    passed = True
    for condition in conditions:
        for half, found in measure(condition, seed=seed).items():  # type: ignore[arg-type]
            fine = found.passes(FLOORS[condition])  # type: ignore[index]
            passed &= fine
            print(
                f"{condition}, {half}: {found.true} pairs; found {found.recall:.3f} at precision {found.precision:.3f}; "
                f"linked {found.link_recall:.3f} at {found.link_precision:.3f}; pairs of one language {found.same_language}"
                f"{'' if fine else '  FAIL'}"
            )
        forget()
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
