"""Load the shipped catalogue into the database: missing rows are added, what editors changed stays."""

from collections.abc import Iterable

from django.db import transaction

from articles.catalogue import (
    load_categories,
    load_document_kinds,
    load_media_topics,
    load_terms,
    load_topics,
)
from articles.catalogue.publishers import Publisher
from articles.models import (
    Category,
    CategoryName,
    DocumentTerm,
    MediaTopicRule,
    Source,
    SourceDomain,
    Term,
    Topic,
    TopicName,
)


@transaction.atomic
def load_taxonomy() -> int:
    """Adds missing categories, topics, terms, names of document codes and media topics. Returns the number of rows added."""
    added = 0
    for position, category in enumerate(load_categories()):
        row, created = Category.objects.get_or_create(slug=category.slug, defaults={"position": position})
        names = [
            CategoryName(
                category=row, language=tag, name=name, description=category.descriptions.get(tag, "")
            )
            for tag, name in category.names.items()
        ]
        CategoryName.objects.bulk_create(names, ignore_conflicts=True)
        added += created
    added += _load_topics()
    return added + _load_terms() + _load_document_terms() + _load_media_topics()


def _load_topics() -> int:
    shipped = load_topics()
    new: set[str] = set()
    rows: dict[str, Topic] = {}
    for position, topic in enumerate(shipped):
        rows[topic.slug], created = Topic.objects.get_or_create(
            slug=topic.slug, defaults={"position": position}
        )
        if created:
            new.add(topic.slug)
        names = [
            TopicName(
                topic=rows[topic.slug], language=tag, name=name, description=topic.descriptions.get(tag, "")
            )
            for tag, name in topic.names.items()
        ]
        TopicName.objects.bulk_create(names, ignore_conflicts=True)
    # The wider topic may come later in the file, so topics are linked once all exist.
    for topic in shipped:
        if topic.slug in new and topic.part_of:
            Topic.objects.filter(slug=topic.slug).update(part_of=rows[topic.part_of])
    return len(new)


def _load_terms() -> int:
    """Adds terms only to topics that have none in that language: a term that an editor deleted stays deleted."""
    topics = dict(Topic.objects.values_list("slug", "pk"))
    kept = set(Term.objects.values_list("topic_id", "language").distinct())
    rows = [
        Term(
            topic_id=topics[term.topic],
            language=term.language,
            phrase=term.phrase,
            weight=term.weight,
            place=term.where,
        )
        for term in load_terms()
        if (topics[term.topic], term.language) not in kept
    ]
    Term.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _load_document_terms() -> int:
    """Adds names only for codes that have none: a name that an editor deleted stays deleted."""
    shipped = load_document_kinds()
    kept = set(DocumentTerm.objects.order_by().values_list("part", "code").distinct())
    named = [(DocumentTerm.Part.KIND, kind.code, kind.names) for kind in shipped.kinds]
    named += [(DocumentTerm.Part.ISSUER, issuer.code, issuer.called) for issuer in shipped.issuers]
    rows = [
        DocumentTerm(part=part, code=code, language=language, name=name)
        for part, code, names in named
        if (part.value, code) not in kept
        for language, name in names.items()
    ]
    DocumentTerm.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _load_media_topics() -> int:
    """Adds the media topics where there are none: one that an editor deleted stays deleted."""
    if MediaTopicRule.objects.exists():
        return 0
    categories = dict(Category.objects.values_list("slug", "pk"))
    topics = dict(Topic.objects.values_list("slug", "pk"))
    rows = [
        MediaTopicRule(
            code=one.code,
            name=one.name,
            category_id=categories.get(one.category),
            topic_id=topics.get(one.topic),
        )
        for one in load_media_topics()
    ]
    return len(MediaTopicRule.objects.bulk_create(rows))


@transaction.atomic
def load_sources(publishers: Iterable[Publisher]) -> int:
    """Adds missing publishers, and hosts that no source owns. Returns the number of publishers added.

    A source that was created from a bare host, not yet described, gets the publisher's data.
    """
    added = 0
    for publisher in publishers:
        row = Source.objects.filter(slug=publisher.slug).first() or _undescribed(publisher)
        described = {
            "name": publisher.name,
            "kind": publisher.kind,
            "homepage": publisher.homepage,
            "publisher": publisher.publisher,
            "place": publisher.place,
            "language": publisher.language,
        }
        if row is None:
            row = Source.objects.create(slug=publisher.slug, **described)
            added += 1
        elif row.kind == Source.Kind.UNKNOWN:
            Source.objects.filter(pk=row.pk).update(**described)
        SourceDomain.objects.bulk_create(_domains(publisher, row), ignore_conflicts=True)
    return added


def _undescribed(publisher: Publisher) -> Source | None:
    return Source.objects.filter(kind=Source.Kind.UNKNOWN, domains__host__in=publisher.domains).first()


def _domains(publisher: Publisher, source: Source) -> list[SourceDomain]:
    rows = [SourceDomain(source=source, host=host) for host in publisher.domains]
    for place, language in publisher.native_editions:
        host, slash, path = place.partition("/")
        rows.append(
            SourceDomain(
                source=source,
                host=host.lower().removeprefix("www."),
                path_prefix=f"{slash}{path}",
                language=language.lower(),
            )
        )
    return rows
