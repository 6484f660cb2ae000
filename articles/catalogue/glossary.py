"""The glossary: terms of Vietnamese politics that newspapers take as known, each with one sentence in every edition.

`glossary/terms.tsv` names the terms: slug, the Vietnamese term, and the number of the document that it is (or nothing).
`glossary/<edition>.tsv` explains them: slug, the words by which texts in that language name it (separated by "|", the
first heads the entry), and the sentence. Lines that begin with "#" are notes; the line "# reread" tells that a native
speaker has read the file.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from articles.catalogue import FOLDER, CatalogueError
from articles.grouping.folding import SPACELESS

GLOSSARY = FOLDER / "glossary"
REREAD = "# reread"
_WORD = re.compile(r"\w+")
_SPACELESS = re.compile(f"[{SPACELESS}]")


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A term as an edition explains it. `names` are the words by which its texts name it, `vietnamese` is the term itself,
    `document` the number of the document that it is, if it is one.
    """

    slug: str
    vietnamese: str
    document: str
    names: tuple[str, ...]
    text: str

    @property
    def name(self) -> str:
        """The word that heads the entry."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms in one edition's language, in the order of the list; `is_reread` where a native speaker has read them."""

    entries: tuple[GlossaryEntry, ...]
    is_reread: bool

    @property
    def documents(self) -> tuple[GlossaryEntry, ...]:
        return tuple(one for one in self.entries if one.document)


@cache
def load_glossary(edition: str) -> Glossary:
    """The glossary of an edition; an empty one for a language without a file. Raises `CatalogueError`."""
    file = GLOSSARY / f"{edition}.tsv"
    if not file.is_file():
        return Glossary((), is_reread=False)
    known = {slug: (term, document.strip("-")) for slug, term, document in _rows("terms")}
    entries = []
    for slug, words, text in _rows(edition):
        if slug not in known or not words or not text:
            raise CatalogueError(
                f"glossary/{edition}.tsv: {slug}: is no term, or lacks its words or sentence"
            )
        names = tuple(word.strip() for word in words.split("|"))
        entries.append(GlossaryEntry(slug, *known[slug], names, text))
    return Glossary(tuple(entries), is_reread=REREAD in file.read_text(encoding="utf-8").splitlines())


def _rows(name: str) -> Iterator[tuple[str, str, str]]:
    for line in (GLOSSARY / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            parts = [part.strip() for part in line.split("\t")]
            if len(parts) != 3:
                raise CatalogueError(f"glossary/{name}.tsv: has no three columns: {line[:60]}")
            yield parts[0], parts[1], parts[2]


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a term."""

    start: int
    end: int
    slug: str


Finder = Callable[[str], Iterator[Mention]]


@cache
def mentions_in(edition: str) -> Finder | None:
    """What finds the terms in a text of an edition's language, in reading order, of two at one place the longer one. None
    where there are none.
    """
    slugs = {name.lower(): entry.slug for entry in load_glossary(edition).entries for name in entry.names}
    if not slugs:
        return None
    return _anywhere(slugs) if any(map(_SPACELESS.match, slugs)) else _at_words(slugs)


def _anywhere(slugs: Mapping[str, str]) -> Finder:
    """Of scripts that set no words apart."""
    pattern = re.compile("|".join(map(re.escape, sorted(slugs, key=len, reverse=True))), re.IGNORECASE)

    def find(text: str) -> Iterator[Mention]:
        for match in pattern.finditer(text):
            yield Mention(match.start(), match.end(), slugs[match.group().lower()])

    return find


def _at_words(slugs: Mapping[str, str]) -> Finder:
    """Of others, where a term begins and ends with a word. Looked up by its first word: a pattern of a hundred terms would
    take longer than all else that an article's page does.
    """
    by_first: dict[str, list[str]] = {}
    for name in sorted(slugs, key=len, reverse=True):
        if first := _WORD.match(name):
            by_first.setdefault(first.group(), []).append(name)

    def find(text: str) -> Iterator[Mention]:
        small = text.lower()
        if len(small) != len(text):  # a letter whose small form is two
            small = text
        until = 0
        for word in _WORD.finditer(small):
            start = word.start()
            if start < until:
                continue
            for name in by_first.get(word.group(), ()):
                end = start + len(name)
                if small.startswith(name, start) and not small[end : end + 1].isalnum():
                    until = end
                    yield Mention(start, end, slugs[name])
                    break

    return find
