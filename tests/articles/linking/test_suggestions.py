"""Suggestions to editors: made, bounded, never applied, never asked again."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.linking.evidence_rows import store_evidence
from articles.linking.matching import matches_of
from articles.linking.suggestions import MatchResult, decide_suggestion, match_articles, suggest_for
from articles.models import Article, Document, StoryDecision, StorySuggestion
from articles.services.stories import merge_by_hand, split_by_hand
from tests.articles.services.test_republications import COPY, TEXT
from tests.factories import NOON, make_article

TITLE = "Lâm Phong dẫn đầu vùng về trồng rừng năm 2024"
LIKE_IT = "Lâm Phong dẫn đầu cả vùng về trồng rừng mới năm 2024"
VIETNAMESE = "Ngày 12/5, đồng chí Lê Văn Minh cùng bà Trần Thị Bích thăm 1.250 hộ dân, trao 345 suất quà, trồng 15.600 cây."
FRENCH = "Le 12 mai, M. Le Van Minh et Mme Tran Thi Bich ont visité 1 250 foyers, offert 345 cadeaux, planté 15 600 arbres."


def suggested(*, article: Article) -> int:
    """The number of suggestions made for an article, of which as of all others the evidence is written."""
    store_evidence(list(Article.objects.all()))
    return suggest_for(article=article, now=NOON, matches=matches_of(article))


def alike(**overrides: object) -> tuple[Article, Article]:
    one = make_article(title=TITLE, language="vi")
    return one, make_article(**{"title": LIKE_IT, "language": "vi", **overrides})


def across(**overrides: object) -> tuple[Article, Article]:
    one = make_article(title="Thăm hộ dân", language="vi", text=VIETNAMESE)
    values = {"title": "Une visite", "language": "fr", "text": FRENCH, **overrides}
    return one, make_article(**values)


@pytest.mark.django_db
class TestSuggesting:
    def test_headlines_of_one_event_are_suggested_and_not_joined(self) -> None:
        one, other = alike()
        assert suggested(article=other) == 1
        suggestion = StorySuggestion.objects.get()
        assert (suggestion.first, suggestion.second) == (one, other)
        assert suggestion.kind == StorySuggestion.Kind.HEADLINE
        assert "name: lâm phong" in suggestion.reasons
        other.refresh_from_db()
        assert other.story_id != one.story_id

    def test_facts_across_languages_are_suggested_with_reasons(self) -> None:
        _one, other = across()
        assert suggested(article=other) == 1
        suggestion = StorySuggestion.objects.get()
        assert suggestion.kind == StorySuggestion.Kind.FACTS
        assert "figures: 1,250, 15,600, 345" in suggestion.reasons
        assert "names: Le Van Minh, Tran Thi Bich" in suggestion.reasons
        assert "days: 12/5" in suggestion.reasons

    @pytest.mark.parametrize(("days", "number"), [(10, 1), (16, 0)])
    def test_versions_lie_two_weeks_apart_at_most(self, days: int, number: int) -> None:
        _one, other = across(published_at=NOON + timedelta(days=days))
        assert suggested(article=other) == number

    def test_a_document_is_among_the_reasons(self) -> None:
        one, other = across()
        for article, year in ((one, None), (other, 2013)):
            document = Document.objects.create(number="25-NQ/TW", year=year)
            article.citations.create(document=document, cited_as="25-NQ/TW")
        assert suggested(article=other) == 1
        assert "documents: 25-NQ/TW" in StorySuggestion.objects.get().reasons

    @pytest.mark.parametrize(
        "overrides",
        [
            {"title": "Một tin khác hẳn về thư viện trường"},
            {"language": "en"},
            {"published_at": NOON + timedelta(days=3)},
            {"state": Article.State.WITHDRAWN},
            {"title_derived": True},
        ],
        ids=["another headline", "another language", "days later", "withdrawn", "a headline that was made"],
    )
    def test_nothing_is_suggested(self, overrides: dict[str, object]) -> None:
        one, _other = alike(**overrides)
        assert suggested(article=one) == 0

    def test_once_a_pair_whoever_is_looked_at(self) -> None:
        one, other = alike()
        for article in (one, other, one):
            suggested(article=article)
        assert StorySuggestion.objects.count() == 1

    def test_one_suggestion_for_each_other_story(self) -> None:
        one, other = alike()
        make_article(title=f"{TITLE} của tỉnh", language="vi", story=one.story, is_lead=False)
        assert suggested(article=other) == 1

    def test_nothing_within_a_story(self) -> None:
        one, other = alike()
        merge_by_hand(articles=[one, other], by=None)
        assert suggested(article=one) == 0

    def test_what_an_editor_parted_is_not_asked_again(self) -> None:
        one, other = alike()
        merge_by_hand(articles=[one, other], by=None)
        split_by_hand(article=other, by=None, now=NOON)
        assert suggested(article=one) == suggested(article=other) == 0

    def test_the_number_of_queries_is_fixed(self, django_assert_max_num_queries: object) -> None:
        one, _other = alike()
        for number in range(5):
            make_article(title=f"Tin số {number}", language="vi")
            make_article(title=f"Nouvelle {number}", language="fr", text=FRENCH)
        store_evidence(list(Article.objects.all()))
        with django_assert_max_num_queries(16):
            suggest_for(article=one, now=NOON, matches=matches_of(one))


@pytest.mark.django_db
class TestDeciding:
    def test_yes_merges(self) -> None:
        one, other = alike()
        suggested(article=other)
        decide_suggestion(suggestion=StorySuggestion.objects.get(), same=True, by=None, now=NOON)
        assert Article.objects.get(pk=other.pk).story_id == Article.objects.get(pk=one.pk).story_id
        assert not StorySuggestion.objects.waiting().exists()
        assert StorySuggestion.objects.get().decided_at == NOON

    def test_no_is_remembered(self) -> None:
        one, other = alike()
        suggested(article=other)
        decide_suggestion(suggestion=StorySuggestion.objects.get(), same=False, by=None, now=NOON)
        assert StoryDecision.objects.get().verdict == StoryDecision.Verdict.APART
        assert suggested(article=one) == 0
        assert StorySuggestion.objects.get().decided == StorySuggestion.Decision.APART

    def test_what_was_joined_otherwise_no_longer_waits(self) -> None:
        one, other = alike()
        suggested(article=other)
        assert StorySuggestion.objects.waiting().count() == 1
        merge_by_hand(articles=[one, other], by=None)
        assert not StorySuggestion.objects.waiting().exists()


@pytest.mark.django_db
def test_looking_again_finds_what_was_stored_before_the_rules_and_is_idempotent() -> None:
    make_article(text=TEXT), make_article(text=COPY)
    alike()
    pks = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    assert match_articles(pks=pks, now=NOON) == MatchResult(articles=4, joined=1, suggested=2)
    assert match_articles(pks=pks, now=NOON).joined == 0
    assert StorySuggestion.objects.count() == 1
    assert Article.objects.values("story").distinct().count() == 3


@pytest.mark.django_db
class TestCommand:
    def test_what_arrived_lately_is_offered(self, capsys: pytest.CaptureFixture[str]) -> None:
        alike()
        Article.objects.update(arrived_at=timezone.now())
        call_command("suggest_stories")
        assert "2 articles looked at" in capsys.readouterr().out
        assert StorySuggestion.objects.waiting().count() == 1

    def test_what_arrived_earlier_is_left(self, capsys: pytest.CaptureFixture[str]) -> None:
        alike()
        Article.objects.update(arrived_at=timezone.now() - timedelta(hours=30))
        call_command("suggest_stories", hours=24)
        assert "0 articles looked at" in capsys.readouterr().out
        call_command("suggest_stories", hours=48)
        assert StorySuggestion.objects.exists()


@pytest.mark.django_db
class TestOtherEvents:
    TITLE = "{} tổ chức Ngày hội đại đoàn kết toàn dân tộc ở khu dân cư văn hóa"
    TEXT = "Ngày 15/11/{}, tỉnh {} tổ chức ngày hội với {} người tham dự, trao {} suất quà."

    def report(self, place: str, year: int, *figures: int) -> Article:
        text = self.TEXT.format(year, place, *figures)
        return make_article(title=self.TITLE.format(place), language="vi", text=text)

    @pytest.mark.parametrize(
        ("place", "year", "figures"),
        [
            ("Thanh Hóa", 2024, (345, 87)),
            ("Nghệ An", 2024, (412, 96)),
            ("Nghệ An", 2023, (345, 87)),
            ("Nghệ An", 2024, (999, 45)),
        ],
        ids=["another province", "other figures", "another year", "all other figures"],
    )
    def test_the_same_form_of_event_is_not_suggested(
        self, place: str, year: int, figures: tuple[int, int]
    ) -> None:
        self.report("Nghệ An", 2024, 345, 87)
        assert suggested(article=self.report(place, year, *figures)) == 0

    def test_two_reports_of_one_event_are(self) -> None:
        self.report("Nghệ An", 2024, 345, 87)
        other = self.report("Nghệ An", 2024, 345, 87)
        Article.objects.filter(pk=other.pk).update(text=f"{other.text} Nhiều đại biểu đến dự.")
        other.refresh_from_db()
        assert suggested(article=other) == 1


@pytest.mark.django_db
def test_apart_after_a_merge_takes_the_two_apart():
    first, second = make_article(language="en"), make_article(language="en")
    suggestion = StorySuggestion.objects.create(
        first=first, second=second, kind="headline", score=0.9, suggested_at=NOON
    )
    for same in (True, False):
        fresh = StorySuggestion.objects.select_related("first__story", "second__story").get(pk=suggestion.pk)
        decide_suggestion(suggestion=fresh, same=same, by=None, now=NOON)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.story_id != second.story_id
    assert first.is_lead
    assert second.is_lead
