"""Writing a comment: what is taken, what comes back with its reason, and that no accepted word is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.comments import tokens
from articles.comments.language import language_of
from articles.comments.models import Comment
from articles.comments.services import moderating, sending
from articles.comments.services.visitors import visitor_at
from articles.models import Article
from newsroom.page_cache.public import OUTAGE_SECONDS
from tests.articles.comments.writing import form_address, send
from tests.factories import NOON, make_article, make_comment


@pytest.fixture
def article(db: None) -> Article:
    return make_article(language="vi")


def draft(article: Article, **fields: object) -> sending.Draft:
    visitor = visitor_at("192.0.2.1", now=timezone.now())
    known = {"parent_id": None, "name": "A", "body": "B", "edition": "vi", "visitor": visitor}
    return sending.Draft(article=article, **{**known, **fields})


def test_a_comment_leads_to_its_private_page_and_appears_once_approved(
    client: Client, article: Article
) -> None:
    response = send(client, article)
    assert response.status_code == 302
    comment = Comment.objects.get()
    assert response["Location"].startswith(f"/vi/comment/{comment.pk}/own/")
    page = client.get(response["Location"])
    assert "no-store" in page["Cache-Control"]
    assert "Bài viết hay." in page.content.decode()
    assert (comment.state, comment.language) == (Comment.State.WAITING, "vi")
    assert "Bài viết hay." not in client.get(article.get_absolute_url()).content.decode()
    moderating.moderate(comments=[comment], action="approve", by=None, now=NOON)
    assert "Bài viết hay." in client.get(article.get_absolute_url()).content.decode()


def test_a_shared_link_thanks_nobody_and_clears_no_draft(client: Client, article: Article) -> None:
    page = client.get(article.get_absolute_url(), {"sent": "1"}).content.decode()
    assert "data-comment-sent" not in page
    assert 'role="status">' not in page.partition('id="comments"')[2]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"name": ""}, "name", id="no name"),
        pytest.param({"body": "  "}, "body", id="nothing said"),
        pytest.param({"body": "a" * 3001}, "body", id="too long"),
        pytest.param({"email": "not an address"}, "email", id="no address"),
        pytest.param({"website": "https://spam.example"}, "__all__", id="a program"),
        pytest.param({"body": "NUL \x00 inside"}, "body", id="a character that no text has"),
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
    assert 'class="error"' in html
    assert all(value.strip()[:3] in html for name, value in kept.items() if name in {"name", "body", "email"})


def test_the_page_of_an_error_can_be_read_again_and_its_links_work(client: Client, article: Article) -> None:
    refused = send(client, article, name="")
    assert refused.request["PATH_INFO"] == form_address(article)
    again = client.get(form_address(article))
    assert again.status_code == 200
    assert 'name="body"' in again.content.decode()
    assert f'href="{article.get_absolute_url()}#comments"' in refused.content.decode()
    assert client.get(article.get_absolute_url()).status_code == 200


def test_the_form_page_is_the_same_for_all_and_may_be_cached(client: Client, article: Article) -> None:
    first, second = client.get(form_address(article)), Client().get(form_address(article))
    assert first.content == second.content
    assert "public" in first["Cache-Control"]
    assert not first.cookies
    assert "no-store" in send(client, article, name="")["Cache-Control"]


def test_forms_of_pages_from_before_an_upgrade_keep_what_was_typed(client: Client, article: Article) -> None:
    response = client.post(f"/vi/article/{article.pk}/comment", {"name": "Bạn đọc", "body": "Bài viết hay."})
    assert response.status_code == 400
    assert "Bài viết hay." in response.content.decode()
    assert form_address(article) in response.content.decode()


class TestTwins:
    def test_the_same_comment_sent_twice_is_one(self, client: Client, article: Article) -> None:
        first, second = send(client, article), send(client, article)
        assert Comment.objects.count() == 1
        assert first["Location"] == second["Location"]

    def test_the_same_thanks_to_two_people_are_two(self, client: Client, article: Article) -> None:
        people = [make_comment(article=article), make_comment(article=article)]
        for one in people:
            assert send(client, article, body="Cảm ơn bạn!", parent=one.pk).status_code == 302
        assert set(Comment.objects.filter(body="Cảm ơn bạn!").values_list("parent", flat=True)) == {
            one.pk for one in people
        }

    def test_who_copies_a_published_comment_is_not_handed_its_private_address(self, article: Article) -> None:
        now = timezone.now()
        first = sending.send_comment(draft(article), now=now)
        moderating.moderate(comments=[first], action="approve", by=None, now=now)
        assert sending.send_comment(draft(article), now=now) != first
        assert sending.send_comment(draft(article, writer=first.writer), now=now) == first


class TestToken:
    def test_it_outlives_every_cache(self) -> None:
        # Where a page was kept for a day, and given for as long as an outage lasts, a reader has hours to write still.
        kept = timedelta(days=1, seconds=OUTAGE_SECONDS)
        assert kept * 10 < tokens.FORM_LIFE

    @pytest.mark.parametrize(
        ("age", "is_good"),
        [(timedelta(0), True), (tokens.FORM_LIFE, True), (tokens.FORM_LIFE + timedelta(days=1), False)],
    )
    def test_it_lives_its_time(self, age: timedelta, is_good: bool) -> None:
        assert tokens.is_form_token(tokens.form_token(7, NOON - age), 7, NOON) is is_good

    @pytest.mark.parametrize("token", ["", "7:1", "7:x:y", "::"])
    def test_what_was_not_given_out_here(self, token: str) -> None:
        assert not tokens.is_form_token(token, 7, NOON)

    def test_that_of_another_article(self) -> None:
        assert not tokens.is_form_token(tokens.form_token(8, NOON), 7, NOON)

    def test_an_expired_one_shows_the_form_again_with_all_that_was_typed(
        self, client: Client, article: Article
    ) -> None:
        top = make_comment(article=article)
        old = tokens.form_token(article.pk, timezone.now() - timedelta(days=30))
        response = send(client, article, token=old, parent=top.pk, email="a@b.example")
        html = response.content.decode()
        assert response.status_code == 400
        assert all(
            typed in html for typed in ("Bạn đọc", "Bài viết hay.", "a@b.example", f'value="{top.pk}"')
        )
        token = response.context["form"]["token"].value()
        assert send(client, article, token=token, parent=top.pk).status_code == 302


def test_a_preview_shows_what_readers_would_see_and_stores_nothing(client: Client, article: Article) -> None:
    response = send(client, article, preview="1", body="<b>Hay</b>\nlắm")
    html = response.content.decode()
    assert response.status_code == 200
    assert "&lt;b&gt;Hay&lt;/b&gt;<br>lắm" in html.partition("comment-preview")[2]
    assert not Comment.objects.exists()
    started = response.context["form"]["started"].value()
    assert tokens.seconds_since(started, timezone.now()) in {0, 1}
    # The start stays that of the first page, however often one looks.
    assert send(client, article, preview="1", started=started).context["form"]["started"].value() == started


class TestReplies:
    def test_they_go_one_level_deep(self, article: Article) -> None:
        top = make_comment(article=article)
        reply = make_comment(article=article, parent=top)
        assert sending.send_comment(draft(article, parent_id=reply.pk), now=NOON).parent == top

    @pytest.mark.parametrize(
        "state", [Comment.State.REMOVED, Comment.State.WITHDRAWN, Comment.State.REJECTED]
    )
    def test_the_answered_one_went_away_meanwhile(self, state: str, client: Client, article: Article) -> None:
        gone = make_comment(article=article, state=state)
        response = send(client, article, parent=gone.pk)
        assert response.status_code == 400
        assert "Bài viết hay." in response.content.decode()
        # Sent again, it is a new comment: the writer decided so.
        assert 'name="parent" value=""' in response.content.decode()

    def test_to_a_comment_of_another_story(self, client: Client, article: Article) -> None:
        other = make_comment(article=make_article())
        assert send(client, article, parent=other.pk).status_code == 400

    @pytest.mark.parametrize("asked", ["x", "", "٣", "9" * 30, "0"])
    def test_to_nothing_is_a_new_comment(self, asked: str, client: Client, article: Article) -> None:
        page = client.get(form_address(article), {"reply": asked})
        assert page.status_code == 200
        assert page.context["answered"] is None

    def test_the_page_quotes_what_is_answered(self, client: Client, article: Article) -> None:
        top = make_comment(article=article, body="Được trả lời")
        assert "Được trả lời" in client.get(form_address(article), {"reply": top.pk}).content.decode()


def test_no_network_address_is_kept(client: Client, article: Article) -> None:
    send(client, article)
    assert "127.0.0.1" not in Comment.objects.get().visitor


def test_comments_on_an_article_that_is_not_published_are_refused(client: Client, article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(state=Article.State.HELD)
    assert send(client, article).status_code == 404
    assert client.get(form_address(article)).status_code == 404


HERE, ELSEWHERE = "http://testserver", "https://elsewhere.example"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 302, id="a browser that says nothing"),
        pytest.param({"origin": HERE}, 302, id="this site"),
        pytest.param({"origin": ELSEWHERE}, 400, id="another site"),
        pytest.param({"origin": "null"}, 400, id="a page without an origin"),
        pytest.param({"origin": "https://news.example:8443"}, 302, id="the public address, at another port"),
        pytest.param({"origin": "https://news.example"}, 400, id="another port of the public host"),
        pytest.param({"origin": ELSEWHERE, "sec-fetch-site": "cross-site"}, 400, id="both say elsewhere"),
        pytest.param({"origin": HERE, "sec-fetch-site": "same-site"}, 400, id="a neighbour's host"),
        pytest.param(
            {"sec-fetch-site": "same-origin", "origin": "http://inside:8000"}, 302, id="behind a proxy"
        ),
    ],
)
def test_a_form_of_another_site_is_refused_with_what_was_typed(
    headers: dict[str, str], status: int, client: Client, article: Article, settings
) -> None:
    settings.SITE_URL = "https://news.example:8443"
    response = send(client, article, headers=headers)
    assert response.status_code == status
    assert Comment.objects.exists() == (status == 302)
    assert status == 302 or "Bài viết hay." in response.content.decode()


@pytest.mark.parametrize(
    ("text", "edition", "language"),
    [
        ("Rất hay, cảm ơn tác giả đã viết về bản Nà Mẫu.", "en", "vi"),
        ("Thank you very much for this story about the village.", "vi", "en"),
        ("شكرا جزيلا على هذا المقال عن القرية", "vi", "ar"),
        ("ขอบคุณสำหรับข่าวดี", "vi", "th"),
        ("谢谢这篇报道，写得很好", "vi", "zh-hans"),
        ("OK", "vi", "vi"),
        ("👍👍👍", "ar", "ar"),
        ("", "vi", "vi"),
    ],
)
def test_the_language_of_a_comment_is_that_of_its_words(text: str, edition: str, language: str) -> None:
    assert language_of(text, edition=edition) == language
