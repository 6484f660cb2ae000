"""Republications in the database: found by bands, verified, joined, and never missed by two pullers at once."""

import threading
import time
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from articles.grouping.duplicates import BANDS, signature_of
from articles.models import Article, Story, TextBand, TextSketch
from articles.services import republications
from articles.services.republications import (
    REPUBLISHED_WITHIN_DAYS,
    find_republications,
    forget_old_bands,
    texts_key,
)
from articles.services.stories import lock_keys, split_by_hand
from tests.factories import NOON, make_article, make_source

TEXT = (
    "The village met four times before the first stone was laid. Every family said what it could give: a strip of land, "
    "a day of work, sand from the river, or simply lunch for those who carried it. The secretary of the cell wrote each "
    "promise on a board beside the well, where it stayed until it was kept. After eleven weeks the road reached the "
    "school, and the board was hung in the hall as a reminder of how the work had been agreed upon and shared."
)
COPY = f"By our reporter. {TEXT.replace('simply lunch', 'just a lunch')} Photo: the village hall. Source: district bulletin."
OTHER = (
    "A new library opened at the lower secondary school after a year of building. It has three floors, a reading room, "
    "corners for group study and shelves that the pupils nailed together themselves. Parents gave nearly two thousand "
    "books. From next week it stays open in the evening, so that boarders have a quiet and well lit place to learn."
)


def bands_of(text: str, language: str) -> tuple[int, ...]:
    return signature_of(text, language).bands


def arrive(text: str, **overrides: object) -> Article:
    """An article with this text, looked at as it is when it is stored."""
    article = make_article(text=text, **overrides)
    find_republications(article=article)
    return article


def stories() -> int:
    return Article.objects.values("story").distinct().count()


@pytest.mark.django_db
class TestFinding:
    @pytest.mark.parametrize(("one", "other"), [(TEXT, COPY), (COPY, TEXT)], ids=["copy last", "copy first"])
    def test_a_copy_joins_the_older_story(self, one: str, other: str) -> None:
        first, second = arrive(one), arrive(other)
        assert second.story_id == first.story_id == Article.objects.get(pk=second.pk).story_id
        assert Article.objects.filter(is_lead=True).count() == 1

    def test_it_says_what_it_joined_once(self) -> None:
        first = arrive(TEXT)
        second = make_article(text=COPY)
        assert find_republications(article=second) == (first.pk,)
        assert find_republications(article=second) == ()

    @pytest.mark.parametrize(
        ("text", "overrides"),
        [
            (OTHER, {}),
            (TEXT, {"language": "fr"}),
            (TEXT, {"published_at": NOON + timedelta(days=REPUBLISHED_WITHIN_DAYS + 1)}),
            (TEXT[:150], {}),
            ("", {}),
        ],
        ids=["another text", "another language", "long after", "a short beginning", "no text"],
    )
    def test_what_is_no_copy_stays_alone(self, text: str, overrides: dict[str, object]) -> None:
        arrive(TEXT)
        arrive(text, **overrides)
        assert stories() == 2

    def test_a_copy_of_an_unknown_date_is_compared_by_its_arrival(self) -> None:
        arrive(TEXT)
        arrive(COPY, published_at=None)
        assert stories() == 1

    def test_a_form_filled_in_anew_stays_alone(self) -> None:
        form = (
            "Prices in the province on {day} March: rice {a} a kilo, pork {b} a kilo, eggs {c} a dozen, fish {d} a kilo. "
            "Traders at the central market say that supply is steady and that they expect little change before the "
            "festival, while transport costs from the hill districts remain the same as they were in recent weeks."
        )
        arrive(form.format(day=7, a=181, b=1420, c=351, d=902))
        arrive(form.format(day=8, a=183, b=1390, c=357, d=910))
        assert stories() == 2

    def test_what_an_editor_parted_stays_apart(self) -> None:
        first, second = arrive(TEXT), arrive(COPY)
        split_by_hand(article=second, by=None, now=NOON)
        assert find_republications(article=second) == find_republications(article=first) == ()
        assert stories() == 2

    def test_stories_of_three_copies_become_one(self) -> None:
        """The third is like both others, which were stored before there was a rule."""
        one, two = make_article(text=TEXT), make_article(text=COPY)
        third = arrive(TEXT.upper())
        for article in (one, two):
            find_republications(article=article)
        assert Article.objects.values_list("story_id", flat=True).distinct().get() == min(
            one.story_id, two.story_id, third.story_id
        )

    def test_band_shared_by_many_is_ignored(self, monkeypatch: pytest.MonkeyPatch) -> None:
        arrive(TEXT)
        arrive(TEXT)
        monkeypatch.setattr(republications, "COMMON_BAND_ARTICLES", 1)
        third = make_article(text=TEXT)
        assert find_republications(article=third) == ()


@pytest.mark.django_db
class TestBands:
    def test_bands_follow_the_text(self) -> None:
        article = arrive(TEXT)
        assert set(article.text_bands.values_list("value", flat=True)) == set(bands_of(TEXT, "en"))
        article.text = OTHER
        find_republications(article=article)
        assert set(article.text_bands.values_list("value", flat=True)) == set(bands_of(OTHER, "en"))
        article.text = "Short."
        find_republications(article=article)
        assert not article.text_bands.exists()

    def test_old_bands_are_forgotten(self) -> None:
        arrive(TEXT)
        kept = arrive(OTHER, published_at=NOON + timedelta(days=REPUBLISHED_WITHIN_DAYS))
        assert forget_old_bands(now=NOON + timedelta(days=REPUBLISHED_WITHIN_DAYS, hours=1)) == BANDS
        assert set(TextBand.objects.values_list("article_id", flat=True)) == {kept.pk}
        assert TextSketch.objects.get().article_id == kept.pk

    def test_old_bands_are_forgotten_some_at_a_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(republications, "FORGOTTEN_AT_ONCE", 1)
        for text in (TEXT, OTHER):
            arrive(text)
        assert forget_old_bands(now=NOON + timedelta(days=REPUBLISHED_WITHIN_DAYS, hours=1)) == 2 * BANDS
        assert not TextSketch.objects.exists()

    def test_a_new_text_costs_four_queries(self, django_assert_num_queries: object) -> None:
        """The locks, the sketch, the bands and the search, however many articles there are."""
        arrive(OTHER)
        article = make_article(text=TEXT)
        with transaction.atomic(), django_assert_num_queries(6):  # with the two of the inner transaction
            find_republications(article=article)


@pytest.mark.django_db
def test_reports_in_stock_sentences_stay_apart() -> None:
    """Offices write the same report each month; only names and places in it differ."""
    report = (
        "Đoàn công tác do đồng chí {name} dẫn đầu đã đến thăm, tặng quà các gia đình chính sách và người có công trên địa "
        "bàn {place}. Tại các nơi đến thăm, đoàn ân cần thăm hỏi sức khỏe, bày tỏ lòng biết ơn sâu sắc và mong muốn các gia "
        "đình tiếp tục phát huy truyền thống cách mạng, gương mẫu thực hiện chủ trương của Đảng, chính sách, pháp luật của "
        "Nhà nước, tích cực tham gia các phong trào thi đua yêu nước ở khu dân cư nơi mình sinh sống và làm việc."
    )
    arrive(report.format(name="Hoàng Mai Lam", place="tỉnh Cao Bằng"), language="vi")
    arrive(report.format(name="Trịnh Thu Vân", place="tỉnh Sơn La"), language="vi")
    assert stories() == 2
    arrive(f"Tin ảnh. {report.format(name='Hoàng Mai Lam', place='tỉnh Cao Bằng')}", language="vi")
    assert stories() == 2


@pytest.mark.django_db(transaction=True)
def test_two_pullers_with_the_same_text_make_one_story() -> None:
    source, start, errors = make_source(), threading.Barrier(4), []

    def pull(number: int) -> None:
        try:
            start.wait(timeout=10)
            with transaction.atomic():
                signature = signature_of(TEXT, "en")
                lock_keys([texts_key("en")])
                article = make_article(
                    text=TEXT, source=source, story=Story.objects.create(), title=f"Copy {number}"
                )
                find_republications(article=article, signature=signature)
                time.sleep(0.1)  # without the locks the others would look now, and see nothing
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=pull, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert errors == []
    assert (Article.objects.count(), stories()) == (4, 1)
    assert Article.objects.filter(is_lead=True).count() == 1


@pytest.mark.django_db
def test_the_migration_makes_kept_bands_anew() -> None:
    """As after an update: the bands of an older rule find nothing; those of articles that had none stay away."""
    article, bare = arrive(TEXT), arrive(OTHER)
    TextBand.objects.filter(article=article).update(value=models.F("band"))
    TextBand.objects.filter(article=bare).delete()
    TextSketch.objects.all().delete()
    import_module("articles.migrations.0008_likeness_anew").make_anew(apps, None)
    assert set(TextBand.objects.values_list("article_id", "value")) == {
        (article.pk, value) for value in bands_of(TEXT, "en")
    }
    assert bytes(TextSketch.objects.get().sketch) == signature_of(TEXT, "en").sketch
