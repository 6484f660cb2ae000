"""The commands of the operator's manual, to be run as they stand there: the manual is the only place that has them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.hosts.debian import REPOSITORY, Host
from tests.hosts.terminal import answered

MANUAL = REPOSITORY / "docs" / "operators.md"
# Languages of blocks that are no commands.
SETTINGS = ("nginx",)
_FENCE = re.compile(r"(?ms)^```(\w*)\n(.*?)^```$")
_CRON = re.compile(r"(?:[\d*/]+ ){5}(.*)")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of commands, with the heading under which it stands, and whose it is by the sentence before it."""

    heading: str
    language: str
    text: str
    is_root: bool

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def blocks(text: str) -> list[Block]:
    """All fenced blocks of a page of the manual. Those after the words "as root" are root's, others the site's user's."""
    found, heading, end = [], "", 0
    for fence in _FENCE.finditer(text):
        before = text[end : fence.start()]
        end = fence.end()
        headings = re.findall(r"(?m)^#+ (.*)$", before)
        heading = headings[-1] if headings else heading
        sentence = before.strip().rpartition("\n\n")[2]
        found.append(Block(heading, fence[1], fence[2], "as root" in sentence))
    return found


class Manual:
    """Whoever follows the manual on a host: types its commands, each once, with names of their own in the place of its."""

    def __init__(self, file: Path = MANUAL) -> None:
        self._blocks = [
            one for one in blocks(file.read_text(encoding="utf-8")) if one.language not in SETTINGS
        ]
        # The line with which root becomes the site's user, in a shell that takes the commands that follow.
        (self._become,) = (
            one for one in self._blocks if "runuser" in one.text and one.text.endswith(" bash\n")
        )
        self._lines = [line for one in self._blocks if one != self._become for line in one.lines]

    def block(self, heading: str, beginning: str) -> Block:
        """The block under a heading whose text begins so. Raises AssertionError where there is none."""
        found = [one for one in self._blocks if one.heading == heading and one.text.startswith(beginning)]
        assert len(found) == 1, f"{heading}: {len(found)} blocks begin with {beginning!r}"
        return found[0]

    def follow(self, host: Host, block: Block, **names: str) -> str:
        """Runs the commands of a block; gives what they say. `names` are words of the manual → what they stand for here.

        Raises AssertionError where a word is not in the block, RuntimeError where a command fails.
        """
        return "".join(self.typed(host, block, line, **names) for line in block.lines)

    def typed(self, host: Host, block: Block, line: str, **names: str) -> str:
        """Runs one line of a block, as `follow` does."""
        self._lines.remove(line)
        for word, own in names.items():
            line = line.replace(word, own)
        if block.is_root:
            return host.run("bash", "-c", line, said="y\n" * 9)
        return self.as_newsroom(host, line)

    def asked(self, host: Host, block: Block, answers: Sequence[tuple[str, str]]) -> str:
        """Runs a block of one line at a terminal, and answers its questions."""
        (line,) = block.lines
        self._lines.remove(line)
        return answered(host.command(["bash", "-c", line]), answers)

    def as_newsroom(self, host: Host, line: str) -> str:
        """Runs a line in the shell that the manual gives to the site's user. Raises RuntimeError where it fails."""
        return host.run("bash", "-e", "-c", self._become.text, said=f"set -e\n{line}\n")

    def cron(self, host: Host) -> None:
        """Runs what the lines of cron run, each part for itself. Raises RuntimeError where one fails."""
        (table,) = (one for one in self._blocks if _CRON.match(one.text))
        for line in table.lines:
            self._lines.remove(line)
            said = _CRON.fullmatch(line)
            assert said, f"no line of cron: {line}"
            host.run("runuser", "--user", "newsroom", "--", "sh", "-c", f"set -e; {said[1]}")

    def left_out(self) -> list[str]:
        """The lines that nobody has typed."""
        return self._lines
