"""Stored articles are grouped anew, and an editor's decisions stay."""

import pytest
from django.core.management import CommandError, call_command

from articles.linking.regrouping import Regrouped, regroup
from articles.models import Article, ArticleTopic, Category, Story, Term, Topic
from articles.services.curation import withdraw
from articles.services.stories import split_by_hand
from articles.services.term_matcher import current_matcher
from tests.factories import NOON, make_article, make_category

ORIGIN = "https://bao-goc.example/dan-van-kheo-o-xa-dong-mau-1024.html"
TEXT = "Mô hình dân vận khéo của xã thực hiện Quyết định số 23-QĐ/TW về công tác dân vận. " * 3


@pytest.fixture
def topic() -> Topic:
    topic = Topic.objects.get_or_create(slug="dan-van")[0]
    Term.objects.get_or_create(topic=topic, language="vi", phrase="dân vận", defaults={"weight": 1.0})
    return topic


def _again(**options: object) -> list[Regrouped]:
    matcher = current_matcher()
    assert matcher is not None
    return list(regroup(Article.objects.all(), matcher=matcher, now=NOON, **options))  # type: ignore[arg-type]


@pytest.mark.django_db
class TestRegroup:
    def test_topics_documents_and_category_follow_the_terms_of_today(self, topic: Topic) -> None:
        Category.objects.filter(slug="political-system").exists() or make_category(slug="political-system")
        article = make_article(language="vi", title="Dân vận khéo ở xã Đồng Mẫu", text=TEXT)
        first, again = _again(), _again()
        assert {"topics", "documents", "relevant", "category"} <= set(first[0].changed)
        assert again[0].changed == ()
        article.refresh_from_db()
        assert article.relevant
        assert article.category.slug == "political-system"
        assert topic in article.topics.all()
        assert [document.number for document in article.documents.all()] == ["23-QĐ/TW"]

    def test_a_language_in_which_nothing_is_written_is_named(self, topic: Topic) -> None:
        make_article(language="vi", title="Dân vận khéo", text=TEXT)
        with pytest.raises(CommandError, match="no article in the language “zzz”"):
            call_command("regroup", "--language", "zzz")

    def test_an_editors_topics_stay(self, topic: Topic) -> None:
        article = make_article(language="vi", title="Dân vận khéo", text=TEXT)
        ArticleTopic.objects.create(article=article, topic=topic, by_hand=True, excluded=True)
        _again()
        link = ArticleTopic.objects.get(article=article, topic=topic)
        assert (link.by_hand, link.excluded) == (True, True)

    def test_an_editors_category_and_state_stay(self, topic: Topic) -> None:
        article = make_article(
            language="vi",
            title="Dân vận khéo",
            text=TEXT,
            state="off-topic",
            state_by_hand=True,
            category_by_hand=True,
        )
        _again()
        article.refresh_from_db()
        assert (article.category, article.state) == (None, "off-topic")

    def test_what_an_editor_chose_meanwhile_stays(self, topic: Topic) -> None:
        for _number in range(2):
            make_article(language="vi", title="Dân vận khéo", text=TEXT, state="off-topic")
        matcher = current_matcher()
        assert matcher is not None
        steps = regroup(Article.objects.all(), matcher=matcher, now=NOON)
        next(steps)
        # Both were read already; only the first was grouped.
        second = Article.objects.latest("pk")
        withdraw(articles=[second], by=None, now=NOON)
        list(steps)
        second.refresh_from_db()
        assert (second.state, second.state_by_hand) == ("withdrawn", True)

    def test_what_was_off_topic_appears_when_the_terms_find_it(self, topic: Topic) -> None:
        article = make_article(language="vi", title="Dân vận khéo", text=TEXT, state="off-topic")
        _again()
        article.refresh_from_db()
        assert article.state == Article.State.PUBLISHED

    def test_versions_of_one_origin_become_one_story(self, topic: Topic) -> None:
        articles = [make_article(language=tag, origin_url=ORIGIN) for tag in ("en", "th")]
        _again()
        assert Article.objects.values("story").distinct().count() == 1
        assert Article.objects.filter(pk__in=[one.pk for one in articles], is_lead=True).count() == 2

    def test_stories_that_an_editor_parted_stay_apart(self, topic: Topic) -> None:
        story = Story.objects.create()
        first = make_article(language="en", origin_url=ORIGIN, story=story)
        second = make_article(language="th", origin_url=ORIGIN, story=story)
        split_by_hand(article=second, by=None, now=second.arrived_at)
        _again()
        first.refresh_from_db()
        second.refresh_from_db()
        assert first.story_id != second.story_id

    def test_a_dry_run_stores_nothing(self, topic: Topic) -> None:
        article = make_article(language="vi", title="Dân vận khéo", text=TEXT)
        assert "topics" in _again(dry_run=True)[0].changed
        article.refresh_from_db()
        assert (article.relevant, article.topics.count(), article.documents.count()) == (False, 0, 0)

    def test_it_goes_on_where_it_stopped(self, topic: Topic) -> None:
        first, second = make_article(), make_article()
        assert [one.pk for one in _again(after=first.pk)] == [second.pk]


@pytest.mark.django_db
class TestCommand:
    def test_it_tells_what_it_did(self, topic: Topic, capsys: pytest.CaptureFixture[str]) -> None:
        make_article(language="vi", title="Dân vận khéo", text=TEXT)
        make_article(language="en")
        call_command("regroup", language="vi")
        assert "1 articles looked at, 1 changed: " in capsys.readouterr().out

    def test_without_terms_it_says_what_to_do(self) -> None:
        Term.objects.all().delete()
        with pytest.raises(CommandError, match="no terms"):
            call_command("regroup")
