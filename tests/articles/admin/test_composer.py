"""The composer: the front page of an edition at any minute, moved and placed on the page itself."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.admin.base import ZONE
from articles.models import Feature, Story
from articles.pages.front import front_page
from articles.services.editing.front_pages import move, place
from desk.models import Act
from desk.undoing import undo
from tests.desk.pages import inputs_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db

COMPOSE = reverse("admin:articles_feature_compose")


@pytest.fixture
def editor() -> User:
    user = User.objects.create_user("one", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def make_feature(title: str, position: int = 0, **values: Any) -> Feature:
    """A feature beside the lead of the English page, since an hour."""
    if "story" not in values and "article" not in values:
        values["article"] = make_article(title=title)
    since = timezone.now() - timedelta(hours=1)
    return Feature.objects.create(
        **{"edition": "en", "slot": "second", "position": position, "starts_at": since, **values}
    )


def page_of(desk: Client, **asked: str) -> BeautifulSoup:
    answer = desk.get(COMPOSE, {"edition": "en", **asked})
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "lxml")


def placed(page: BeautifulSoup, slot: str = "second") -> list[str]:
    return [one.text for one in page.select(f"section[aria-labelledby=slot-{slot}] li strong")]


def press(desk: Client, do: str, *, asked: dict[str, str] | None = None, **typed: str) -> Any:
    address = f"{COMPOSE}?edition=en" + "".join(f"&{name}={value}" for name, value in (asked or {}).items())
    sent = inputs_of(desk.get(address).content, ".composer-slots")
    return desk.post(address, {**sent, **typed, "do": do}, follow=True)


def at(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%dT%H:%M}"


def test_each_edition_shows_what_is_placed_and_what_readers_see(desk: Client) -> None:
    make_feature("Placed here")
    make_feature(
        "Ở bản tiếng Việt", edition="vi", article=make_article(language="vi", title="Ở bản tiếng Việt")
    )
    make_article(title="The newest fills the lead")
    page = page_of(desk)
    assert placed(page) == ["Placed here"]
    seen = [one.text for one in page.select(".composer-shown h3")]
    assert seen[:2] == ["The newest fills the lead", "Placed here"]
    assert placed(page_of(desk, edition="vi")) == ["Ở bản tiếng Việt"]


@pytest.mark.parametrize(
    ("do", "typed", "order"),
    [
        ("up", {}, ["First", "Third", "Second"]),
        ("down", {}, ["First", "Second", "Third"]),
        ("to", {"place": "1"}, ["Third", "First", "Second"]),
        ("to", {"place": "99"}, ["First", "Second", "Third"]),
    ],
)
def test_order_is_changed_by_buttons_and_numbers(
    desk: Client, do: str, typed: dict[str, str], order: list[str]
) -> None:
    for title in ("Third", "Second", "First"):
        make_feature(title, starts_at=timezone.now() - timedelta(hours=len(title)))
    features = {one.article.title: one for one in Feature.objects.select_related("article") if one.article}
    Feature.objects.filter(pk=features["First"].pk).update(position=0)
    Feature.objects.filter(pk=features["Second"].pk).update(position=1)
    Feature.objects.filter(pk=features["Third"].pk).update(position=2)
    third = features["Third"].pk
    press(desk, f"{do} {third}", **{f"place-{third}": typed.get("place", "3")})
    assert placed(page_of(desk)) == order
    assert [one.article.title for one in front_page(edition="en", now=timezone.now()).seconds] == order


def test_two_in_one_place_are_told_apart_for_good(desk: Client) -> None:
    same = timezone.now() - timedelta(hours=1)
    first, second = make_feature("One", starts_at=same), make_feature("Two", starts_at=same)
    before = placed(page_of(desk))
    assert before == [one.article.title for one in front_page(edition="en", now=timezone.now()).seconds]
    move(feature=second, to=1, at=timezone.now())
    assert sorted(Feature.objects.values_list("position", flat=True)) == [0, 1]
    assert placed(page_of(desk)) == ["One", "Two"]
    assert first.pk < second.pk


def test_what_is_found_is_placed_on_top_from_the_minute_that_is_shown(desk: Client, editor: User) -> None:
    make_feature("Was on top", slot="lead")
    article = make_article(title="Canal opens")
    make_article(title="Canal opens elsewhere", language="fr")
    later = (timezone.now() + timedelta(hours=5)).replace(second=0, microsecond=0)
    page = page_of(desk, q="canal", at=at(later))
    assert [one.text for one in page.select("section[aria-labelledby=composer-found] strong")] == [
        "Canal opens"
    ]
    press(desk, f"lead {article.pk}", asked={"q": "canal", "at": at(later)})
    feature = Feature.objects.get(article=article)
    assert (feature.starts_at, feature.ends_at) == (later, later + timedelta(hours=24))
    assert (feature.placed_by, feature.edition) == (editor, "en")
    assert placed(page_of(desk, at=at(later)), "lead") == ["Canal opens", "Was on top"]
    assert placed(page_of(desk), "lead") == ["Was on top"]
    by_number = page_of(desk, q=str(article.pk)).select("section[aria-labelledby=composer-found] strong")
    assert [one.text for one in by_number] == ["Canal opens"]


def test_what_was_shown_then_can_be_looked_at_and_what_comes_too(desk: Client) -> None:
    now = timezone.now()
    make_feature("Yesterday", starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
    make_feature("Tomorrow", starts_at=now + timedelta(days=1))
    feature = make_feature("Today")
    press(desk, f"off {feature.pk}")
    assert placed(page_of(desk)) == []
    assert placed(page_of(desk, at=at(now - timedelta(hours=36)))) == ["Yesterday"]
    assert placed(page_of(desk, at=at(now - timedelta(minutes=30)))) == ["Today"]
    assert placed(page_of(desk, at=at(now + timedelta(days=2)))) == ["Tomorrow"]


def test_what_is_taken_off_in_its_first_minute_was_shown_for_seconds(desk: Client) -> None:
    article = make_article(title="Placed in haste")
    press(desk, f"lead {article.pk}")
    feature = Feature.objects.get()
    press(desk, f"off {feature.pk}")
    feature.refresh_from_db()
    assert feature.ends_at is not None
    assert timedelta(0) < feature.ends_at - feature.starts_at < timedelta(minutes=2)
    assert placed(page_of(desk), "lead") == []


def test_what_is_taken_off_before_it_began_is_gone(desk: Client) -> None:
    later = timezone.now() + timedelta(hours=5)
    feature = make_feature("Not yet", starts_at=later)
    press(desk, f"off {feature.pk}", asked={"at": at(later + timedelta(hours=1))})
    assert not Feature.objects.exists()


def test_what_is_over_is_not_made_to_have_stood_until_now(desk: Client) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    over = make_feature("Over", starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=1))
    answer = press(desk, f"off {over.pk}", asked={"at": at(now - timedelta(hours=2))})
    assert "Nothing was changed." in answer.content.decode()
    over.refresh_from_db()
    assert over.ends_at == now - timedelta(hours=1)


def test_a_place_of_many_digits_is_no_place(desk: Client) -> None:
    one = make_feature("One")
    answer = press(desk, f"to {one.pk}", **{f"place-{one.pk}": "9" * 5000})
    assert "Nothing was changed." in answer.content.decode()


def test_what_shows_nothing_says_why(desk: Client) -> None:
    make_feature("Gone", article=make_article(title="Gone", state="withdrawn"))
    story = Story.objects.create()
    make_article(story=story, language="vi", title="Chỉ có tiếng Việt")
    make_feature("", story=story, position=1)
    shown = make_feature("Twice", position=2)
    make_feature("", story=shown.article.story, position=3)  # type: ignore[union-attr]
    said = [one.text for one in page_of(desk).select(".shows-nothing .composer-facts")]
    for words, sentence in zip(
        said,
        ["is withdrawn", "no version in this edition", "stands further up already"],
        strict=True,
    ):
        assert sentence in words


@pytest.mark.parametrize("do", ["up", "off", "lead"])
def test_each_act_can_be_taken_back(desk: Client, editor: User, do: str) -> None:
    make_feature("One", 0)
    feature = make_feature("Two", 1)
    article = make_article(title="Three")
    before = list(Feature.objects.order_by("pk").values())
    answer = press(desk, f"{do} {article.pk if do == 'lead' else feature.pk}")
    assert "Take back" in answer.content.decode()
    act = Act.objects.get()
    assert str(act).startswith("Composed the front page")
    assert undo(act=act, by=editor, now=timezone.now()) == []
    assert list(Feature.objects.order_by("pk").values()) == before


def test_what_a_colleague_changed_meanwhile_is_not_moved(desk: Client) -> None:
    make_feature("One", 0)
    feature = make_feature("Two", 1)
    sent = inputs_of(desk.get(COMPOSE, {"edition": "en"}).content, ".composer-slots")
    place(
        article=make_article(title="Three"),
        edition="en",
        slot="second",
        starts_at=timezone.now() - timedelta(minutes=5),
        ends_at=None,
        by=None,
    )
    answer = desk.post(f"{COMPOSE}?edition=en", {**sent, "do": f"up {feature.pk}"}, follow=True)
    assert "The page changed since it was shown" in answer.content.decode()
    assert placed(page_of(desk)) == ["Three", "One", "Two"]


@pytest.mark.parametrize("do", ["", "up", "up x", "up 999999", "lead 999999", "to 1", "erase 1"])
def test_what_means_nothing_changes_nothing(desk: Client, do: str) -> None:
    make_feature("One")
    assert "Nothing was changed." in press(desk, do).content.decode()
    assert not Act.objects.exists()


@pytest.mark.parametrize("moment", ["x", "2026-13-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_moment_that_is_none_is_now(desk: Client, moment: str) -> None:
    make_feature("One")
    assert placed(page_of(desk, at=moment, q="\0")) == ["One"]


def test_the_page_costs_the_same_for_one_feature_and_for_ten(desk: Client) -> None:
    counts = []
    for number in (1, 9):
        for position in range(number):
            make_feature(f"Feature {number} {position}", position)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page_of(desk)
        counts.append(len(captured))
    assert counts[0] <= counts[1] <= counts[0] + 1
