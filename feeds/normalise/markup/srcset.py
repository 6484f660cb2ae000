"""Parses a `srcset` attribute as the HTML standard does (4.8.4.3.10, "parse a srcset attribute")."""

import re
from dataclasses import dataclass

_SPACE = " \t\n\r\f"
_ADDRESS = re.compile(rf"[{_SPACE},]*([^{_SPACE}]+)")
_WIDTH = re.compile(r"(\d+)w")
_HEIGHT = re.compile(r"(\d+)h")
_DENSITY = re.compile(r"(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)x")
# Real sets have about ten; what follows is not read.
MOST_CANDIDATES = 100
WIDEST = 100_000  # pixels


@dataclass(frozen=True, slots=True)
class Candidate:
    """One image of a set: its address as written, and its width in pixels or its density, where stated."""

    address: str
    width: int | None = None
    density: float | None = None


def candidates(srcset: str) -> tuple[Candidate, ...]:
    """Give the candidates of a `srcset` in their order. An address may hold commas; one with descriptors that the
    standard does not allow is left out."""
    found: list[Candidate] = []
    position = 0
    while len(found) < MOST_CANDIDATES and (match := _ADDRESS.match(srcset, position)):
        address, position = match[1], match.end()
        if address.endswith(","):
            address, descriptors = address.rstrip(","), [""]
        else:
            descriptors, position = _descriptors(srcset, position)
        candidate = _candidate(address, [one for one in descriptors if one])
        if candidate is not None:
            found.append(candidate)
    return tuple(found)


def _descriptors(srcset: str, position: int) -> tuple[list[str], int]:
    """The descriptors from `position` on, and where they end: at a comma outside of brackets."""
    depth = 0
    end = position
    while end < len(srcset):
        character = srcset[end]
        if character == "(":
            depth += 1
        elif character == ")":
            depth = 0
        elif character == "," and not depth:
            break
        end += 1
    return srcset[position:end].split(), min(end + 1, len(srcset))


def _candidate(address: str, descriptors: list[str]) -> Candidate | None:
    width: int | None = None
    density: float | None = None
    for descriptor in descriptors:
        if (match := _WIDTH.fullmatch(descriptor)) and width is None and density is None:
            width = min(int(match[1][:9]), WIDEST)
        elif (match := _DENSITY.fullmatch(descriptor)) and width is None and density is None:
            density = float(match[1])
        elif not _HEIGHT.fullmatch(descriptor):
            return None
    if not address or width == 0:
        return None
    return Candidate(address, width, density)
