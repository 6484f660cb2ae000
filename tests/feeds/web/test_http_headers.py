"""Response headers as RFC 9110 and RFC 9111 write them."""

import pytest

from feeds.web.http_headers import MAX_DELTA_SECONDS, content_type, max_age

FRESH = {
    "alone": ("max-age=3600", "", 3600),
    "fresh from the server": ("public, max-age=3600", "0", 3600),
    "long in a cache": ("public, max-age=3600", "3500", 100),
    "longer than it may be": ("max-age=3600", "9000", 0),
    "an age that is none": ("max-age=3600", "-5", 3600),
    "an age in words": ("max-age=3600", "old", 3600),
    "for ever, for as long": ("max-age=99999999999999", "99999999999999", 0),
    "for ever": ("max-age=99999999999999", "", MAX_DELTA_SECONDS),
    "a directive with fields": ('no-cache="Set-Cookie, max-age=5", max-age=60', "", 60),
    "a quoted number": ('private="a, b" , MAX-AGE="60"', "", 60),
    "an open quote": ('private="a, max-age=60', "", None),
    "of shared caches alone": ("s-maxage=60", "5", None),
}


@pytest.mark.parametrize(("header", "age", "expected"), FRESH.values(), ids=FRESH.keys())
def test_freshness(header: str, age: str, expected: int | None) -> None:
    assert max_age(header, age) == expected


TYPES = {
    "a profile with a semicolon": (
        'application/xml; profile="a;charset=x"; charset=utf-8',
        ("application/xml", "utf-8"),
    ),
    "a quoted pair": ('text/xml; title="\\";charset=x"; Charset="UTF-8"', ("text/xml", "utf-8")),
    "the first of two": ("Text/XML ;charset=utf-8; charset=x", ("text/xml", "utf-8")),
    "no type": ("; charset=utf-8", ("", "utf-8")),
    "nothing": ("", ("", "")),
}


@pytest.mark.parametrize(("header", "expected"), TYPES.values(), ids=TYPES.keys())
def test_media_types(header: str, expected: tuple[str, str]) -> None:
    assert content_type(header) == expected
