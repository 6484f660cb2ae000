"""Extraction of pages within a time limit.

A hostile page or a slow selector may keep the extraction busy for minutes, and a busy thread cannot be stopped. So
pages are read in a subprocess, which is killed when its time is over. Requests and answers are pickled on its standard
input and output, each preceded by its length in eight bytes.
"""

import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from feeds.errors import ParseError
from feeds.extractor.page import extract_page
from feeds.extractor.rules import PageRules
from feeds.raw import RawArticle

# The largest pages that are read take about three seconds on a small machine.
EXTRACTION_SECONDS = 15.0
# The first answer also waits for the subprocess to start and to import its modules.
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
    now: datetime | None = None


class Extraction:
    """A subprocess that reads pages one after the other. Not thread-safe."""

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
        """The article of the page. Raises ParseError where it has none or where reading it takes too long."""
        process, wait = self._running()
        answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        threading.Thread(target=_exchange, args=(process, page, answers), daemon=True).start()
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
        """Kills the subprocess."""
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
                    continue  # a request was half written; nobody reads it

    def _running(self) -> tuple[subprocess.Popen[bytes], float]:
        """The running subprocess, and the seconds that its next answer may take."""
        if self._process and self._process.poll() is None:
            return self._process, self._seconds
        self.close()
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "feeds.reading.bounded"],
            cwd=Path(__file__).resolve().parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C must reach the parent only
        )
        return self._process, self._seconds + START_SECONDS


def _exchange(process: subprocess.Popen[bytes], page: PageSource, answers: "queue.SimpleQueue[Any]") -> None:
    """Sends the request and waits. The answer is an article, a sentence that says why there is none, or None where the
    subprocess failed."""
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
    # Both ends are this module: nothing from outside is unpickled.
    return pickle.loads(pipe.read(_LENGTH.unpack(head)[0]))  # noqa: S301


def _answer(page: PageSource) -> RawArticle | str | None:
    try:
        return extract_page(
            page.html,
            url=page.url,
            declared_charset=page.charset,
            input=page.input,
            rules=page.rules,
            now=page.now,
        )
    except ParseError as error:
        return error.message
    except Exception:
        # Parsers raise nearly anything on a broken page; the parent must learn that there is no article.
        return None


def main() -> None:
    """Answers requests until the parent closes the pipe."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get among the answers
    while True:
        try:
            page = _receive(sys.stdin.buffer)
            _send(answers, _answer(page))
        except (EOFError, BrokenPipeError):
            return


if __name__ == "__main__":
    main()
