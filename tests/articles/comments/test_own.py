"""The private page of a comment: what became of it, changing and withdrawing it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.comments import tokens
from articles.comments.models import Comment
from articles.comments.services import moderating, sending
from articles.comments.views.own import own_address
from articles.models import Article
from tests.factories import make_article, make_comment


@pytest.fixture
def article(db: None) -> Article:
    return make_article(language="vi")


@pytest.fixture
def comment(article: Article) -> Comment:
    return make_comment(
        article=article, state=Comment.State.WAITING, writer=tokens.new_writer(), sent_at=timezone.now()
    )


def address(comment: Comment) -> str:
    return own_address(comment, edition="vi")


def test_it_is_kept_nowhere_and_told_to_nobody(client: Client, comment: Comment) -> None:
    page = client.get(address(comment))
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert "noindex" in page.content.decode()


def test_nobody_guesses_it(client: Client, article: Article, comment: Comment) -> None:
    other = make_comment(article=article, writer=tokens.new_writer())
    key = tokens.own_key(other)
    assert client.get(f"/vi/comment/{comment.pk}/own/{key}/").status_code == 404
    assert client.post(f"/vi/comment/{comment.pk}/own/{key}/", {"withdraw": "1"}).status_code == 404
    assert client.get(f"/vi/comment/{comment.pk}/own/x/").status_code == 404


@pytest.mark.parametrize("state", Comment.State)
def test_it_says_what_became_of_the_comment(state: str, client: Client, comment: Comment) -> None:
    Comment.objects.update(state=state)
    page = client.get(address(comment))
    assert page.context["became"]
    assert all(sentence in page.content.decode() for sentence in page.context["became"])


def test_words_are_changed_within_the_time_and_wait_again(client: Client, comment: Comment) -> None:
    Comment.objects.update(state=Comment.State.APPROVED)
    response = client.post(
        address(comment), {"body": "Thank you for this story, it is good.", "version": "1"}
    )
    assert response.status_code == 302
    comment.refresh_from_db()
    assert comment.body.startswith("Thank you")
    assert (comment.state, comment.version, comment.language) == (Comment.State.WAITING, 2, "en")
    assert comment.edited_at


@pytest.mark.parametrize(
    "overrides",
    [
        pytest.param({"sent_at": timezone.now() - sending.EDIT_PERIOD - timedelta(minutes=1)}, id="too late"),
        pytest.param({"state": Comment.State.REMOVED}, id="removed"),
        pytest.param({"version": 2}, id="changed in another window"),
    ],
)
def test_what_cannot_be_changed_is_said_and_the_words_stay(
    overrides: dict[str, object], client: Client, comment: Comment
) -> None:
    Comment.objects.update(**overrides)
    response = client.post(address(comment), {"body": "Những lời mới", "version": "1"})
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert "Những lời mới" in response.content.decode()
    assert Comment.objects.get().body == "A useful article."


def test_an_empty_change_is_none(client: Client, comment: Comment) -> None:
    assert client.post(address(comment), {"body": " ", "version": "1"}).status_code == 400
    assert Comment.objects.get().body == "A useful article."


def test_a_comment_is_withdrawn_and_leaves_a_note_where_it_was_answered(
    client: Client, article: Article, comment: Comment
) -> None:
    Comment.objects.update(state=Comment.State.APPROVED)
    make_comment(article=article, parent=comment, body="Câu trả lời")
    assert client.post(address(comment), {"withdraw": "1"}).status_code == 302
    html = client.get(article.get_absolute_url()).content.decode()
    assert "A useful article." not in html
    assert "Câu trả lời" in html
    assert f'id="comment-{comment.pk}"' in html
    # Once more changes nothing, and is no error.
    assert client.post(address(comment), {"withdraw": "1"}).status_code == 302


def test_a_moderators_removal_is_not_undone_by_withdrawing(client: Client, comment: Comment) -> None:
    moderating.moderate(comments=[comment], action="decline", by=None, now=timezone.now())
    assert client.post(address(comment), {"withdraw": "1"}).status_code == 400
    assert Comment.objects.get().state == Comment.State.REJECTED


def test_another_site_changes_nothing(client: Client, comment: Comment) -> None:
    for typed in ({"withdraw": "1"}, {"body": "Khác", "version": "1"}):
        response = client.post(address(comment), typed, headers={"origin": "https://evil.example"})
        assert response.status_code == 400
    assert Comment.objects.get().state == Comment.State.WAITING
    assert Comment.objects.get().body == "A useful article."
