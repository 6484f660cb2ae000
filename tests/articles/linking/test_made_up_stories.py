"""How well made-up stories in fourteen languages are linked, against floors (`bench.linking`)."""

import pytest

from bench.linking.measure import FLOORS, measure
from bench.linking.stories import Condition


@pytest.mark.django_db
@pytest.mark.parametrize("condition", FLOORS)
def test_floors(condition: Condition) -> None:
    for half, found in measure(condition, seed=1).items():
        assert found.passes(FLOORS[condition]), (half, found)
