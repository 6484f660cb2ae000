"""The category of an article by its labels and topics, for feeds and sources that name none. Pure."""

from collections.abc import Iterable, Mapping

# The section for articles that have a topic of the term base, unless a label names another.
SECTION_OF_SUBJECT = "political-system"


def category_by_rule(labels: Iterable[str], *, relevant: bool, names: Mapping[str, str]) -> str | None:
    """The slug of a category, or None if nothing points to one.

    `labels` are the sections and keywords of the page or feed, `names` maps a category's name in lower case,
    in any language, to its slug. A label that names a category outranks the article's subject.
    """
    for label in labels:
        slug = names.get(label.strip().lower())
        if slug:
            return slug
    return SECTION_OF_SUBJECT if relevant else None
