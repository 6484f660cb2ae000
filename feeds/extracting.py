"""Reading articles from pages within a time limit.

A page is written by a stranger and a selector by an editor in a hurry; together they may keep the extraction busy for
minutes, and nothing ends a busy thread. So pages are read in a process of their own, which is ended when its time is
over. Asked and answered is by pickled tuples on its standard input and output, each after its length in eight bytes.
"""

import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from feeds.errors import ParseError
from feeds.extractor import extract_page
from feeds.extractor.rules import PageRules
from feeds.raw import RawArticle

# The largest pages that are read at all take about three seconds on a small machine.
EXTRACTION_SECONDS = 15.0
# Beside that the process has to start and to import what it needs.
START_SECONDS = 30.0
_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class PageSource:
    """A page to be read: the arguments of `extract_page`."""

    html: bytes | str
    url: str | None
    input: str
    charset: str | None = None
    rules: PageRules | None = None


class Extraction:
    """Reads pages one after the other in a process of its own. Not for several threads at once."""

    def __init__(self, *, seconds: float = EXTRACTION_SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, page: PageSource) -> RawArticle:
        """The article in the page. Raises ParseError where it holds none or where reading it takes too long."""
        process, wait = self._running()
        answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        threading.Thread(target=_converse, args=(process, page, answers), daemon=True).start()
        try:
            answer = answers.get(timeout=wait)
        except queue.Empty:
            self.close()
            raise ParseError(
                page.input,
                f"Reading the page took longer than {self._seconds:g} seconds; "
                "if the source has page rules, make their selectors simpler.",
            ) from None
        if isinstance(answer, RawArticle):
            return answer
        if isinstance(answer, str):
            raise ParseError(page.input, answer)
        self.close()
        raise ParseError(page.input, "The page made the extraction fail; its text cannot be read.")

    def close(self) -> None:
        """Ends the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was still to be written is for nobody

    def _running(self) -> tuple[subprocess.Popen[bytes], float]:
        """The process, and how many seconds its next answer may take."""
        if self._process and self._process.poll() is None:
            return self._process, self._seconds
        self.close()
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "feeds.extracting"],
            cwd=Path(__file__).resolve().parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the one that asks, who then asks no more
        )
        return self._process, self._seconds + START_SECONDS


def _converse(process: subprocess.Popen[bytes], page: PageSource, answers: "queue.SimpleQueue[Any]") -> None:
    """Asks and waits. The answer is an article, a sentence on why there is none, or None where the process broke."""
    try:
        assert process.stdin is not None  # noqa: S101  # both are pipes
        assert process.stdout is not None  # noqa: S101
        _send(process.stdin, page)
        answers.put(_receive(process.stdout))
    except (OSError, ValueError, EOFError, pickle.PickleError):
        answers.put(None)


def _send(pipe: IO[bytes], message: object) -> None:
    data = pickle.dumps(message)
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    # Both ends are this module: nothing that a stranger wrote is unpickled.
    return pickle.loads(pipe.read(_LENGTH.unpack(head)[0]))  # noqa: S301


def _answer(page: PageSource) -> RawArticle | str | None:
    try:
        return extract_page(
            page.html, url=page.url, declared_charset=page.charset, input=page.input, rules=page.rules
        )
    except ParseError as error:
        return error.message
    except Exception:
        # Parsers of strangers' pages raise nearly anything; the one that asked must learn that there is no article.
        return None


def main() -> None:
    """Answers until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand among the answers
    while True:
        try:
            page = _receive(sys.stdin.buffer)
            _send(answers, _answer(page))
        except (EOFError, BrokenPipeError):
            return


if __name__ == "__main__":
    main()
