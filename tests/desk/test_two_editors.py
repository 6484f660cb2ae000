"""Two editors at one form or list at once, in both orders, and a pull as the third: nobody's change is lost."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.incoming import IncomingPicture
from articles.models import (
    Article,
    Author,
    CategoryName,
    Document,
    DocumentName,
    DocumentTerm,
    Feature,
    Picture,
    Term,
    TopicName,
)
from articles.services.store import Rule, store_article
from desk.admin.versions import VersionedForms
from feeds.models import Feed, SourceRules
from tests.desk.pages import Window
from tests.factories import (
    NOON,
    make_article,
    make_category,
    make_feed,
    make_incoming,
    make_notice,
    make_source,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desks():
    """The desks of two editors."""
    clients = []
    for name in ("first", "second"):
        client = Client()
        client.force_login(User.objects.create_superuser(name, password="x", first_name=name.title()))
        clients.append(client)
    return clients


def make_feature():
    starts = timezone.now() - timedelta(hours=1)
    return Feature.objects.create(edition="en", article=make_article(), starts_at=starts)


def make_term():
    return Term.objects.create(topic=make_topic(), language="vi", phrase=f"dân vận {Term.objects.count()}")


def make_document():
    document = Document.objects.create(number=f"{Document.objects.count()}-NQ/TW", kind="NQ", issuer="TW")
    DocumentName.objects.create(document=document, language="en", title="On the people")
    return document


def make_document_term():
    return DocumentTerm.objects.create(
        part="kind", code=f"NQ{DocumentTerm.objects.count()}", language="vi", name="Nghị quyết"
    )


def make_ruled_source():
    source = make_source(host=f"paper-{SourceRules.objects.count()}.example")
    SourceRules.objects.create(source=source, content="div.text")
    return source


def change_address(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


# For each form: who makes a row, and two of its inputs with a new value of the first and of the second editor.
FORMS = {
    "article": (make_article, {"title": ("One", "Two")}, {"lead": ("A lead", "Another")}),
    "article's state": (make_article, {"state": ("withdrawn", "held")}, {"title": ("One", "Two")}),
    "feature": (make_feature, {"headline": ("One", "Two")}, {"lead": ("A lead", "Another")}),
    "feature's start": (
        make_feature,
        {"starts_at_0": ("01/01/2020", "01/01/2021")},
        {"lead": ("One", "Two")},
    ),
    "category": (make_category, {"position": ("3", "4")}, {"names-0-name": ("One", "Two")}),
    "topic": (make_topic, {"slug": ("one", "two")}, {"names-0-description": ("One", "Two")}),
    "term": (make_term, {"weight": ("0.25", "0.5")}, {"phrase": ("one", "two")}),
    "document": (make_document, {"kind": ("QD", "CT")}, {"names-0-title": ("One", "Two")}),
    "document term": (make_document_term, {"name": ("One", "Two")}, {"code": ("A", "B")}),
    "author": (
        lambda: Author.objects.create(name="A writer", source=make_source()),
        {"name": ("One", "Two")},
        {},
    ),
    "source": (make_source, {"name": ("One", "Two")}, {"place": ("Huế", "Vinh")}),
    "source's host": (
        lambda: make_source(host="paper.example"),
        {"domains-0-host": ("one.example", "two.example")},
        {"publisher": ("One", "Two")},
    ),
    "source's rules": (
        make_ruled_source,
        {"page_rules-0-content": ("div.one", "div.two")},
        {"page_rules-0-remove": (".one", ".two")},
    ),
    "picture": (
        lambda: Picture.objects.create(article=make_article()),
        {"caption": ("One", "Two")},
        {"credit": ("Three", "Four")},
    ),
    "notice": (make_notice, {"outcome": ("corrected", "unfounded")}, {}),
    "feed": (make_feed, {"title": ("One", "Two")}, {"note": ("Three", "Four")}),
}
OF_TWO_INPUTS = {name: row for name, row in FORMS.items() if row[2]}


def value_at(row, name):
    """What the form shows under a name now."""
    client = Client()
    client.force_login(User.objects.get(username="first"))
    return Window(client, change_address(row)).inputs[name]


@pytest.mark.parametrize("is_reversed", [False, True], ids=["in order", "reversed"])
@pytest.mark.parametrize(("make", "one", "other"), OF_TWO_INPUTS.values(), ids=OF_TWO_INPUTS.keys())
def test_two_who_change_two_things_both_keep_theirs(desks, make, one, other, is_reversed):
    row = make()
    (first, (value, _)), (second, values) = *one.items(), *other.items()
    changes = [{first: value}, {second: values[0]}]
    if is_reversed:
        changes.reverse()
    windows = [Window(desk, change_address(row)) for desk in desks]
    for window, change in zip(windows, changes, strict=True):
        assert window.send(**change).status_code == 302
    assert value_at(row, first) == [value]
    assert value_at(row, second) == [values[0]]


@pytest.mark.parametrize("choice", ["theirs", "yours"])
@pytest.mark.parametrize(("make", "one", "other"), FORMS.values(), ids=FORMS.keys())
def test_two_who_change_one_thing_are_asked(desks, make, one, other, choice):
    row = make()
    ((name, values),) = one.items()
    first, second = (Window(desk, change_address(row)) for desk in desks)
    assert first.send(**{name: values[0]}).status_code == 302
    page = second.send(**{name: values[1]})
    assert page.status_code == 409
    assert value_at(row, name) == [values[0]]  # nothing was saved yet
    assert second.choose().status_code == 409  # and nothing is without an answer
    field = name.rpartition("-")[2].removesuffix("_0")
    assert second.choose(**{field: choice}).status_code == 302
    assert value_at(row, name) == [values[0] if choice == "theirs" else values[1]]


def test_the_page_that_asks_shows_theirs_yours_and_the_original(desks):
    article = make_article(title="The original")
    first, second = (Window(desk, change_address(article)) for desk in desks)
    first.send(title="What they wrote")
    page = second.send(title="What I wrote", lead="And a lead").content.decode()
    for text in ("The original", "What they wrote", "What I wrote"):
        assert text in page
    second.choose(title="theirs")
    article.refresh_from_db()
    assert (article.title, article.lead) == ("What they wrote", "And a lead")


def test_a_third_change_between_question_and_answer_is_asked_too(desks):
    article = make_article()
    first, second = (Window(desk, change_address(article)) for desk in desks)
    first.send(title="One")
    second.send(title="Two")
    Window(desks[0], change_address(article)).send(title="Three")
    assert second.choose(title="yours").status_code == 409
    assert second.choose(title="yours").status_code == 302
    article.refresh_from_db()
    assert article.title == "Two"


def test_a_withdrawn_article_is_not_published_by_who_corrects_its_title(desks):
    article = make_article()
    first, second = (Window(desk, change_address(article)) for desk in desks)
    first.send(state="withdrawn")
    second.send(title="A better title")
    article.refresh_from_db()
    assert (article.state, article.title) == ("withdrawn", "A better title")


def test_topics_of_two_editors_join(desks):
    kept, gone, one, other = (make_topic() for _ in range(4))
    article = make_article(topics=[kept, gone])
    first, second = (Window(desk, change_address(article)) for desk in desks)
    first.send(on_topics=[kept.pk, gone.pk, one.pk])
    second.send(on_topics=[kept.pk, other.pk])
    shown = article.topic_links.filter(excluded=False).values_list("topic_id", flat=True)
    assert set(shown) == {kept.pk, one.pk, other.pk}


@pytest.mark.parametrize("is_reversed", [False, True], ids=["in order", "reversed"])
def test_places_of_two_editors_and_of_a_pull_join(desks, is_reversed):
    incoming = make_incoming(text="In Cao Bang and Hue.")
    article = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
    windows = [Window(desk, change_address(article)) for desk in desks]
    newer = make_incoming(
        url=incoming.url, text=(text := "In Cao Bang, Hue and Ca Mau."), html=f"<p>{text}</p>"
    )
    store_article(incoming=newer, rule=Rule.PUBLISH, now=NOON + timedelta(hours=1))
    chosen = list(zip(windows, (["cao-bang", "hue", "ha-noi"], ["cao-bang"]), strict=True))
    for window, places in reversed(chosen) if is_reversed else chosen:
        assert window.send(on_places=places).status_code == 302
    assert value_at(article, "on_places") == ["ca-mau", "cao-bang", "ha-noi"]


@pytest.mark.parametrize(("make", "model"), [(make_topic, TopicName), (make_category, CategoryName)])
def test_names_that_two_editors_add_in_two_languages_both_stand(desks, make, model):
    row = make()
    first, second = (Window(desk, change_address(row)) for desk in desks)
    place = {
        window.inputs[name][0]: name.removesuffix("language")
        for window in (first,)
        for name in window.inputs
        if name.endswith("-language")
    }
    first.send(**{f"{place['lo']}name": "Lao"})
    second.send(**{f"{place['km']}name": "Khmer"})
    assert set(model.objects.values_list("language", flat=True)) == {"en", "lo", "km"}
    assert Window(desks[0], change_address(row)).send().status_code == 302


def test_a_name_that_two_editors_add_in_one_language_is_asked(desks):
    topic = make_topic()
    first, second = (Window(desk, change_address(topic)) for desk in desks)
    name = next(one for one, values in first.inputs.items() if values == ["lo"]).replace("language", "name")
    first.send(**{name: "Theirs"})
    assert second.send(**{name: "Yours"}).status_code == 409
    second.choose(name="yours")
    assert topic.names.get(language="lo").name == "Yours"


@pytest.mark.parametrize("choice", ["theirs", "yours"])
def test_a_row_that_one_deletes_and_the_other_changes_is_asked(desks, choice):
    source = make_source(host="paper.example")
    first, second = (Window(desk, change_address(source)) for desk in desks)
    first.send(**{"domains-0-host": "other.example"})
    assert second.send(**{"domains-0-DELETE": "on"}).status_code == 409
    second.choose(row=choice)
    assert [one.host for one in source.domains.all()] == (["other.example"] if choice == "theirs" else [])


def test_a_form_that_comes_back_with_errors_still_knows_what_it_showed(desks):
    article = make_article()
    first, second = (Window(desk, change_address(article)) for desk in desks)
    first.send(lead="Their lead")
    page = second.send(title="")
    assert page.status_code == 200
    second.inputs = Window(desks[1], change_address(article)).inputs | {"title": ["x"]}
    assert second.send().status_code == 302
    article.refresh_from_db()
    assert (article.title, article.lead) == ("x", "Their lead")


def test_a_version_that_cannot_be_read_saves_nothing(desks):
    article = make_article(title="Before")
    window = Window(desks[0], change_address(article))
    window.inputs["_shown"] = ["nonsense"]
    page = window.send(title="After")
    assert "Nothing was saved" in page.content.decode()
    article.refresh_from_db()
    assert article.title == "Before"


# --- The pull as a third ---


def test_what_a_pull_brings_meanwhile_stays(desks):
    incoming = make_incoming(title="The publisher's title", lead="The publisher's lead")
    article = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
    category = make_category()
    first, second = (Window(desk, change_address(article)) for desk in desks)
    newer = make_incoming(url=incoming.url, title="Corrected by its publisher", lead="And its lead")
    store_article(incoming=newer, rule=Rule.PUBLISH, now=NOON + timedelta(hours=1))
    assert first.send(category=category.pk).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.lead, article.category) == (newer.title, newer.lead, category)
    page = second.send(title="Corrected by an editor")
    assert page.status_code == 409
    assert "Corrected by its publisher" in page.content.decode()


@pytest.mark.parametrize("is_reversed", [False, True], ids=["in order", "reversed"])
def test_topics_that_a_pull_finds_join_those_of_two_editors(desks, is_reversed):
    rule, one, other = make_topic(), make_topic(), make_topic()
    incoming = make_incoming()
    article = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
    windows = [Window(desk, change_address(article)) for desk in desks]
    newer = make_incoming(url=incoming.url, text="Newer words", topics=(rule.slug,))
    store_article(incoming=newer, rule=Rule.PUBLISH, now=NOON + timedelta(hours=1))
    chosen = list(zip(windows, (one, other), strict=True))
    for window, topic in reversed(chosen) if is_reversed else chosen:
        assert window.send(on_topics=[topic.pk]).status_code == 302
    shown = article.topic_links.filter(excluded=False).values_list("topic_id", flat=True)
    assert set(shown) == {rule.pk, one.pk, other.pk}


def test_what_a_pull_says_of_a_picture_meanwhile_stays(desks):
    address = "https://paper.example/one.jpg"
    incoming = make_incoming(pictures=(IncomingPicture(url=address, caption="As published"),))
    article = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
    picture = article.pictures.get()
    first, second = (Window(desk, change_address(picture)) for desk in desks)
    newer = make_incoming(
        url=incoming.url, text="Newer words", pictures=(IncomingPicture(url=address, caption="Corrected"),)
    )
    store_article(incoming=newer, rule=Rule.PUBLISH, now=NOON + timedelta(hours=1))
    assert first.send(credit="A photographer").status_code == 302
    picture.refresh_from_db()
    assert (picture.caption, picture.credit) == ("Corrected", "A photographer")
    page = second.send(caption="As an editor says")
    assert page.status_code == 409
    assert "Corrected" in page.content.decode()


@pytest.mark.parametrize("is_reversed", [False, True], ids=["in order", "reversed"])
def test_a_feed_that_a_pull_found_moved_keeps_its_new_address(desks, is_reversed):
    feed = make_feed(url="https://paper.example/old.rss", title="Paper")
    windows = [Window(desk, change_address(feed)) for desk in desks]
    Feed.objects.filter(pk=feed.pk).update(url="https://paper.example/new.rss", enabled=False)
    changes = list(zip(windows, ({"note": "A note"}, {"intake_rule": "hold"}), strict=True))
    for window, change in reversed(changes) if is_reversed else changes:
        assert window.send(**change).status_code == 302
    feed.refresh_from_db()
    assert (feed.url, feed.enabled) == ("https://paper.example/new.rss", False)
    assert (feed.note, feed.intake_rule) == ("A note", "hold")


def test_a_feed_whose_address_an_editor_and_a_pull_changed_is_asked(desks):
    feed = make_feed(url="https://paper.example/old.rss")
    window = Window(desks[0], change_address(feed))
    Feed.objects.filter(pk=feed.pk).update(url="https://paper.example/new.rss")
    assert window.send(url="https://paper.example/other.rss").status_code == 409
    feed.refresh_from_db()
    assert feed.url == "https://paper.example/new.rss"


# --- Editable lists ---

LISTS = {
    "categories": ("articles_category", make_category, "position", ("0", "3", "9"), "position"),
    "topics": ("articles_topic", make_topic, "position", ("0", "3", "9"), "position"),
    "terms": ("articles_term", make_term, "weight", ("1.0", "0.25", "0.5"), "weight"),
    "names of codes": ("articles_documentterm", make_document_term, "name", ("Nghị quyết", "A", "B"), "name"),
}


def list_window(desk, name):
    return Window(desk, reverse(f"admin:{name}_changelist"), "#changelist-form")


def input_of(window, row, field):
    """The input of a row of a list, wherever the row stands in it."""
    number = next(
        name.removeprefix("form-").removesuffix("-id")
        for name, values in window.inputs.items()
        if name.endswith("-id") and values == [str(row.pk)]
    )
    return f"form-{number}-{field}"


@pytest.mark.parametrize("is_reversed", [False, True], ids=["in order", "reversed"])
@pytest.mark.parametrize(("name", "make", "field", "values", "column"), LISTS.values(), ids=LISTS.keys())
def test_a_list_saves_only_the_rows_that_its_editor_changed(
    desks, name, make, field, values, column, is_reversed
):
    one, other, third = make(), make(), make()
    windows = [list_window(desk, name) for desk in desks]
    changes = [(one, values[1]), (other, values[2])]
    for window, (row, value) in zip(windows, reversed(changes) if is_reversed else changes, strict=True):
        assert window.send(**{input_of(window, row, field): value, "_save": "1"}).status_code == 302
    found = {row.pk: str(getattr(type(row).objects.get(pk=row.pk), column)) for row in (one, other, third)}
    assert found == {one.pk: values[1], other.pk: values[2], third.pk: values[0]}


@pytest.mark.parametrize("choice", ["theirs", "yours"])
@pytest.mark.parametrize(("name", "make", "field", "values", "column"), LISTS.values(), ids=LISTS.keys())
def test_one_row_of_a_list_that_two_changed_is_asked(desks, name, make, field, values, column, choice):
    row = make()
    first, second = (list_window(desk, name) for desk in desks)
    first.send(**{input_of(first, row, field): values[1], "_save": "1"})
    assert second.send(**{input_of(second, row, field): values[2], "_save": "1"}).status_code == 409
    second.choose(**{field: choice})
    row.refresh_from_db()
    assert str(getattr(row, column)) == (values[1] if choice == "theirs" else values[2])


def test_a_row_that_is_gone_from_a_list_stops_nothing(desks):
    gone, kept = make_topic(), make_topic()
    window = list_window(desks[0], "articles_topic")
    gone.delete()
    assert window.send(**{input_of(window, kept, "position"): "5", "_save": "1"}).status_code == 302
    kept.refresh_from_db()
    assert kept.position == 5


# --- Who has it open ---


def test_a_form_says_who_else_has_it_open(desks):
    article = make_article()
    address = change_address(article)
    assert "has this open" not in desks[0].get(address).content.decode()
    assert "First has this open since" in desks[1].get(address).content.decode()
    beat = f"{address.removesuffix('change/')}presence/"
    assert desks[0].post(beat).json()["others"][0].startswith("Second has this open since")
    desks[1].post(beat, {"left": "1"})
    assert desks[0].post(beat).json() == {"others": []}


def test_who_saved_has_it_open_no_more(desks):
    article = make_article()
    Window(desks[0], change_address(article)).send(title="Done")
    assert "has this open" not in desks[1].get(change_address(article)).content.decode()


def test_nobody_without_the_right_is_told_who_has_it_open(desks):
    article = make_article()
    desks[0].get(change_address(article))
    stranger = Client()
    stranger.force_login(User.objects.create_user("stranger", is_staff=True))
    beat = f"{change_address(article).removesuffix('change/')}presence/"
    assert stranger.post(beat).json() == {"others": []}


def test_every_form_of_the_desk_is_compared():
    """Save those of accounts."""
    plain = {
        model._meta.label
        for model, one in admin.site._registry.items()
        if not isinstance(one, VersionedForms)
    }
    assert plain <= {
        "auth.User",
        "auth.Group",
        "axes.AccessAttempt",
        "axes.AccessFailureLog",
        "axes.AccessLog",
        "otp_static.StaticDevice",
        "otp_totp.TOTPDevice",
    }
    assert Article._meta.label not in plain
