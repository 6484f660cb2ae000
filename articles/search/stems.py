"""Get the stems of words from PostgreSQL."""

from collections.abc import Iterable

from django.db import connection

from articles.search.languages import CONFIGURATIONS

_STEMS = """
    SELECT tag, word, COALESCE((ts_lexize((configuration || '_stem')::regdictionary, word))[1], '')
    FROM unnest(%s::text[], %s::text[], %s::text[]) AS asked(tag, configuration, word)
"""


def stems_of(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The stem of each (language subtag, word) pair, in one query; empty for a stop word.

    Every subtag must be one of `CONFIGURATIONS`.
    """
    asked = sorted(set(pairs))
    columns = [
        [tag for tag, _word in asked],
        [CONFIGURATIONS[tag] for tag, _word in asked],
        [word for _tag, word in asked],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, columns)
        return {(tag, word): stem for tag, word, stem in cursor.fetchall()}
