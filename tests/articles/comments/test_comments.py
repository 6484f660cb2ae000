"""A reader's comment from the form to the page, and what keeps the thread readable."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.comments.models import Comment, Report
from articles.comments.services import moderating
from articles.comments.threads import COMMENTS_PER_PAGE
from articles.models import Article
from tests.articles.comments.writing import thread_of
from tests.factories import NOON, make_article, make_comment


@pytest.fixture
def article(db: None) -> Article:
    return make_article(language="vi")


def test_markup_in_a_comment_is_shown_as_text(client: Client, article: Article) -> None:
    make_comment(article=article, body="<script>alert(1)</script> & more")
    html = client.get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html


def test_threads_are_paged_in_both_orders_with_the_same_queries(article: Article) -> None:
    for number in range(COMMENTS_PER_PAGE + 5):
        make_comment(article=article, body=f"{number}", sent_at=NOON + timedelta(minutes=number))
    with CaptureQueriesContext(connection) as few:
        first = [comment.body for comment in thread_of(article, page="1", order="newest", language=None).page]
    for comment in list(article.comments.all())[:10]:
        make_comment(article=article, parent=comment, body="reply")
    with CaptureQueriesContext(connection) as many:
        rest = thread_of(article, page="2", order="newest", language=None)
        assert [comment.body for comment in rest.page] == ["4", "3", "2", "1", "0"]
        assert [reply.body for reply in rest.page[0].shown_replies] == ["reply"]
    assert first[0] == str(COMMENTS_PER_PAGE + 4)
    assert len(many) <= len(few)
    assert rest.total == COMMENTS_PER_PAGE + 15


@pytest.mark.parametrize("page", ["0", "-1", "x", "999", None])
def test_a_page_that_is_not_there_gives_the_nearest(page: str | None, article: Article) -> None:
    make_comment(article=article)
    assert len(thread_of(article, page=page, order="x", language="xx").page) == 1


def test_a_removed_comment_leaves_a_tombstone_where_it_has_answers(client: Client, article: Article) -> None:
    removed = make_comment(article=article, body="gone with answers", state=Comment.State.REMOVED)
    make_comment(article=article, parent=removed, body="the answer")
    make_comment(article=article, body="gone alone", state=Comment.State.REMOVED)
    html = client.get(article.get_absolute_url()).content.decode()
    assert "gone" not in html.partition('id="comments"')[2].replace("gone-", "")
    assert "the answer" in html


def test_a_report_reaches_the_moderators_once_a_visitor(client: Client, article: Article) -> None:
    comment = make_comment(article=article)
    address = reverse("comments:report", kwargs={"edition": "vi", "pk": comment.pk})
    assert client.get(address).status_code == 200
    for _time in range(2):
        typed = {"category": "spam", "reason": "Quảng cáo"}
        assert client.post(address, typed, follow=True).status_code == 200
    assert Report.objects.get().reason == "Quảng cáo"
    moderating.moderate(comments=[comment], action="decline", by=None, now=NOON)
    assert Report.objects.get().settled_at == NOON
    assert client.get(address).status_code == 404


def test_reading_an_article_sets_no_cookie(client: Client, article: Article) -> None:
    response = client.get(article.get_absolute_url())
    assert not response.cookies
    assert "public" in response["Cache-Control"]
    assert (
        client.get(article.get_absolute_url(), headers={"if-none-match": response["ETag"]}).status_code == 304
    )


class TestWhatIsNotPublic:
    """The pages of reports tell nothing of articles and comments that readers cannot open."""

    @pytest.mark.parametrize("page", ["report", "reported"])
    def test_a_comment_under_a_held_article(self, page: str, client: Client, article: Article) -> None:
        comment = make_comment(article=article)
        assert client.get(f"/vi/comment/{comment.pk}/{page}").status_code == 200
        Article.objects.update(state=Article.State.HELD)
        assert client.get(f"/vi/comment/{comment.pk}/{page}").status_code == 404

    @pytest.mark.parametrize("page", ["report", "reported"])
    def test_a_comment_that_waits(self, page: str, client: Client, article: Article) -> None:
        comment = make_comment(article=article, state=Comment.State.WAITING)
        assert client.get(f"/vi/comment/{comment.pk}/{page}").status_code == 404


def test_a_report_from_another_site_is_refused_with_its_reason(client: Client, article: Article) -> None:
    comment = make_comment(article=article)
    response = client.post(
        f"/vi/comment/{comment.pk}/report",
        {"category": "spam", "reason": "Spam"},
        headers={"origin": "https://evil.example"},
    )
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert not Report.objects.exists()


def test_a_report_needs_no_reason(client: Client, article: Article) -> None:
    comment = make_comment(article=article)
    assert client.post(f"/vi/comment/{comment.pk}/report", {"category": "insult"}).status_code == 302
    assert Report.objects.get().reason == ""


def test_the_thanks_for_a_report_takes_no_forms(client: Client, article: Article) -> None:
    comment = make_comment(article=article)
    assert client.post(f"/vi/comment/{comment.pk}/reported").status_code == 405
