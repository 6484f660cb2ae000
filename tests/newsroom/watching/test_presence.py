"""Web processes are counted while they live, and no longer."""

import signal
import subprocess
import sys
from pathlib import Path

from newsroom.watching import presence

REPOSITORY = Path(__file__).resolve().parents[3]
LIVE = """
import sys, time
from pathlib import Path
from newsroom.watching import presence
presence.hold(Path(sys.argv[1]), sys.argv[2])
print("holds", flush=True)
time.sleep(60)
"""


def living_process(folder: Path, name: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", LIVE, folder, name], cwd=REPOSITORY, stdout=subprocess.PIPE
    )
    assert process.stdout
    with process.stdout as said:
        assert said.readline() == b"holds\n"
    return process


def test_processes_are_counted_until_they_end_however_they_end(tmp_path: Path) -> None:
    assert presence.living(tmp_path) == 0
    processes = [living_process(tmp_path, name) for name in ("web0", "web1")]
    assert presence.living(tmp_path) == 2
    for left in (1, 0):
        process = processes.pop()
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert presence.living(tmp_path) == left
    # The next one in a place takes it over at once.
    again = living_process(tmp_path, "web0")
    assert presence.living(tmp_path) == 1
    again.kill()
    again.wait()
