"""Profile what a pull's CPU time is spent on; started by `bench.pull`, passes arguments to `manage.py`.

A CPU timer (ITIMER_PROF) samples the stack every few milliseconds and assigns the CPU time since the last sample to the
innermost frame of a known library; the rest is the project's own, its use of Django and lxml included. Time is
measured, not derived from the number of samples: timers fire at most once a kernel tick, and signals wait while a
library runs native code. The CPU time of PostgreSQL's processes is added from /proc.
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
# A part of a frame's file path, and the library it belongs to; the first match counts.
PARTS = (
    ("/feedparser/", "feedparser"),
    ("/xml/sax/", "feedparser"),
    ("/feeds/normalise/sanitise.py", "sanitising"),
    ("/feeds/normalise/language", "language identification"),
    ("/feeds/normalise/languages/scripts.py", "language identification"),
    ("/feeds/normalise/languages/vietnamese_syllables.py", "language identification"),
    ("/feeds/normalise/languages/malay.py", "language identification"),
    ("/langdetect/", "language identification"),
    ("/py3langid/", "language identification"),
    ("/django/db/backends/", "PostgreSQL"),
    ("<frozen importlib", "start"),
    ("/feeds/knowledge.py", "start"),
)
OWN = "own"


def part_of(files: list[str]) -> str:
    """The library that a stack is in; `files` are the files of its frames, innermost first."""
    for file in files:
        for piece, part in PARTS:
            if piece in file:
                return part
    return OWN


def server_seconds(postmaster: int) -> float:
    """The CPU time of a PostgreSQL server so far, including its ended processes."""
    ticks = 0
    for pid in (postmaster, *_children(postmaster)):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended; its parent counts its time from now on
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
