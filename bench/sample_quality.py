"""Quality of the pipeline on the project's own samples: the differences from what is expected.

    python -m bench.sample_quality [FOLDER]

FOLDER (default: `samples`) holds `stories-*.json` (what is expected), `sources.toml` (the publishers) and the inputs
that they name. Each difference is one sentence; no output but the count means that everything is right.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import django

from articles.grouping.relevance import SUBJECT_TOPICS

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
# After the newest sample was published, so that no date is in the future.
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
# Kinds of version written by a person in their language.
WRITTEN = frozenset({"original", "native", "republication"})


@dataclass(frozen=True, slots=True)
class Version:
    """One version (translation or republication) of one sample story, as its manifest describes it."""

    story: str
    language: str
    file: str
    url: str | None
    kind: str
    title: str | None
    published: str | None
    origin: str
    domain: str
    documents: frozenset[str]
    topics: frozenset[str]
    relevant: bool

    @property
    def name(self) -> str:
        return f"{self.story}-{self.language}" + ("-again" if self.kind == "republication" else "")


def versions(folder: Path = SAMPLES) -> Iterator[Version]:
    """The expected versions in the manifests of `folder`, in order."""
    for manifest in sorted(folder.glob("stories-*.json"), key=lambda path: (len(path.name), path.name)):
        for number, story in json.loads(manifest.read_text(encoding="utf-8")).items():
            for language, row in story["articles"].items():
                yield _version(number, language, row, story, folder)
            for row in story.get("republications", ()):
                yield _version(
                    number,
                    row["language"],
                    {**row, "kind": "republication", "title_in_input": True},
                    story,
                    folder,
                )


def _version(number: str, language: str, row: dict[str, Any], story: dict[str, Any], folder: Path) -> Version:
    is_republication = row["kind"] == "republication"
    origin = row["origin"] if is_republication else story["origin"] if row["kind"] != "original" else ""
    return Version(
        story=number,
        language=language,
        file=row["file"],
        url=None if row["file"].startswith("texts/") else row["url"],
        kind=row["kind"],
        title=row["title"] if row["title_in_input"] else None,
        published=row["published"],
        origin=origin or "",
        domain=_domains(folder)[row["source"] if is_republication and not origin else story["source"]],
        documents=frozenset(story["documents"]),
        topics=frozenset(story["topics"]),
        relevant=story["relevant"],
    )


@cache
def _domains(folder: Path) -> dict[str, str]:
    from articles.catalogue.publishers import load_publishers

    rows = load_publishers(folder / "sources.toml")
    return {row.slug: row.domains[0] for row in rows}


def read(folder: Path = SAMPLES) -> dict[str, Any]:
    """The articles that the pipeline makes of the samples: by URL, those without one by file name."""
    from articles.catalogue.publishers import load_publishers
    from feeds.knowledge import from_publishers
    from feeds.normalise.article import normalise
    from feeds.raw import RawArticle
    from feeds.reading.inputs import Unreadable, files_below, read_file

    knowledge = from_publishers(load_publishers(folder / "sources.toml"))
    found: dict[str, Any] = {}
    for path in files_below([folder / "feeds", folder / "pages", folder / "texts"]):
        for raw in read_file(path):
            if isinstance(raw, Unreadable):
                raise ValueError(f"{raw.input}: {raw.error}")
            if not isinstance(raw, RawArticle):
                continue
            article = normalise(raw, knowledge=knowledge, now=NOW)
            found[article.url or str(path.relative_to(folder))] = article
    return found


def differences(wanted: Version, found: Any) -> list[str]:
    """How `found` (an IncomingArticle, None if there is none) differs from its manifest."""
    if found is None:
        return ["the article was not found in its input"]
    pairs: list[tuple[str, object, object]] = [
        ("language", wanted.language, found.language.lower()),
        (
            "title",
            wanted.title and " ".join(wanted.title.split()),
            wanted.title and " ".join(found.title.split()),
        ),
        ("title derived", wanted.title is None, found.title_derived),
        ("published", _day_or_moment(wanted.published), _as_precise(found.published_at, wanted.published)),
        ("origin", wanted.origin or None, found.origin_url),
        ("publisher", wanted.domain, found.source.domain),
        ("documents", set(wanted.documents), {document.number for document in found.documents}),
        ("relevant", wanted.relevant, found.relevant),
        ("machine translated", wanted.kind not in WRITTEN, found.machine_translated),
        (
            "subject among the topics",
            wanted.relevant,
            not SUBJECT_TOPICS.isdisjoint(found.topics) and found.relevant,
        ),
        ("furniture left", [], furniture_left(found)),
        ("empty text", False, len(found.text) < 300),
    ]
    return [
        f"{name}: wanted {expected!r}, found {actual!r}"
        for name, expected, actual in pairs
        if expected != actual
    ]


def furniture_left(article: Any) -> list[str]:
    """The lines of the article's text that are a platform's furniture, and captions or names of languages among them."""
    from feeds.vocabulary import fold_phrase, language_independent, vocabulary
    from feeds.vocabulary.lines import LineKind, classify

    words = vocabulary(article.language)
    harmless = {LineKind.SECTION, LineKind.MEDIA}  # a subheading may equal the name of a section
    left = []
    for line in article.text.splitlines():
        seen = classify(line, words)
        marked = any(f"[{bracket}" in line for bracket in ("ad_", "iklan", "quảng cáo"))
        if (
            (seen and seen.kind not in harmless)
            or marked
            or fold_phrase(line) in language_independent().language_names
        ):
            left.append(line)
    return left


def _day_or_moment(written: str | None) -> object:
    if written is None:
        return None
    moment = datetime.fromisoformat(written)
    return moment.astimezone(UTC) if moment.tzinfo else moment.date()


def _as_precise(moment: datetime | None, written: str | None) -> object:
    if moment is None or written is None:
        return moment
    return moment.astimezone(UTC) if "T" in written else moment.astimezone(VIETNAM).date()


def measure(folder: Path = SAMPLES) -> dict[str, list[str]]:
    """The differences by version name; empty lists for versions without any."""
    found = read(folder)
    return {
        wanted.name: differences(wanted, found.get(wanted.url or wanted.file)) for wanted in versions(folder)
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLES)
    result = measure(parser.parse_args().folder)
    for name, sentences in result.items():
        for sentence in sentences:
            print(f"{name}: {sentence}")
    right = sum(not sentences for sentences in result.values())
    print(f"{right} of {len(result)} versions are as expected")
    return 0 if right == len(result) else 1


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    sys.exit(main())
