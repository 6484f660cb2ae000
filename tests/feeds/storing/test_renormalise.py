"""Stored articles are read again from what was kept, and an editor's decisions stay."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, ArticleTopic, Revision
from articles.services.curation import correct_text
from articles.services.store import Rule, store_article
from feeds.knowledge import Knowledge, from_catalogue
from feeds.normalise.article import normalise
from feeds.raw import RawArticle
from feeds.reading.inputs import read_file
from feeds.reading.kept_input import read_again
from feeds.storing.renormalise import Renormalised, Result, renormalise
from tests.factories import NOON, make_category, make_topic

SAMPLES = Path(__file__).parents[3] / "samples"
PAGE = SAMPLES / "pages/vi-phien-cho-ocop-tinh-mau-ban-het-bon-tan-mien-dong.html"
TEXT = SAMPLES / "texts/pt-nguoi-giu-nhip-cho-khu-dan-cu-so-4.txt"
FILES = [
    PAGE,
    TEXT,
    *(SAMPLES / "feeds" / name for name in ("bao-dong-mau-1.xml", "bao-quan-doi-mau-2.xml")),
    *(SAMPLES / "feeds" / name for name in ("thong-tan-mau-fr-1.xml", "thong-tan-mau-zh-1.json")),
]
AT = NOON.replace(year=2026, month=11, day=21)


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return from_catalogue()


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_kept_input_gives_the_same_article_again(file: Path, known: Knowledge) -> None:
    for raw in read_file(file):
        assert isinstance(raw, RawArticle)
        first = normalise(raw, knowledge=known, now=AT)
        kept = read_again(
            raw.raw,
            raw.kind,
            read_from=raw.input,
            url=first.url,
            language=raw.declared_language or "",
        )
        assert normalise(kept, knowledge=known, now=AT) == first


ENTRIES = {
    "unusual prefix": "<item><title>A b</title><x:note>n</x:note><link>https://a.example/1</link></item>",
    "prefixed atom": '<a:entry><a:title>A b</a:title><a:link href="https://a.example/1"/></a:entry>',
    "damaged": "<item><title>A b</title><link>https://a.example/1</link><description>x & y",
}


@pytest.mark.parametrize("raw", ENTRIES.values(), ids=ENTRIES.keys())
def test_entries_of_unusual_feeds_are_read(raw: str) -> None:
    found = read_again(raw, "entry", read_from="feed", url=None)
    assert (found.title, found.url) == ("A b", "https://a.example/1")


def _stored(known: Knowledge, file: Path = PAGE, **changes: object) -> Article:
    raw = read_file(file)[0]
    assert isinstance(raw, RawArticle)
    incoming = replace(normalise(raw, knowledge=known, now=AT), **changes)  # type: ignore[arg-type]
    return store_article(incoming=incoming, rule=Rule.PUBLISH, now=AT).article


def _again(known: Knowledge, **options: object) -> list[Renormalised]:
    return list(renormalise(Article.objects.all(), knowledge=known, **options))  # type: ignore[arg-type]


@pytest.mark.django_db
class TestRenormalise:
    def test_what_the_rules_still_say_stays_unchanged(self, known: Knowledge) -> None:
        article = _stored(known)
        assert [one.result for one in _again(known)] == [Result.UNCHANGED]
        assert not article.revisions.exists()

    def test_a_better_reading_of_the_text_is_a_revision(self, known: Knowledge) -> None:
        article = _stored(known, html="<p>Old rules.</p>", text="Old rules.")
        assert [one.result for one in _again(known)] == [Result.REVISED]
        article.refresh_from_db()
        assert "OCOP" in article.text
        former = article.revisions.get()
        assert (former.text, former.cause) == ("Old rules.", Revision.Cause.READING)
        assert [one.result for one in _again(known)] == [Result.UNCHANGED]

    def test_a_better_judgement_of_the_same_text_is_no_revision(self, known: Knowledge) -> None:
        article = _stored(known, published_at=NOON, documents=(), relevant=True)
        assert [one.result for one in _again(known)] == [Result.REFRESHED]
        article.refresh_from_db()
        assert not article.relevant
        assert article.published_at.year == 2026
        assert [document.number for document in article.documents.all()] == ["55/2024/NĐ-CP"]
        assert not article.revisions.exists()

    def test_an_editors_decisions_stay(self, known: Knowledge) -> None:
        article, category, topic = _stored(known, relevant=True), make_category(), make_topic()
        ArticleTopic.objects.create(article=article, topic=topic, by_hand=True)
        Article.objects.filter(pk=article.pk).update(
            category=category, category_by_hand=True, state="held", state_by_hand=True
        )
        assert [one.result for one in _again(known)] == [Result.REFRESHED]
        article.refresh_from_db()
        assert (article.category, article.state, list(article.topics.all())) == (category, "held", [topic])

    def test_a_text_that_an_editor_rewrote_stays(self, known: Knowledge) -> None:
        article = _stored(known, html="<p>Old rules.</p>")
        correct_text(article=article, title="An editor's headline", by=None, now=NOON)
        assert [one.result for one in _again(known)] == [Result.REVISED]
        article.refresh_from_db()
        assert article.title == "An editor's headline"
        assert "Old rules" not in article.html

    def test_a_withdrawn_article_stays_withdrawn(self, known: Knowledge) -> None:
        _stored(known, html="<p>Old rules.</p>")
        Article.objects.update(state=Article.State.WITHDRAWN, state_by_hand=True)
        assert _again(known) == []

    def test_without_a_feed_the_state_stays(self, known: Knowledge) -> None:
        article = _stored(known, html="<p>Old rules.</p>")
        Article.objects.update(state=Article.State.HELD)
        _again(known)
        article.refresh_from_db()
        assert article.state == Article.State.HELD

    def test_one_whose_input_was_not_kept_stops_no_other(self, known: Knowledge) -> None:
        first, second = _stored(known, raw=""), _stored(known, TEXT, html="<p>Old rules.</p>")
        results = _again(known)
        assert [(one.pk, one.result) for one in results] == [
            (first.pk, Result.FAILED),
            (second.pk, Result.REVISED),
        ]
        assert "not kept" in results[0].reason

    def test_it_goes_on_where_it_stopped(self, known: Knowledge) -> None:
        first, second = _stored(known), _stored(known, TEXT)
        assert [one.pk for one in _again(known, after=first.pk)] == [second.pk]

    def test_a_dry_run_stores_nothing(self, known: Knowledge) -> None:
        article = _stored(known, html="<p>Old rules.</p>")
        assert [one.result for one in _again(known, dry_run=True)] == [Result.REVISED]
        article.refresh_from_db()
        assert article.html == "<p>Old rules.</p>"


@pytest.mark.django_db
class TestCommand:
    def test_it_tells_what_it_did(self, known: Knowledge, capsys: pytest.CaptureFixture[str]) -> None:
        article = _stored(known, html="<p>Old rules.</p>")
        call_command("renormalise", all=True)
        told = capsys.readouterr().out
        assert f"{article.pk} revised:" in told
        assert "1 revised, 0 brought up to date, 0 unchanged" in told

    @pytest.mark.parametrize(
        ("arguments", "reason"),
        [
            ((), "Say which articles"),
            (("--source", "nobody"), "no source “nobody”"),
            (("--since", "yesterday"), "no day"),
        ],
        ids=["nothing chosen", "unknown source", "no date"],
    )
    def test_it_says_what_is_wrong_with_its_arguments(self, arguments: tuple[str, ...], reason: str) -> None:
        with pytest.raises(CommandError, match=reason):
            call_command("renormalise", *arguments)

    def test_articles_are_chosen_by_source_and_day(
        self, known: Knowledge, capsys: pytest.CaptureFixture[str]
    ) -> None:
        article = _stored(known)
        call_command("renormalise", source=article.source.slug, since="2026-11-21")
        assert "1 unchanged" in capsys.readouterr().out
        call_command("renormalise", since="2026-11-22")
        assert "0 unchanged" in capsys.readouterr().out
