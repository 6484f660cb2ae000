"""The record of acts, and taking them back."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.db import connection, transaction
from django.urls import reverse

from articles.comments.models import Comment
from articles.models import Article, Topic, TopicName
from articles.services import curation
from articles.services.store import Rule, store_article
from articles.services.stories import merge_by_hand
from desk.models import Act, Change
from desk.record import acts_on, forget, recorded
from desk.undoing import CannotUndoError, newer_than, undo
from tests.desk.pages import Window
from tests.factories import (
    NOON,
    make_article,
    make_category,
    make_comment,
    make_incoming,
    make_source,
    make_topic,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=3)


@pytest.fixture
def editor():
    return User.objects.create_superuser("editor", password="x", first_name="An", last_name="Editor")


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def by_desk(editor, **more):
    return recorded("articles.article:change", road=Act.Road.DESK, by=editor, **more)


def test_every_model_is_recorded_or_says_why_not():
    silent = [
        f"{config.label}.{model.__name__}"
        for config in apps.get_app_configs()
        if config.name
        in {"articles", "articles.comments", "articles.newsletters", "articles.notices", "feeds"}
        for model in config.get_models()
        if model.__name__ not in {*getattr(config, "recorded", {}), *getattr(config, "not_recorded", {})}
    ]
    assert silent == []


def test_an_act_says_who_when_before_after_and_why(editor):
    article = make_article(title="Before")
    with by_desk(editor, reason="A wrong name"):
        curation.correct_text(article=article, title="After", by=editor, now=NOON)
    act = Act.objects.get()
    assert (act.by, act.by_name, act.road, act.reason) == (editor, "An Editor", "desk", "A wrong name")
    change = act.changes.get(table="articles_article")
    assert (change.before["title"], change.after["title"]) == ("Before", "After")
    assert set(change.before) == {"title"}


def test_what_changes_nothing_leaves_no_record(editor):
    article = make_article()
    with by_desk(editor):
        Article.objects.filter(pk=article.pk).update(title=article.title)
    assert not Act.objects.exists()


def test_what_is_rolled_back_leaves_no_record(editor):
    article = make_article()
    with by_desk(editor):
        with transaction.atomic():
            Article.objects.filter(pk=article.pk).update(title="x")
            transaction.set_rollback(True)
        Article.objects.filter(pk=article.pk).update(lead="y")
    assert [set(change.before) for change in Change.objects.all()] == [{"lead"}]


def test_nothing_is_recorded_outside_of_an_act(editor):
    with by_desk(editor):
        pass
    make_article()
    assert not Act.objects.exists()


def test_the_outermost_act_counts(editor):
    article = make_article()
    with by_desk(editor):
        Article.objects.filter(pk=article.pk).update(title="x")
        with recorded("rule", road=Act.Road.RULE):
            Article.objects.filter(pk=article.pk).update(lead="y")
    assert Act.objects.get().changes.count() == 2


def test_a_form_a_list_and_an_action_are_acts_of_their_editor(desk, editor):
    article = make_article()
    make_topic()
    address = reverse("admin:articles_article_change", args=[article.pk])
    Window(desk, address).send(lead="A better lead")
    desk.post(
        reverse("admin:articles_article_changelist"), {"action": "hold", "_selected_action": [article.pk]}
    )
    window = Window(desk, reverse("admin:articles_topic_changelist"), "#changelist-form")
    window.send(**{"form-0-position": "4", "_save": "1"})
    kinds = list(Act.objects.order_by("pk").values_list("kind", "by", "road"))
    assert kinds == [
        ("articles.article:change", editor.pk, "desk"),
        ("articles.article:action:hold", editor.pk, "desk"),
        ("articles.topic:list", editor.pk, "desk"),
    ]
    assert all(article.title in act.about for act in acts_on(article))


def test_a_pulls_change_stands_in_the_record_too(editor):
    incoming = make_incoming(title="Before")
    article = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
    assert not Act.objects.exists()
    store_article(incoming=make_incoming(url=incoming.url, title="After"), rule=Rule.PUBLISH, now=LATER)
    act = acts_on(article).get()
    assert (act.road, act.by) == (Act.Road.PULL, None)
    assert article.title == "Before"


def test_an_act_is_taken_back_days_later(editor):
    article, category = make_article(title="Before"), make_category()
    with by_desk(editor):
        curation.correct_text(article=article, title="After", by=editor, now=NOON)
        curation.set_category(articles=[article], category=category, by=editor, now=NOON)
        curation.withdraw(articles=[article], by=editor, now=NOON)
    act = Act.objects.get()
    assert undo(act=act, by=editor, now=LATER) == []
    article.refresh_from_db()
    assert (article.title, article.category, article.state) == ("Before", None, "published")
    assert (article.state_by_hand, article.category_by_hand, article.locks.count()) == (False, False, 0)
    # Readers go on seeing what stood there meanwhile.
    assert list(article.revisions.values_list("title", flat=True)) == ["After", "Before"]
    with pytest.raises(CannotUndoError, match="already"):
        undo(act=act, by=editor, now=LATER)


def test_an_undo_can_be_taken_back(editor):
    article = make_article(title="Before")
    with by_desk(editor):
        curation.correct_text(article=article, title="After", by=editor, now=NOON)
    undo(act=Act.objects.get(), by=editor, now=LATER)
    undo(act=Act.objects.exclude(undoes=None).get(), by=editor, now=LATER)
    article.refresh_from_db()
    assert article.title == "After"


@pytest.mark.parametrize("is_restored", [True, False])
def test_something_newer_is_shown_and_asked(editor, is_restored):
    article = make_article(title="Before", lead="Lead")
    with by_desk(editor):
        Article.objects.filter(pk=article.pk).update(title="After", lead="New lead")
    Article.objects.filter(pk=article.pk).update(title="Newer")
    act = Act.objects.get()
    (newer,) = newer_than(act)
    assert (newer.before, newer.left, newer.now) == ("Before", "After", "Newer")
    assert undo(act=act, by=editor, now=LATER) == [newer]
    article.refresh_from_db()
    assert (article.title, article.lead) == ("Newer", "New lead")
    assert undo(act=act, by=editor, now=LATER, restore={newer.key: is_restored}) == []
    article.refresh_from_db()
    assert (article.title, article.lead) == ("Before" if is_restored else "Newer", "Lead")


def test_a_deleted_topic_comes_back_whole(editor):
    wide, topic = make_topic(), make_topic(part_of=None)
    Topic.objects.filter(pk=topic.pk).update(part_of=wide)
    part = make_topic(part_of=topic)
    articles = [make_article(topics=[topic]) for _ in range(3)]
    topic.terms.create(language="vi", phrase="dân vận")
    pk = topic.pk
    with by_desk(editor):
        topic.delete()
    undo(act=Act.objects.get(), by=editor, now=LATER)
    topic = Topic.objects.get(pk=pk)
    part.refresh_from_db()
    assert (topic.part_of, part.part_of) == (wide, topic)
    assert set(Article.objects.on_topic(topic)) == set(articles)
    assert (topic.names.count(), topic.terms.count()) == (1, 1)


def test_a_place_that_is_taken_since_is_said(editor):
    topic = make_topic(slug="one")
    with by_desk(editor):
        topic.delete()
    make_topic(slug="one")
    with pytest.raises(CannotUndoError, match="newer"):
        undo(act=Act.objects.get(), by=editor, now=LATER)
    assert Topic.objects.count() == 1
    assert TopicName.objects.count() == 1


def test_a_merge_is_taken_back_and_both_addresses_lead_where_they_led(editor, client):
    one, other = make_article(language="en"), make_article(language="en")
    stories = (one.story_id, other.story_id)
    with by_desk(editor):
        merge_by_hand(articles=[one, other], by=editor)
    assert client.get(f"/en/story/{stories[1]}/").status_code == 301
    undo(act=Act.objects.get(), by=editor, now=LATER)
    assert list(Article.objects.order_by("pk").values_list("story_id", flat=True)) == list(stories)
    assert all(client.get(f"/en/story/{pk}/").status_code == 200 for pk in stories)


def test_erasure_outranks_the_record(editor):
    source = make_source(name="A name")
    with by_desk(editor):
        type(source).objects.filter(pk=source.pk).update(name="Another")
    assert forget(table="articles_source", rows=[source.pk], by_name="An Editor", now=LATER) == 1
    act = Act.objects.get()
    assert (act.erased_at, act.erased_by, act.by) == (LATER, "An Editor", editor)
    assert act.changes.get().before is None
    with pytest.raises(CannotUndoError, match="erased"):
        undo(act=act, by=editor, now=LATER)


def test_who_may_not_see_comments_finds_nothing_of_them_in_the_record(client, editor):
    article = make_article()
    comment = make_comment(article=article, body="Lời của người đọc")
    with recorded(
        "comments.comment:action:decline", road=Act.Road.DESK, by=editor, about="Lời của người đọc"
    ):
        Comment.objects.filter(pk=comment.pk).update(state=Comment.State.REJECTED)
    act = Act.objects.latest("pk")
    with by_desk(editor):
        Article.objects.filter(pk=article.pk).update(title="Another")
    manager = User.objects.create_user("manager", is_staff=True)
    manager.user_permissions.add(Permission.objects.get(codename="view_act"))
    client.force_login(manager)
    record, page = reverse("admin:desk_act_changelist"), reverse("admin:desk_act_change", args=[act.pk])
    assert "Lời của người đọc" not in client.get(record).content.decode()
    assert "1 act" in client.get(record).content.decode()
    assert client.get(page).status_code == 302
    manager.user_permissions.add(Permission.objects.get(codename="view_comment"))
    assert "Lời của người đọc" in client.get(record).content.decode()
    assert client.get(page).status_code == 200


def test_a_connection_forgets_the_act_of_a_request(desk):
    desk.post(reverse("admin:articles_article_changelist"), {"action": "hold", "_selected_action": [1]})
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('desk.act', true)")
        assert cursor.fetchone() == ("",)
