"""The matcher compiled from the terms that editors keep in the database."""

from articles.grouping.topics import Matcher, TermBase
from articles.grouping.topics import Term as PlainTerm
from articles.models import Term, Topic


def current_matcher() -> Matcher | None:
    """A matcher for the terms in the database, None if there are none. Two queries; made once a run."""
    rows = Term.objects.values_list("topic__slug", "language", "phrase", "weight", "place")
    terms = [
        PlainTerm(topic, language, phrase, weight, "title" if place == Term.Place.TITLE else "anywhere")
        for topic, language, phrase, weight, place in rows
    ]
    if not terms:
        return None
    parts = Topic.objects.exclude(part_of=None).values_list("slug", "part_of__slug")
    return TermBase.compile(terms, dict(parts))
