"""Zones by name: tables of names with the offset that they have on a day."""

from datetime import UTC, date, timedelta

import pytest

from feeds.normalise.dates.derived_tables import derive_abbreviations
from feeds.normalise.dates.zones import abbreviations, zone_named, zone_named_at_end

WINTER, SUMMER = date(2026, 1, 23), date(2026, 7, 8)

ONE_OFFSET = [
    ("de", "OEZ", WINTER, 120),
    ("de", "OESZ", SUMMER, 180),
    ("de", "MESZ", SUMMER, 120),
    ("id", "WIT", SUMMER, 540),
    ("id", "WIB", SUMMER, 420),
    ("fr", "HNE", WINTER, -300),
    ("fr", "HNE", SUMMER, -300),
    ("id", "WITA", SUMMER, 480),
    ("pt", "BRT", SUMMER, -180),
    ("ru", "МСК", SUMMER, 180),
    ("ru", "МСК", date(2012, 7, 8), 240),
    ("en", "EST", SUMMER, -300),
    ("en", "EDT", SUMMER, -240),
    ("cs", "SEČ", WINTER, 60),
    ("vi", "ICT", SUMMER, 420),
    ("en", "MYT", SUMMER, 480),
    ("hi", "IST", SUMMER, 330),
    ("vi", "Giờ Đông Dương", SUMMER, 420),
    ("vi", "giờ Việt Nam", SUMMER, 420),
    ("zh-Hans", "北京时间", SUMMER, 480),
    ("fr", "heure d’été d’Europe centrale", SUMMER, 120),
    ("en", "Eastern Time", WINTER, -300),
    ("en", "Eastern Time", SUMMER, -240),
    ("en", "Mountain Standard Time", SUMMER, -420),
    ("de", "Brasilien (São Paulo) (Ortszeit)", SUMMER, -180),
    ("en", "Asia/Ho_Chi_Minh", SUMMER, 420),
    (None, "JST", SUMMER, 540),
]
OPEN = [
    ("en", "IST", SUMMER),
    ("en", "CST", WINTER),
    ("en", "BST", SUMMER),
    ("en", "PST", WINTER),
    ("en", "AST", WINTER),
    (None, "CST", WINTER),
    ("de", "MEZ", SUMMER),
    ("en", "WIT", SUMMER),
    ("fr", "EEST", SUMMER),
]
NO_ZONES = [
    ("en", "at noon"),
    ("fr", "est"),
    ("vi", "Báo Hà Giang"),
    ("en", "VOV"),
    ("fr", "he"),
    ("en", "12"),
]


def folded(name: str) -> str:
    from feeds.normalise.dates.words import fold_date

    return fold_date(name)


@pytest.mark.parametrize(("language", "name", "day", "minutes"), ONE_OFFSET, ids=lambda value: str(value))
def test_a_name_has_its_offset_of_the_day(language: str | None, name: str, day: date, minutes: int) -> None:
    found = zone_named(f"{folded(name)} 2026", name, language, day)
    assert found is not None
    zone, length = found
    assert zone is not None
    assert zone.utcoffset(None) == timedelta(minutes=minutes)
    assert length == len(folded(name))
    assert zone_named_at_end(f"2026 {folded(name)}", name, language, day) == (zone,)


@pytest.mark.parametrize(("language", "name", "day"), OPEN, ids=lambda value: str(value))
def test_a_name_of_several_offsets_is_a_zone_without_one(language: str | None, name: str, day: date) -> None:
    assert zone_named(folded(name), name, language, day) == (None, len(name))


@pytest.mark.parametrize(("language", "name"), NO_ZONES, ids=lambda value: str(value))
def test_other_words_are_no_zones(language: str, name: str) -> None:
    assert zone_named(folded(name), name, language, SUMMER) is None
    assert zone_named_at_end(folded(name), name, language, SUMMER) is None


def test_utc_in_any_language() -> None:
    assert zone_named("utc", "UTC", None, SUMMER) == (UTC, 3)


def test_the_table_of_abbreviations_is_what_the_cldr_and_the_tz_database_give() -> None:
    """The tz database of the machine may be of another year; what it adds or drops is no failure."""
    derived = {folded(name): meanings for name, meanings in derive_abbreviations().items()}
    kept = {name: [" ".join(meaning) for meaning in meanings] for name, meanings in abbreviations().items()}
    shared = derived.keys() & kept.keys()
    differing = {name for name in shared if derived[name] != kept[name]}
    assert len(shared) > 330
    assert len(differing) <= len(shared) * 0.05
    assert differing.isdisjoint({"wita", "oez", "hne", "мск", "brt", "est", "ist", "cst", "bst"})
