"""The category of an article by its labels and topics, for feeds and sources that name none. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from articles.incoming import MediaTopic

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


@dataclass(frozen=True, slots=True)
class MediaTopicMeaning:
    """What a media topic of the IPTC stands for: the slug of a category and of a topic, each empty where none."""

    category: str = ""
    topic: str = ""


def by_media_topics(
    topics: Iterable[MediaTopic], meanings: Mapping[str, MediaTopicMeaning]
) -> tuple[str | None, tuple[str, ...]]:
    """The category of the first media topic that stands for one, and all topics that they stand for.

    A subject code, the older scheme, counts as its widest topic, which both schemes number alike.
    """
    found = [
        meaning
        for topic in topics
        if (meaning := meanings.get(topic.code) or meanings.get(_widest(topic.code)))
    ]
    category = next((one.category for one in found if one.category), None)
    return category, tuple(dict.fromkeys(one.topic for one in found if one.topic))


def _widest(code: str) -> str:
    return f"{code[:2]}000000" if code.startswith(("0", "1")) else ""
