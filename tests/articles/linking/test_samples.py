"""The project's own samples are linked by their facts alone, with every address taken away."""

import pytest

from articles.linking.suggestions import match_articles
from bench.linking.measure import NOW, count, sample_versions, store

PRECISION_FLOOR, RECALL_FLOOR = 0.97, 0.9


@pytest.mark.django_db
def test_samples_without_addresses() -> None:
    versions = sample_versions()
    pks = store(versions)
    match_articles(pks=pks, now=NOW)
    found = count(dict(zip(pks, versions, strict=True)))
    assert found.precision >= PRECISION_FLOOR, found
    assert found.recall >= RECALL_FLOOR, found
    assert found.linked_wrong == 0, found
