"""The sources, authors, categories and topics that a batch of articles refers to, looked up once for all."""

from collections.abc import Iterable, Sequence

from articles.incoming import IncomingArticle
from articles.models import Author, Category, Source, Topic
from articles.services.sources import NAME_CHARACTERS, host_of, source_for, sources_by_host


class BatchLookups:
    """Finds the rows that the articles of one batch name; creates sources and authors that are new.

    It lives for one transaction, so nothing in it becomes stale.
    """

    def __init__(self, incoming: Sequence[IncomingArticle]) -> None:
        self._hosts = sources_by_host({host for one in incoming for host in _hosts(one)})
        self._sources: dict[tuple[str, str, str], Source] = {}
        slugs = {slug for one in incoming for slug in one.topics}
        self._topics = dict(Topic.objects.filter(slug__in=slugs).values_list("slug", "pk")) if slugs else {}
        names = {one.category for one in incoming if one.category}
        self._categories = (
            dict(Category.objects.filter(slug__in=names).values_list("slug", "pk")) if names else {}
        )
        credited = {(self.source_of(one).pk, _author_name(one)) for one in incoming if _author_name(one)}
        self._authors = _authors(credited)

    def source_of(self, incoming: IncomingArticle) -> Source:
        """The credited publisher."""
        address = incoming.origin_url or incoming.url
        host = incoming.source.domain or host_of(address)
        key = (incoming.source.name, incoming.source.domain, host)
        if key not in self._sources:
            known = self._source_of_host(host) if host else None
            self._sources[key] = known or source_for(incoming=incoming.source, url=address)
        return self._sources[key]

    def carrier_of(self, incoming: IncomingArticle) -> Source | None:
        """The site where the text stands, if that is not the credited publisher's own."""
        host = host_of(incoming.url)
        carrier = self._source_of_host(host) if host else None
        return carrier if carrier and carrier != self.source_of(incoming) else None

    def author_id(self, incoming: IncomingArticle) -> int | None:
        return self._authors.get((self.source_of(incoming).pk, _author_name(incoming)))

    def category_id(self, incoming: IncomingArticle, named_by_feed: Category | None) -> int | None:
        """The category of the feed, else that of the source, else the one found by rule."""
        if named_by_feed:
            return named_by_feed.pk
        return self.source_of(incoming).category_id or self._categories.get(incoming.category or "")

    def topic_ids(self, incoming: IncomingArticle) -> list[int]:
        return [self._topics[slug] for slug in incoming.topics if slug in self._topics]

    def _source_of_host(self, host: str) -> Source | None:
        """The source that owns the host or its nearest parent domain."""
        if host not in self._hosts:
            self._hosts |= {host: sources_by_host({host}).get(host)}
        return self._hosts[host]


def _hosts(incoming: IncomingArticle) -> Iterable[str]:
    found = (incoming.source.domain, host_of(incoming.origin_url), host_of(incoming.url))
    return (host for host in found if host)


def _author_name(incoming: IncomingArticle) -> str:
    return incoming.author.strip()[:NAME_CHARACTERS]


def _authors(credited: set[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """The ids of these authors, each given as a source's id and a name; new ones are created."""
    found = _known_authors(credited)
    missing = sorted(credited - found.keys())
    if missing:
        rows = [Author(source_id=source, name=name) for source, name in missing]
        Author.objects.bulk_create(rows, ignore_conflicts=True)
        found |= _known_authors(set(missing))
    return found


def _known_authors(credited: set[tuple[int, str]]) -> dict[tuple[int, str], int]:
    if not credited:
        return {}
    rows = Author.objects.filter(
        source_id__in={source for source, _name in credited}, name__in={name for _source, name in credited}
    )
    known = {(source, name): pk for source, name, pk in rows.values_list("source_id", "name", "pk")}
    return {key: pk for key, pk in known.items() if key in credited}
