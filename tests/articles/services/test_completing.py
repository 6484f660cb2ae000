"""What a later reading adds to a stored article: time, author, headline; and what it must not take away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from articles.models import Article
from articles.services.store import Outcome, Rule, store_article
from tests.factories import NOON, make_incoming

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 5, 11, 5, tzinfo=UTC)
HOUR = datetime(2026, 5, 11, 1, tzinfo=UTC)


def _stored(first: dict[str, Any], then: dict[str, Any]) -> tuple[Article, Outcome]:
    incoming = make_incoming(**first)
    store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON)
    stored = store_article(
        incoming=replace(incoming, **then), rule=Rule.PUBLISH, now=NOON + timedelta(hours=1)
    )
    article = Article.objects.select_related("author", "intake").get(pk=stored.article.pk)
    return article, stored.outcome


TIMES = {
    "an undated article takes the time": (
        {"published_at": None}, {"published_at": HOUR}, (HOUR, False)
    ),
    "an undated article takes the day": (
        {"published_at": None}, {"published_at": DAY, "published_day_only": True}, (DAY, True)
    ),
    "the hour of the same day": (
        {"published_at": DAY, "published_day_only": True}, {"published_at": HOUR, "published_day_only": False}, (HOUR, False)
    ),
    "a mere day takes no hour away": (
        {"published_at": HOUR}, {"published_at": DAY, "published_day_only": True}, (HOUR, False)
    ),
    "a reading without a time": ({"published_at": HOUR}, {"published_at": None}, (HOUR, False)),
}  # fmt: skip


@pytest.mark.parametrize(("first", "then", "wanted"), TIMES.values(), ids=TIMES.keys())
def test_times_of_the_same_text(
    first: dict[str, Any], then: dict[str, Any], wanted: tuple[datetime, bool]
) -> None:
    article, outcome = _stored(first, then)
    assert (article.published_at, article.published_day_only) == wanted
    assert outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(("first", "then", "wanted"), TIMES.values(), ids=TIMES.keys())
def test_times_of_a_changed_text(
    first: dict[str, Any], then: dict[str, Any], wanted: tuple[datetime, bool]
) -> None:
    article, outcome = _stored(first, {**then, "text": "Another text.", "html": "<p>Another text.</p>"})
    assert (article.published_at, article.published_day_only) == wanted
    assert outcome is Outcome.REVISED


def test_an_article_without_an_author_takes_the_one_that_the_feed_names() -> None:
    evidence = {"author_evidence": "the feed's entry"}
    article, _outcome = _stored({"author": ""}, {"author": "Lò Văn Mẫu", **evidence})
    assert article.author is not None
    assert article.author.name == "Lò Văn Mẫu"
    assert article.intake.evidence["author"] == "the feed's entry"


def test_an_author_stays() -> None:
    article, _outcome = _stored({"author": "Lò Văn Mẫu"}, {"author": "Giàng A Thử"})
    assert article.author is not None
    assert article.author.name == "Lò Văn Mẫu"


def test_a_derived_headline_takes_no_headline_away() -> None:
    article, outcome = _stored(
        {"title": "The headline"}, {"title": "What the text says first", "title_derived": True}
    )
    assert (article.title, article.title_derived, outcome) == ("The headline", False, Outcome.UNCHANGED)


def test_a_headline_replaces_a_derived_one() -> None:
    article, _outcome = _stored(
        {"title": "What the text says", "title_derived": True},
        {"title": "The headline", "title_derived": False},
    )
    assert (article.title, article.title_derived) == ("The headline", False)
