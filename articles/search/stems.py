"""Get the stems of words from PostgreSQL."""

from collections.abc import Iterable

from django.db import connection

from articles.search.languages import CONFIGURATIONS

MOST_KNOWN = 50_000

_STEMS = """
    SELECT tag, word, COALESCE((ts_lexize((configuration || '_stem')::regdictionary, word))[1], '')
    FROM unnest(%s::text[], %s::text[], %s::text[]) AS asked(tag, configuration, word)
"""


# What this process has asked for: dictionaries do not change, so none is asked for twice.
_known: dict[tuple[str, str], str] = {}


def stems_of(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The stem of each (language subtag, word) pair, in at most one query; empty for a stop word.

    Every subtag must be one of `CONFIGURATIONS`.
    """
    wanted = set(pairs)
    found = {pair: stem for pair in wanted if (stem := _known.get(pair)) is not None}
    if unknown := wanted - found.keys():
        read = read_stems(unknown)
        found |= read
        if len(_known) + len(read) > MOST_KNOWN:
            _known.clear()
        _known.update(read)
    return found


def read_stems(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The same, asked of PostgreSQL in any case and not remembered."""
    asked = sorted(pairs)
    columns = [
        [tag for tag, _word in asked],
        [CONFIGURATIONS[tag] for tag, _word in asked],
        [word for _tag, word in asked],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, columns)
        return {(tag, word): stem for tag, word, stem in cursor.fetchall()}
