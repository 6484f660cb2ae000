"""What the normaliser looks up: the term base, the publishers, the names of categories.

Editors keep it in the database. Where the database has none yet, the shipped catalogue is used (`preview`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from articles.catalogue import load_categories, load_media_topics, load_terms, load_topics
from articles.catalogue.publishers import Publisher as Row
from articles.catalogue.publishers import load_publishers
from articles.grouping.categories import MediaTopicMeaning
from articles.grouping.topics import Matcher, TermBase
from articles.models import CategoryName, MediaTopicRule, Source, SourceDomain
from articles.services.term_matcher import current_matcher

PLATFORM = Source.Kind.PLATFORM.value


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher as found by its host. `domain` is the host that it is listed under."""

    name: str
    domain: str
    language: str = ""
    is_platform: bool = False


@dataclass(frozen=True, slots=True)
class Knowledge:
    """`publishers` by host; `native_editions` gives for a host the beginnings of paths below which a language is
    published by hand, each with that language; `categories` maps a name in lower case, in any language, to the
    category's slug, `media_topics` the code of a media topic to what it stands for."""

    matcher: Matcher
    publishers: Mapping[str, Publisher] = field(default_factory=dict)
    native_editions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    media_topics: Mapping[str, MediaTopicMeaning] = field(default_factory=dict)

    def publisher_of(self, url: str | None) -> Publisher | None:
        """The publisher that owns the host of `url`, or a parent domain of it; None where nobody is known to."""
        return next((self.publishers[host] for host in _hosts(url) if host in self.publishers), None)

    def writes_vietnamese_at(self, url: str | None) -> bool:
        """Whether `url` is known to be a page that its publisher wrote in Vietnamese."""
        publisher = self.publisher_of(url)
        if publisher is None or publisher.language != "vi" or publisher.is_platform:
            return False
        return not any(True for _language in self._native_languages(url))

    def is_native_edition(self, url: str | None, language: str) -> bool:
        """Whether `url` is a place where its publisher writes in `language` itself."""
        spoken = language.partition("-")[0].lower()
        return any(native.partition("-")[0].lower() == spoken for native in self._native_languages(url))

    def _native_languages(self, url: str | None) -> Iterator[str]:
        path = urlsplit(url or "").path
        for host in _hosts(url):
            for prefix, language in self.native_editions.get(host, {}).items():
                if path.startswith(prefix):
                    yield language


def from_database() -> Knowledge:
    """The editors' data. Five queries; made once a run."""
    matcher = current_matcher()
    if matcher is None:
        return from_catalogue()
    domains = list(SourceDomain.objects.select_related("source"))
    native: dict[str, dict[str, str]] = defaultdict(dict)
    for row in domains:
        if row.language:
            native[row.host][row.path_prefix] = row.language
    return Knowledge(
        matcher=matcher,
        publishers={
            row.host: Publisher(row.source.name, row.host, row.source.language, row.source.kind == PLATFORM)
            for row in domains
            if not row.path_prefix
        },
        native_editions=dict(native),
        categories={
            row.name.lower(): row.category.slug for row in CategoryName.objects.select_related("category")
        },
        media_topics={
            code: MediaTopicMeaning(category or "", topic or "")
            for code, category, topic in MediaTopicRule.objects.values_list(
                "code", "category__slug", "topic__slug"
            )
        },
    )


def from_catalogue() -> Knowledge:
    """The shipped catalogue."""
    return from_publishers(load_publishers())


def from_publishers(rows: Iterable[Row]) -> Knowledge:
    """The shipped catalogue with the publishers of `rows` in place of its own."""
    publishers: dict[str, Publisher] = {}
    native: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        for host in row.domains:
            publishers[host] = Publisher(row.name, host, row.language, row.kind == PLATFORM)
        for place, language in row.native_editions:
            host, slash, path = place.partition("/")
            native[host.lower().removeprefix("www.")][f"{slash}{path}"] = language
    return Knowledge(
        matcher=TermBase.compile(
            load_terms(), {topic.slug: topic.part_of for topic in load_topics() if topic.part_of}
        ),
        publishers=publishers,
        native_editions=dict(native),
        categories={
            name.lower(): category.slug for category in load_categories() for name in category.names.values()
        },
        media_topics={one.code: MediaTopicMeaning(one.category, one.topic) for one in load_media_topics()},
    )


def _hosts(url: str | None) -> Iterator[str]:
    """The host of `url` and its parent domains, the longest first, without the top-level one."""
    host = (urlsplit(url or "").hostname or "").lower().removeprefix("www.")
    labels = host.split(".")
    for start in range(len(labels) - 1):
        yield ".".join(labels[start:])
