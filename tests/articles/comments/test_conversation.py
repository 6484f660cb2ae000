"""One conversation for all versions of a story: together, counted, filtered, found again, followed."""

import json
import re
from datetime import timedelta

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from articles.comments.models import Comment
from articles.comments.services import sending
from articles.comments.services.visitors import visitor_at
from articles.comments.threads import COMMENTS_PER_PAGE, Order
from articles.models import Article
from articles.services.stories import merge_by_hand, split_by_hand
from tests.articles.comments.writing import form_address, thread_of
from tests.factories import NOON, make_article, make_category, make_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions() -> tuple[Article, Article]:
    vi = make_article(language="vi")
    return vi, make_article(language="ar", story=vi.story)


def bodies(article: Article, order: str = "oldest", language: str | None = None) -> list[str]:
    page = thread_of(article, page=None, order=order, language=language).page
    return [text for one in page for text in (one.body, *(reply.body for reply in one.shown_replies))]


def test_comments_on_every_version_stand_together(versions: tuple[Article, Article], client: Client) -> None:
    vi, ar = versions
    make_comment(article=vi, body="Một", sent_at=NOON)
    make_comment(article=ar, body="اثنان", sent_at=NOON + timedelta(hours=1))
    for article in versions:
        assert bodies(article) == ["Một", "اثنان"]
        html = client.get(article.get_absolute_url()).content.decode()
        assert html.count('class="comment-text"') == 2
    arabic = client.get(vi.get_absolute_url()).content.decode()
    assert "Tiếng Ả Rập" in arabic or "tiếng Ả Rập" in arabic, "labelled by its language"
    assert re.search('<div class="comment-text" lang="ar"', arabic)


def test_an_answer_to_a_comment_on_another_version_stays_with_its_own_article(
    versions: tuple[Article, Article], client: Client
) -> None:
    vi, ar = versions
    top = make_comment(article=vi)
    assert client.get(form_address(ar), {"reply": top.pk}).context["answered"] == top
    draft = sending.Draft(
        article=ar,
        parent_id=top.pk,
        name="هدى",
        body="أوافق",
        edition="ar",
        visitor=visitor_at("192.0.2.1", now=NOON),
    )
    answer = sending.send_comment(draft, now=NOON)
    assert (answer.parent, answer.article) == (top, ar)


def test_merging_shows_them_together_and_splitting_parts_them() -> None:
    first, second = make_article(language="vi"), make_article(language="vi")
    top = make_comment(article=first, body="Một")
    make_comment(article=second, body="Hai")
    assert bodies(first) == ["Một"]
    merge_by_hand(articles=[first, second], by=None)
    first.refresh_from_db()
    second.refresh_from_db()
    make_comment(article=second, parent=top, body="Trả lời một", sent_at=NOON + timedelta(days=1))
    assert sorted(bodies(first)) == sorted(bodies(second)) == ["Hai", "Một", "Trả lời một"]
    split_by_hand(article=second, by=None, now=NOON)
    second.refresh_from_db()
    assert bodies(first) == ["Một"]
    assert bodies(second) == ["Hai", "Trả lời một"], "an answer without what it answered stands by itself"


def test_comments_on_a_version_that_nobody_can_open_are_not_shown(versions: tuple[Article, Article]) -> None:
    vi, ar = versions
    make_comment(article=ar, body="ظاهر")
    Article.objects.filter(pk=ar.pk).update(state=Article.State.WITHDRAWN)
    assert bodies(vi) == []


def test_an_answer_to_a_comment_on_a_version_that_nobody_can_open_stands_by_itself(
    versions: tuple[Article, Article], client: Client
) -> None:
    vi, ar = versions
    top = make_comment(article=ar, body="ظاهر")
    answer = make_comment(article=vi, body="Trả lời", parent=top)
    Article.objects.filter(pk=ar.pk).update(state=Article.State.WITHDRAWN)
    assert bodies(vi) == ["Trả lời"]
    assert thread_of(vi, page=None, order=None, language=None).total == 1
    assert client.get(answer.get_absolute_url())["Location"] == f"{vi.get_absolute_url()}#comment-{answer.pk}"


def test_a_conversation_is_narrowed_to_a_language(versions: tuple[Article, Article], client: Client) -> None:
    vi, ar = versions
    top = make_comment(article=vi, body="Một", language="vi")
    make_comment(article=ar, body="اثنان", language="ar", parent=top)
    make_comment(article=vi, body="Ba", language="vi")
    make_comment(article=vi, body="Four", language="en")
    assert bodies(vi, language="ar") == ["Một", "اثنان"], "with what it answers"
    assert bodies(vi, language="en") == ["Four"]
    assert len(bodies(vi, language="xx")) == 4
    thread = thread_of(vi, page=None, order=None, language="ar")
    assert [(one.language, one.count) for one in thread.languages] == [("vi", 2), ("ar", 1), ("en", 1)]
    assert thread.total == 4
    html = client.get(vi.get_absolute_url(), {"in": "ar"}).content.decode()
    assert "Four" not in html


def test_the_orders(versions: tuple[Article, Article]) -> None:
    vi, _ar = versions
    tops = [make_comment(article=vi, body=str(n), sent_at=NOON + timedelta(hours=n)) for n in range(3)]
    for number in range(2):
        make_comment(article=vi, body="a", parent=tops[1], sent_at=NOON + timedelta(days=1 + number))
    make_comment(article=vi, body="a", parent=tops[2], state=Comment.State.WAITING)

    def order(name: str) -> list[str]:
        return [text for text in bodies(vi, order=name) if text != "a"]

    assert order(Order.OLDEST) == ["0", "1", "2"]
    assert order(Order.NEWEST) == ["2", "1", "0"]
    assert order(Order.ANSWERED) == ["1", "0", "2"]


def test_counts_stand_beside_the_byline_and_on_cards(
    versions: tuple[Article, Article], client: Client
) -> None:
    vi, ar = versions
    category = make_category()
    Article.objects.update(category=category)
    make_article(language="vi", category=category)
    for article in (vi, vi, ar):
        make_comment(article=article)
    make_comment(article=vi, state=Comment.State.WAITING)
    assert "3 bình luận" in client.get(vi.get_absolute_url()).content.decode().partition("<h1>")[2][:3000]
    listed = client.get(category.get_absolute_url("vi")).context["section"].page.articles
    assert sorted(one.comment_count for one in listed) == [0, 3]
    for address in ("/vi/", category.get_absolute_url("vi")):
        assert client.get(address).content.decode().count("3 bình luận") >= 1


class TestPermanentLink:
    def test_it_opens_the_page_on_which_the_comment_stands(self, client: Client) -> None:
        article = make_article(language="vi")
        comments = [
            make_comment(article=article, body=f"Số {number}", sent_at=NOON + timedelta(minutes=number))
            for number in range(COMMENTS_PER_PAGE + 1)
        ]
        answer = make_comment(article=article, parent=comments[-1], sent_at=NOON + timedelta(days=1))
        for comment, query in ((comments[0], ""), (comments[-1], "?comments=2"), (answer, "?comments=2")):
            response = client.get(comment.get_absolute_url())
            assert response["Location"] == f"{article.get_absolute_url()}{query}#comment-{comment.pk}"
            html = client.get(response["Location"].partition("#")[0]).content.decode()
            assert f'id="comment-{comment.pk}"' in html

    @pytest.mark.parametrize("state", [Comment.State.WAITING, Comment.State.REJECTED])
    def test_what_was_never_shown_has_none(self, state: str, client: Client) -> None:
        comment = make_comment(article=make_article(language="vi"), state=state)
        assert client.get(comment.get_absolute_url()).status_code == 404


class TestFeeds:
    def test_that_of_a_story(self, versions: tuple[Article, Article], client: Client) -> None:
        vi, ar = versions
        top = make_comment(article=vi, name="An <b>", body="Một & hai \x0b")
        make_comment(article=ar, body="ثلاثة", language="ar", parent=top, sent_at=NOON + timedelta(hours=1))
        make_comment(article=make_article(), body="Khác")
        make_comment(article=vi, body="Đợi", state=Comment.State.WAITING)
        response = client.get(f"/vi/story/{vi.story_id}/comments.atom")
        feed = feedparser.parse(response.content)
        assert not feed.bozo
        assert [entry.title_detail.language for entry in feed.entries] == ["ar", "vi"]
        assert "Một &amp; hai" in feed.entries[1].summary
        assert feed.entries[0].link.endswith(f"/ar/comment/{feed.entries[0].id.rpartition('-')[2]}/")
        assert f'ref="tag:127.0.0.1,2026:comment-{top.pk}"' in response.content.decode()
        again = client.get(
            f"/vi/story/{vi.story_id}/comments.atom", headers={"if-none-match": response["ETag"]}
        )
        assert again.status_code == 304

    def test_that_of_the_site(self, client: Client) -> None:
        for language in ("vi", "ar"):
            make_comment(article=make_article(language=language))
        assert len(feedparser.parse(client.get("/vi/comments.atom").content).entries) == 2

    def test_that_of_a_merged_story_leads_on(self, client: Client) -> None:
        first, second = make_article(), make_article()
        gone = second.story_id
        merge_by_hand(articles=[first, second], by=None)
        response = client.get(f"/en/story/{gone}/comments.atom")
        assert response["Location"] == f"/en/story/{first.story_id}/comments.atom"

    def test_there_is_none_of_a_story_that_nobody_can_open(self, client: Client) -> None:
        article = make_article(state=Article.State.HELD)
        assert client.get(f"/en/story/{article.story_id}/comments.atom").status_code == 404


def test_search_engines_are_told_of_each_comment(versions: tuple[Article, Article], client: Client) -> None:
    vi, ar = versions
    top = make_comment(article=vi, body="</script><b>")
    make_comment(article=ar, language="ar", parent=top)
    html = client.get(vi.get_absolute_url()).content.decode()
    found = [
        json.loads(text)
        for text in re.findall(r'(?s)<script type="application/ld.json">(.*?)</script>', html)
    ]
    (data,) = [one for one in found if isinstance(one, dict)]
    assert data["commentCount"] == 2
    (comment,) = data["comment"]
    assert (comment["@type"], comment["text"]) == ("Comment", "</script><b>")
    assert comment["comment"][0]["inLanguage"] == "ar"


def test_most_discussed_counts_the_whole_story(versions: tuple[Article, Article], client: Client) -> None:
    vi, ar = versions
    earlier = timezone.now() - timedelta(hours=2)
    Article.objects.update(published_at=earlier)
    other = make_article(language="vi", published_at=earlier)
    make_comment(article=other)
    for _number in range(2):
        make_comment(article=ar)
    for _number in range(15):  # what stands further up is not said twice
        make_article(language="vi", published_at=timezone.now())
    discussed = client.get("/vi/").context["page"].discussed
    assert [(one.pk, one.comment_count) for one in discussed] == [(vi.pk, 2), (other.pk, 1)]
