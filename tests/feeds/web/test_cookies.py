"""Cookies inside one fetch, as RFC 6265 writes them."""

import pytest
from urllib3 import HTTPHeaderDict

from feeds.web.cookies import MAX_COOKIES, FetchCookies

URL = "https://bao.example/rss"
PAST, FUTURE = "Wed, 21-Oct-2015 07:28:00 GMT", "Fri, 21 Oct 2095 07:28:00 GMT"


def after(*lines: str, url: str = URL, asked: str = URL) -> str:
    """The Cookie header for `asked` after an answer from `url` with one Set-Cookie for each line."""
    cookies, headers = FetchCookies(), HTTPHeaderDict()
    for line in lines:
        headers.add("Set-Cookie", line)
    cookies.store(url, headers)
    return cookies.header(asked)


DELETIONS = {
    "by a date": (f"a=deleted; Expires={PAST}", "b=2"),
    "by seconds": ("a=; Max-Age=0", "b=2"),
    "by seconds below zero": ("a=; max-age=-1; Path=/", "b=2"),
    "by seconds beside a date": (f"a=; Expires={FUTURE}; Max-Age=00", "b=2"),
    "not by a date beside seconds": (f"a=3; Expires={PAST}; Max-Age=60", "a=3; b=2"),
    "not by a date to come": (f"a=3; Expires={FUTURE}", "a=3; b=2"),
    "not by what is no number": ("a=3; Max-Age=soon", "a=3; b=2"),
    "not by what is no date": ("a=3; Expires=0", "a=3; b=2"),
    "of the last of two numbers": ("a=3; Max-Age=60; Max-Age=0", "b=2"),
}


@pytest.mark.parametrize(("line", "expected"), DELETIONS.values(), ids=DELETIONS.keys())
def test_deletions(line: str, expected: str) -> None:
    assert after("a=1", "b=2", line) == expected


def test_secure_cookies_stay_with_https() -> None:
    assert after("a=1; Secure", "b=2") == "a=1; b=2"
    assert after("a=1; Secure", "b=2", asked="http://bao.example/rss") == "b=2"
    assert after("a=1; Secure", "a=3", asked="http://bao.example/rss") == "a=3"


def test_domains() -> None:
    assert after("a=1; Domain=bao.example", asked="https://m.bao.example/") == "a=1"
    assert after("a=1; Domain=.BAO.example ", "b=2", asked="https://m.bao.example/") == "a=1"
    assert not after("a=1; Domain=example", asked="https://other.example/")
    assert after("a=1; Domain=other.example") == "a=1"


def test_a_full_store_takes_new_values() -> None:
    lines = [f"c{number}=1" for number in range(MAX_COOKIES)]
    header = after(*lines, "new=1", "c0=2", f"c1=; Expires={PAST}", "late=1")
    assert header.startswith("c0=2; c2=1")
    assert header.endswith("late=1")
    assert "new" not in header
