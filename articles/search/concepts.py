"""What a query means beyond its words: terms of the term base, abbreviations and everyday words, each with its names in
all editions' languages, and provinces.

"Mass mobilisation", "công tác dân vận" and 群众工作 are one; so are MTTQ and Mặt trận Tổ quốc, flood and lũ lụt.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from articles.catalogue import FOLDER, load_terms, load_topics
from articles.catalogue.glossary import load_glossary
from articles.catalogue.places import Province, load_provinces
from articles.evidence.places import province_called
from articles.languages import SITE_LANGUAGES
from articles.search.languages import CONFIGURATIONS, STOP_WORDS, language_of, subtag
from articles.search.query import Query
from articles.search.stems import stems_of
from articles.search.variants import simplified, ukrainian_beginnings, variants, without_particle
from articles.search.words import forms, pieces, plain, run_characters, run_words

# Names of a concept that are searched: in the reader's language, in Vietnamese, and in English.
NAMES_SEARCHED = (4, 3, 2)
# Longer beginnings of a spaceless text are no coincidence, wherever words begin.
SURE_CHARACTERS = 4
WORDS_OF_PLACE = 4

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """A term with its names by edition. `slug` is that of the glossary, of a topic or of a word of everyday news."""

    slug: str
    names: Mapping[str, tuple[str, ...]]
    document: str = ""
    topic: str = ""
    is_explained: bool = False

    def searched(self, edition: str) -> Iterator[tuple[str, str]]:
        """The names by which it is searched for readers of an edition: pairs of language and name."""
        languages = dict(zip((edition, "vi", "en"), NAMES_SEARCHED, strict=True))
        for language, most in languages.items():
            yield from ((language, name) for name in self.names.get(language, ())[:most])


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was recognised in a query; `words` are the words of the query that are left, `typed` those that name each of
    the concepts.
    """

    words: tuple[str, ...] = ()
    concepts: tuple[Concept, ...] = ()
    typed: tuple[str, ...] = ()
    provinces: tuple[Province, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.concepts or self.provinces)

    def names(self, language: str) -> list[tuple[tuple[str, str], ...]]:
        """The names by which each concept is searched, the typed one first: pairs of language and name."""
        return [
            tuple(dict.fromkeys(((language, typed), *concept.searched(language))))
            for concept, typed in zip(self.concepts, self.typed, strict=True)
        ]


def meaning_of(query: Query, edition: str, stems: Mapping[tuple[str, str], str]) -> Meaning:
    """The terms and provinces that the words of a query name, as readers of an edition type them. `stems` are those of
    its words.
    """
    text = " ".join(query.words)
    asked = query.language or edition
    language = language_of(text, asked)
    left = [part for word in query.words for part in _parts(word)]
    concepts: dict[str, str] = {}
    provinces: dict[int, Province] = {}
    for tag in dict.fromkeys((language, asked, "vi", "en")):
        left = _without_concepts(left, tag, concepts, stems)
    left = _without_places(left, language, provinces)
    return Meaning(
        words=tuple(left),
        concepts=tuple(load_concepts()[slug] for slug in concepts),
        typed=tuple(concepts.values()),
        provinces=tuple(provinces.values()),
    )


def _parts(word: str) -> list[str]:
    """The words between the hyphens of a word."""
    found = list(pieces(plain(word)))
    return [word] if len(found) < 2 or any(one.is_run for one in found) else [one.text for one in found]


# --- Terms --------------------------------------------------------------------------------------------------------


@cache
def load_concepts() -> Mapping[str, Concept]:
    """All concepts by their slugs."""
    names: dict[str, dict[str, list[str]]] = {}
    documents, topics = {}, {one.slug: one.slug for one in load_topics()}
    vietnamese: dict[str, str] = {}
    for edition in SITE_LANGUAGES:
        for entry in load_glossary(edition).entries:
            of_one = names.setdefault(entry.slug, {"vi": [entry.vietnamese]})
            of_one.setdefault(edition, []).extend(entry.names)
            vietnamese[plain(entry.vietnamese)] = entry.slug
            documents[entry.slug] = entry.document
    explained = frozenset(names)
    for topic in load_topics():
        slug = vietnamese.get(plain(topic.names["vi"]), topic.slug)
        topics[slug] = topic.slug
        for edition, name in topic.names.items():
            names.setdefault(slug, {}).setdefault(edition, []).append(name)
    _add_abbreviations(names, vietnamese)
    for slug, words in _news_words():
        names.setdefault(f"news-{slug}", {}).update(words)
    _find_topics(names, topics)
    return {
        slug: Concept(
            slug,
            {edition: tuple(dict.fromkeys(words)) for edition, words in found.items()},
            documents.get(slug, ""),
            topics.get(slug, ""),
            is_explained=slug in explained,
        )
        for slug, found in names.items()
    }


def _add_abbreviations(names: dict[str, dict[str, list[str]]], vietnamese: Mapping[str, str]) -> None:
    for line in (FOLDER / "abbreviations.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        short, _tab, whole = line.partition("\t")
        slug = vietnamese.get(plain(whole), f"short-{plain(whole)}")
        names.setdefault(slug, {}).setdefault("vi", [whole]).append(short)


def _news_words() -> Iterator[tuple[str, dict[str, list[str]]]]:
    lines = (FOLDER / "news_words.tsv").read_text(encoding="utf-8").splitlines()
    header, *rows = (line.split("\t") for line in lines if not line.startswith("#"))
    for slug, *columns in rows:
        yield (
            slug,
            {edition: words.split("|") for edition, words in zip(header[1:], columns, strict=True) if words},
        )


def _find_topics(names: Mapping[str, Mapping[str, Sequence[str]]], topics: dict[str, str]) -> None:
    """The topic of each term whose Vietnamese name is a full term of it."""
    full = {
        plain(term.phrase): term.topic for term in load_terms() if term.language == "vi" and term.weight >= 1
    }
    for slug, found in names.items():
        if slug not in topics and not slug.startswith("news-"):
            topic = next((full[plain(name)] for name in found.get("vi", ()) if plain(name) in full), "")
            if topic:
                topics[slug] = topic


def _without_concepts(
    words: list[str], tag: str, found: dict[str, str], stems: Mapping[tuple[str, str], str]
) -> list[str]:
    """The words that name no term in a language; the terms are added to `found` with the words that name them."""
    if not words:
        return words
    if any(piece.is_run for word in words for piece in pieces(plain(word))):
        return [left for word in words for left in _without_run_names(word, tag, found)]
    index = _index(tag)
    if not index.longest:
        return words
    keys = _keys([forms(plain(word)).exact for word in words], tag, stems)
    left, place = [], 0
    while place < len(words):
        for length in range(min(index.longest, len(words) - place), 0, -1):
            key = tuple(one for one in keys[place : place + length] if one)
            # A stop word neither begins nor ends a term.
            if key and keys[place] and keys[place + length - 1] and (slug := index.slugs.get(key)):
                found[slug] = " ".join(words[place : place + length])
                place += length
                break
        else:
            left.append(words[place])
            place += 1
    return left


@dataclass(frozen=True, slots=True)
class _Index:
    """The terms of a language by the keys of their words; `longest` is the most words of one."""

    slugs: Mapping[Key, str]
    longest: int


@cache
def _index(tag: str) -> _Index:
    named = [
        (slug, [forms(piece.text).exact for piece in pieces(plain(name))])
        for slug, concept in load_concepts().items()
        for name in concept.names.get(tag, ())
    ]
    words = {word for _slug, name in named for word in name if word}
    stems = name_stems(words, tag)
    slugs: dict[Key, str] = {}
    for slug, name in named:
        key = tuple(one for one in _keys(name, tag, stems) if one)
        if key:
            slugs.setdefault(key, slug)
        # A single syllable without marks is too many words.
        if tag == "vi" and len(name) > 1:
            slugs.setdefault(tuple(_unmarked(word) for word in name), slug)
    return _Index(slugs, max(map(len, slugs), default=0) + 1 if slugs else 0)


def _keys(words: Sequence[str], tag: str, stems: Mapping[tuple[str, str], str]) -> list[str]:
    """What two forms of a word have in common; empty for a stop word."""
    language = subtag(tag)
    mute = STOP_WORDS.get(language, frozenset())
    if language in CONFIGURATIONS:
        return ["" if word in mute else _stem(word, language, stems) for word in words]
    if language == "uk":
        return ["" if word in mute else min(ukrainian_beginnings(word), default=word) for word in words]
    return [min((word, *variants(word))) if word else "" for word in words]


def _stem(word: str, language: str, stems: Mapping[tuple[str, str], str]) -> str:
    """The stem that all spellings of a word share: the least of theirs. Marks do not count."""
    found = [stems.get((language, one), one) for one in (word, *variants(word))]
    return "" if not all(found) else min(_unmarked(one) for one in found)


def _unmarked(word: str) -> str:
    loose = forms(word).loose
    return loose.removeprefix("~") if loose else word


def name_stems(words: Iterable[str], tag: str) -> dict[tuple[str, str], str]:
    """The stems of words of a language and of their other spellings."""
    language = subtag(tag)
    if language not in CONFIGURATIONS:
        return {}
    return stems_of((language, one) for word in words for one in (word, *variants(word)))


def _without_run_names(word: str, tag: str, found: dict[str, str]) -> Iterator[str]:
    """What is left of a word of a script without spaces when the terms in it are taken out."""
    text = run_characters(plain(word))
    read = simplified(text) if tag.startswith("zh") else text
    names = _run_names(tag)
    starts = {place for place, _one in run_words(text)} | {len(text)}
    left, place = "", 0
    while place < len(text):
        name = next(
            (
                one
                for one in names.get(read[place : place + 1], ())
                if read.startswith(one, place)
                and (len(one) >= SURE_CHARACTERS or {place, place + len(one)} <= starts)
            ),
            "",
        )
        if name:
            slug = names[name[0]][name]
            found[slug] = text[place : place + len(name)]
            if left:
                yield left
            left = ""
            place += len(name)
            continue
        left += text[place]
        place += 1
    if left and (tag != "ko" or without_particle(f"  {left}").strip()):
        yield left


@cache
def _run_names(tag: str) -> Mapping[str, Mapping[str, str]]:
    """The terms of a script without spaces by their first character, the longer ones first."""
    found: dict[str, str] = {}
    tags = ("zh-hans", "zh-hant") if tag.startswith("zh") else (tag,)
    for slug, concept in load_concepts().items():
        for name in (name for one in tags for name in concept.names.get(one, ())):
            text = run_characters(plain(name))
            found.setdefault(simplified(text) if tag.startswith("zh") else text, slug)
    by_first: dict[str, dict[str, str]] = {}
    for name in sorted(found, key=len, reverse=True):
        by_first.setdefault(name[:1], {})[name] = found[name]
    return by_first


# --- Places -------------------------------------------------------------------------------------------------------


def _without_places(words: list[str], language: str, found: dict[int, Province]) -> list[str]:
    """The words that name no province; the present provinces of those named are added to `found`."""
    left, place = [], 0
    while place < len(words):
        for length in range(min(WORDS_OF_PLACE, len(words) - place), 0, -1):
            slug = province_called(" ".join(words[place : place + length]), language)
            if slug:
                province = load_provinces()[slug]
                found[province.number] = province
                place += length
                break
        else:
            left.append(words[place])
            place += 1
    return left
