"""The articles that may answer a query: the newest matches, bounded, the edition's language first, each with its score.

Three stages. The index gives the ids of the newest articles that hold the words (`_newest_holding`): it knows language and
day beside each word, so that a word of every second article is looked for among the newest few thousand, and only if
they are not enough among four times as many. Where words must stand in an order, the texts of these are read, the newest
first, until enough have it (`_in_order`). The score is first that of the title alone, as titles are short; the texts of
the best by that are read for the whole score (`_scored`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from typing import Any, NamedTuple

from django.db import connection

from articles.models import Article
from articles.models.article import ArticleQuerySet
from articles.search.plan import Plan
from articles.search.reading import Reader, Reading, Texts
from articles.search.vectors import document_lexeme

MOST_RESULTS = 1_000
# Matches whose order of words is checked, for one language or for all others: so many at a time, until enough have it.
MOST_CHECKED = 1_500
CHECKED_AT_ONCE, ENOUGH_IN_ORDER = 200, 200
# Matches whose whole text is read for the score; the others are ordered by title and time, after these.
MOST_READ = 100
# Ranges of the newest articles, one after the other. Four times as many articles hold at most four times as many words
# as were too few, so that no step reads more than some four thousand rows.
RANGES = (2_000, 8_000, 32_000, 128_000)
# Where the edition's language has enough in the order of the words, others are looked for in so many of these ranges, and so
# many are checked.
RANGES_ELSEWHERE, CHECKED_ELSEWHERE = 3, 200
# A range is left out where so few were found that even in the one after it they would hardly be enough.
FEW_OF_ENOUGH = 1 / 16
# The index gathers all articles of the days of a range, whatever their language. Of a range whose days have more than these, in
# rarely used languages, the words are asked for without days: of so few articles a language can hold few.
WIDEST_RANGE = RANGES[-1]
# Where what is gathered does not fit, PostgreSQL notes pages instead of articles and reads the texts on them.
GATHERED_BYTES = 16 * 1024**2
# Rows that hold the words and are read only to be left out by a filter (a source, a topic).
MOST_FILTERED = 4_000
# Where a range begins is remembered so long; that it grows by a few articles meanwhile does no harm.
RANGE_SECONDS = 60

# What each property of a match adds to its score. A title with everything as typed outweighs any number of
# words in the text; words with the same marks outweigh words that match only without marks.
_EXACT_TITLE, _LOOSE_TITLE, _EXACT_PHRASE, _LOOSE_PHRASE = 1.0, 0.8, 0.8, 0.6
_EXACT_WORDS, _LOOSE_WORDS = 1.0, 0.5
# A term as it is called outweighs its words here and there; in a title it says more yet.
MEANT, _MEANT_TITLE = 6.0, 0.8
# Weights of D (unused), text, lead and title; divided by the logarithm of the length.
_RANK = "ts_rank('{0.1, 0.2, 0.5, 1.0}', vector, %s::tsquery) * ln(2) / ln(length + 1)"
_HOLDS = "(vector @@ %s::tsquery)::int"


Row = tuple[Any, ...]


class Candidate(NamedTuple):
    pk: int
    story: int
    language: str
    source: int
    is_lead: bool
    moment: datetime
    score: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """The matches, best first. `is_more`: there are more than these; `is_cut`: older articles with the words were not
    looked through, so there may be."""

    found: list[Candidate]
    is_more: bool
    is_cut: bool


def candidates(
    wanted: ArticleQuerySet, asked: Plan, edition: str, *, filtered: bool, most: int = 0
) -> Candidates:
    """The newest matches among `wanted` (published articles, `filtered` or all), at most so many, those of the edition's
    language first, ordered by score, then time."""
    pks: list[int] = []
    is_cut = False
    reader = Reader(asked)
    most = most or MOST_RESULTS
    for scope in (edition, None):
        room = most + 1 - len(pks)
        if room <= 0:
            break
        here = wanted.in_language(edition) if scope else wanted.exclude(language=edition)
        found, was_cut = newest(
            here,
            asked,
            reader,
            language=scope,
            but=edition,
            filtered=filtered,
            most=room,
            is_brief=len(pks) >= ENOUGH_IN_ORDER,
        )
        pks += found
        is_cut |= was_cut
    is_more = len(pks) > most
    return Candidates(_scored(pks[:most], asked, reader, edition), is_more, is_cut)


def newest(
    wanted: ArticleQuerySet,
    asked: Plan,
    reader: Reader,
    *,
    language: str | None,
    but: str,
    filtered: bool,
    most: int,
    is_brief: bool = False,
) -> tuple[list[int], bool]:
    """The ids of the newest matches among `wanted`, at most so many, and whether older ones were left unseen. Where the
    order of words is checked, `is_brief` looks for few among the newest alone.

    `wanted` are articles in `language`, or, where that is None, in all others but that of `but`.
    """
    if not asked.loose:
        return _newest_without(wanted, asked, reader, language=language, but=but, most=most)
    # The index knows which words an article holds and which it does not, but not their order.
    is_checked = "<->" in asked.match
    words = asked.loose.replace("<->", "&") if is_checked else asked.match
    is_brief &= is_checked
    checked = CHECKED_ELSEWHERE if is_brief else MOST_CHECKED
    enough = MOST_FILTERED if filtered else checked if is_checked else most
    pks, is_cut = _newest_holding(words, language, but, enough, is_brief=is_brief)
    if filtered:
        pks = list(wanted.filter(pk__in=pks).newest_first().values_list("pk", flat=True)[:checked])
    if is_checked:
        certain = _citing(pks, asked.certain) if asked.certain else frozenset[int]()
        pks, was_cut = _in_order(pks, asked.match, reader, most, certain)
        is_cut |= was_cut
    return pks[:most], is_cut and len(pks) < most


def _newest_without(
    wanted: ArticleQuerySet, asked: Plan, reader: Reader, *, language: str | None, but: str, most: int
) -> tuple[list[int], bool]:
    """The newest that hold nothing of what is unwanted, if anything is; and whether older ones were left unseen."""
    if not asked.unwanted:
        return list(wanted.newest_first().values_list("pk", flat=True)[:most]), False
    rows = list(wanted.newest_first().values_list("pk", "ordered_at")[:MOST_CHECKED])
    if not rows:
        return [], False
    words = asked.unwanted.replace("<->", "&")
    since = rows[-1][1].astimezone(UTC).date()
    holding = set(_holding(words, language, but, since, None))
    if "<->" in asked.unwanted:
        suspected = [pk for pk, _moment in rows if pk in holding]
        innocent = {pk for pk in suspected if pk in _matching(suspected, asked.match, reader)}
        holding -= innocent
    left = [pk for pk, _moment in rows if pk not in holding]
    return left[:most], len(rows) == MOST_CHECKED


# --- By the index -----------------------------------------------------------------------------------------------

# The index `article_lexemes` answers what is asked of `held`, and no text is read. Of a frequent word PostgreSQL might
# rather read all texts; all statements are one transaction.
_HOLDING = """
SELECT set_config(
  'work_mem', greatest(pg_size_bytes(current_setting('work_mem')), %(gathered)s) / 1024 || 'kB', true
);
SET LOCAL enable_seqscan = off;
WITH RECURSIVE {languages} held AS MATERIALIZED ({held})
SELECT id FROM held ORDER BY ordered_at DESC, id DESC LIMIT %(most)s
"""
_WORDS = "article_words({0}search, {0}language, {0}title, {0}lead, {0}text)"
# That an article holds words; for a statement that reads other tables too.
HOLDS = f"{_WORDS.format('articles_article.')} @@ %s::tsquery"
_IN_LANGUAGE = f"""
  SELECT id, ordered_at FROM articles_article
  WHERE state = 'published' AND language = {{language}} AND {_WORDS.format("")} @@ %(words)s::tsquery {{since}}
"""  # noqa: S608  # constants of this module
# In a range what holds the words is read whatever its language, and the edition's left out: the index would read all the
# words' articles again for each language.
_IN_RANGE = f"""
  SELECT id, ordered_at FROM articles_article
  WHERE state = 'published' AND language <> %(but)s AND {_WORDS.format("")} @@ %(words)s::tsquery {{since}}
"""  # noqa: S608  # constants of this module
# Of all articles each language by itself: a word of the edition's is in very many that are not wanted.
_LANGUAGES = """
known AS (
  (SELECT language FROM articles_article WHERE state = 'published' ORDER BY language LIMIT 1)
  UNION ALL
  SELECT (
    SELECT further.language FROM articles_article AS further
    WHERE further.state = 'published' AND further.language > known.language ORDER BY further.language LIMIT 1
  ) FROM known WHERE known.language IS NOT NULL
),
"""
_ELSEWHERE = """
  SELECT holding.id, holding.ordered_at FROM known
  CROSS JOIN LATERAL ({in_language} OFFSET 0) AS holding WHERE known.language <> %(but)s
"""
_DAY = "((ordered_at AT TIME ZONE 'UTC')::date)"


def _newest_holding(
    words: str, language: str | None, but: str, enough: int, *, is_brief: bool = False
) -> tuple[list[int], bool]:
    """The newest articles that hold the words, in any order of these; and whether there may be older ones."""
    ranges = list(_ranges(language))
    if is_brief := is_brief and len(ranges) > RANGES_ELSEWHERE:
        ranges = ranges[:RANGES_ELSEWHERE]
    found: list[int] = []
    place = 0
    while place < len(ranges):
        found = _holding(words, language, but, ranges[place], enough + 1)
        if len(found) > enough:
            return found[:enough], True
        is_left_out = place + 2 < len(ranges) and len(found) <= FEW_OF_ENOUGH * enough
        place += 2 if is_left_out else 1
    return found, is_brief


def _holding(words: str, language: str | None, but: str, since: date | None, most: int | None) -> list[int]:
    """The newest articles of a range that hold the words; all of them where `most` is None."""
    since_day = f"AND {_DAY} >= %(since)s" if since else ""
    if language:
        languages, held = "", _IN_LANGUAGE.format(language="%(language)s", since=since_day)
    elif since:
        languages, held = "", _IN_RANGE.format(since=since_day)
    else:
        in_language = _IN_LANGUAGE.format(language="known.language", since="")
        languages, held = _LANGUAGES, _ELSEWHERE.format(in_language=in_language)
    statement = _HOLDING.format(languages=languages, held=held)  # the pieces are constants of this module
    values = {"words": words, "language": language, "but": but, "since": since, "most": most}
    values["gathered"] = GATHERED_BYTES
    return [pk for (pk,) in _rows(statement, values)]


def _ranges(language: str | None) -> Iterable[date | None]:
    """The first days of ever longer ranges of articles in a language, or in any; at last None, for all."""
    widest = _range_start(None, WIDEST_RANGE)
    for size in RANGES:
        day = _range_start(language, size)
        if day is None or (widest and day < widest):
            break
        yield day
    yield None


_starts: dict[tuple[str | None, int], tuple[date | None, float]] = {}


def _range_start(language: str | None, size: int) -> date | None:
    """The day of the article before which so many newer ones stand; None if there are no more than these."""
    known = _starts.get((language, size))
    if known and monotonic() - known[1] < RANGE_SECONDS:
        return known[0]
    articles = Article.objects.published().in_language(language) if language else Article.objects.all()
    row = articles.newest_first().values_list("ordered_at", flat=True)[size : size + 1]
    moment = next(iter(row), None)
    # The whole day, so that a range ends where a day does.
    day = moment.date() - timedelta(days=1) if moment else None
    _starts[language, size] = day, monotonic()
    return day


# --- By the texts -----------------------------------------------------------------------------------------------

_ARTICLES = """
    SELECT id, story_id, language, source_id, is_lead, ordered_at, title{texts} FROM articles_article
    WHERE id = ANY(%s)
"""
_TITLES, _WHOLE = _ARTICLES.format(texts=""), _ARTICLES.format(texts=", lead, text")
_CITED = """
    SELECT article_id, number FROM articles_citation JOIN articles_document ON articles_document.id = document_id
    WHERE article_id = ANY(%s)
"""
_MATCHING = """
    SELECT id FROM unnest(%s::bigint[], %s::text[]) AS read (id, vector) WHERE vector::tsvector @@ %s::tsquery
"""


def _citing(pks: Sequence[int], numbers: Sequence[str]) -> frozenset[int]:
    """Those of some articles that cite all documents of these lexemes."""
    wanted, cited = set(numbers), defaultdict[int, set[str]](set)
    for pk, number in _rows(_CITED, [list(pks)]) if pks else ():
        cited[pk].add(document_lexeme(number))
    return frozenset(pk for pk, lexemes in cited.items() if wanted <= lexemes)


def _in_order(
    pks: Sequence[int], match: str, reader: Reader, most: int, certain: frozenset[int]
) -> tuple[list[int], bool]:
    """Those that match with the order of their words, in their order, at most about so many; and whether enough were found
    before the last. Those that are `certain` match whatever order their words have, and are not read.
    """
    found: list[int] = []
    enough, at_once = min(most, ENOUGH_IN_ORDER), min(most, CHECKED_AT_ONCE)
    for start in range(0, len(pks), at_once):
        if len(found) >= enough:
            return found, True
        chunk = pks[start : start + at_once]
        matching = certain | _matching([pk for pk in chunk if pk not in certain], match, reader)
        found += [pk for pk in chunk if pk in matching]
    return found, False


def in_order(pks: Sequence[int], asked: Plan) -> list[int]:
    """Those that match with the order of their words, in their order, however many."""
    matching = _matching(pks, asked.match, Reader(asked)) if pks else set()
    return [pk for pk in pks if pk in matching]


def _matching(pks: Sequence[int], match: str, reader: Reader) -> set[int]:
    _fetch(pks, reader)
    sure = {pk for pk in pks if pk in reader.unread and reader.is_sure_of(reader.unread[pk])}
    read = _read_whole([pk for pk in pks if pk not in sure], reader)
    if not read:
        return sure
    vectors = [reading.vector for reading in read.values()]
    return sure | {pk for (pk,) in _rows(_MATCHING, [list(read), vectors, match])}


def _fetch(pks: Sequence[int], reader: Reader) -> None:
    """Gets the texts of those that the reader does not have."""
    if wanted := [pk for pk in pks if pk not in reader.kept and pk not in reader.unread]:
        reader.unread |= _texts(_rows(_WHOLE, [wanted]), reader)


def _read_whole(pks: Sequence[int], reader: Reader) -> dict[int, Reading]:
    """The readings of whole articles; none is read twice."""
    _fetch(pks, reader)
    texts = {pk: reader.unread.pop(pk) for pk in pks if pk in reader.unread}
    reader.kept |= zip(texts, reader.read(list(texts.values())), strict=True)
    return {pk: reader.kept[pk] for pk in pks if pk in reader.kept}


def _texts(rows: Sequence[Row], reader: Reader) -> dict[int, Texts]:
    """What is read of rows of `_TITLES` or `_WHOLE`, in their order."""
    cited: dict[int, list[str]] = {}
    if reader.asks_for_documents and rows:
        for pk, number in _rows(_CITED, [[row[0] for row in rows]]):
            cited.setdefault(pk, []).append(number)
    found = {}
    for pk, _story, language, _source, _is_lead, _moment, *texts in rows:
        title, lead, text = texts if len(texts) > 1 else (*texts, "", "")
        found[pk] = Texts(language, title, lead, text, cited.get(pk, ()))
    return found


def _scored(pks: Sequence[int], asked: Plan, reader: Reader, edition: str) -> list[Candidate]:
    """The articles with their scores, best first, of equally good ones the newest first."""
    if not pks:
        return []
    are_few = len(pks) <= MOST_READ
    is_new = are_few and not (reader.kept or reader.unread)
    rows = _rows(_WHOLE if is_new else _TITLES, [list(pks)])
    # The newest first: sorting keeps that order among equally good ones.
    rows.sort(key=lambda row: (row[5], row[0]), reverse=True)
    if is_new:
        reader.unread |= _texts(rows, reader)
    if are_few:
        scores = _scores(_read_whole([row[0] for row in rows], reader), asked)
    else:
        titles = _texts(rows, reader)
        read = dict(zip(titles, reader.read(list(titles.values())), strict=True))
        scores = _scores(read, asked)
        best = [row[0] for row in sorted(rows, key=lambda row: (row[2] != edition, -scores[row[0]]))]
        whole = _scores(_read_whole(best[:MOST_READ], reader), asked)
        # A title is never worth more than a text that was read.
        least = min(whole.values(), default=0.0)
        scores = {pk: whole.get(pk, min(score, least)) for pk, score in scores.items()}
    found = [Candidate(*(*row[:6], scores.get(row[0], 0.0))) for row in rows]
    return sorted(found, key=lambda one: -one.score)


def _scores(read: Mapping[int, Reading], asked: Plan) -> dict[int, float]:
    """The score of each reading."""
    parts = _parts_of_score(asked)
    # What is asked twice, as words that have no other form, is computed once.
    columns = {part: f"part_{number}" for number, part in enumerate(dict.fromkeys(part for _, part in parts))}
    # Many titles have the same words at the same places; one without any of the words has no score.
    different = list(dict.fromkeys(one for one in read.values() if one.vector))
    if not (parts and different):
        return dict.fromkeys(read, 0.0)
    computed = ", ".join(f"{sql} AS {name}" for (sql, _text), name in columns.items())
    # Rounded, so that the newer of two equally good articles comes first.
    statement = f"""
        SELECT round(({" + ".join(f"{weight} * {columns[part]}" for weight, part in parts)})::numeric, 2)::float8 FROM (
            SELECT place, {computed} FROM (
                SELECT place, vector::tsvector, length
                FROM unnest(%s::text[], %s::int[]) WITH ORDINALITY AS read (vector, length, place) OFFSET 0
            ) AS read OFFSET 0
        ) AS computed ORDER BY place
    """  # noqa: S608  # this module's constants; user input is passed as parameters
    columns_read = [one.vector for one in different], [one.length for one in different]
    rows = _rows(statement, [*(text for _sql, text in columns), *columns_read])
    scores = {one: row[0] for one, row in zip(different, rows, strict=True)}
    return {pk: scores.get(one, 0.0) for pk, one in read.items()}


def _parts_of_score(asked: Plan) -> list[tuple[float, tuple[str, str]]]:
    """What is added up: each part's weight, and its SQL with the words that it is asked for."""
    parts = [
        (_EXACT_TITLE, (_HOLDS, asked.exact_title)),
        (_LOOSE_TITLE, (_HOLDS, asked.loose_title)),
        (_EXACT_PHRASE, (_HOLDS, asked.exact_phrase)),
        (_LOOSE_PHRASE, (_HOLDS, asked.loose_phrase)),
        (_EXACT_WORDS, (_RANK, asked.exact)),
        (_LOOSE_WORDS, (_RANK, asked.loose)),
        (MEANT, (_HOLDS, asked.meant)),
        (_MEANT_TITLE, (_HOLDS, asked.meant_title)),
    ]
    return [part for part in parts if part[1][1]]


def _rows(statement: str, values: Any) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Row] = cursor.fetchall()
    return rows
