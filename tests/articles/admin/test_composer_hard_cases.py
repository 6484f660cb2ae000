"""The composer under what nobody should send, two editors at once, and what happens to stories under their features."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.admin.composer.standing import standing_at
from articles.dependence import recorded as noted
from articles.models import Article, Feature
from articles.models.feature import OwnWords
from articles.pages.front import front_page
from articles.services.editing import front_pages
from articles.services.editing.front_pages import move, place
from articles.services.stories import merge_stories
from tests.articles.admin.test_composer import (
    COMPOSE,
    at,
    desk,
    editor,
    make_feature,
    page_of,
    placed,
    press,
    save,
)
from tests.factories import make_article

__all__ = ["desk", "editor"]  # fixtures
pytestmark = pytest.mark.django_db
UNDO = reverse("admin:articles_feature_undo")


def stored() -> list[tuple[Any, ...]]:
    names = (
        "pk",
        "slot",
        "position",
        "edition",
        "editions",
        "starts_at",
        "ends_at",
        "breaking_until",
        "headline",
    )
    return list(Feature.objects.order_by("pk").values_list(*names))


@pytest.mark.parametrize(
    "do",
    [
        "",
        "\0",
        "lead",
        "lead -1",
        f"lead {'9' * 40}",
        "second\0 1",
        "up",
        "up ¹",
        f"off {'9' * 17}",
        "save 0",
        "xx 1",
    ],
)
def test_an_act_that_is_none_changes_nothing(desk: Client, do: str) -> None:
    make_feature("One"), make_feature("Two", 1)
    before = stored()
    answer = press(desk, do, place="9" * 30, to="-1", slot="x\0", until="\0", what="nothing")
    assert (answer.status_code, stored()) == (200, before)
    assert "Nothing was changed." in answer.content.decode()


@pytest.mark.parametrize("place", ["", "0", "-1", "\0", "٣", "1e3", "9" * 5_000])
def test_a_place_that_is_none_moves_nothing(desk: Client, place: str) -> None:
    make_feature("One")
    feature, before = make_feature("Two", 1), stored()
    for verb in ("to", "drop"):
        assert press(desk, f"{verb} {feature.pk}", place=place).status_code == 200
    assert stored() == before


@pytest.mark.parametrize("picture", ["x", "-1", "\0", "9" * 5_000])
def test_a_picture_that_is_none_is_told(desk: Client, picture: str) -> None:
    answer = save(desk, make_feature("One"), picture=picture)
    assert "That picture is not there any more." in answer.content.decode()


def test_a_feature_of_another_edition_is_out_of_reach(desk: Client) -> None:
    make_feature("Here")
    other = make_feature("Ailleurs", edition="fr", article=make_article(language="fr"))
    before = stored()
    for verb in ("up", "off", "breaking", "save", "drop"):
        press(desk, f"{verb} {other.pk}", place="1", slot="lead")
    assert stored() == before


def test_who_may_not_change_features_neither_sees_nor_moves_them(client: Client) -> None:
    feature = make_feature("One")
    user = User.objects.create_user("two", is_staff=True)
    user.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(user)
    before = stored()
    assert client.get(COMPOSE).status_code == 403
    assert client.post(f"{COMPOSE}?edition=en", {"do": f"off {feature.pk}"}).status_code == 403
    assert client.post(UNDO).status_code == 403
    assert stored() == before


@pytest.mark.parametrize(
    ("do", "typed"),
    [
        ("up", {}),
        ("to", {"place": "1"}),
        ("drop", {"slot": "lead", "place": "1"}),
        ("off", {}),
        ("breaking", {}),
    ],
)
def test_each_act_is_taken_back_whole(desk: Client, do: str, typed: dict[str, str]) -> None:
    make_feature("One")
    feature, before = make_feature("Two", 1), stored()
    press(desk, f"{do} {feature.pk}", asked=None, **typed)
    assert stored() != before
    assert "Taken back." in desk.post(UNDO, {"edition": "en"}, follow=True).content.decode()
    assert stored() == before


def test_what_a_colleague_made_breaking_meanwhile_is_told(desk: Client) -> None:
    first = make_feature("One")
    feature, seen = make_feature("Two", 1), page_of(desk).select_one("input[name=seen]")
    assert seen is not None
    Feature.objects.filter(pk=feature.pk).update(breaking_until=timezone.now() + timedelta(hours=1))
    before = stored()
    sent = {"seen": str(seen["value"]), "do": f"down {first.pk}"}
    answer = desk.post(f"{COMPOSE}?edition=en", sent, follow=True)
    assert "Your act was not carried out" in answer.content.decode()
    assert stored() == before


def test_what_was_breaking_goes_back_to_its_own_place(desk: Client) -> None:
    make_feature("One"), make_feature("Two", 1), make_feature("Three", 2)
    breaking = make_feature("Now", 3)
    press(desk, f"breaking {breaking.pk}")
    press(desk, f"up {Feature.objects.get(article__title='Two').pk}")
    assert placed(page_of(desk)) == ["Now", "Two", "One", "Three"]
    # Nothing is put before it, and it is not put further down: readers would see neither.
    before = stored()
    press(desk, f"down {breaking.pk}")
    press(desk, f"to {Feature.objects.get(article__title='Two').pk}", place="1")
    assert stored() == before
    press(desk, f"calm {breaking.pk}")
    assert placed(page_of(desk)) == ["Two", "One", "Three", "Now"]


def test_breaking_at_a_later_minute_says_that_it_begins_at_once(desk: Client) -> None:
    feature, later = make_feature("One"), timezone.now() + timedelta(hours=3)
    answer = press(desk, f"breaking {feature.pk}", asked={"at": at(later)})
    assert "Marked as breaking, from now on until" in answer.content.decode()
    assert Feature.objects.get().is_breaking(timezone.now())


def test_a_story_may_be_merged_under_its_feature(desk: Client) -> None:
    kept, gone = make_article(title="Kept"), make_article(title="Gone", language="vi")
    feature = make_feature("x", article=None, story=gone.story)
    assert placed(page_of(desk))  # it shows nothing here, and says so
    merge_stories(kept=kept.story, gone=gone.story)
    feature.refresh_from_db()
    assert feature.story_id == kept.story_id
    page = page_of(desk)
    assert placed(page) == ["Kept"]
    assert [one.text for one in page.select(".composer-shown h3")] == ["Kept"]


def scattered(chance: random.Random) -> None:
    """Features of all kinds: breaking, of all editions, of withdrawn articles, over, to come, in one place."""
    now, articles = timezone.now(), [make_article(title=f"Article {number}") for number in range(6)]
    for number in range(9):
        article = chance.choice(articles)
        everywhere = chance.random() < 0.4
        shown = {"story": article.story} if everywhere or chance.random() < 0.3 else {"article": article}
        feature = Feature(
            edition="" if everywhere else "en",
            slot=chance.choice(["lead", "second"]),
            position=chance.randrange(3),
            starts_at=now + timedelta(hours=chance.choice([-3, -2, -1, 1])),
            ends_at=chance.choice([None, now + timedelta(hours=2)]),
            breaking_until=chance.choice([None, None, now + timedelta(hours=1), now - timedelta(hours=1)]),
            **shown,
        )
        feature.put_words("en", OwnWords(f"Words {number}" if chance.random() < 0.5 else ""))
        if everywhere and chance.random() < 0.5:
            feature.put_position("en", chance.randrange(3))
        feature.save()
    Article.objects.filter(pk__in=[one.pk for one in chance.sample(articles, 2)]).update(state="withdrawn")


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("hours", [0, 1.5, 3])
def test_what_is_said_to_show_is_what_readers_see(seed: int, hours: float) -> None:
    scattered(random.Random(seed))
    now = timezone.now()
    moment = now + timedelta(hours=hours)
    slots = standing_at("en", moment, now=now)
    said = [(one.headline, one.is_breaking) for slot in slots.values() for one in slot if not one.nothing]
    page = front_page(edition="en", now=moment)
    seen = [*([page.lead] if page.lead else []), *page.seconds]
    placed_ones = {one.article.story_id for slot in slots.values() for one in slot if one.article}
    shown = [
        (one.headline or one.article.title, one.is_breaking)
        for one in seen
        if one.article.story_id in placed_ones
    ]
    assert shown == said


@pytest.mark.parametrize("edition", ["en", ""])
@pytest.mark.parametrize("name", ["starts_at", "ends_at", "breaking_until"])
def test_a_kept_page_ends_at_the_minute_at_which_a_feature_changes_it(edition: str, name: str) -> None:
    now = timezone.now().replace(minute=10, second=0, microsecond=0)
    story, soon = make_article(title="One").story, now + timedelta(minutes=7)
    times = {"starts_at": now - timedelta(hours=1), name: soon}
    Feature.objects.create(edition=edition, story=story, **times)
    with noted() as reading:
        front_page(edition="en", now=now)
    assert reading.until == soon


@pytest.mark.django_db(transaction=True)
def test_two_who_place_in_one_moment_leave_no_two_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    together, coming = threading.Barrier(2), front_pages._coming
    articles, now = [make_article(title=f"Article {number}") for number in range(2)], timezone.now()

    def slowly(*asked: Any) -> list[Feature]:
        found = coming(*asked)
        threading.Event().wait(0.3)
        return found

    def put(article: Article) -> None:
        try:
            together.wait()
            place(shown=article, edition="en", slot="lead", starts_at=now, ends_at=None, by=None)
        finally:
            connection.close()

    monkeypatch.setattr(front_pages, "_coming", slowly)
    with ThreadPoolExecutor(2) as editors:
        list(editors.map(put, articles))
    assert sorted(Feature.objects.values_list("position", flat=True)) == [0, 1]
    feature = Feature.objects.get(position=1)
    assert move(feature=feature, edition="en", to=0, at=now)
