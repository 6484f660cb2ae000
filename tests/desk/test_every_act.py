"""Every act that the desk offers can be taken back, or says why not: a new one without either fails here."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import connection, models
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from articles.comments.models import Bar, Comment, Opening, Report, ScreeningWord
from articles.models import (
    Article,
    Author,
    FieldLock,
    LinkingThreshold,
    MediaTopicRule,
    Picture,
    Story,
    StoryDecision,
    StoryLink,
    StorySuggestion,
)
from articles.notices.models import Notice
from articles.services.curation import correct_text
from articles.services.places import places_of, replace_places
from desk.models import Act, Work
from desk.triggers import recorded_models
from desk.undoing import NO_UNDO, undo
from feeds.models import DigestReader, Entry, Feed, Fetch
from tests.desk import test_two_editors as makers
from tests.desk.pages import Window
from tests.factories import (
    NOON,
    make_article,
    make_category,
    make_comment,
    make_feed,
    make_notice,
    make_source,
    make_subscriber,
    make_topic,
)

pytestmark = pytest.mark.django_db

# What opens a page or asks a publisher, and changes nothing.
OPENS_A_PAGE = {
    "articles.article:action:place_on_front_page",
    "articles.story:action:place_on_front_page",
    "comments.comment:action:export_writers",
    "feeds.feed:action:try_one",
    # Work is no part of the record: what it changes is.
    "articles.term:action:apply",
    "desk.work:action:cancel",
    "desk.work:action:go_on",
}


def make_report():
    comment = make_comment(article=make_article(), state=Comment.State.APPROVED)
    return Report.objects.create(comment=comment, reason="Rude", sent_at=NOON, visitor=str(comment.pk))


def make_lock():
    article = make_article(title="As published")
    correct_text(article=article, title="Ours", by=None, now=NOON)
    FieldLock.objects.filter(article=article).update(offered="Theirs", offered_at=NOON)
    return article.locks.get()


def make_decision():
    first, second = make_article(), make_article()
    return StoryDecision.objects.create(first=first, second=second, verdict="apart")


def make_suggestion():
    return StorySuggestion.objects.create(
        first=make_article(), second=make_article(), kind="facts", score=0.5, suggested_at=NOON
    )


def make_shared_article():
    """One that shares its story, stands in a category, and has topics: what an act can take from it."""
    story = Story.objects.create()
    category = make_category()
    first = make_article(story=story, topics=[make_topic()], category=category)
    make_article(story=story, is_lead=False, category=category)
    return first


def make_link():
    """Two stories that a rule joined."""
    first, second = make_article(language="en"), make_article(language="vi")
    gone = second.story
    Article.objects.filter(pk=second.pk).update(story=first.story)
    return StoryLink.objects.create(
        first=first, second=second, gone=gone, rule="rule", bits=40, moved_articles=[second.pk], made_at=NOON
    )


def make_one_of_both():
    """In turns an open one and an answered one, so that every action finds one on which it does something."""
    if Notice.objects.count() % 2:
        return make_notice(state="answered", outcome="unfounded", closed_at=NOON)
    return make_notice()


def make_ended_or_waiting():
    state = ("waiting", "failed")[Work.objects.count() % 2]
    return Work.objects.create(kind="test", title="A test", asked_at=NOON, state=state)


def make_entry():
    return Entry.objects.create(
        feed=make_feed(),
        identity=str(Entry.objects.count()),
        content_hash="",
        first_seen_at=NOON,
        changed_at=NOON,
    )


MAKERS: dict[str, Callable[[], Any]] = {
    "articles.article": make_shared_article,
    "articles.author": lambda: Author.objects.create(name="A writer", source=make_source()),
    "articles.category": lambda: make_shared_article().category,
    "articles.document": makers.make_document,
    "articles.documentterm": makers.make_document_term,
    "articles.feature": makers.make_feature,
    "articles.fieldlock": make_lock,
    "articles.mediatopicrule": lambda: MediaTopicRule.objects.create(
        code=f"{20000000 + MediaTopicRule.objects.count()}", name="a subject"
    ),
    "articles.picture": lambda: Picture.objects.create(article=make_article(), caption="A road"),
    "articles.source": makers.make_ruled_source,
    "articles.story": lambda: make_article().story,
    "articles.storydecision": make_decision,
    "articles.storysuggestion": make_suggestion,
    "articles.term": makers.make_term,
    "articles.topic": lambda: make_shared_article().topics.get(),
    "articles.linkingthreshold": lambda: LinkingThreshold.objects.create(suggest_at=20, join_at=30),
    "articles.storylink": make_link,
    "comments.bar": lambda: Bar.objects.create(kind="writer", mark=str(Bar.objects.count()), at=NOON),
    "comments.opening": lambda: Opening.objects.create(article=make_article(), is_open=False),
    "comments.screeningword": lambda: ScreeningWord.objects.create(
        phrase=f"phrase {ScreeningWord.objects.count()}", language="en"
    ),
    "comments.comment": lambda: make_comment(article=make_article(), state=Comment.State.WAITING),
    "comments.report": make_report,
    "newsletters.subscriber": make_subscriber,
    "notices.notice": make_one_of_both,
    "desk.work": make_ended_or_waiting,
    "desk.act": lambda: Act.objects.create(at=NOON, kind="articles.article:change", road="desk"),
    "feeds.digestreader": lambda: DigestReader.objects.create(
        user=User.objects.create_user(f"u{timezone.now()}")
    ),
    "feeds.entry": make_entry,
    "feeds.feed": lambda: make_feed(enabled=Feed.objects.count() % 2 == 0),
    "feeds.fetch": lambda: Fetch.objects.create(
        feed=make_feed(), started_at=NOON, milliseconds=1, outcome="new"
    ),
}


def offered() -> list[tuple[str, str]]:
    """Every act of every list of the desk: the label of the model, and the action's name or `delete`."""
    admin.autodiscover()  # the addresses, which do it for the site, are not read yet
    request = RequestFactory().get("/")
    request.user = User(username="all", is_superuser=True, is_staff=True)
    found = []
    for model, one in admin.site._registry.items():
        if model._meta.app_label in {"auth", "axes", *OF_PACKAGES}:
            continue
        found += [(model._meta.label_lower, name) for name in one.get_actions(request)]
        if one.has_delete_permission(request):
            found.append((model._meta.label_lower, "delete"))
    return sorted(found)


OF_PACKAGES = {
    "otp_totp",
    "otp_static",
}  # accounts and their devices, which are not the desk's


def stored() -> dict[str, list[Any]]:
    """Every recorded row as it stands."""
    rows = {}
    with connection.cursor() as cursor:
        for model, left_out in recorded_models():
            table = model._meta.db_table
            cursor.execute(
                f'SELECT to_jsonb(stored) - %s::text[] FROM "{table}" AS stored ORDER BY id', [list(left_out)]
            )
            rows[table] = cursor.fetchall()
    return rows


@pytest.fixture
def editor():
    return User.objects.create_superuser("editor", password="x")


@pytest.fixture
def desk(editor):
    client = Client()
    client.force_login(editor)
    return client


def check(act: str, before: dict[str, list[Any]], editor: User) -> None:
    acts = list(Act.objects.filter(kind=act))
    if act in NO_UNDO:
        return
    if act in OPENS_A_PAGE:
        assert not acts
        return
    assert stored() != before, f"{act} did nothing here: give it a row on which it does something."
    assert undo(act=acts[-1], by=editor, now=timezone.now()) == []
    assert stored() == before


@pytest.mark.parametrize(("label", "name"), offered(), ids=lambda one: one)
def test_every_act_can_be_taken_back_or_says_why_not(desk, editor, label, name):
    rows = [MAKERS[label](), MAKERS[label]()]
    app, _dot, model = label.partition(".")
    before = stored()
    if name == "delete":
        desk.post(reverse(f"admin:{app}_{model}_delete", args=[rows[0].pk]), {"post": "yes"})
        check(f"{label}:delete", before, editor)
        return
    data = {"action": name, "_selected_action": [row.pk for row in rows], "post": "yes"}
    data |= {"category": make_category().pk, "reason": "A reason"}
    data["topic"] = (rows[0].topics.get() if name == "take_topic_off" else make_topic()).pk
    before = stored()
    desk.post(reverse(f"admin:{app}_{model}_changelist"), data)
    check(f"{label}:action:{name}", before, editor)


@pytest.mark.parametrize(("make", "one", "_other"), makers.FORMS.values(), ids=makers.FORMS.keys())
def test_every_form_can_be_taken_back(desk, editor, make, one, _other):
    row = make()
    before = stored()
    ((name, values),) = one.items()
    assert (
        Window(desk, makers.change_address(row)).send(**{name: values[0], "reason": "So it is"}).status_code
        == 302
    )
    check(f"{row._meta.label_lower}:change", before, editor)


def test_places_set_by_hand_are_taken_back(desk, editor):
    article = make_article(title="In Cao Bang")
    replace_places({article.pk: places_of(article)})
    address = makers.change_address(article)
    for places in (["ca-mau"], ["ca-mau", "hue"]):
        Window(desk, address).send(on_places=places)
    for shown in (["ca-mau"], ["cao-bang"]):
        act = Act.objects.filter(kind="articles.article:change", undone_by=None).order_by("pk").last()
        assert undo(act=act, by=editor, now=timezone.now()) == []
        assert Window(desk, address).inputs.get("on_places") == shown
    assert not article.locks.exists()


def test_the_page_of_an_act_takes_it_back(desk):
    article = make_article(title="Before")
    Window(desk, makers.change_address(article)).send(title="After", reason="A wrong name")
    act = Act.objects.get()
    address = reverse("admin:desk_act_undo", args=[act.pk])
    assert "After" in desk.get(address).content.decode()
    Article.objects.filter(pk=article.pk).update(title="Newer")
    page = desk.post(address)
    assert "Newer" in page.content.decode()
    article.refresh_from_db()
    assert article.title == "Newer"
    change = act.changes.get(table="articles_article")
    assert desk.post(address, {f"choose:{change.pk}:title": "before"}).status_code == 302
    article.refresh_from_db()
    assert article.title == "Before"
    page = desk.get(reverse("admin:desk_act_change", args=[act.pk])).content.decode()
    assert "taken back already" in page


@pytest.mark.parametrize("is_found", [True, False])
@pytest.mark.parametrize("query", ["Before", "editor", "wrong name", "(", "\u200f", "99999999"])
def test_the_record_is_searched(desk, query, is_found):
    article = make_article(title="Before the flood" if is_found else "Another")
    Window(desk, makers.change_address(article)).send(
        lead="x", reason="A wrong name" if is_found else "Other"
    )
    page = desk.get(reverse("admin:desk_act_changelist"), {"q": query})
    assert page.status_code == 200
    shown = BeautifulSoup(page.content, "lxml").select("#result_list td.field-about_shown")
    assert bool(shown) == (query == "editor" or (is_found and query in {"Before", "wrong name"}))


def test_the_history_of_a_form_is_the_record(desk):
    article = make_article()
    Window(desk, makers.change_address(article)).send(lead="x", reason="A wrong name")
    make_comment(article=article)
    page = desk.get(reverse("admin:articles_article_history", args=[article.pk]), follow=True)
    assert page.status_code == 200
    assert "A wrong name" in page.content.decode()


def test_nobody_takes_back_what_they_have_no_right_to_change(desk):
    article = make_article(title="Before")
    Window(desk, makers.change_address(article)).send(title="After", reason="x")
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_act"))
    client = Client()
    client.force_login(reader)
    client.post(reverse("admin:desk_act_undo", args=[Act.objects.get().pk]))
    article.refresh_from_db()
    assert article.title == "After"


def test_only_an_administrator_erases(desk):
    article = make_article(title="Before")
    Window(desk, makers.change_address(article)).send(title="After", reason="x")
    data = {"action": "erase", "_selected_action": [Act.objects.get().pk]}
    desk.post(reverse("admin:desk_act_changelist"), data)
    act = Act.objects.get()
    assert act.erased_by == "editor"
    assert all(change.before is None for change in act.changes.all())
    assert isinstance(act, models.Model)
