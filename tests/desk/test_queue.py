"""The desk's first page: what waits, a decision at a time, each of which can be taken back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.admin.base import ZONE
from articles.comments.models import Comment, Report
from articles.models import Article, Feature, FieldLock, Picture
from articles.services.store import Rule, store_article
from desk.models import Act, QueueMark
from desk.queue import finding
from desk.queue.kinds import YES, kinds
from desk.undoing import undo
from feeds.models import Feed
from tests.desk.pages import inputs_of
from tests.desk.test_every_act import make_lock, make_suggestion, stored
from tests.factories import (
    NOON,
    make_article,
    make_comment,
    make_feed,
    make_incoming,
    make_notice,
    make_source,
)

pytestmark = pytest.mark.django_db

HOME = reverse("admin:index")


def make_broken_feed() -> Feed:
    later = timezone.now() + timedelta(hours=1)
    return make_feed(state="unreachable", state_since=NOON, next_check_at=later, state_reason="No answer")


def make_ending_feature() -> Feature:
    now = timezone.now()
    values = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=2)}
    return Feature.objects.create(edition="en", article=make_article(), **values)


def make_empty_feature() -> Feature:
    article = make_article(state="withdrawn")
    return Feature.objects.create(
        edition="en", article=article, starts_at=timezone.now() - timedelta(hours=1)
    )


# Kind of what waits → a row that waits.
MAKERS: dict[str, Callable[[], Any]] = {
    "held": lambda: make_article(state="held", html="<p>What it says.</p>"),
    "suggestion": make_suggestion,
    "changed": make_lock,
    "comment": lambda: make_comment(article=make_article(), state=Comment.State.WAITING),
    "notice": make_notice,
    "broken": make_broken_feed,
    "quiet": lambda: make_feed(state="silent", state_since=NOON),
    "ending": make_ending_feature,
    "empty": make_empty_feature,
    "titles": lambda: make_article(title_derived=True),
    "dates": lambda: make_article(published_at=None),
    "pictures": lambda: Picture.objects.create(
        article=make_article(),
        state="broken",
        reason="No picture",
        original_url="https://paper.example/a.jpg",
    ),
}
# Leaving for later is one road for all kinds: tried with a kind that has a condition, and one that has none.
LATER = [("held", "later"), ("ending", "later")]
DECISIONS = [*((kind.name, verb) for kind in kinds() for verb in kind.verbs), *LATER]
# What a publisher is asked cannot be un-asked.
ASKS = {("broken", YES)}


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor", password="x")


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def shown(client: Client, **asked: str) -> BeautifulSoup:
    answer = client.get(HOME, asked)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "lxml")


def waits(client: Client, kind: str) -> list[str]:
    """The addresses in the list of a kind."""
    return [str(link["href"]) for link in shown(client, kind=kind).select(".todo-list a")]


def decide(client: Client, kind: str, row: Any, verb: str, **typed: str) -> Any:
    """What a press of a button on the page of this row sends."""
    page = client.get(HOME, {"kind": kind, "item": f"{kind}:{row.pk}"})
    data = inputs_of(page.content, ".todo-item form")
    address = reverse("admin:queue_decide", args=[kind, row.pk])
    return client.post(address, {**data, **typed, "verb": verb}, follow=True)


def test_every_kind_has_a_row_here() -> None:
    assert set(MAKERS) == {kind.name for kind in kinds()}


@pytest.mark.parametrize("kind", MAKERS)
def test_what_waits_is_listed_counted_and_shown_with_its_text(desk: Client, kind: str) -> None:
    row = MAKERS[kind]()
    page = shown(desk, kind=kind)
    assert page.select_one(f'.todo-kinds a[href="?kind={kind}"] .count').text == "1"  # type: ignore[union-attr]
    assert len(page.select(".todo-list li")) == 1
    assert page.select_one(".todo-item h2").text.strip()  # type: ignore[union-attr]
    assert page.select_one(".todo-why").text.strip()  # type: ignore[union-attr]
    form = page.select_one(".todo-item form")
    assert form is not None
    assert form["action"] == reverse("admin:queue_decide", args=[kind, row.pk])


@pytest.mark.parametrize(("kind", "verb"), DECISIONS, ids=lambda one: one)
def test_a_decision_takes_it_out_and_can_be_taken_back(
    desk: Client, editor: User, kind: str, verb: str
) -> None:
    row = MAKERS[kind]()
    before = stored()
    page = decide(desk, kind, row, verb, title="A headline of its own", date="3/4/2024 18:00")
    assert waits(desk, kind) == []
    act = Act.objects.latest("pk")
    assert act.kind == f"queue.{kind}:{verb}"
    assert str(act)
    assert stored() != before
    assert "Take back" in page.content.decode()
    if (kind, verb) in ASKS:
        assert undo(act=act, by=editor, now=timezone.now()) == []
        return
    page = desk.post(reverse("admin:queue_undo"), {"kind": kind}, follow=True)
    assert "Taken back" in page.content.decode()
    assert stored() == before
    assert len(waits(desk, kind)) == 1


def test_what_is_urgent_comes_before_what_is_wrong_with_published_articles(desk: Client) -> None:
    for make in MAKERS.values():
        make()
    found = [str(link["href"]) for link in shown(desk).select(".todo-list a")]
    order = [address.partition("item=")[2].partition("%3A")[0] for address in found]
    assert order[0] == "comment"
    assert list(dict.fromkeys(order)) == [kind.name for kind in kinds()]
    assert order[-3:] == ["titles", "dates", "pictures"]


def test_the_next_one_comes_by_itself(desk: Client) -> None:
    articles = [make_article(state="held", arrived_at=NOON - timedelta(hours=hour)) for hour in range(3)]
    page = decide(desk, "held", articles[1], "yes")
    title = BeautifulSoup(page.content, "lxml").select_one("#todo-title")
    assert title is not None
    assert title.text == articles[2].title
    page = decide(desk, "held", articles[2], "yes")  # the last of the list: the first is next
    title = BeautifulSoup(page.content, "lxml").select_one("#todo-title")
    assert title is not None
    assert title.text == articles[0].title


def test_a_decision_counts_for_what_was_shown(desk: Client) -> None:
    article = make_article(state="held")
    page = desk.get(HOME, {"item": f"held:{article.pk}"})
    data = inputs_of(page.content, ".todo-item form")
    Article.objects.filter(pk=article.pk).update(title="Another one", content_hash="0" * 64)
    answer = desk.post(
        reverse("admin:queue_decide", args=["held", article.pk]), {**data, "verb": "yes"}, follow=True
    )
    assert "It changed since it was shown" in answer.content.decode()
    assert "Another one" in answer.content.decode()
    article.refresh_from_db()
    assert article.state == "held"


def test_what_a_colleague_settled_is_not_decided_twice(desk: Client) -> None:
    article = make_article(state="held")
    page = desk.get(HOME, {"item": f"held:{article.pk}"})
    data = inputs_of(page.content, ".todo-item form")
    Article.objects.filter(pk=article.pk).update(state="off-topic")
    answer = desk.post(
        reverse("admin:queue_decide", args=["held", article.pk]), {**data, "verb": "yes"}, follow=True
    )
    assert "settled that already" in answer.content.decode()
    article.refresh_from_db()
    assert article.state == "off-topic"


def test_later_is_for_oneself_alone_and_ends_by_itself(desk: Client) -> None:
    article = make_article(state="held")
    decide(desk, "held", article, "later")
    other = Client()
    other.force_login(User.objects.create_superuser("colleague", password="x"))
    assert (len(waits(desk, "held")), len(waits(other, "held"))) == (0, 1)
    QueueMark.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert len(waits(desk, "held")) == 1


def test_a_feature_that_was_left_to_end_waits_again_with_another_end(desk: Client) -> None:
    feature = make_ending_feature()
    decide(desk, "ending", feature, "no")
    assert waits(desk, "ending") == []
    Feature.objects.filter(pk=feature.pk).update(ends_at=timezone.now() + timedelta(hours=3))
    assert len(waits(desk, "ending")) == 1


def test_a_feed_that_breaks_anew_waits_again(desk: Client) -> None:
    feed = make_feed(state="gone", enabled=False, state_since=timezone.now() - timedelta(days=1))
    decide(desk, "broken", feed, "yes")
    assert waits(desk, "broken") == []
    Feed.objects.filter(pk=feed.pk).update(
        enabled=True,
        state="missing",
        state_since=timezone.now(),
        next_check_at=timezone.now() + timedelta(hours=1),
    )
    assert len(waits(desk, "broken")) == 1


def test_a_confirmed_headline_outlives_its_publisher(desk: Client, editor: User) -> None:
    source = make_source(host="paper.example")
    incoming = make_incoming(title="A first sentence", title_derived=True)
    article = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
    assert (article.source, article.title_derived) == (source, True)
    decide(desk, "titles", article, "yes", title="A first sentence")
    again = make_incoming(
        input=incoming.input,
        url=incoming.url,
        title="Another first sentence",
        title_derived=True,
        text="New.",
    )
    store_article(incoming=again, rule=Rule.PUBLISH, now=NOON + timedelta(hours=1))
    article.refresh_from_db()
    assert (article.title, article.title_derived) == ("A first sentence", False)
    assert FieldLock.objects.get(article=article).by == editor


def test_a_headline_of_nothing_is_refused(desk: Client) -> None:
    article = make_article(title_derived=True)
    page = decide(desk, "titles", article, "yes", title="  ")
    assert "A headline has between 1 and 500 characters." in page.content.decode()
    assert len(waits(desk, "titles")) == 1


@pytest.mark.parametrize(
    ("typed", "stored_as", "day_only"),
    [
        ("03/04/2024 18:30", "2024-04-03 18:30", False),
        ("3-4-2024, 18h30", "2024-04-03 18:30", False),
        ("2024-04-03T18:30", "2024-04-03 18:30", False),
        ("3/4/2024", "2024-04-03 12:00", True),
        ("3/4/2024 12:00", "2024-04-03 12:00", False),
    ],
)
def test_a_date_is_typed_day_first_and_stays_whatever_the_publisher_says(
    desk: Client, typed: str, stored_as: str, day_only: bool
) -> None:
    incoming = make_incoming(published_at=None)
    article = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
    decide(desk, "dates", article, "yes", date=typed)
    article.refresh_from_db()
    assert article.published_at is not None
    assert f"{article.published_at.astimezone(ZONE):%Y-%m-%d %H:%M}" == stored_as
    assert article.published_day_only is day_only
    # The publisher names another day later: it waits beside ours.
    said = article.published_at
    newer = replace(incoming, text="More.", html="<p>More.</p>", published_at=NOON)
    store_article(incoming=newer, rule=Rule.PUBLISH, now=NOON)
    article.refresh_from_db()
    assert article.published_at == said
    lock = FieldLock.objects.get()
    page = shown(desk, kind="changed", item=f"changed:{lock.pk}")
    assert "19/05/2024 12:00" in page.select_one(".todo-body").text  # type: ignore[union-attr]
    decide(desk, "changed", lock, "no")
    article.refresh_from_db()
    assert (article.published_at, article.published_day_only) == (NOON, False)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write the day of publication"),
        ("yesterday", "is no day"),
        ("31/02/2024", "There is no day 31/02/2024"),
        ("12/31/2024", "Write the day first"),
        ("3/4/2024 25:00", "There is no time 25:00"),
        ("3/4/2090", "That is still to come"),
    ],
)
def test_what_is_no_date_says_why_and_stays_typed(desk: Client, typed: str, said: str) -> None:
    article = make_article(published_at=None)
    page = BeautifulSoup(decide(desk, "dates", article, "yes", date=typed).content, "lxml")
    assert said in page.select_one(".messagelist").text  # type: ignore[union-attr]
    assert page.select_one("#todo-date-typed")["value"] == typed  # type: ignore[index]
    article.refresh_from_db()
    assert article.published_at is None


@pytest.mark.parametrize(("kind", "field"), [("titles", "title"), ("notice", "answer")])
def test_what_was_typed_is_kept_where_it_changed_meanwhile(desk: Client, kind: str, field: str) -> None:
    row = MAKERS[kind]()
    page = decide(desk, kind, row, "yes", seen="other", **{field: "Typed <b>with care</b>"})
    assert "It changed since it was shown" in page.content.decode()
    assert inputs_of(page.content, ".todo-item form")[field] == ["Typed <b>with care</b>"]
    again = desk.get(HOME, {"kind": kind, "item": f"{kind}:{row.pk}"})
    assert inputs_of(again.content, ".todo-item form")[field] != ["Typed <b>with care</b>"]


def test_a_headline_that_is_too_long_is_kept_to_be_cut(desk: Client) -> None:
    page = decide(desk, "titles", make_article(title_derived=True), "yes", title="word " * 101)
    assert inputs_of(page.content, ".todo-item form")["title"][0].startswith("word word")


def test_the_reader_is_told_what_was_typed(desk: Client) -> None:
    notice = make_notice(edition="fr")
    decide(desk, "notice", notice, "no", answer="Le nom est juste.")
    notice.refresh_from_db()
    assert (notice.state, notice.outcome, notice.answer) == ("answered", "unfounded", "Le nom est juste.")


def test_what_a_colleague_has_in_hand_waits_for_them_alone(desk: Client, editor: User) -> None:
    notice = make_notice(state="in-hand", handler=User.objects.create_user("colleague"))
    assert waits(desk, "notice") == []
    notice.handler = editor
    notice.save()
    assert len(waits(desk, "notice")) == 1


def test_a_reported_comment_waits_with_what_was_reported(desk: Client) -> None:
    comment = make_comment(article=make_article())
    Report.objects.create(comment=comment, reason="It is rude.", sent_at=NOON, visitor="x")
    assert "It is rude." in shown(desk, kind="comment").text
    decide(desk, "comment", comment, "no")
    comment.refresh_from_db()
    assert comment.state == Comment.State.REMOVED


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("Moderators", {"comment"}),
        ("Source managers", {"broken", "quiet"}),
        ("Editors", {kind.name for kind in kinds()}),
    ],
)
def test_each_role_sees_what_it_may_decide(role: str, seen: set[str]) -> None:
    user = User.objects.create_user("somebody", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    rows = {kind: make() for kind, make in MAKERS.items()}
    links = shown(client).select(".todo-kinds a[href^='?kind=']")
    assert {str(link["href"]).removeprefix("?kind=") for link in links} == seen
    for kind, row in rows.items():
        answer = client.post(reverse("admin:queue_decide", args=[kind, row.pk]), {"verb": "later"})
        assert answer.status_code == (302 if kind in seen else 403)


def test_whoever_may_not_take_other_acts_back_takes_back_their_own_decision() -> None:
    user = User.objects.create_user("moderator", is_staff=True)
    user.groups.add(Group.objects.get(name="Moderators"))
    client = Client()
    client.force_login(user)
    comment = make_comment(article=make_article(), state=Comment.State.WAITING)
    decide(client, "comment", comment, "yes")
    client.post(reverse("admin:queue_undo"))
    comment.refresh_from_db()
    assert comment.state == Comment.State.WAITING


def test_an_undo_that_meets_newer_work_asks(desk: Client) -> None:
    article = make_article(state="held")
    decide(desk, "held", article, "yes")
    Article.objects.filter(pk=article.pk).update(state="withdrawn")
    answer = desk.post(reverse("admin:queue_undo"), follow=True)
    assert answer.redirect_chain[0][0] == reverse("admin:desk_act_undo", args=[Act.objects.latest("pk").pk])
    article.refresh_from_db()
    assert article.state == "withdrawn"


def test_nothing_is_taken_back_twice(desk: Client) -> None:
    decide(desk, "held", make_article(state="held"), "yes")
    desk.post(reverse("admin:queue_undo"))
    answer = desk.post(reverse("admin:queue_undo"), follow=True)
    assert "There is nothing to take back." in answer.content.decode()


@pytest.mark.parametrize("asked", [{"kind": "none"}, {"item": "held:1"}, {"item": "held:x"}, {"item": "²:²"}])
def test_addresses_that_name_nothing_show_the_first(desk: Client, asked: dict[str, str]) -> None:
    article = make_article(state="held")
    assert article.title in shown(desk, **asked).select_one("#todo-title").text  # type: ignore[union-attr]


def test_an_unknown_decision_is_refused(desk: Client) -> None:
    article = make_article(state="held")
    for kind, verb in (("held", "erase"), ("none", "yes")):
        address = reverse("admin:queue_decide", args=[kind, article.pk])
        assert desk.post(address, {"verb": verb}).status_code == 404


def test_where_nothing_waits_the_page_says_so(desk: Client) -> None:
    assert "Nothing waits for you." in shown(desk).text


def test_long_lists_are_counted_no_further_than_needed(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_COUNTED", 2)
    monkeypatch.setattr(finding, "SHOWN", 2)
    for _ in range(4):
        make_article(state="held")
    page = shown(desk, kind="held")
    assert page.select_one('.todo-kinds a[href="?kind=held"] .count').text == "2+"  # type: ignore[union-attr]
    assert len(page.select(".todo-list li")) == 2
