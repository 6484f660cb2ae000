"""Plain-text dumps of republished pages, in many languages and shapes: what is the article, and what is not.

Each file of `dumps/` holds a dump above the line `=====` and below it what should become of it, as TOML: `title`,
`language`, `day` (of publication), `origin`, `publisher`, `author`, `lead`, `text` (the beginnings of the lines of the
body, all of them, in order) and `captions` (their beginnings). What is not named is not looked at.
"""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from articles.incoming import IncomingArticle
from feeds.knowledge import Knowledge, from_catalogue
from feeds.normalise.article import normalise
from feeds.reading.plain_text import read_text

DUMPS = sorted((Path(__file__).parent / "dumps").glob("*.txt"))
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return from_catalogue()


def _seen(article: IncomingArticle, wanted: dict[str, object]) -> dict[str, object]:
    """What became of the dump, in the form in which it is expected; beginnings are cut to the length of theirs."""
    published = article.published_at
    lines = article.text.splitlines()
    captions = [picture.caption for picture in article.pictures]
    found: dict[str, object] = {
        "title": article.title,
        "language": article.language,
        "day": published.astimezone(VIETNAM).date() if published else None,
        "origin": article.origin_url,
        "publisher": article.source.name,
        "author": article.author,
        "lead": article.lead,
        "text": _cut(lines, wanted.get("text")),
        "captions": _cut(captions, wanted.get("captions")),
    }
    return {name: found[name] for name in wanted}


def _cut(lines: list[str], beginnings: object) -> list[str]:
    if not isinstance(beginnings, list) or len(beginnings) != len(lines):
        return lines
    return [line[: len(str(beginning))] for line, beginning in zip(lines, beginnings, strict=True)]


@pytest.mark.parametrize("dump", DUMPS, ids=[dump.stem for dump in DUMPS])
def test_dumps(dump: Path, known: Knowledge) -> None:
    text, _, expected = dump.read_text(encoding="utf-8").partition("\n=====\n")
    wanted = tomllib.loads(expected)
    article = normalise(read_text(text, input=dump.name), knowledge=known, now=NOW)
    assert _seen(article, wanted) == wanted
