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
from articles.admin.queue.front import EmptyFeature
from articles.models import Article, Feature, Picture, Story
from articles.models.feature import OwnWords
from articles.pages.front import front_page
from articles.pages.values import ShownPicture
from articles.services.editing.front_pages import move, place
from desk.models import Act
from desk.record import recorded
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
    page = BeautifulSoup(desk.get(address).content, "lxml")
    seen = page.select_one("input[name=seen]")
    sent = {"seen": str(seen["value"]) if seen else ""}
    return desk.post(address, {**sent, **typed, "do": do}, follow=True)


def fields_of(desk: Client, feature: Feature, **asked: str) -> dict[str, list[str]]:
    """The fields of one feature as a browser sends them."""
    page = desk.get(COMPOSE, {"edition": "en", **asked})
    return inputs_of(page.content, f"#feature-{feature.pk} .composer-fields form")


def save(desk: Client, feature: Feature, edition: str = "en", **typed: Any) -> Any:
    sent = fields_of(desk, feature, edition=edition)
    data = {**sent, **typed, "do": f"save {feature.pk}"}
    data = {name: value for name, value in data.items() if value is not None}
    return desk.post(f"{COMPOSE}?edition={edition}", data, follow=True)


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
    press(desk, f"{do} {third}", place=typed.get("place", "3"))
    assert placed(page_of(desk)) == order
    assert [one.article.title for one in front_page(edition="en", now=timezone.now()).seconds] == order


def test_a_step_beyond_the_end_of_a_slot_goes_on_in_the_next(desk: Client) -> None:
    make_feature("Leads", slot="lead")
    make_feature("First", 0)
    second = make_feature("Second", 1)
    first = Feature.objects.get(article__title="First")
    answer = press(desk, f"up {first.pk}")
    assert "Moved. It is in: Lead story." in answer.content.decode()
    assert (placed(page_of(desk), "lead"), placed(page_of(desk))) == (["Leads", "First"], ["Second"])
    press(desk, f"down {first.pk}")
    assert (placed(page_of(desk), "lead"), placed(page_of(desk))) == (["Leads"], ["First", "Second"])
    leads = Feature.objects.get(article__title="Leads")
    # Nothing stands before the first slot, and nothing behind the last.
    for verb, feature in (("up", leads), ("down", second)):
        assert "Nothing was changed." in press(desk, f"{verb} {feature.pk}").content.decode()
    desk.post(reverse("admin:articles_feature_undo"), {"edition": "en"}, follow=True)
    assert placed(page_of(desk), "lead") == ["Leads", "First"]


def test_two_in_one_place_are_told_apart_for_good(desk: Client) -> None:
    same = timezone.now() - timedelta(hours=1)
    first, second = make_feature("One", starts_at=same), make_feature("Two", starts_at=same)
    before = placed(page_of(desk))
    assert before == [one.article.title for one in front_page(edition="en", now=timezone.now()).seconds]
    move(feature=second, edition="en", to=1, at=timezone.now())
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


def test_at_a_later_minute_what_is_taken_off_ends_there(desk: Client) -> None:
    minute = timezone.now().replace(second=0, microsecond=0)
    later = minute + timedelta(hours=5)
    running, coming = make_feature("Running"), make_feature("Coming", 1, starts_at=later - timedelta(hours=1))
    for feature in (running, coming):
        answer = press(desk, f"off {feature.pk}", asked={"at": at(later)})
        assert "It is taken off at" in answer.content.decode()
        feature.refresh_from_db()
        assert feature.ends_at == later
    assert placed(page_of(desk)) == ["Running"]
    assert placed(page_of(desk, at=at(later))) == []


def test_at_a_later_minute_it_can_be_taken_off_now_too(desk: Client) -> None:
    later = timezone.now() + timedelta(hours=5)
    running, coming = make_feature("Running"), make_feature("Coming", 1, starts_at=later - timedelta(hours=1))
    press(desk, f"off-now {running.pk}", asked={"at": at(later)})
    press(desk, f"off-now {coming.pk}", asked={"at": at(later)})
    assert list(Feature.objects.filter(ends_at__lte=timezone.now())) == [running]
    assert Feature.objects.count() == 1


def test_what_was_shown_is_not_composed_afterwards(desk: Client) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    over = make_feature("Over", starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=1))
    then = at(now - timedelta(hours=2))
    assert page_of(desk, at=then).select(".composer button[name=do]") == []
    answer = press(desk, f"off {over.pk}", asked={"at": then})
    assert "What was shown then stays as it was" in answer.content.decode()
    over.refresh_from_db()
    assert over.ends_at == now - timedelta(hours=1)


def test_what_was_shown_when_is_kept_whatever_is_done_later(desk: Client) -> None:
    begun = timezone.now() - timedelta(hours=2)
    first = make_feature("First", 0, starts_at=begun)
    second = make_feature("Second", 1, starts_at=begun)
    gone = make_feature("Gone", 2, starts_at=begun)
    press(desk, f"up {second.pk}")
    save(desk, first, headline="In other words")
    desk.post(reverse("admin:articles_feature_delete", args=[gone.pk]), {"post": "yes"})
    assert first.article is not None
    with recorded("articles.article:change", road=Act.Road.DESK):
        Article.objects.filter(pk=first.article.pk).update(state="withdrawn", title="Renamed")
    assert placed(page_of(desk)) == ["Second", "In other words"]
    before = page_of(desk, at=at(timezone.now() - timedelta(hours=1)))
    assert placed(before) == ["First", "Second", "Gone"]
    assert before.select(".shows-nothing") == []
    assert before.select(".composer-day li span:last-child")[0].text.strip() == "Second"


def test_a_place_of_many_digits_is_no_place(desk: Client) -> None:
    one = make_feature("One")
    answer = press(desk, f"to {one.pk}", place="9" * 5000)
    assert "Nothing was changed." in answer.content.decode()


def test_what_shows_nothing_says_why(desk: Client) -> None:
    make_feature("Gone", article=make_article(title="Gone", state="withdrawn"))
    story = Story.objects.create()
    make_article(story=story, language="vi", title="Chỉ có tiếng Việt")
    make_feature("", story=story, position=1)
    shown = make_feature("Twice", position=2)
    make_feature("", story=shown.article.story, position=3)  # type: ignore[union-attr]
    for position in (4, 5, 6):
        make_feature("One more", position=position)
    said = [one.text for one in page_of(desk).select(".shows-nothing .composer-facts")]
    for words, sentence in zip(
        said,
        ["is withdrawn", "no version in this edition", "stands further up already", "There is no room"],
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
    assert str(Act.objects.get()).startswith("Composed the front page")
    answer = desk.post(reverse("admin:articles_feature_undo"), {"edition": "en"}, follow=True)
    assert "Taken back." in answer.content.decode()
    assert Act.objects.get(undoes__isnull=False).by == editor
    assert list(Feature.objects.order_by("pk").values()) == before


def test_what_a_colleague_changed_meanwhile_is_not_moved(desk: Client) -> None:
    make_feature("One", 0)
    feature = make_feature("Two", 1)
    sent = inputs_of(desk.get(COMPOSE, {"edition": "en"}).content, ".composer-moves")
    place(
        shown=make_article(title="Three"),
        edition="en",
        slot="second",
        starts_at=timezone.now() - timedelta(minutes=5),
        ends_at=None,
        by=None,
    )
    answer = desk.post(f"{COMPOSE}?edition=en", {**sent, "do": f"up {feature.pk}"}, follow=True)
    assert "This page changed since it was shown" in answer.content.decode()
    assert placed(page_of(desk)) == ["Three", "One", "Two"]


@pytest.mark.parametrize("do", ["", "up", "up x", "up 999999", "lead 999999", "to 1", "erase 1"])
def test_what_means_nothing_changes_nothing(desk: Client, do: str) -> None:
    make_feature("One")
    assert "Nothing was changed." in press(desk, do).content.decode()
    assert not Act.objects.exists()


@pytest.mark.parametrize("moment", ["x", "31/02/2026 10:00", "01/01/1999 00:00", "0001-01-01T00:00", "25:00"])
def test_a_moment_that_is_none_is_now_and_says_so(desk: Client, moment: str) -> None:
    make_feature("One")
    page = page_of(desk, at=moment, q="\0")
    assert placed(page) == ["One"]
    assert len(page.select(".messagelist .error")) == 1


def test_a_minute_is_typed_day_first(desk: Client) -> None:
    later = timezone.now() + timedelta(days=2)
    make_feature("Later", starts_at=later)
    page = page_of(desk, at=f"{later.astimezone(ZONE) + timedelta(minutes=1):%d/%m/%Y %H:%M}")
    assert placed(page) == ["Later"]


def test_times_and_words_are_changed_on_the_page(desk: Client) -> None:
    feature = make_feature("As published", starts_at=timezone.now() + timedelta(hours=1))
    later = (timezone.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
    typed = {
        "starts": f"{later.astimezone(ZONE):%d/%m/%Y %Hh%M}",
        "ends": "",
        "headline": " In  other words ",
    }
    sent = fields_of(desk, feature, at=at(later))
    address = f"{COMPOSE}?edition=en&at={at(later)}"
    desk.post(address, {**sent, **typed, "lead": "A lead", "do": f"save {feature.pk}"})
    feature.refresh_from_db()
    assert (feature.starts_at, feature.ends_at) == (later, None)
    assert (feature.headline, feature.lead, feature.editions) == ("In other words", "A lead", {})
    assert placed(page_of(desk, at=at(later))) == ["In other words"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ends": "31/02/2026 10:00"}, "There is no day 31/02/2026"),
        ({"ends": "tomorrow"}, "is no day and time"),
        ({"ends": "01/01/2020 10:00"}, "readers would see nothing"),
        ({"headline": "x" * 301}, "at most 300 fit"),
        ({"picture": "99999"}, "That picture is not there"),
    ],
)
def test_what_cannot_be_saved_says_why_and_stays_typed(
    desk: Client, typed: dict[str, str], said: str
) -> None:
    feature = make_feature("One")
    before = Feature.objects.values().get()
    answer = save(desk, feature, lead="Typed with care", **typed)
    page = BeautifulSoup(answer.content, "lxml")
    assert said in page.text
    assert page.select_one(f"#lead-{feature.pk}").text.strip() == "Typed with care"  # type: ignore[union-attr]
    assert page.select_one(".composer-fields[open]") is not None
    assert Feature.objects.values().get() == before


def test_what_a_colleague_saved_meanwhile_is_told_and_what_was_typed_is_kept(desk: Client) -> None:
    feature = make_feature("One")
    sent = fields_of(desk, feature)
    colleague = Client()
    user = User.objects.create_superuser("two", first_name="Second", last_name="Editor")
    colleague.force_login(user)
    save(colleague, feature, headline="Theirs")
    answer = desk.post(f"{COMPOSE}?edition=en", {**sent, "headline": "Mine", "do": f"save {feature.pk}"})
    page = BeautifulSoup(answer.content, "lxml")
    assert "Second Editor changed this page at" in page.select_one(".composer-theirs").text  # type: ignore[union-attr]
    assert placed(page) == ["Theirs"]
    again = inputs_of(answer.content, f"#feature-{feature.pk} .composer-fields form")
    assert again["headline"] == ["Mine"]
    desk.post(f"{COMPOSE}?edition=en", {**again, "do": f"save {feature.pk}"})
    assert placed(page_of(desk)) == ["Mine"]


def test_one_feature_stands_in_all_editions_that_have_a_version(desk: Client) -> None:
    story = Story.objects.create()
    article = make_article(story=story, title="In English")
    arabic = make_article(story=story, language="ar", title="بالعربية")
    picture = Picture.objects.create(article=arabic, state="stored", stored_as="p/x", widths=[320])
    press(desk, f"lead {article.pk}", what="everywhere")
    feature = Feature.objects.get()
    assert (feature.edition, feature.story, feature.article) == ("", story, None)
    assert front_page(edition="ar", now=timezone.now()).lead.article.pk == arabic.pk  # type: ignore[union-attr]
    save(desk, feature, edition="ar", headline="عنوان آخر", picture=str(picture.pk))
    lead = front_page(edition="ar", now=timezone.now()).lead
    assert lead is not None
    assert (lead.headline, lead.picture) == ("عنوان آخر", ShownPicture.of(picture))
    english = front_page(edition="en", now=timezone.now()).lead
    assert english is not None
    assert (english.headline, english.picture) == ("", None)
    # No fault where there is no version yet, and none of the queue's.
    french = page_of(desk, edition="fr")
    assert (len(french.select(".waits")), len(french.select(".shows-nothing"))) == (1, 0)
    assert not EmptyFeature().waiting(by=User.objects.get(), now=timezone.now()).exists()
    # Left in one edition, it keeps what it had there.
    save(desk, feature, edition="ar", everywhere=None)
    feature.refresh_from_db()
    assert (feature.edition, feature.headline, feature.editions) == (
        "ar",
        "عنوان آخر",
        {"ar": {"picture": picture.pk}},
    )
    save(desk, feature, edition="ar", everywhere="1")
    feature.refresh_from_db()
    assert feature.words_in("ar") == OwnWords("عنوان آخر", "", picture.pk)


def test_what_stands_in_all_editions_has_a_place_of_its_own_in_each(desk: Client) -> None:
    story = Story.objects.create()
    article = make_article(story=story, title="Of all")
    make_article(story=story, language="fr", title="De toutes")
    make_feature("Of one")
    make_feature("D’une", edition="fr", article=make_article(language="fr", title="D’une"))
    press(desk, f"second {article.pk}", what="everywhere")
    assert placed(page_of(desk)) == ["Of all", "Of one"]
    press(desk, f"down {Feature.objects.get(edition='').pk}")
    assert placed(page_of(desk)) == ["Of one", "Of all"]
    assert placed(page_of(desk, edition="fr")) == ["De toutes", "D’une"]


def test_what_is_dropped_in_another_slot_stands_there(desk: Client) -> None:
    make_feature("One"), make_feature("Two", 1)
    lead = make_feature("Lead", slot="lead")
    press(desk, f"drop {lead.pk}", slot="second", place="2")
    assert placed(page_of(desk)) == ["One", "Lead", "Two"]
    assert placed(page_of(desk), "lead") == []
    assert sorted(Feature.objects.values_list("position", flat=True)) == [0, 1, 2]


def test_breaking_is_marked_and_ended_on_the_page(desk: Client) -> None:
    make_feature("One"), make_feature("Two", 1)
    feature = Feature.objects.get(position=1)
    press(desk, f"breaking {feature.pk}")
    page = page_of(desk)
    assert placed(page) == ["Two", "One"]
    assert "Breaking" in page.select_one(f"#feature-{feature.pk} .composer-facts").text  # type: ignore[union-attr]
    press(desk, f"calm {feature.pk}")
    assert placed(page_of(desk)) == ["One", "Two"]


def test_a_story_without_a_version_is_found_in_all_languages_and_placed(desk: Client) -> None:
    article = make_article(language="vi", title="Kênh mở")
    page = page_of(desk, q="kênh", elsewhere="1")
    candidate = page.select_one(f"[data-found='{article.pk}']")
    assert candidate is not None
    assert "no version in this edition" in candidate.text
    assert [str(one["value"]) for one in candidate.select("option")] == ["story", "everywhere"]
    asked = {"q": "kênh", "elsewhere": "1"}
    press(desk, f"second {article.pk}", asked=asked, what="story", until="31/12/2099 10:00")
    feature = Feature.objects.get()
    assert (feature.story, feature.edition) == (article.story, "en")
    assert feature.ends_at == datetime(2099, 12, 31, 10, tzinfo=ZONE)


def test_an_end_that_is_none_places_nothing(desk: Client) -> None:
    article = make_article()
    answer = press(desk, f"second {article.pk}", until="yesterday")
    assert "is no day and time" in answer.content.decode()
    assert not Feature.objects.exists()


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
