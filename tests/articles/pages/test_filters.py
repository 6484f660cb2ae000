"""What narrows a list, read from an address and written into one."""

from urllib.parse import parse_qs

import pytest

from articles.pages.filters import Filters
from articles.pages.periods import Period


def test_nothing_narrows_a_plain_address() -> None:
    filters = Filters.read({"before": "1-1", "utm_source": "x", "language": "", "period": " "})
    assert not filters
    assert filters.kept == {}
    assert filters.before == "1-1"


def test_filters_stand_side_by_side_and_are_kept() -> None:
    filters = Filters.read({"language": "FR", "source": "nhan-dan", "period": "2026-05", "after": "2-2"})
    assert filters.kept == {"language": "fr", "source": "nhan-dan", "period": "2026-05"}
    assert filters.within == Period(2026, 5)
    assert filters.after == "2-2"


@pytest.mark.parametrize("name", ["language", "source", "period"])
def test_a_null_character_is_no_filter(name: str) -> None:
    assert not Filters.read({name: "a\0b"})


def test_what_is_no_period_is_kept_as_it_was_typed() -> None:
    filters = Filters.read({"period": "last year"})
    assert filters
    assert filters.within is None
    assert filters.kept == {"period": "last year"}


def test_an_address_changes_one_filter_and_starts_at_the_first_page() -> None:
    filters = Filters.read({"language": "fr", "source": "a&b", "before": "1-1"})
    assert parse_qs(filters.address(period="2026")[1:]) == {
        "language": ["fr"],
        "source": ["a&b"],
        "period": ["2026"],
    }
    assert filters.address(source="") == "?language=fr"
    assert Filters(source="x").address(source="") == "?"
