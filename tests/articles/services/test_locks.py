"""Each field that an editor set stays by itself, and the publisher's later word is kept beside it."""

import importlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from articles.evidence.named_places import NamedPlace
from articles.incoming import IncomingPicture
from articles.models import Article, FieldLock, Picture
from articles.services import curation
from articles.services.editing.following import follow_publisher, keep_ours
from articles.services.places import slugs_of
from articles.services.store import Rule, store_article
from articles.services.taking_back import TakenBack, take_back
from tests.factories import NOON, make_category, make_incoming, make_topic

pytestmark = pytest.mark.django_db
PICTURE = IncomingPicture(url="https://paper.example/a.jpg", caption="A road", credit="The paper")


@pytest.fixture
def editor():
    return User.objects.create_user("editor")


@pytest.fixture
def incoming():
    return make_incoming(
        title="The publisher's title", lead="The publisher's lead", pictures=(PICTURE,), relevant=True
    )


def stored(incoming, *, hours=0, category=None, rule=Rule.PUBLISH):
    now = NOON + timedelta(hours=hours)
    return store_article(incoming=incoming, rule=rule, now=now, category=category).article


def other_picture(**changes):
    return {"pictures": (replace(PICTURE, **changes),), "text": "Other words.", "html": "<p>Other words.</p>"}


def written(text):
    return {"text": text, "html": f"<p>{text}</p>"}


def correct(article, editor, **words):
    curation.correct_text(article=article, by=editor, now=NOON, **words)


def correct_picture(article, editor, **words):
    picture = article.pictures.get()
    now = {"caption": picture.caption, "credit": picture.credit, **words}
    curation.correct_picture(picture=picture, by=editor, now=NOON, **now)


# For each field: how an editor sets it, how it reads, what the editor sets, and three texts of the publisher later:
# another value of this field, the editor's own value, and a change elsewhere.
FIELDS = {
    "title": (
        lambda article, editor: correct(article, editor, title="Ours"),
        lambda article: article.title,
        "Ours",
        ({"title": "Theirs"}, {"title": "Ours", "lead": "x"}, {"lead": "Elsewhere"}),
        "Theirs",
    ),
    "lead": (
        lambda article, editor: correct(article, editor, lead="Ours"),
        lambda article: article.lead,
        "Ours",
        ({"lead": "Theirs"}, {"lead": "Ours", "title": "x"}, {"title": "Elsewhere"}),
        "Theirs",
    ),
    "text": (
        lambda article, editor: correct(article, editor, html="<p>Ours</p>"),
        lambda article: (article.html, article.text),
        ("<p>Ours</p>", "Ours"),
        (
            {"html": "<p>Theirs</p>", "text": "Theirs"},
            {"html": "<p>Ours</p>", "text": "Ours"},
            {"title": "Elsewhere"},
        ),
        {"html": "<p>Theirs</p>", "text": "Theirs"},
    ),
    "caption": (
        lambda article, editor: correct_picture(article, editor, caption="Ours"),
        lambda article: article.pictures.get().caption,
        "Ours",
        (other_picture(caption="Theirs"), other_picture(caption="Ours"), other_picture(credit="Elsewhere")),
        "Theirs",
    ),
    "credit": (
        lambda article, editor: correct_picture(article, editor, credit="Ours"),
        lambda article: article.pictures.get().credit,
        "Ours",
        (other_picture(credit="Theirs"), other_picture(credit="Ours"), other_picture(caption="Elsewhere")),
        "Theirs",
    ),
    "places": (
        lambda article, editor: curation.set_places(article=article, slugs=["ca-mau"], by=editor, now=NOON),
        lambda article: slugs_of(NamedPlace(one.province) for one in article.place_links.all()),
        ["ca-mau"],
        (written("In Cao Bang."), written("In Ca Mau."), {"lead": "Elsewhere"}),
        ["cao-bang"],
    ),
}
KINDS = {"another value": 0, "the same value": 1, "another field": 2}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
@pytest.mark.parametrize(("act", "read", "ours", "changes", "theirs"), FIELDS.values(), ids=FIELDS.keys())
def test_three_kinds_of_a_publishers_change(editor, incoming, act, read, ours, changes, theirs, kind):
    article = stored(incoming)
    act(article, editor)
    stored(replace(incoming, **changes[kind]), hours=1)
    article.refresh_from_db()
    assert read(article) == ours
    offered = list(FieldLock.objects.changed_under().values_list("offered", flat=True))
    assert offered == ([theirs] if kind == 0 else [])
    follow_publisher(article=article, fields=[FieldLock.objects.get().field], by=editor, now=NOON)
    assert not FieldLock.objects.exists()
    if kind == 0:
        assert read(article) == (("<p>Theirs</p>", "Theirs") if isinstance(theirs, dict) else theirs)


def test_only_the_locked_field_stays(editor, incoming):
    article = stored(incoming)
    correct(article, editor, title="Ours")
    stored(replace(incoming, lead="A new lead", text="New words.", html="<p>New words.</p>"), hours=1)
    article.refresh_from_db()
    assert (article.title, article.lead, article.text) == ("Ours", "A new lead", "New words.")
    stored(replace(incoming, lead="A third lead"), hours=2)
    article.refresh_from_db()
    assert (article.title, article.lead) == ("Ours", "A third lead")


def test_a_publisher_who_goes_back_waits_no_more(editor, incoming):
    article = stored(incoming)
    correct(article, editor, title="Ours")
    stored(replace(incoming, title="Theirs"), hours=1)
    stored(incoming, hours=2)
    assert not FieldLock.objects.changed_under().exists()


def test_what_was_seen_waits_no_more_until_it_changes_again(editor, incoming):
    article = stored(incoming)
    correct(article, editor, title="Ours")
    stored(replace(incoming, title="Theirs"), hours=1)
    assert keep_ours(locks=list(FieldLock.objects.all())) == 1
    stored(replace(incoming, title="Theirs", lead="x"), hours=2)
    assert not FieldLock.objects.changed_under().exists()
    stored(replace(incoming, title="Theirs again"), hours=3)
    assert FieldLock.objects.changed_under().get().offered == "Theirs again"


def test_a_picture_that_comes_again_is_the_same(editor, incoming):
    article = stored(incoming)
    correct_picture(article, editor, caption="Ours")
    curation.refuse_pictures(pictures=list(article.pictures.all()), by=editor, now=NOON)
    stored(replace(incoming, pictures=(), text="Without.", html="<p>Without.</p>"), hours=1)
    assert not article.pictures.exists()
    stored(incoming, hours=2)
    picture = article.pictures.get()
    assert (picture.caption, picture.state) == ("Ours", Picture.State.REFUSED)
    follow_publisher(article=article, fields=["picture", "caption"], by=editor, now=NOON)
    picture.refresh_from_db()
    assert (picture.caption, picture.state) == ("A road", Picture.State.WAITING)


def test_a_state_follows_its_rule_again(editor, incoming):
    article = stored(incoming, rule=Rule.HOLD)
    curation.publish(articles=[article], by=editor, now=NOON)
    follow_publisher(article=article, fields=["state"], by=editor, now=NOON)
    assert (article.state, article.state_by_hand) == (Article.State.HELD, False)


def test_a_publisher_who_takes_back_what_an_editor_published_waits_for_an_answer(editor, incoming):
    article = stored(incoming)
    article.source.withdraws_taken_back = True
    article.source.save()
    curation.publish(articles=[article], by=editor, now=NOON)
    taken = TakenBack(article.pk, article.source, NOON + timedelta(hours=1))
    take_back(taken=[taken], now=NOON + timedelta(hours=1))
    article.refresh_from_db()
    assert article.state == Article.State.PUBLISHED
    assert FieldLock.objects.changed_under().get().offered == "withdrawn"


def test_a_category_that_the_feed_changes_is_offered(editor, incoming):
    old, ours, new = (make_category() for _ in range(3))
    article = stored(incoming, category=old)
    curation.set_category(articles=[article], category=ours, by=editor, now=NOON)
    stored(replace(incoming, lead="x"), hours=1, category=new)
    article.refresh_from_db()
    assert article.category == ours
    assert FieldLock.objects.changed_under().get().offered == new.pk
    follow_publisher(article=article, fields=["category"], by=editor, now=NOON)
    assert (article.category, article.category_by_hand) == (new, False)


def test_topics_are_found_by_their_terms_again(editor, incoming):
    by_rule, by_hand = make_topic(slug="by-rule"), make_topic()
    by_rule.terms.create(language="en", phrase="publisher's title", weight=1)
    article = stored(replace(incoming, topics=("by-rule",)))
    curation.set_topics(article=article, topics=[by_hand], by=editor, now=NOON)
    follow_publisher(article=article, fields=["topics"], by=editor, now=NOON)
    assert list(article.topic_links.values_list("topic_id", "by_hand")) == [(by_rule.pk, False)]


def test_corrections_from_before_are_locked(editor, incoming):
    article, replaced = stored(incoming), stored(make_incoming(title="Old"))
    correct(article, editor, title="Ours")
    correct(replaced, editor, title="Ours")
    FieldLock.objects.all().delete()
    Article.objects.filter(pk=replaced.pk).update(
        title="A later one of the publisher's", content_hash="0" * 64
    )
    migration = importlib.import_module("articles.migrations.0015_locks_of_corrections")
    migration.lock_corrections(apps, None)
    lock = FieldLock.objects.get()
    assert (lock.article, lock.field, lock.given) == (article, "title", "The publisher's title")
