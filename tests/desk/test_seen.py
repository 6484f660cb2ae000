"""An action on a list is done to the rows as the list showed them: what changed since is left out, and named."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client

from articles.comments.models import Comment
from articles.models import Article, Topic
from desk.admin import seen
from tests.desk.pages import Window
from tests.factories import make_article, make_comment, make_feed, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("editor", password="x"))
    return client


def listed(desk: Client, model: str) -> Window:
    return Window(desk, f"/admin/{model}/", "#changelist-form")


def said(window: Window) -> str:
    return " ".join(str(message) for message in window.client.get(window.address).context["messages"])


@pytest.mark.parametrize("across", ["0", "1"])
def test_what_a_colleague_changed_since_is_left_out_and_named(desk, across):
    changed, same = make_article(title="Changed meanwhile"), make_article(title="As it was")
    window = listed(desk, "articles/article")
    Article.objects.filter(pk=changed.pk).update(state="withdrawn")
    window.send(action="publish", _selected_action=[changed.pk, same.pk], select_across=across)
    changed.refresh_from_db()
    assert changed.state == "withdrawn"
    words = said(window)
    assert "Changed meanwhile" in words
    assert "As it was" not in words


def test_the_others_are_done(desk):
    changed, same = make_article(), make_article()
    window = listed(desk, "articles/article")
    Article.objects.filter(pk=changed.pk).update(title="Newer")
    window.send(action="hold", _selected_action=[changed.pk, same.pk])
    states = dict(Article.objects.values_list("pk", "state"))
    assert states == {changed.pk: "published", same.pk: "held"}


def test_nothing_is_done_where_all_changed(desk):
    comment = make_comment(article=make_article(), state=Comment.State.WAITING)
    window = listed(desk, "comments/comment")
    Comment.objects.update(version=2, body="Other words")
    window.send(action="approve", _selected_action=[comment.pk])
    comment.refresh_from_db()
    assert comment.state == "waiting"
    assert "changed since" in said(window)


def test_a_topic_that_was_renamed_since_is_not_put_into_the_bin(desk):
    kept, gone = make_topic(), make_topic()
    window = listed(desk, "articles/topic")
    Topic.objects.filter(pk=kept.pk).update(slug="newer")
    page = window.send(action="delete_selected", _selected_action=[kept.pk, gone.pk])
    assert str(gone) in page.content.decode()
    window.send(action="delete_selected", _selected_action=[gone.pk], post="yes")
    assert list(Topic.objects.all()) == [kept]


def test_what_machines_count_is_no_change(desk):
    article, feed = make_article(), make_feed()
    window, feeds = listed(desk, "articles/article"), listed(desk, "feeds/feed")
    Article.objects.update(comment_count=5, is_lead=False)
    type(feed).objects.update(failures=3, state="unreachable")
    window.send(action="hold", _selected_action=[article.pk])
    feeds.send(action="switch_off", _selected_action=[feed.pk])
    article.refresh_from_db()
    feed.refresh_from_db()
    assert (article.state, feed.enabled) == ("held", False)


def test_a_page_from_before_an_upgrade_is_taken_as_it_is(desk):
    article = make_article()
    window = listed(desk, "articles/article")
    window.send(action="hold", _selected_action=[article.pk], _rows="nonsense")
    article.refresh_from_db()
    assert article.state == "held"


def test_withdrawing_asks_with_what_hangs_on_it_and_comes_back_whole(desk):
    article = make_article(title="Withdrawn")
    make_comment(article=article, state=Comment.State.APPROVED)
    window = listed(desk, "articles/article")
    page = window.send(action="withdraw", _selected_action=[article.pk], reason="A wrong name")
    words = " ".join(page.content.decode().split())
    assert "Comments below them: 1" in words
    assert "Stories that end with them: 1" in words
    assert "A wrong name" in words
    article.refresh_from_db()
    assert article.state == "published"
    window.send(action="withdraw", _selected_action=[article.pk], reason="A wrong name", post="yes")
    in_bin = Client()
    in_bin.force_login(User.objects.get(username="editor"))
    assert "Withdrawn" in in_bin.get("/admin/desk/act/", {"bin": "1"}).content.decode()
    reader = Client()
    assert reader.get(article.get_absolute_url()).status_code == 410
    listed(desk, "articles/article").send(action="publish", _selected_action=[article.pk])
    assert "1 comment" in reader.get(article.get_absolute_url()).content.decode()


def test_every_list_with_actions_says_what_is_compared():
    for model_admin in admin.site._registry.values():
        if hasattr(model_admin, "seen_fields"):
            columns = {one.attname for one in model_admin.model._meta.concrete_fields}
            assert set(seen.compared_fields(model_admin)) <= columns
