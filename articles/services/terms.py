"""The term base that editors keep, compiled for matching."""

from articles.grouping.topics import Matcher, TermBase
from articles.grouping.topics import Term as PlainTerm
from articles.models import Term, Topic


def current_matcher() -> Matcher | None:
    """A matcher for the terms in the database, None where it has none. Two queries; made once a run."""
    terms = [
        PlainTerm(
            row.topic.slug,
            row.language,
            row.phrase,
            row.weight,
            "title" if row.place == Term.Place.TITLE else "anywhere",
        )
        for row in Term.objects.select_related("topic")
    ]
    if not terms:
        return None
    parts = Topic.objects.exclude(part_of=None).values_list("slug", "part_of__slug")
    return TermBase.compile(terms, dict(parts))
