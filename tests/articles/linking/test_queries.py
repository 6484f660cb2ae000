"""Queries in fourteen languages for stories that are told in Vietnamese alone (`bench.linking.queries`)."""

import pytest

from articles.linking.evidence_rows import store_evidence
from articles.models import Article
from bench.linking.measure import store
from bench.linking.queries import QUERIES, answered, queries
from bench.linking.stories import made_up

ANSWERED_FLOOR = 27
SEED = 3


@pytest.mark.django_db
def test_the_right_story_is_among_the_first_five() -> None:
    versions = [version for version in made_up("whole", seed=SEED) if version.language == "vi"]
    pks = store(versions)
    store_evidence(list(Article.objects.all()))
    numbers = {pk: version.story for pk, version in zip(pks, versions, strict=True)}
    right = answered(numbers, seed=SEED)
    missed = [asked for asked in queries(numbers.values(), seed=SEED) if asked not in right]
    assert len(right) >= ANSWERED_FLOOR, (len(right), QUERIES, missed)
