"""The words by which work with people is told without its name, from the TOML files in `practice/`."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from articles.catalogue import FOLDER, CatalogueError, read_toml

CUES = (
    *("home", "movement", "organ", "body", "guest", "act", "actor", "people"),
    *(
        "doors",
        "persuade",
        "listen",
        "reconcile",
        "together",
        "help",
        "yield",
        "groups",
        "trust",
        "school",
        "teach",
        "unforced",
    ),
    *("against_charity", "against_office", "against_other", "unrest"),
)
"""What the lists of a file are for; `articles.grouping.wording.practice` says how they count."""

ANY_LANGUAGE = "mul"

_FOLDER = FOLDER / "practice"


def practice_languages() -> tuple[str, ...]:
    """The languages that have a file of phrases."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.toml") if file.stem != ANY_LANGUAGE))


@cache
def load_practice(language: str) -> Mapping[str, tuple[str, ...]]:
    """The phrases of a language by cue, none where it has no file; those of `mul` stand in texts of any language.

    Phrases are written as those of terms: `*` for any ending, `**` for up to five words. Raises `CatalogueError`.
    """
    file = _FOLDER / f"{language}.toml"
    # One language at a time: all of them take two megabytes, and most processes read texts of a few.
    if not language.isalnum() or not file.is_file():
        return MappingProxyType({})
    data = read_toml(file)
    if unknown := set(data) - set(CUES):
        raise CatalogueError(f"{file.name}: no such list: {', '.join(sorted(unknown))}")
    for cue, phrases in data.items():
        if not isinstance(phrases, list) or not all(isinstance(p, str) and p.strip() for p in phrases):
            raise CatalogueError(f"{file.name}: {cue} must be a list of non-empty texts")
    return MappingProxyType({cue: tuple(phrases) for cue, phrases in data.items()})
