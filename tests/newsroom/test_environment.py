"""What the environment says is read by its type; what is wrong or weak is refused in one sentence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom.environment import Environment

SECRET = "7d1f0c2b9a8e4d3c6f5b0a1e2d3c4b5a69788796a5b4c3d2"
SITE = "https://news.example"
Read = Callable[[Environment], Any]


def production(**values: str) -> Environment:
    return Environment(values, is_production=True)


REFUSED: dict[str, tuple[dict[str, str], Read, str]] = {
    "a short secret": ({"S": "x7Gq"}, lambda env: env.secret("S"), "has 4 characters"),
    "a secret of one letter": ({"S": "a" * 60}, lambda env: env.secret("S"), "can be guessed"),
    "a secret of an example": (
        {"S": f"django-insecure-{SECRET}"},
        lambda env: env.secret("S"),
        "can be guessed",
    ),
    "a secret that stands elsewhere": (
        {"S": SECRET, "DATABASE_URL": f"postgres://newsroom:{SECRET}@db/newsroom"},
        lambda env: env.secret("S"),
        "stands in DATABASE_URL too",
    ),
    "no secret": ({}, lambda env: env.secret("S"), "is not set"),
    "any host": ({"H": "news.example,*"}, lambda env: env.hosts("H", "", site=SITE), "allows every name"),
    "other hosts": ({"H": "www.example"}, lambda env: env.hosts("H", "", site=SITE), "lacks news.example"),
    "a contact that is none": ({"C": "the editors"}, lambda env: env.address("C", ""), "no mail address"),
    "a reader that is none": ({"C": "a@b.example,c"}, lambda env: env.addresses("C"), "no mail address"),
    "a word for a number": ({"N": "five"}, lambda env: env.number("N", 5), "from 0 on, such as 5"),
    "a number below the least": ({"N": "0"}, lambda env: env.number("N", 5, least=1), "from 1 on"),
    "a negative number": ({"N": "-1"}, lambda env: env.number("N", 0), "such as 1"),
    "a half number": ({"N": "1.5"}, lambda env: env.number("N", 0), "whole number"),
    "a switch in between": ({"B": "maybe"}, lambda env: env.switch("B", default=True), "true or false"),
    "a word that is no choice": ({"T": "c"}, lambda env: env.text("T", of=("a", "b")), "set it to a or b"),
    "a port that is none": ({"P": "80,http"}, lambda env: env.ports("P"), "'http'"),
    "a port too high": ({"P": "70000"}, lambda env: env.ports("P"), "'70000'"),
    "another database": ({"D": "mysql://a@b/c"}, lambda env: env.database("D"), "PostgreSQL"),
    "a database without a scheme": ({"D": "db.example"}, lambda env: env.database("D"), "postgres://user"),
    "a database whose port is none": (
        {"D": "postgres://a@b:x/c"},
        lambda env: env.database("D"),
        "postgres://user",
    ),
    "a site without a scheme": ({"U": "news.example"}, lambda env: env.site("U", ""), "such as https://"),
    "a site with a path": ({"U": f"{SITE}/news"}, lambda env: env.site("U", ""), "host alone"),
    "a site whose port is none": ({"U": f"{SITE}:x"}, lambda env: env.site("U", ""), "host alone"),
    "mail of no kind": ({"E": "pigeon://coop"}, lambda env: env.mail("E", ""), "smtp+tls://"),
}


@pytest.mark.parametrize(("values", "read", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_wrong_or_weak_is_refused_in_one_sentence(
    values: dict[str, str], read: Read, words: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        read(production(**values))
    said = str(refused.value)
    assert words in said
    assert "\n" not in said
    assert SECRET not in said


ACCEPTED: dict[str, tuple[dict[str, str], Read, Any]] = {
    "a secret": ({"S": SECRET}, lambda env: env.secret("S"), SECRET),
    "hosts": ({"H": " .example, a.b "}, lambda env: env.hosts("H", "", site=SITE), [".example", "a.b"]),
    "a contact": ({"C": "a@news.example"}, lambda env: env.address("C", ""), "a@news.example"),
    "a number": ({"N": "12"}, lambda env: env.number("N", 5), 12),
    "no number": ({"N": ""}, lambda env: env.number("N", 5), 5),
    "a switch": ({"B": "Yes"}, lambda env: env.switch("B", default=False), True),
    "ports": ({"P": "8080, 1"}, lambda env: env.ports("P"), [8080, 1]),
    "a site": ({"U": f"{SITE}:8443/"}, lambda env: env.site("U", ""), f"{SITE}:8443"),
    "an empty list": ({}, lambda env: env.names("L"), []),
}


@pytest.mark.parametrize(("values", "read", "expected"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_is_right_is_read_by_its_type(values: dict[str, str], read: Read, expected: Any) -> None:
    assert read(production(**values)) == expected


def test_a_checkout_may_be_weak() -> None:
    local = Environment({"S": "short", "H": "*"}, is_production=False)
    assert local.secret("S") == "short"
    assert local.hosts("H", "", site=SITE) == ["*"]
    assert Environment({}, is_production=False).required("X", "here") == "here"


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{SECRET}\n")
    assert production(SECRET_KEY="", SECRET_KEY_FILE=str(tmp_path / "key")).secret("SECRET_KEY") == SECRET
    assert production(SITE_URL_FILE=str(tmp_path / "key")).text("SITE_URL") == ""


@pytest.mark.parametrize(
    ("value", "content", "words"),
    [("", None, "No such file"), (SECRET, b"x", "both set"), ("", b"\xff", "no text")],
)
def test_a_file_that_gives_no_secret_is_refused_in_one_sentence(
    value: str, content: bytes | None, words: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match=words) as refused:
        production(SECRET_KEY=value, SECRET_KEY_FILE=str(tmp_path / "key"))
    assert SECRET not in str(refused.value)
