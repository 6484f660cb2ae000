"""A reader's comment from the form to the page, and what keeps the thread readable."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.comments import services
from articles.comments.models import Comment, Report
from articles.comments.screening import suspicion
from articles.comments.threads import COMMENTS_PER_PAGE, thread_page
from articles.models import Article
from tests.factories import NOON, make_article, make_comment


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param("Bài viết rất hữu ích, cảm ơn toà soạn.", "", id="an ordinary comment"),
        pytest.param("See https://a.example and https://b.example", "", id="two links"),
        pytest.param("http://a http://b www.c", "many links", id="three links"),
        pytest.param("GREAAAAAAAAAAAAAAAAAT", "one character over and over", id="a long scream"),
        pytest.param(
            "BUY NOW THE BEST PILLS IN THE WHOLE WIDE WORLD TODAY", "mostly capitals", id="shouting"
        ),
        pytest.param("OK", "", id="too short to judge"),
        pytest.param(
            "非常好的文章，谢谢分享，希望以后能看到更多这样的报道，祝工作顺利，身体健康，万事如意",
            "",
            id="no capitals",
        ),
    ],
)
def test_what_looks_like_spam(body: str, reason: str) -> None:
    assert suspicion(body) == reason


@pytest.fixture
def article(db: None) -> Article:
    return make_article(language="vi")


def send(client: Client, article: Article, **fields: str):
    address = reverse("comments:send", kwargs={"language": article.language, "pk": article.pk})
    return client.post(address, {"name": "Bạn đọc", "body": "Bài viết hay.", **fields})


def test_a_comment_appears_once_it_is_approved(client: Client, article: Article) -> None:
    response = send(client, article)
    assert response.status_code == 302
    assert response["Location"].startswith(article.get_absolute_url())
    thanked = client.get(response["Location"].partition("#")[0]).content.decode()
    assert 'role="status"' in thanked
    assert "Bài viết hay." not in thanked
    comment = Comment.objects.get()
    assert (comment.state, comment.language) == (Comment.State.WAITING, "vi")
    services.moderate(comments=[comment], state=Comment.State.APPROVED, by=None, now=NOON)
    assert "Bài viết hay." in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"name": ""}, "name", id="no name"),
        pytest.param({"body": "  "}, "body", id="nothing said"),
        pytest.param({"body": "a" * 3001}, "body", id="too long"),
        pytest.param({"website": "https://spam.example"}, "website", id="a program"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_its_reason(
    fields: dict[str, str], field: str, client: Client, article: Article
) -> None:
    response = send(client, article, **fields)
    assert response.status_code == 400
    assert response.context["form"].errors[field]
    assert not Comment.objects.exists()
    kept = {"name": "Bạn đọc", "body": "Bài viết hay.", **fields}
    html = response.content.decode()
    assert all(value.strip()[:50] in html for name, value in kept.items() if name in {"name", "body"})


def test_the_same_comment_sent_twice_is_one(client: Client, article: Article) -> None:
    send(client, article)
    send(client, article)
    assert Comment.objects.count() == 1


def test_a_flood_is_slowed_down_and_what_was_typed_is_kept(client: Client, article: Article) -> None:
    for number in range(services.COMMENTS_PER_PERIOD):
        assert send(client, article, body=f"Ý kiến {number}").status_code == 302
    response = send(client, article, body="Một ý kiến nữa")
    assert response.status_code == 400
    assert "Một ý kiến nữa" in response.content.decode()
    assert Comment.objects.count() == services.COMMENTS_PER_PERIOD


def test_no_network_address_is_kept(client: Client, article: Article) -> None:
    send(client, article)
    assert "127.0.0.1" not in Comment.objects.get().visitor


def test_markup_in_a_comment_is_shown_as_text(client: Client, article: Article) -> None:
    make_comment(article=article, body="<script>alert(1)</script> & more")
    html = client.get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html


def test_replies_go_one_level_deep(article: Article) -> None:
    top = make_comment(article=article)
    reply = make_comment(article=article, parent=top)
    sent = services.send_comment(
        article=article, name="A", body="B", language="vi", parent_id=reply.pk, visitor="v", now=NOON
    )
    assert sent.parent == top


def test_a_reply_to_a_comment_of_another_article_stands_alone(article: Article) -> None:
    other = make_comment(article=make_article())
    sent = services.send_comment(
        article=article, name="A", body="B", language="vi", parent_id=other.pk, visitor="v", now=NOON
    )
    assert sent.parent is None


def test_comments_on_an_article_that_is_not_published_are_refused(client: Client, article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(state=Article.State.HELD)
    assert send(client, article).status_code == 404


def test_threads_are_paged_in_both_orders_with_the_same_queries(article: Article) -> None:
    for number in range(COMMENTS_PER_PAGE + 5):
        make_comment(article=article, body=f"{number}", sent_at=NOON + timedelta(minutes=number))
    with CaptureQueriesContext(connection) as few:
        first = [comment.body for comment in thread_page(article=article, page="1", order="newest").page]
    for comment in list(article.comments.all())[:10]:
        make_comment(article=article, parent=comment, body="reply")
    with CaptureQueriesContext(connection) as many:
        rest = thread_page(article=article, page="2", order="newest")
        assert [comment.body for comment in rest.page] == ["4", "3", "2", "1", "0"]
        assert [reply.body for reply in rest.page[0].shown_replies] == ["reply"]
    assert first[0] == str(COMMENTS_PER_PAGE + 4)
    assert len(many) <= len(few)
    assert rest.total == COMMENTS_PER_PAGE + 15


@pytest.mark.parametrize("page", ["0", "-1", "x", "999", None])
def test_a_page_that_is_not_there_gives_the_nearest(page: str | None, article: Article) -> None:
    make_comment(article=article)
    assert len(thread_page(article=article, page=page, order="x").page) == 1


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
        assert client.post(address, {"reason": "Quảng cáo"}, follow=True).status_code == 200
    assert Report.objects.get().reason == "Quảng cáo"
    services.moderate(comments=[comment], state=Comment.State.REMOVED, by=None, now=NOON)
    assert Report.objects.get().settled_at == NOON
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        pytest.param(None, 302, id="a browser that says nothing"),
        pytest.param("http://testserver", 302, id="this site"),
        pytest.param("https://elsewhere.example", 400, id="another site"),
        pytest.param("null", 400, id="a page without an origin"),
    ],
)
def test_a_form_of_another_site_is_refused_with_what_was_typed(
    origin: str | None, status: int, client: Client, article: Article
) -> None:
    address = reverse("comments:send", kwargs={"language": "vi", "pk": article.pk})
    headers = {"origin": origin} if origin else {}
    response = client.post(address, {"name": "Bạn đọc", "body": "Bài viết hay."}, headers=headers)
    assert response.status_code == status
    assert Comment.objects.exists() == (status == 302)
    assert status == 302 or "Bài viết hay." in response.content.decode()


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
        f"/vi/comment/{comment.pk}/report", {"reason": "Spam"}, headers={"origin": "https://evil.example"}
    )
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert not Report.objects.exists()


def test_a_report_needs_no_reason(client: Client, article: Article) -> None:
    comment = make_comment(article=article)
    assert client.post(f"/vi/comment/{comment.pk}/report").status_code == 302
    assert Report.objects.get().reason == ""


def test_the_thanks_for_a_report_takes_no_forms(client: Client, article: Article) -> None:
    comment = make_comment(article=article)
    assert client.post(f"/vi/comment/{comment.pk}/reported").status_code == 405


def test_a_reply_to_no_number_is_a_new_comment(client: Client, article: Article) -> None:
    page = client.get(article.get_absolute_url(), {"reply": "x"})
    assert page.context["reply_to"] == ""


def test_what_a_program_filled_in_is_named(client: Client, article: Article) -> None:
    response = send(client, article, website="https://spam.example")
    assert response.status_code == 400
    assert 'class="error"' in response.content.decode()
    assert not Comment.objects.exists()
