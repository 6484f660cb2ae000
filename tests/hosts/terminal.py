"""A program at a terminal, which asks somebody questions."""

import fcntl
import os
import pty
import subprocess
import termios
from collections.abc import Sequence
from contextlib import suppress


def answered(command: Sequence[str], answers: Sequence[tuple[str, str]]) -> str:
    """Runs a program at a terminal and types an answer after each question. Gives what it said.

    Raises AssertionError where a question does not come or the program fails.
    """
    ours, its = pty.openpty()

    def at_terminal() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    process = subprocess.Popen(
        command, stdin=its, stdout=its, stderr=its, start_new_session=True, preexec_fn=at_terminal
    )
    os.close(its)
    said = ""
    # The terminal's end is an error on Linux.
    with suppress(OSError):
        waiting = list(answers)
        while part := os.read(ours, 4096):
            said += part.decode()
            if waiting and waiting[0][0] in said.rpartition("\n")[2]:
                os.write(ours, f"{waiting.pop(0)[1]}\n".encode())
    os.close(ours)
    status = process.wait(timeout=60)
    assert (status, waiting) == (0, []), said
    return said
