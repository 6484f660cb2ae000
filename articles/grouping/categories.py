"""The category that an article's own labels and topics speak for, where neither feed nor source named one. Pure."""

from collections.abc import Iterable, Mapping

# What the topics of the term base are about stands in this section unless something says otherwise.
SECTION_OF_SUBJECT = "political-system"


def category_by_rule(labels: Iterable[str], *, relevant: bool, names: Mapping[str, str]) -> str | None:
    """The slug of a category, or None where nothing speaks for one.

    `labels` are the sections and keywords that the page or feed gives, `names` maps a category's name in lower
    case, in any language, to its slug. A label that names a category outranks the article's subject.
    """
    for label in labels:
        slug = names.get(label.strip().lower())
        if slug:
            return slug
    return SECTION_OF_SUBJECT if relevant else None
