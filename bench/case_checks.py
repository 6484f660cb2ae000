"""What is right of a written case, compared with what came out: pure, one check a property.

An expectation may leave out what its case is not about; only keys that it has are compared.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bench.extraction_quality import token_f1

# Days are those of the readers, as the site shows them.
READERS = ZoneInfo("Asia/Ho_Chi_Minh")
LENGTH_OF_DAY = len("2026-05-12")
Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """One article: its mistakes, and the outcomes that figures are made of.

    `f1` is None where the expectation gives no whole text. `present` and `absent` hold an outcome a segment. `day` is
    "right", "wrong", "missing", "unsure hour" (the day is right, the hour is not), or empty where none is expected.
    """

    mistakes: tuple[str, ...] = ()
    f1: float | None = None
    present: tuple[bool, ...] = ()
    absent: tuple[bool, ...] = ()
    day: str = ""


def check_article(wanted: Found, got: Found) -> Checked:
    """Compare one article with its expectation."""
    if wanted.get("refused"):
        return Checked(() if "error" in got else (f"is not refused: {got['title']!r}",))
    if "error" in got:
        lost = (False,) * len(wanted.get("paragraphs", ()))
        return Checked(
            (f"{wanted.get('title')!r} is refused: {got['error']}",),
            f1=0.0 if lost else None,
            present=lost,
            day="missing" if wanted.get("published") else "",
        )
    text, everything = _line(got["text"]), _line(f"{got['title']} \n {got['text']}")
    present = _in_order([_line(one) for one in wanted.get("paragraphs", ())], text)
    absent = tuple(_line(one) not in everything for one in wanted.get("absent", ()))
    day, sentence = check_published(wanted["published"], got) if "published" in wanted else ("", "")
    mistakes = [
        *(f"{key}: {one}" for key in CHECKS if key in wanted if (one := CHECKS[key](wanted[key], got))),
        *(
            f"not in its place: {one!r}"
            for one, hit in zip(wanted.get("paragraphs", ()), present, strict=True)
            if not hit
        ),
        *(
            f"must not be there: {one!r}"
            for one, hit in zip(wanted.get("absent", ()), absent, strict=True)
            if not hit
        ),
        *([f"published: {sentence}"] if sentence else []),
    ]
    f1 = token_f1(got["text"], "\n".join(wanted["paragraphs"]))[0] if "paragraphs" in wanted else None
    return Checked(tuple(mistakes), f1, present, absent, day)


def _line(text: str) -> str:
    return " ".join(text.split())


def _in_order(segments: list[str], text: str) -> tuple[bool, ...]:
    """Whether each segment stands in the text, after the one before it."""
    outcomes, start = [], 0
    for segment in segments:
        at = text.find(segment, start)
        outcomes.append(at >= 0)
        start = at + len(segment) if at >= 0 else start
    return tuple(outcomes)


def check_published(wanted: str | list[str] | None, got: Found) -> tuple[str, str]:
    """The outcome for the figures and a sentence where it is wrong.

    `wanted` is a moment in UTC, a day of which no hour is known, or None where nothing dates the article; a list
    allows any of its members. What came out is a day alone where `published_at` is ten characters long.
    """
    found = got.get("published_at")
    if isinstance(wanted, list):
        if found in wanted:
            return "right", ""
        wanted = wanted[0]
    if not wanted:
        return ("wrong", f"{found} is invented") if found else ("right", "")
    if not found:
        return "missing", f"nothing instead of {wanted}"
    if _day(found) != _day(wanted):
        return "wrong", f"{found} instead of {wanted}"
    if found != wanted:
        return "unsure hour", f"{found} instead of {wanted}"
    return "right", ""


def _day(written: str) -> date:
    if len(written) == LENGTH_OF_DAY:
        return date.fromisoformat(written)
    return datetime.fromisoformat(written).astimezone(READERS).date()


def _same(wanted: Any, found: Any) -> str:
    """Empty where they agree; a list of what is wanted allows each of its members."""
    allowed = wanted if isinstance(wanted, list) else [wanted]
    agree = _line(str(found or "")) in {_line(str(one or "")) for one in allowed}
    return "" if agree else f"{found!r} instead of {wanted!r}"


def _language(wanted: str, got: Found) -> str:
    """Chinese may be told as one language; which script it is in the edition decides."""
    agree = (got["language"] or "").lower() in {wanted, wanted.partition("-")[0]}
    return "" if agree else _same(wanted, got["language"])


def _pictures(wanted: list[Found], got: Found) -> str:
    """The pictures in their order; an expectation may allow several addresses and leave the caption open."""
    found = [one for one in got["pictures"] if one["url"]]
    if len(found) != len(wanted):
        return f"{[one['url'] for one in found]} instead of {[one['url'] for one in wanted]}"
    faults = []
    for one, other in zip(wanted, found, strict=True):
        addresses = one["url"] if isinstance(one["url"], list) else [one["url"]]
        if other["url"] not in addresses:
            faults.append(f"{other['url']} instead of {one['url']}")
        if "caption" in one and (fault := _same(one["caption"], other["caption"])):
            faults.append(f"caption {fault}")
    return "; ".join(faults)


def _documents(wanted: list[str | list[str]], got: Found) -> str:
    """Each number in one of the forms allowed, and no further ones."""
    found = {one["number"] for one in got["documents"]}
    allowed = [{one} if isinstance(one, str) else set(one) for one in wanted]
    missing = [sorted(forms) for forms in allowed if not forms & found]
    invented = sorted(found - set[str]().union(*allowed))
    return f"missing {missing}, invented {invented}" if missing or invented else ""


def _hrefs(got: Found) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'<a [^>]*href="([^"]*)"', got["html"])]


def _links(wanted: list[str], got: Found) -> str:
    missing = [one for one in wanted if one not in _hrefs(got)]
    return f"{missing} not among {_hrefs(got)}" if missing else ""


CHECKS: dict[str, Callable[[Any, Found], str]] = {
    "title": lambda wanted, got: _same(wanted, got["title"]),
    "title_derived": lambda wanted, got: _same(wanted, got["title_derived"]),
    "lead": lambda wanted, got: _same(wanted, got["lead"]),
    "author": lambda wanted, got: _same(wanted, got["author"]),
    "link": lambda wanted, got: _same(wanted, got["url"]),
    "origin": lambda wanted, got: _same(wanted, got["origin_url"]),
    "language": _language,
    "pictures": _pictures,
    "documents": _documents,
    "links": _links,
    "no_links": lambda wanted, got: f"there is {_hrefs(got)}" if _hrefs(got) else "",
}


def check_list(key: str, wanted: list[Any], found: Found) -> list[str]:
    """Compare a list of feeds, addresses, entries or parts, whose order is open."""
    got = found.get(key, [])
    faults = [f"{key}: missing {one}" for one in wanted if not any(_matches(one, other) for other in got)]
    more = [f"{key}: not wanted {other}" for other in got if not any(_matches(one, other) for one in wanted)]
    return [*faults, *more]


def _matches(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, str):
        return bool(wanted == got)
    return all(_value_matches(key, value, got.get(key)) for key, value in wanted.items())


def _value_matches(key: str, wanted: Any, got: Any) -> bool:
    if key == "published":
        return _instant(str(wanted)) == _instant(str(got or ""))
    return got in wanted if isinstance(wanted, list) else bool(got == wanted)


def _instant(written: str) -> datetime | str:
    """A moment that compares across zones; a day alone, or what cannot be read, as it is written."""
    if len(written) == LENGTH_OF_DAY:
        return written
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return written
