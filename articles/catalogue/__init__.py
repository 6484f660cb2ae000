"""The catalogue shipped with the project: categories, topics, terms and kinds of official documents.

The data is in TOML files beside this module. A fresh installation starts from it: editors keep their own
copies in the database and change them there. Every loader returns frozen dataclasses and raises
`CatalogueError` with the file and the key if the data is not as described here.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast

from articles.grouping.topics import Term, Where
from articles.languages import SITE_LANGUAGES

FOLDER = Path(__file__).parent

NumberStyle = Literal["party", "state", "written"]
MONTHS_A_YEAR = 12


class CatalogueError(Exception):
    """A catalogue file is missing, is not TOML, or lacks a key; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Category:
    """The one section of an article. `names` and `descriptions` are keyed by site language."""

    slug: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject. `part_of` is the slug of the wider topic that every article of this one belongs to as well."""

    slug: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class ShippedMediaTopic:
    """A media topic of the IPTC, and the slugs of the category and the topic that it stands for (empty: none)."""

    code: str
    name: str
    category: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of official document: `code` as in a number ("NQ"), `names` by language, other `words` for it.

    `also` are further codes of the same kind, each kept as written in a number ("QĐNS" beside "QĐ").
    `yearless_since` is the first year in which numbers of this kind are officially written without the year,
    None if the year (if any) belongs to the number.
    """

    code: str
    names: Mapping[str, str]
    words: tuple[str, ...] = ()
    yearless_since: int | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body that issues documents; `local` if many bodies share the code, so that a number alone is
    ambiguous.

    `called` are the names shown to readers, by language; `names` are the forms used in texts of any language.
    """

    code: str
    style: NumberStyle
    called: Mapping[str, str]
    names: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    local: bool = False


@dataclass(frozen=True, slots=True)
class OldCode:
    """A number form without a kind, in use until the 1990s: Nghị định 36/CP, Sắc lệnh 65/SL.

    `mark` stands between number and `code`. `kinds` are those whose name must stand beside the number, the likeliest
    first; `kind` is the document's kind where the code itself tells it.
    """

    code: str
    mark: str
    issuer: str
    kinds: tuple[str, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class DocumentKinds:
    """All that `articles.grouping.documents` needs. `months`: month name in lower case → 1 to 12.

    `bodies` are issuers that have a code but no names here: readers see the number alone.
    """

    kinds: tuple[DocumentKind, ...]
    issuers: tuple[Issuer, ...]
    months: Mapping[str, int]
    bodies: tuple[Issuer, ...] = ()
    old_codes: tuple[OldCode, ...] = ()


@cache
def load_categories() -> tuple[Category, ...]:
    """The seven categories in site order. Raises `CatalogueError`."""
    file = FOLDER / "categories.toml"
    return tuple(
        Category(_slug(row, file, "category"), *_named(row, file, "category"))
        for row in _rows(read_toml(file), file, "category")
    )


@cache
def load_topics() -> tuple[Topic, ...]:
    """The topics in their order on the site. Raises `CatalogueError`, also where `part_of` names no topic."""
    file = FOLDER / "topics.toml"
    topics = tuple(
        Topic(_slug(row, file, "topic"), *_named(row, file, "topic"), part_of=row.get("part_of"))
        for row in _rows(read_toml(file), file, "topic")
    )
    slugs = {topic.slug for topic in topics}
    for topic in topics:
        if topic.part_of is not None and topic.part_of not in slugs:
            raise CatalogueError(
                f"{file.name}: topic {topic.slug!r}: part_of names no topic: {topic.part_of!r}"
            )
    return topics


@cache
def load_media_topics() -> tuple[ShippedMediaTopic, ...]:
    """The media topics that stand for a category or a topic. Raises `CatalogueError`, also where that is none."""
    file = FOLDER / "media_topics.toml"
    found = []
    categories, topics = {one.slug for one in load_categories()}, {one.slug for one in load_topics()}
    for row in _rows(read_toml(file), file, "media_topic"):
        one = ShippedMediaTopic(
            _text(row, "code", file, "media_topic"),
            _text(row, "name", file, "media_topic"),
            row.get("category", ""),
            row.get("topic", ""),
        )
        if one.category not in categories | {""} or one.topic not in topics | {""}:
            raise CatalogueError(f"{file.name}: media_topic {one.code}: there is no such category or topic")
        found.append(one)
    return tuple(found)


@cache
def load_terms() -> tuple[Term, ...]:
    """The terms of all languages, in the order of the files. Raises `CatalogueError`.

    A file `terms/<language>.toml` holds tables `[[term]]` with `topic`, `weight`, `phrases` and, where the
    phrases count in headlines only, `where = "title"`. `mul.toml` holds terms for texts in any language.
    """
    slugs = {topic.slug for topic in load_topics()}
    return tuple(
        term for file in sorted((FOLDER / "terms").glob("*.toml")) for term in _terms_of(file, slugs)
    )


@cache
def load_document_kinds() -> DocumentKinds:
    """Kinds, issuers and month names for recognising documents. Raises `CatalogueError`."""
    file = FOLDER / "document_kinds.toml"
    data = read_toml(file)
    kinds = tuple(
        DocumentKind(
            code=_text(row, "code", file, "kind"),
            names=MappingProxyType(_table(row, "names", file, "kind")),
            words=tuple(row.get("words", ())),
            yearless_since=row.get("yearless_since"),
            also=tuple(row.get("also", ())),
        )
        for row in _rows(data, file, "kind")
    )
    issuers = tuple(_issuer(row, file) for row in _rows(data, file, "issuer"))
    return DocumentKinds(
        kinds,
        issuers,
        MappingProxyType(_months(data, file)),
        bodies=tuple(_bodies(data, file)),
        old_codes=tuple(_old_code(row, file) for row in _rows(data, file, "old_code")),
    )


def _terms_of(file: Path, slugs: set[str]) -> list[Term]:
    found: list[Term] = []
    for row in _rows(read_toml(file), file, "term"):
        topic, weight, where = row.get("topic"), row.get("weight"), row.get("where", "anywhere")
        if topic not in slugs:
            raise CatalogueError(f"{file.name}: term: topic must be a slug of topics.toml, not {topic!r}")
        if not isinstance(weight, int | float):
            raise CatalogueError(f"{file.name}: term of {topic!r}: weight must be a number, not {weight!r}")
        if where not in ("anywhere", "title"):
            raise CatalogueError(f'{file.name}: term of {topic!r}: where must be "anywhere" or "title"')
        phrases = row.get("phrases")
        if not isinstance(phrases, list) or not all(isinstance(p, str) and p.strip() for p in phrases):
            raise CatalogueError(f"{file.name}: term of {topic!r}: phrases must be a list of non-empty texts")
        found.extend(Term(topic, file.stem, phrase, float(weight), cast(Where, where)) for phrase in phrases)
    return found


def _issuer(row: Mapping[str, Any], file: Path) -> Issuer:
    style = row.get("style")
    if style not in ("party", "state", "written"):
        raise CatalogueError(
            f"{file.name}: issuer {row.get('code')!r}: style must be party, state or written"
        )
    return Issuer(
        code=_text(row, "code", file, "issuer"),
        style=cast(NumberStyle, style),
        called=MappingProxyType(_table(row, "called", file, f"issuer {row.get('code')!r}")),
        names=tuple(row.get("names", ())),
        also=tuple(row.get("also", ())),
        local=bool(row.get("local", False)),
    )


def _bodies(data: Mapping[str, Any], file: Path) -> Iterator[Issuer]:
    for row in _rows(data, file, "bodies"):
        codes = row.get("codes")
        if not isinstance(codes, list) or row.get("style") not in ("party", "state", "written"):
            raise CatalogueError(
                f"{file.name}: bodies: must have codes and a style (party, state or written)"
            )
        for code in codes:
            yield Issuer(code, cast(NumberStyle, row["style"]), {}, local=bool(row.get("local", False)))


def _old_code(row: Mapping[str, Any], file: Path) -> OldCode:
    code, mark, issuer = (_text(row, key, file, "old_code") for key in ("code", "mark", "issuer"))
    return OldCode(code, mark, issuer, tuple(row.get("kinds", ())), kind=row.get("kind", ""))


def _months(data: Mapping[str, Any], file: Path) -> dict[str, int]:
    months: dict[str, int] = {}
    for language, names in _table(data, "months", file, "file").items():
        if len(names) != MONTHS_A_YEAR:
            raise CatalogueError(f"{file.name}: months.{language} must have twelve entries, not {len(names)}")
        for number, forms in enumerate(names, start=1):
            months.update((form.lower(), number) for form in forms.split("|"))
    return months


def _named(
    row: Mapping[str, Any], file: Path, table: str
) -> tuple[MappingProxyType[str, str], MappingProxyType[str, str]]:
    where = f"{table} {row.get('slug')!r}"
    result = []
    for key in ("names", "descriptions"):
        values = _table(row, key, file, where)
        missing = [language for language in SITE_LANGUAGES if not values.get(language)]
        if missing:
            raise CatalogueError(f"{file.name}: {where}: {key} lacks {', '.join(missing)}")
        result.append(MappingProxyType(dict(values)))
    return result[0], result[1]


def read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError(f"{file.name}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{file.name}: is not TOML in UTF-8: {error}") from error


def _rows(data: Mapping[str, Any], file: Path, key: str) -> list[dict[str, Any]]:
    rows = data.get(key)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CatalogueError(f"{file.name}: must hold tables [[{key}]]")
    return rows


def _slug(row: Mapping[str, Any], file: Path, table: str) -> str:
    return _text(row, "slug", file, table)


def _text(row: Mapping[str, Any], key: str, file: Path, table: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value:
        raise CatalogueError(f"{file.name}: {table}: {key} must be a non-empty text, not {value!r}")
    return value


def _table(row: Mapping[str, Any], key: str, file: Path, table: str) -> dict[str, Any]:
    value = row.get(key)
    if not isinstance(value, dict):
        raise CatalogueError(f"{file.name}: {table}: {key} must be a table")
    return value
