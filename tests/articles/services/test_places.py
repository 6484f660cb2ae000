"""The provinces of articles as rows: written with the article, kept true when its text changes."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.grouping.topics import Matcher
from articles.kept.checking import differences
from articles.linking.evidence_rows import store_evidence
from articles.linking.regrouping import regroup
from articles.models import Article, ArticlePlace
from articles.services import curation
from articles.services.editing.following import follow_publisher
from articles.services.places import places_of, replace_places
from articles.services.store import Outcome, Rule, Submitted, store_article, store_new_articles
from tests.factories import NOON, make_article, make_incoming

pytestmark = pytest.mark.django_db

CAO_BANG, TUYEN_QUANG, HA_NOI = 4, 8, 1


def rows_of(article: Article) -> list[tuple[int, str]]:
    return list(article.place_links.order_by("province").values_list("province", "former"))


def test_an_article_is_listed_under_its_places_as_soon_as_it_is_stored() -> None:
    one = make_incoming(language="vi", title="Bản làng Cao Bằng", text="Người dân Hà Giang cũng đến.")
    stored = store_article(incoming=one, rule=Rule.PUBLISH, now=NOON).article
    assert rows_of(stored) == [(CAO_BANG, ""), (TUYEN_QUANG, "ha-giang")]
    assert set(ArticlePlace.objects.values_list("is_listed", "is_lead", "language")) == {(True, True, "vi")}
    many = [make_incoming(language="vi", title=f"Tin {number} ở Hà Nội") for number in range(3)]
    for article in store_new_articles(submitted=[Submitted(one, Rule.HOLD) for one in many], now=NOON):
        assert article
        assert rows_of(article) == [(HA_NOI, "")]
    assert ArticlePlace.objects.filter(province=HA_NOI, is_listed=True).count() == 0
    assert differences() == []


def test_another_text_has_other_places() -> None:
    first = make_incoming(language="vi", title="Bản làng Cao Bằng")
    store_article(incoming=first, rule=Rule.PUBLISH, now=NOON)
    again = make_incoming(language="vi", title="Bản làng Hà Giang", url=first.url)
    stored = store_article(incoming=again, rule=Rule.PUBLISH, now=NOON)
    assert stored.outcome == Outcome.REVISED
    assert rows_of(stored.article) == [(TUYEN_QUANG, "ha-giang")]


def test_a_text_that_an_editor_changed_is_read_again_with_its_evidence() -> None:
    article = make_article(language="vi", title="Chuyện làng", text="Ở Cao Bằng.")
    store_evidence([article])
    assert rows_of(article) == [(CAO_BANG, "")]
    article.text = "Ở Hà Nội."
    store_evidence([article])
    assert rows_of(article) == [(HA_NOI, "")]


def test_what_is_right_is_not_written_again() -> None:
    article = make_article(language="vi", title="Bản làng Cao Bằng")
    named = {article.pk: places_of(article)}
    assert replace_places(named) == {article.pk}
    with CaptureQueriesContext(connection) as captured:
        assert replace_places(named) == set()
    assert [query["sql"].split()[0] for query in captured.captured_queries] == [
        "SAVEPOINT",
        "SELECT",
        "SELECT",
        "RELEASE",
    ]


def test_the_command_finds_the_places_of_articles_that_are_there() -> None:
    articles = [make_article(language="vi", title=f"Tin {number} ở Cao Bằng") for number in range(3)]
    out = StringIO()
    call_command("find_places", after=articles[0].pk, stdout=out)
    assert out.getvalue() == "2 articles looked at, the places of 2 changed.\n"
    assert [rows_of(article) for article in articles] == [[], [(CAO_BANG, "")], [(CAO_BANG, "")]]
    call_command("find_places", stdout=out)
    assert out.getvalue().endswith("3 articles looked at, the places of 1 changed.\n")
    assert differences() == []


def test_places_that_an_editor_set_outlive_every_reading_of_the_text() -> None:
    article = make_article(language="vi", title="Hà Giang và Cao Bằng", text="Chuyện làng.")
    replace_places({article.pk: places_of(article)})
    assert curation.set_places(article=article, slugs=["ha-noi", "tuyen-quang"], by=None, now=NOON)
    by_hand = [(HA_NOI, ""), (TUYEN_QUANG, "ha-giang")]
    assert rows_of(article) == by_hand
    assert not curation.set_places(article=article, slugs=["tuyen-quang", "ha-noi"], by=None, now=NOON)
    store_evidence([article])
    call_command("find_places", stdout=StringIO())
    list(regroup(Article.objects.all(), matcher=Matcher((), {}), now=NOON))
    assert rows_of(article) == by_hand
    assert not article.locks.changed_under().exists()
    Article.objects.update(title="Hà Giang")
    call_command("find_places", stdout=StringIO())
    assert rows_of(article) == by_hand
    assert article.locks.changed_under().get().offered == ["tuyen-quang"]
    assert differences() == []


def test_places_follow_the_text_again() -> None:
    article = make_article(language="vi", title="Bản làng Cao Bằng")
    replace_places({article.pk: places_of(article)})
    curation.set_places(article=article, slugs=[], by=None, now=NOON)
    assert rows_of(article) == []
    assert follow_publisher(article=article, fields=["places"], by=None, now=NOON) == ["places"]
    assert rows_of(article) == [(CAO_BANG, "")]


def test_a_stopped_command_says_where_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_given: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("articles.management.commands.find_places.find_places", stopped)
    with pytest.raises(CommandError, match="Go on with --after 7"):
        call_command("find_places", after=7)
