"""The grammar of the search box. Nothing typed is an error: problems are reported and the rest is searched.

dân vận khéo            all of these words
"dân vận khéo"          these words, one after the other
-bão                    not with this word
-"thể thao"             not with these words, one after the other
25-NQ/TW                the document of this number, however an article spells it
source:nhandan.vn       by this source (its address, name or the end of its page's address)
topic:"dân vận khéo"    of this topic
lang:en                 in this language
after:2024-05           published on this day or later; a year or a month stands for its first day
before:2024             published before this day; also 19/5/2024, and years as Thailand counts them (2567)

Signs are read as phones type them: “ ” « » for quotes, − and – for the minus, ： for the colon, a space behind the colon.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from babel import Locale
from django.utils.translation import gettext as _

from articles.grouping.documents import find_documents

MOST_CHARACTERS = 200
# More words are pasted text; each word is looked up in every stem dictionary.
MOST_WORDS = 12
OPERATORS = ("source", "topic", "lang", "after", "before")

_QUOTES = dict.fromkeys(map(ord, "“”„‟«»「」『』《》〈〉＂❝❞〝〞"), '"')
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# A minus sign or a dash before a word, and the quotes that French keyboards put a space into.
_MINUS = re.compile("(?<!\\S)[\u2212\u2010\u2011\u2013\ufe63](?=[^\\s])")
_COLON = re.compile(
    r"(?<!\S)((?:source|topic)\s?:\s+(?=\S)|lang\s?:\s+(?=[a-z]{2,3}\b)|(?:after|before)\s?:\s+(?=\d))",
    re.IGNORECASE,
)
_SIGNS = _FULL_WIDTH | _QUOTES
_DOCUMENT = re.compile(r"(?<!\S)(?P<minus>-?)(?P<number>\d{1,5} ?[-/] ?[^\s\":]*[^\W\d_][^\s\":]*)(?!\S)")
_TOKEN = re.compile(
    r"(?P<minus>-?)(?:(?P<operator>[^\W\d_]{2,20}):(?!//)(?=\S))?(?:\"(?P<phrase>[^\"]*)(?:\"|$)|(?P<word>[^\s\"]+))"
)
_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})")
# Thailand, Laos and Cambodia count years since the Buddha died.
BUDDHIST_YEARS, YEARS_BEFORE = range(2400, 2700), 543
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. `text` is what was typed; `problems` are sentences about what was not understood.

    `words`, `phrases` and `documents` must all match, nothing of `excluded` may. `after` is the first day
    wanted, `before` the first day no longer wanted; None if not given.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    source: str = ""
    topic: str = ""
    language: str = ""
    after: date | None = None
    before: date | None = None
    problems: tuple[str, ...] = ()

    @property
    def has_terms(self) -> bool:
        return bool(self.words or self.phrases or self.documents)

    @property
    def has_filters(self) -> bool:
        return bool(self.source or self.topic or self.language or self.after or self.before)

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return self.has_terms or self.has_filters


@dataclass(slots=True)
class _Reading:
    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    dates: dict[str, date] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(
            len(text.split()) for text in [*self.words, *self.phrases, *self.documents, *self.excluded]
        )


def parse(text: str) -> Query:
    """Parses the text. Never raises; problems are sentences in the active language."""
    typed = unicodedata.normalize("NFC", text.replace("\0", " ")).strip()
    reading = _Reading()
    if len(typed) > MOST_CHARACTERS:
        typed = typed[:MOST_CHARACTERS].rstrip()
        reading.problems.append(
            _("The search was longer than %(limit)d characters; the end was left out.")
            % {"limit": MOST_CHARACTERS}
        )
    plain = _plain(typed)
    plain = _DOCUMENT.sub(lambda match: _take_document(match, reading), plain)
    for match in _TOKEN.finditer(plain):
        _take(match, reading)
    if reading.excluded and not (reading.words or reading.phrases or reading.documents or reading.values):
        reading.problems.append(_("Add a word to look for: a minus only leaves results out."))
    after, before = reading.dates.get("after"), reading.dates.get("before")
    if after and before and after >= before:
        reading.problems.append(
            _("No day lies after %(after)s and before %(before)s.")
            % {"after": after.isoformat(), "before": before.isoformat()}
        )
    return Query(
        text=typed,
        words=tuple(reading.words),
        phrases=tuple(reading.phrases),
        documents=tuple(reading.documents),
        excluded=tuple(reading.excluded),
        source=reading.values.get("source", ""),
        topic=reading.values.get("topic", ""),
        language=reading.values.get("lang", ""),
        after=after,
        before=before,
        problems=tuple(dict.fromkeys(reading.problems)),
    )


def without(text: str, operator: str) -> str:
    """The search `text` without one operator and its value."""
    plain = _plain(unicodedata.normalize("NFC", text))
    left = _TOKEN.sub(
        lambda match: "" if (match["operator"] or "").lower() == operator else match.group(), plain
    )
    return " ".join(left.split())


def _plain(typed: str) -> str:
    """The text with the signs of the grammar as the parser knows them."""
    return _COLON.sub(lambda match: "".join(match.group().split()), _MINUS.sub("-", typed.translate(_SIGNS)))


def _take_document(match: re.Match[str], reading: _Reading) -> str:
    """Takes a document number out of the text, else leaves the text. Phones type numbers in small letters."""
    written = match["number"].rstrip(".,;")
    found = next((cited for form in (written, written.upper()) for cited in find_documents(form)), None)
    if found is None or match["minus"]:
        return match.group()
    if _has_room(reading, found.number):
        reading.documents.append(found.number)
    return " "


def _take(match: re.Match[str], reading: _Reading) -> None:
    operator, phrase, word = (match["operator"] or "").lower(), match["phrase"], match["word"]
    value = (phrase if phrase is not None else word).strip()
    if operator in OPERATORS and match["minus"]:
        reading.problems.append(
            _("A minus works before words only, so “-%(name)s:” was left out.") % {"name": operator}
        )
        return
    if operator in OPERATORS:
        if value:
            _take_value(operator, value, reading)
        return
    if operator:
        reading.problems.append(
            _(
                "“%(name)s:” is not something search knows; “%(value)s” was searched as words. Known are: %(known)s."
            )
            % {"name": operator, "value": value, "known": ", ".join(f"{name}:" for name in OPERATORS)}
        )
    if not _LETTER.search(value) or not _has_room(reading, value):
        return
    if match["minus"]:
        reading.excluded.append(value)
    elif phrase is not None:
        reading.phrases.append(value)
    else:
        reading.words.append(value)


def _has_room(reading: _Reading, value: str) -> bool:
    if reading.size + len(value.split()) <= MOST_WORDS:
        return True
    reading.problems.append(_("Only the first %(limit)d words were searched.") % {"limit": MOST_WORDS})
    return False


def _take_value(operator: str, value: str, reading: _Reading) -> None:
    if operator in ("after", "before"):
        day = _day(value)
        if day:
            reading.dates[operator] = day
            reading.values[operator] = value
        else:
            reading.problems.append(
                _(
                    "“%(value)s” is not a date, so it was left out. Write a day as 2024-05-19, a month as 2024-05 or a year."
                )
                % {"value": value}
            )
    elif operator == "lang":
        tag = value.lower().replace("_", "-")
        if _is_language(tag):
            reading.values["lang"] = tag
        else:
            reading.problems.append(
                _(
                    "“%(value)s” is not the code of a language, so it was left out. Write it as in lang:vi or lang:en."
                )
                % {"value": value}
            )
    else:
        reading.values[operator] = value


def _day(value: str) -> date | None:
    """The day that a date names, for a month or year its first; None if there is no such day."""
    if match := _DATE.fullmatch(value):
        year, month, day = match.groups(default="1")
    elif match := _DAY_FIRST.fullmatch(value):
        day, month, year = match.groups(default="1")
    else:
        return None
    number = int(year) - YEARS_BEFORE if int(year) in BUDDHIST_YEARS else int(year)
    try:
        # Days at the calendar's ends would overflow in another time zone.
        return date(number, int(month), int(day)) if 1 < number < 9999 else None
    except ValueError:
        return None


def _is_language(tag: str) -> bool:
    """Whether a tag begins with a language that CLDR has a name for."""
    return _TAG.fullmatch(tag) is not None and tag.partition("-")[0] in Locale("en").languages
