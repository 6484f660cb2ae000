"""The shipped rules, and copies of those that wait too long for a rehearsal, with all their times divided."""

import re
from dataclasses import dataclass

_ALERT = re.compile(r"(?m)^(?=      - alert: )")
_TIMES = re.compile(r"(?<=for: )(\d+)([mh])|(?<=\[)(\d+)([mh])(?=\])")
_SECONDS = {"m": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class Rule:
    """An alert: its name, how long its cause must last (seconds), and its text."""

    name: str
    waits: int
    text: str


def rules_in(text: str) -> list[Rule]:
    """The alerts of a rules file."""
    found = []
    for block in _ALERT.split(text)[1:]:
        name, waits = re.match(r" +- alert: (\w+)", block), re.search(r"for: (\d+)([mh])", block)
        assert name, block
        assert waits, block
        found.append(Rule(name[1], int(waits[1]) * _SECONDS[waits[2]], block))
    return found


def hurried(rules: list[Rule], by: int) -> str:
    """A rules file with copies of some alerts, whose times are divided by a number, which a label says."""

    def shorter(found: re.Match[str]) -> str:
        number, unit = found[1] or found[3], found[2] or found[4]
        return f"{max(int(number) * _SECONDS[unit] // by, 1)}s"

    texts = [
        _TIMES.sub(shorter, one.text).replace("labels: {", f'labels: {{hurried: "{by}", ') for one in rules
    ]
    return "groups:\n  - name: hurried\n    rules:\n" + "".join(texts)
