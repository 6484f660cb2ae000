"""What reading a source's articles came upon is counted by reason, each source by itself."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Intake, Source
from articles.services.intake_findings import MOST_FINDINGS, Finding, findings_of
from tests.factories import NOON, make_article, make_source

pytestmark = pytest.mark.django_db


def read(source: Source, *, dropped: object = (), warnings: object = (), read_at: datetime = NOON) -> None:
    """An article of `source` that was read with these results: reasons of dropped pieces, and warnings."""
    Intake.objects.create(
        article=make_article(source=source),
        read_from="https://paper.example/",
        raw_kind="page",
        dropped=[{"text": "…", "reason": reason} for reason in dropped]
        if isinstance(dropped, tuple)
        else dropped,
        warnings=list(warnings) if isinstance(warnings, tuple) else warnings,
        read_at=read_at,
    )


def test_each_source_has_its_own_counts_and_old_readings_count_no_more() -> None:
    paper, other = make_source(), make_source()
    read(paper, dropped=("advertisement", "advertisement", "share line"), warnings=("No date.",))
    read(paper, dropped=("advertisement",))
    read(paper, dropped=("share line",), warnings=("No date.",), read_at=NOON - timedelta(seconds=1))
    read(other, dropped=("related headline",))
    with CaptureQueriesContext(connection) as queries:
        assert findings_of(paper, since=NOON) == (
            Finding("dropped", "advertisement", articles=2, pieces=3),
            Finding("dropped", "share line", articles=1, pieces=1),
            Finding("warning", "No date.", articles=1, pieces=1),
        )
    assert len(queries) == 2
    assert findings_of(other, since=NOON) == (Finding("dropped", "related headline", 1, 1),)
    assert findings_of(make_source(), since=NOON) == ()


SAME_SENTENCE = [
    (
        "numbers",
        ("3 of 12 paragraphs are in another language.", "1 of 5 paragraphs are in another language."),
        "… of … paragraphs are in another language.",
    ),
    (
        "moments",
        ("The time 2031-01-02 03:04 UTC lies ahead.", "The time 2040-12-31 23:59 UTC lies ahead."),
        "The time … UTC lies ahead.",
    ),
    (
        "quotes",
        ("The date “hôm qua” was not understood.", "The date “32/13” was not understood."),
        "The date “…” was not understood.",
    ),
    (
        "brackets",
        ("Machine translation: marked (by (our) AI).", "Machine translation: marked (AI dịch)."),
        "Machine translation: marked (…).",
    ),
    (
        "addresses",
        ("Not read: https://a.example/x.", "Not read: http://b.example/y?z=1."),
        "Not read: ….",
    ),
]


@pytest.mark.parametrize(
    ("warnings", "kind"), [row[1:] for row in SAME_SENTENCE], ids=[row[0] for row in SAME_SENTENCE]
)
def test_warnings_that_differ_in_what_is_the_articles_own_are_one_kind(
    warnings: tuple[str, ...], kind: str
) -> None:
    source = make_source()
    for warning in warnings:
        read(source, warnings=(warning,))
    assert findings_of(source, since=NOON) == (Finding("warning", kind, articles=2, pieces=2),)


def test_the_most_frequent_come_first_and_the_rest_is_left_out() -> None:
    source = make_source()
    for letter in "abcdefghijklmnopqrstuvwxyz":
        read(source, dropped=(letter,))
    read(source, dropped=("z",))
    found = findings_of(source, since=NOON)
    assert len(found) == MOST_FINDINGS
    assert found[0] == Finding("dropped", "z", 2, 2)


@pytest.mark.parametrize("content", [{}, "text", None, 7], ids=repr)
def test_a_record_that_is_no_list_counts_as_empty(content: object) -> None:
    source = make_source()
    read(source, dropped=content, warnings=content) if content is not None else read(source)
    assert findings_of(source, since=NOON) == ()
