"""The bin, former addresses, many rows at once, and the table of rights, cell by cell."""

from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Document, Topic
from desk.models import Act
from desk.record import recorded
from desk.work.doing import work_once
from newsroom.models import ShippedGroup
from newsroom.rights import OBJECTS, TABLE, Verb
from tests.desk import test_two_editors as makers
from tests.desk.pages import Window
from tests.desk.test_every_act import MAKERS
from tests.factories import make_article, make_category, make_source, make_topic

pytestmark = pytest.mark.django_db


def client_of(role: str | None) -> Client:
    user = User.objects.create_user(f"a {role}", is_staff=True, is_superuser=role is None)
    if role:
        user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def delete_address(row):
    return makers.change_address(row).replace("/change/", "/delete/")


# --- The bin ---


def test_the_bin_names_what_hangs_on_it_and_brings_it_back_whole():
    desk, topic = client_of(None), make_topic(slug="one")
    make_topic(part_of=topic)
    articles = [make_article(language="en", topics=[topic]) for _ in range(3)]
    page = desk.get(delete_address(topic)).content.decode()
    assert "goes into the bin" in page
    words = BeautifulSoup(page, "lxml").get_text(" ", strip=True)
    assert "Article topics: 3" in words
    assert "topics that lose it" in words.lower()
    desk.post(delete_address(topic), {"post": "yes"})
    reader = Client()
    assert reader.get("/en/topic/one/").status_code == 410
    assert reader.get("/en/topic/two/").status_code == 404
    act = Act.objects.get(kind="articles.topic:delete")
    in_bin = desk.get(reverse("admin:desk_act_changelist"), {"bin": "1"}).content.decode()
    assert f"/act/{act.pk}/change/" in in_bin
    assert desk.post(reverse("admin:desk_act_undo", args=[act.pk])).status_code == 302
    assert reader.get("/en/topic/one/").status_code == 200
    assert set(Article.objects.on_topic(Topic.objects.get(slug="one"))) == set(articles)
    in_bin = desk.get(reverse("admin:desk_act_changelist"), {"bin": "1"}).content.decode()
    assert f"/act/{act.pk}/change/" not in in_bin


def test_a_document_in_the_bin_says_that_it_is_gone():
    desk = client_of(None)
    document = Document.objects.create(number="25-NQ/TW", kind="NQ", issuer="TW")
    address = document.get_absolute_url("en")
    desk.post(delete_address(document), {"post": "yes"})
    assert Client().get(address).status_code == 410


@pytest.mark.parametrize("make", [make_topic, make_category, make_source])
def test_a_changed_slug_keeps_its_old_address(make):
    desk, row = client_of(None), make(slug="old")
    old = row.get_absolute_url("en")
    Window(desk, makers.change_address(row)).send(slug="newer")
    Window(desk, makers.change_address(row)).send(slug="newest")
    answer = Client().get(f"{old}?page=2")
    assert (answer.status_code, answer["Location"]) == (301, f"{old.replace('old', 'newest')}?page=2")
    assert Client().get(old.replace("old", "newer")).status_code == 301
    assert Client().get(old.replace("old", "newest")).status_code == 200


def test_more_than_twenty_rows_need_their_number_typed():
    desk = client_of(None)
    articles = [make_article() for _ in range(21)]
    address = reverse("admin:articles_article_changelist")
    data = {"action": "hold", "_selected_action": [one.pk for one in articles]}
    page = desk.post(address, data)
    assert "21 rows" in page.content.decode()
    assert Article.objects.published().count() == 21
    assert "not the number" in desk.post(address, {**data, "_typed_number": "20"}).content.decode()
    desk.post(address, {**data, "_typed_number": "21"})
    assert Article.objects.published().count() == 21
    # A worker does so many, in parts.
    work_once(worker="a worker", now=timezone.now)
    assert not Article.objects.published().exists()


def test_twenty_rows_need_no_number():
    desk = client_of(None)
    articles = [make_article() for _ in range(20)]
    data = {"action": "hold", "_selected_action": [one.pk for one in articles]}
    desk.post(reverse("admin:articles_article_changelist"), data)
    assert not Article.objects.published().exists()


# --- The table of rights ---

SHOWN = {  # one list of each kind of thing
    "articles": "articles.article",
    "stories": "articles.storydecision",
    "front pages": "articles.feature",
    "categories": "articles.category",
    "topics": "articles.topic",
    "terms": "articles.term",
    "documents": "articles.document",
    "sources": "articles.author",
    "feeds": "feeds.feed",
    "comments": "comments.report",
    "reports about articles": "notices.notice",
    "newsletters": "newsletters.subscriber",
    "rules for comments": "comments.screeningword",
    "long work": "desk.work",
    "record": "desk.act",
}
NEVER = {  # what nobody does, whatever the rights
    ("articles", Verb.BIN), ("long work", Verb.BIN), ("long work", Verb.BRING_BACK), ("reports about articles", Verb.BIN), ("record", Verb.BIN), ("record", Verb.CHANGE), ("record", Verb.BRING_BACK),
    ("newsletters", Verb.CHANGE), ("newsletters", Verb.BIN), ("newsletters", Verb.BRING_BACK),
}  # fmt: skip
CELLS = [
    (role, thing, verb)
    for role in TABLE
    for thing in OBJECTS
    for verb in (Verb.SEE, Verb.CHANGE, Verb.BIN, Verb.BRING_BACK)
    if (thing, verb) not in NEVER
]


def is_allowed(client: Client, thing: str, verb: Verb) -> bool:
    """Whether the desk lets somebody do it, asked as the browser does."""
    label = SHOWN[thing]
    row, place = MAKERS[label](), f"admin:{label.replace('.', '_')}"
    if verb == Verb.SEE:
        return client.get(reverse(f"{place}_changelist")).status_code == 200
    if verb == Verb.CHANGE:
        return client.post(reverse(f"{place}_change", args=[row.pk]), {}).status_code != 403
    if verb == Verb.BIN:
        return client.get(reverse(f"{place}_delete", args=[row.pk])).status_code == 200
    administrator = client_of(None)
    act = _act_on(administrator, row)
    client.post(reverse("admin:desk_act_undo", args=[act.pk]))
    return act.undone_by.exists()


def _act_on(administrator: Client, row) -> Act:
    field = (
        next(
            one
            for one in row._meta.concrete_fields
            if one.get_internal_type() in {"CharField", "TextField", "SlugField"}
            and not one.choices
            and one.name != "visitor"
        )
        if row._meta.model_name != "storydecision"
        else row._meta.get_field("verdict")
    )
    with recorded("test", road=Act.Road.DESK):
        row.__class__.objects.filter(pk=row.pk).update(**{field.name: "same"})
    return Act.objects.latest("pk")


@pytest.mark.parametrize(("role", "thing", "verb"), CELLS, ids=lambda one: str(one))
def test_every_cell_of_the_table(role, thing, verb):
    assert is_allowed(client_of(role), thing, verb) is (verb in TABLE[role].get(thing, ()))


@pytest.mark.parametrize("role", TABLE)
def test_who_may_withdraw(role):
    client, article = client_of(role), make_article()
    data = {"action": "withdraw", "_selected_action": [article.pk], "reason": "So it is", "post": "yes"}
    client.post(reverse("admin:articles_article_changelist"), data)
    if (
        client.get(makers.change_address(article)).status_code == 200
        and Verb.CHANGE in TABLE[role]["articles"]
    ):
        assert ('value="withdrawn"' in client.get(makers.change_address(article)).content.decode()) == (
            Verb.WITHDRAW in TABLE[role]["articles"]
        )
    article.refresh_from_db()
    is_told = Verb.WITHDRAW in TABLE[role].get("articles", ())
    assert (article.state == Article.State.WITHDRAWN) is is_told


def test_every_model_of_the_desk_stands_in_the_table():
    named = {label for labels in OBJECTS.values() for label in labels}
    models = {
        model._meta.label_lower
        for app in ("articles", "comments", "feeds", "newsletters", "notices")
        for model in apps.get_app_config(app).get_models()
    }
    # They have no list at the desk.
    unlisted = {"articles.listcount", "articles.readcount", "comments.hashkey", "comments.writeraddress"}
    assert models - unlisted == named - {"desk.act", "desk.work"}


def test_an_upgrade_says_what_members_lost():
    """A site whose editors could delete whatever they liked."""
    group = Group.objects.get(name="Editors")
    lost = Permission.objects.get(codename="delete_topic")
    group.permissions.add(lost)
    ShippedGroup.objects.get(name="Editors").given.add(lost)
    User.objects.create_user("member").groups.add(group)
    said = StringIO()
    call_command("migrate", verbosity=1, stdout=said)
    assert "The group Editors may no longer: articles.delete_topic (member)" in said.getvalue()
    assert lost not in group.permissions.all()
    # What an administrator gives stays.
    group.permissions.add(lost)
    call_command("migrate", verbosity=0)
    assert lost in group.permissions.all()
