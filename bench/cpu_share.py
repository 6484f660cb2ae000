"""What a pull's processor time is spent on; started by `bench.pull`, which passes what follows to `manage.py`.

A timer that runs while this process computes (ITIMER_PROF) looks at the stack every few milliseconds and gives the
processor time since the last look to the innermost frame that belongs to a known part; what belongs to none is the
project's own, its use of Django and lxml included. The time is read and not reckoned from the number of looks: a
kernel looks at such timers no oftener than it ticks, and a signal waits while a library computes. Time that
PostgreSQL's own processes take is counted beside it, from /proc.
"""

import json
import os
import signal
import sys
import time
from collections import defaultdict
from pathlib import Path
from types import FrameType

SAMPLE_SECONDS = 0.004
# A piece of the path of a frame's file, and what it is part of; the first that fits counts.
PARTS = (
    ("/feedparser/", "feedparser"),
    ("/xml/sax/", "feedparser"),
    ("/feeds/normalise/sanitise.py", "sanitising"),
    ("/feeds/normalise/language", "language identification"),
    ("/feeds/normalise/scripts.py", "language identification"),
    ("/feeds/normalise/vietnamese_syllables.py", "language identification"),
    ("/feeds/normalise/malay.py", "language identification"),
    ("/langdetect/", "language identification"),
    ("/py3langid/", "language identification"),
    ("/django/db/backends/", "PostgreSQL"),
    ("<frozen importlib", "start"),
    ("/feeds/knowledge.py", "start"),
)
OWN = "own"


def part_of(files: list[str]) -> str:
    """What a stack is busy with; `files` are the files of its frames, the innermost first."""
    for file in files:
        for piece, part in PARTS:
            if piece in file:
                return part
    return OWN


def server_seconds(postmaster: int) -> float:
    """The processor time that a PostgreSQL server took so far, its processes that ended included."""
    ticks = 0
    for pid in (postmaster, *_children(postmaster)):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile, and counts with its parent from now on
        ticks += sum(map(int, fields[11:15])) if pid == postmaster else sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def main() -> None:
    counted: dict[str, float] = defaultdict(float)
    looked = time.process_time()

    def sample(number: int, frame: FrameType | None) -> None:
        nonlocal looked
        files = []
        while frame:
            files.append(frame.f_code.co_filename)
            frame = frame.f_back
        before, looked = looked, time.process_time()
        counted[part_of(files)] += looked - before

    signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, SAMPLE_SECONDS, SAMPLE_SECONDS)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["manage.py", *sys.argv[1:]])
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps(counted), file=sys.stderr)


if __name__ == "__main__":
    main()
