"""One-row properties of the models, and the constraints that keep rows sensible."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from articles.models import Article, CategoryName, Document, Feature, Source, Story, StoryDecision, Term
from articles.models.article import slug_of_title
from tests.factories import NOON, make_article, make_category, make_source, make_topic


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        pytest.param("Dân vận khéo ở Đồng Mẫu", "dan-van-kheo-o-dong-mau", id="Vietnamese without marks"),
        pytest.param("Égalité : « 3 cas »", "egalite-3-cas", id="French"),
        pytest.param("Рік народної роботи", "рік-народної-роботи", id="Cyrillic"),
        pytest.param("วันที่ ๕ ผู้นำ", "วันที่-๕-ผู้นำ", id="Thai keeps its vowel signs"),
        pytest.param("जन-जुटाव कार्य", "जन-जुटाव-कार्य", id="Hindi keeps its marks"),
        pytest.param("越南：群众工作", "越南-群众工作", id="Chinese"),
        pytest.param("???", "article", id="no word at all"),
        pytest.param("từ " * 60, ("tu-" * 27)[:80].strip("-"), id="long titles are cut"),
    ],
)
def test_the_slug_of_a_title(title: str, slug: str) -> None:
    assert slug_of_title(title) == slug


@pytest.mark.django_db
class TestNames:
    @pytest.mark.parametrize(
        ("names", "language", "shown"),
        [
            ({"fr": "Patrimoine", "en": "Heritage", "vi": "Di sản"}, "fr", "Patrimoine"),
            ({"en": "Heritage", "vi": "Di sản"}, "fr", "Heritage"),
            ({"vi": "Di sản"}, "fr", "Di sản"),
            ({}, "fr", "heritage"),
        ],
    )
    def test_names_fall_back_to_english_then_vietnamese(
        self, names: dict[str, str], language: str, shown: str
    ) -> None:
        category = make_category(slug="heritage")
        category.names.all().delete()
        for tag, name in names.items():
            CategoryName.objects.create(category=category, language=tag, name=name)
        assert category.name_in(language) == shown


@pytest.mark.django_db
class TestSources:
    @pytest.mark.parametrize(
        ("host", "found"),
        [
            ("nhandan.example", "paper"),
            ("www.nhandan.example", "paper"),
            ("en.nhandan.example", "english"),
            ("m.en.nhandan.example", "english"),
            ("notnhandan.example", None),
            ("example", None),
        ],
    )
    def test_the_longest_host_wins(self, host: str, found: str | None) -> None:
        make_source(slug="paper", host="nhandan.example")
        make_source(slug="english", host="en.nhandan.example")
        source = Source.objects.for_host(host)
        assert (source.slug if source else None) == found


@pytest.mark.django_db
class TestConstraints:
    def refuses(self, make) -> bool:
        try:
            with transaction.atomic():
                make()
        except IntegrityError:
            return True
        return False

    def test_one_article_an_address(self) -> None:
        make_article(address_key="bao-mau.example/1")
        assert self.refuses(lambda: make_article(address_key="bao-mau.example/1"))
        make_article(address_key="")
        make_article(address_key="")

    def test_one_lead_a_story_and_language(self) -> None:
        first = make_article(language="vi")
        assert self.refuses(lambda: make_article(language="vi", story=first.story))
        make_article(language="fr", story=first.story)

    def test_a_document_without_a_year_stands_once(self) -> None:
        Document.objects.create(number="25-NQ/TW")
        Document.objects.create(number="25-NQ/TW", year=2013)
        assert self.refuses(lambda: Document.objects.create(number="25-NQ/TW"))

    def test_a_feature_shows_exactly_one_thing_and_ends_after_it_starts(self) -> None:
        article, when = make_article(), {"edition": "vi", "starts_at": NOON}
        assert self.refuses(lambda: Feature.objects.create(**when))
        assert self.refuses(lambda: Feature.objects.create(article=article, story=article.story, **when))
        assert self.refuses(
            lambda: Feature.objects.create(article=article, ends_at=NOON - timedelta(hours=1), **when)
        )

    def test_a_decision_is_kept_once_a_pair_with_the_smaller_id_first(self) -> None:
        one, other = make_article(), make_article()
        assert self.refuses(lambda: StoryDecision.objects.create(first=other, second=one, verdict="same"))
        StoryDecision.objects.create(first=one, second=other, verdict="same")
        assert self.refuses(lambda: StoryDecision.objects.create(first=one, second=other, verdict="apart"))

    def test_terms_are_not_empty_nor_doubled(self) -> None:
        topic = make_topic()
        assert self.refuses(lambda: Term.objects.create(topic=topic, language="vi", phrase=""))
        Term.objects.create(topic=topic, language="vi", phrase="dân vận", weight=0)
        assert self.refuses(lambda: Term.objects.create(topic=topic, language="vi", phrase="dân vận"))

    def test_a_story_is_not_merged_into_itself(self) -> None:
        story = Story.objects.create()
        assert self.refuses(lambda: Story.objects.filter(pk=story.pk).update(merged_into=story))

    def test_an_unknown_date_sorts_by_arrival(self) -> None:
        unknown = make_article(published_at=None, arrived_at=NOON + timedelta(hours=2))
        early, late = make_article(published_at=NOON), make_article(published_at=NOON + timedelta(hours=3))
        assert list(Article.objects.newest_first()) == [late, unknown, early]
