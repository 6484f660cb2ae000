"""Quality on written cases: small feeds, pages and texts with the expected result beside them.

    python -m bench.cases_quality FOLDER [--relevance FILE] [--verbose]

FOLDER holds `shapes/` and `pages/`, each with `NAME.html|xml|json|opml|txt` and `NAME.expected.json` (the format is in
`tests/feeds/cases/README.md`). FILE holds judged texts, one a line; without it, `FOLDER/relevance.jsonl` is read where
it is there, else `bench/cases/relevance.jsonl`.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any

import django

from bench.case_checks import Checked, check_article, check_list

REPOSITORY = Path(__file__).resolve().parents[1]
RELEVANCE = REPOSITORY / "bench/cases/relevance.jsonl"
KINDS = ("shapes", "pages")
ENDINGS = (".html", ".xml", ".json", ".opml", ".txt")
# All cases are of May 2026; "now" is later, so that no date counts as one of the future.
NOW = datetime(2026, 6, 15, tzinfo=UTC)
Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case: its mistakes as sentences (none where it is right) and what was checked of each article."""

    name: str
    mistakes: tuple[str, ...] = ()
    checked: tuple[Checked, ...] = field(default=())

    @property
    def right(self) -> bool:
        return not self.mistakes


def case_files(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each case of a folder, its file and its expectation, in the order of names."""
    for expectation in sorted(folder.glob("*.expected.json")):
        name = expectation.name.removesuffix(".expected.json")
        file = next(one for ending in ENDINGS if (one := folder / f"{name}{ending}").exists())
        yield file, json.loads(expectation.read_text(encoding="utf-8"))


def check(name: str, expected: dict[str, Any], found: Found) -> CaseResult:
    """Compare what came out of a case with what is right; pure.

    `found` holds `articles` (objects as `preview --json` prints them, those with `error` being refused) or, for
    lists of addresses, `feeds`, `addresses`, `entries` or `parts`.
    """
    if expected.get("refused"):
        kept = [one for one in found["articles"] if "error" not in one]
        return CaseResult(name, tuple(f"is not refused: {one['title']!r}" for one in kept))
    lists = [key for key in ("feeds", "addresses", "entries", "parts") if key in expected]
    if lists:
        return CaseResult(
            name, tuple(sentence for key in lists for sentence in check_list(key, expected[key], found))
        )
    pairs, sentences = _paired(expected["articles"], found["articles"])
    checked = tuple(check_article(wanted, got) for wanted, got in pairs)
    mistakes = [sentence for one in checked for sentence in one.mistakes]
    return CaseResult(name, (*sentences, *mistakes), checked)


def _paired(wanted: list[Found], got: list[Found]) -> tuple[list[tuple[Found, Found]], list[str]]:
    """Articles side by side: in their order where there are as many, else by title."""
    if len(wanted) == len(got):
        return list(zip(wanted, got, strict=True)), []
    by_title = {one.get("title"): one for one in got}
    missing: Found = {"error": "it is not among what was found"}
    pairs = [(one, by_title.get(one.get("title"), missing)) for one in wanted]
    return pairs, [f"{len(got)} articles instead of {len(wanted)}"]


def read_case(file: Path, expected: dict[str, Any]) -> Found:
    """What the pipeline makes of a case's file, with its address as the base."""
    body, url = file.read_bytes(), expected["url"]
    if "feeds" in expected:
        return _read_opml(body, file.name)
    if "parts" in expected:
        return {"parts": _asked_parts(body, url)}
    if "addresses" in expected or "entries" in expected:
        return _read_sitemap(body, url, news="entries" in expected)
    return {"articles": _read_articles(body, file, url, expected.get("content_type", ""))}


def _read_articles(body: bytes, file: Path, url: str, content_type: str) -> list[Found]:
    from feeds.errors import FeedError
    from feeds.management.commands import preview
    from feeds.normalise.article import normalise
    from feeds.raw import RawArticle
    from feeds.reading.inputs import Unreadable, read_body

    articles = []
    for raw in read_body(
        body, input=file.name, ending=file.suffix, url=url, content_type=content_type, charset=""
    ):
        try:
            article = normalise(raw, knowledge=_knowledge(), now=NOW) if isinstance(raw, RawArticle) else raw
        except FeedError as error:
            article = Unreadable(raw.input, error.message)
        articles.append(json.loads(preview._as_json(article)))
    return articles


@cache
def _knowledge() -> Any:
    from feeds import knowledge

    return knowledge.from_catalogue()


def _read_opml(body: bytes, name: str) -> Found:
    from feeds.errors import FeedError
    from feeds.formats.feed_lists import read_opml

    try:
        outlines = read_opml(body, where=name)
    except FeedError as error:
        return {"feeds": [], "error": error.message}
    return {"feeds": [{"url": one.url, "title": one.title} for one in outlines if not one.problem]}


def _read_sitemap(body: bytes, url: str, *, news: bool) -> Found:
    from feeds.errors import FeedError
    from feeds.formats.sitemap import parse_sitemap
    from feeds.reading.entry import raw_of_entry

    try:
        feed = parse_sitemap(body, url=url, news=news)
    except FeedError as error:
        return {"addresses": [], "entries": [], "error": error.message}
    raws = [raw_of_entry(entry, feed, input=url) for entry in feed.entries]
    entries = [
        {"link": entry.link, "title": entry.title, "published": raw.published_text}
        for entry, raw in zip(feed.entries, raws, strict=True)
    ]
    return {"addresses": [entry.link for entry in feed.entries], "entries": entries}


def _asked_parts(body: bytes, index: str) -> list[str]:
    """The sitemaps that are asked for after an index of them; none is answered."""
    from feeds.errors import FetchError
    from feeds.formats.kinds import Sitemap
    from feeds.formats.listing import ask_listing
    from feeds.web.accept import FEED_ACCEPT
    from feeds.web.fetcher import Conditions, FetchResult

    asked: list[str] = []

    def fetch(url: str, conditions: Conditions | None = None, *, accept: str = FEED_ACCEPT) -> FetchResult:
        if url == index:
            return FetchResult(url=url, status=200, body=body)
        asked.append(url)
        raise FetchError(url, "nothing answers here")

    ask_listing(index, Sitemap.name, fetch=fetch)
    return asked


def measure(folder: Path) -> dict[str, list[CaseResult]]:
    """The results of all cases, a list for each kind of folder that is there."""
    return {
        kind: [
            check(file.stem, expected, read_case(file, expected))
            for file, expected in case_files(folder / kind)
        ]
        for kind in KINDS
        if (folder / kind).is_dir()
    }


def figures(results: list[CaseResult]) -> dict[str, str]:
    """One line of the table: counts, and means over what the cases state."""
    checked = [one for result in results for one in result.checked]
    days = Counter(one.day for one in checked if one.day)
    dated = sum(days.values())

    def average(values: list[float]) -> str:
        return f"{mean(values):.3f}" if values else "-"

    def share(*outcomes: str) -> str:
        return f"{sum(days[one] for one in outcomes) / dated:.3f}" if dated else "-"

    return {
        "right": f"{sum(result.right for result in results)}/{len(results)}",
        "f1": average([one.f1 for one in checked if one.f1 is not None]),
        "with": average([float(hit) for one in checked for hit in one.present]),
        "without": average([float(hit) for one in checked for hit in one.absent]),
        "day right": share("right", "unsure hour"),
        "day wrong": share("wrong"),
        "hour wrong": share("unsure hour"),
    }


def relevance(rows: list[dict[str, Any]]) -> tuple[dict[str, str], list[str]]:
    """Precision and recall over all texts and over the short ones, and the texts that were judged wrongly."""
    judged = judged_texts(rows)
    mistakes = [
        f"{row['language']} {'missed' if row['relevant'] else 'false alarm'}: {row['title']}"
        for row, verdict in judged
        if row["relevant"] != verdict
    ]
    lines = {}
    for name, kept in (("all", judged), ("short", [pair for pair in judged if pair[0]["short"]])):
        precision, recall = rates(kept)
        lines[name] = f"precision {precision:.3f}  recall {recall:.3f}  ({len(kept)} texts)"
    return lines, mistakes


def judged_texts(rows: Iterable[dict[str, Any]]) -> list[tuple[dict[str, Any], bool]]:
    """Each text with the verdict on it."""
    return [(row, _is_relevant(row)) for row in rows]


def rates(judged: Iterable[tuple[dict[str, Any], bool]]) -> tuple[float, float]:
    """Precision and recall of judged texts; 1.0 where nothing could be wrong."""
    outcomes = Counter((row["relevant"], verdict) for row, verdict in judged)
    hits, alarms, misses = outcomes[True, True], outcomes[False, True], outcomes[True, False]
    return hits / (hits + alarms) if hits + alarms else 1.0, hits / (hits + misses) if hits + misses else 1.0


def read_rows(file: Path) -> list[dict[str, Any]]:
    """The judged texts of a file, one JSON object a line."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _is_relevant(row: dict[str, Any]) -> bool:
    from articles.grouping.relevance import judge

    language = row["language"]
    return judge(row["title"], row["text"], row["text"], language=language, matcher=_matcher()).relevant


@cache
def _matcher() -> Any:
    from articles.catalogue import load_terms, load_topics
    from articles.grouping.topics import TermBase

    return TermBase.compile(load_terms(), {t.slug: t.part_of for t in load_topics() if t.part_of})


def _print_cases(results: dict[str, list[CaseResult]], *, verbose: bool) -> None:
    for kind, of in results.items():
        print(kind, "  ".join(f"{name} {value}" for name, value in figures(of).items()))
        for result in of:
            if verbose and not result.right:
                print(f"  {result.name}")
                print("\n".join(f"    {sentence}" for sentence in result.mistakes))


def _print_relevance(file: Path, *, verbose: bool) -> bool:
    lines, mistakes = relevance(read_rows(file))
    for name, line in lines.items():
        print(f"relevance, {name}: {line}")
    if verbose:
        print("\n".join(f"    {one}" for one in mistakes))
    return not mistakes


def main() -> int:
    """Print the figures; the exit status is 1 where any case is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--relevance", type=Path, metavar="FILE")
    parser.add_argument("--verbose", action="store_true", help="list the mistakes of each case")
    arguments = parser.parse_args()
    results = measure(arguments.folder)
    _print_cases(results, verbose=arguments.verbose)
    own = arguments.folder / "relevance.jsonl"
    texts = arguments.relevance or (own if own.exists() else RELEVANCE)
    judged_right = _print_relevance(texts, verbose=arguments.verbose)
    return 0 if judged_right and all(one.right for of in results.values() for one in of) else 1


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    sys.exit(main())
