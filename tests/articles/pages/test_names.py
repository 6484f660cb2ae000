"""Names are kept for a minute, and no longer than a change in this process."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import CategoryName, Source
from articles.pages import names
from tests.factories import make_category, make_source, make_topic

pytestmark = pytest.mark.django_db


def test_a_name_is_read_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    category = make_category(name="Society")
    for seconds, name in ((0, "Society"), (names.SECONDS - 1, "Society"), (names.SECONDS + 1, "People")):
        monkeypatch.setattr(names, "monotonic", lambda seconds=seconds: 1_000_000.0 + seconds)
        assert names.categories().by_pk[category.pk].name_in("vi") == name
        # A change that another process makes.
        CategoryName.objects.filter(category=category).update(name="People")


def test_a_change_in_this_process_is_seen_at_once() -> None:
    category, topic, source = make_category(name="Society"), make_topic(name="Roads"), make_source()
    digests = names.categories().digest, names.topics().digest
    assert names.sources([source.pk])[source.pk].name == source.name
    for row, name in (
        (category.names.get(), "People"),
        (topic.names.get(), "Bridges"),
        (source, "The Paper"),
    ):
        row.name = name
        row.save()
    assert names.categories().by_pk[category.pk].name_in("en") == "People"
    assert names.topics().by_pk[topic.pk].name_in("en") == "Bridges"
    assert names.sources([source.pk])[source.pk].name == "The Paper"
    assert (names.categories().digest, names.topics().digest) != digests
    topic.delete()
    assert topic.pk not in names.topics().by_pk


def test_only_sources_that_are_not_kept_are_asked_for() -> None:
    known, new = make_source(), make_source()
    names.sources([known.pk])
    with CaptureQueriesContext(connection) as queries:
        assert list(names.sources([new.pk, known.pk, None, 0])) == [known.pk, new.pk]
        assert list(names.sources([new.pk, known.pk])) == [known.pk, new.pk]
    # The source that does not exist is asked for with the new one.
    assert len(queries) == 1


def test_no_more_sources_are_kept_than_a_process_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "MOST_SOURCES", 2)
    for number in range(5):
        source = make_source(name=f"Paper {number}")
        assert names.sources([source.pk])[source.pk].name == f"Paper {number}"
    assert Source.objects.count() == 5
    assert len(names.sources(Source.objects.values_list("pk", flat=True))) == 5
