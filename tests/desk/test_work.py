"""Long work: claimed under a lease, done in steps, killed and taken up again, cancelled, told in sentences."""

import csv
import multiprocessing
import os
import signal
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.linking import regroup_work
from articles.models import Article, Term
from desk.models import MOST_ATTEMPTS, WORK_LEASE, Act, Work
from desk.undoing import undo
from desk.work import actions, doing, exporting, kinds
from desk.work.kinds import Step, WorkError, WorkKind
from feeds.models import Feed
from tests.desk.pages import Window
from tests.factories import NOON, make_article, make_category, make_feed, make_topic

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor", password="x")


@pytest.fixture
def desk(editor: User) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def make_work(editor: User, **overrides: Any) -> Work:
    return Work.objects.create(
        **{"kind": "test", "title": "A test", "by": editor, "asked_at": NOON, **overrides}
    )


def run(at: datetime = NOON) -> Work | None:
    return doing.work_once(worker="a worker", now=lambda: at)


def use(monkeypatch: pytest.MonkeyPatch, step: Any) -> None:
    """Makes `step` the kind of all work."""
    monkeypatch.setattr(doing, "kind_named", lambda name: WorkKind(step))


# --- Claiming ---


def test_work_is_claimed_once_oldest_first_until_the_lease_runs_out(editor):
    newer = make_work(editor, asked_at=NOON)
    older = make_work(editor, asked_at=NOON - timedelta(hours=1))
    first, second = (Work.objects.claim(NOON, by="one") for _ in range(2))
    assert [first, second] == [older, newer]
    assert Work.objects.claim(NOON, by="two") is None
    assert Work.objects.claim(NOON + WORK_LEASE, by="two") == older


def test_each_step_renews_the_lease_and_stores_how_far_it_came(editor, monkeypatch):
    def step(work: Work, now: datetime) -> Step:
        stored = Work.objects.get(pk=work.pk)
        assert stored.done == work.done
        assert stored.claimed_until == NOON + WORK_LEASE
        return Step(
            cursor=work.done + 1, done=work.done + 1, total=3, said="All done.", is_last=work.done == 2
        )

    use(monkeypatch, step)
    make_work(editor)
    run()
    work = Work.objects.get()
    assert (work.state, work.done, work.total, work.said) == ("done", 3, 3, "All done.")


# --- What goes wrong ---


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (WorkError("There are no terms."), "There are no terms."),
        (KeyError("x"), "An unexpected error ended it (KeyError"),
    ],
)
def test_a_failure_is_told_in_a_sentence_and_may_be_gone_on_with(
    desk, editor, monkeypatch, error, said, caplog
):
    def step(work: Work, now: datetime) -> Step:
        raise error

    use(monkeypatch, step)
    work = make_work(editor)
    run()
    work.refresh_from_db()
    assert work.state == "failed"
    assert said in desk.get(reverse("admin:desk_work_change", args=[work.pk])).content.decode().replace(
        "&#x27;", "'"
    )
    use(monkeypatch, lambda work, now: Step(None, 1, 1, is_last=True))
    desk.post(reverse("admin:desk_work_changelist"), {"action": "go_on", "_selected_action": [work.pk]})
    run()
    work.refresh_from_db()
    assert work.state == "done"


def test_what_kills_every_worker_is_given_up(editor):
    work = make_work(editor, attempts=MOST_ATTEMPTS)
    run()
    work.refresh_from_db()
    assert (work.state, "times at the same place" in work.said) == ("failed", True)


def test_a_worker_that_is_told_to_stop_leaves_the_work_to_others_at_once(editor, monkeypatch):
    def step(work: Work, now: datetime) -> Step:
        raise KeyboardInterrupt

    use(monkeypatch, step)
    make_work(editor)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert Work.objects.claim(NOON, by="another")


def test_work_of_an_unknown_kind_says_so(editor):
    make_work(editor)
    run()
    assert "knows no work of the kind" in Work.objects.get().said


def test_cancelled_work_ends_and_keeps_nothing_of_the_step_under_way(desk, editor, monkeypatch):
    work = make_work(editor)

    def step(work: Work, now: datetime) -> Step:
        if work.done == 2:
            data = {"action": "cancel", "_selected_action": [work.pk]}
            desk.post(reverse("admin:desk_work_changelist"), data)
        return Step(cursor=work.done + 1, done=work.done + 1, total=9, is_last=work.done == 8)

    use(monkeypatch, step)
    run()
    work.refresh_from_db()
    assert (work.state, work.done) == ("cancelled", 2)
    assert run() is None


# --- Killed ---


def in_a_killed_process(worker: str, steps: int) -> None:
    """Does work in a process that is killed with -9 in its step number `steps`, before that is stored."""
    keep, number = doing._keep, 0

    def kill(*given: Any) -> None:
        nonlocal number
        number += 1
        if number == steps:
            os.kill(os.getpid(), signal.SIGKILL)
        keep(*given)

    def work() -> None:
        # While a browser runs in the test process, Django keeps connections apart for its event loop. The child has no
        # loop and finds the one of before, which is the parent's: a killed child would leave its transaction open there.
        connection.connection = None
        doing._keep = kill
        doing.work_once(worker=worker, now=lambda: NOON)

    connection.close()  # each process has its own
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


@pytest.mark.django_db(transaction=True)
def test_work_that_was_killed_is_taken_up_where_it_was(desk, editor, monkeypatch):
    monkeypatch.setattr(regroup_work, "AT_ONCE", 2)
    topic = make_topic()
    articles = [
        make_article(language="vi", title=f"Dân vận khéo số {n}", text="Dân vận khéo.") for n in range(9)
    ]
    Term.objects.create(topic=topic, language="vi", phrase="dân vận khéo")
    regroup_work.ask_for_regrouping(languages=["vi"], title="Apply", by=editor, now=NOON)
    in_a_killed_process("killed", steps=3)
    work = Work.objects.get()
    assert (work.state, work.done) == ("running", 4)
    assert run() is None  # its lease runs
    run(NOON + WORK_LEASE)
    work.refresh_from_db()
    assert (work.state, work.done, work.total) == ("done", 9, 9)
    assert set(Article.objects.on_topic(topic)) == set(articles)


@pytest.mark.django_db(transaction=True)
def test_an_action_that_was_killed_is_one_act_and_no_row_is_left_out(desk, editor, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 10)
    articles = [make_article() for _ in range(25)]
    window = Window(desk, LIST, "#changelist-form")
    data = {"action": "hold", "_selected_action": [one.pk for one in articles], "_typed_number": "25"}
    answer = window.send(**data)
    work = Work.objects.get()
    assert answer["Location"] == reverse("admin:desk_work_change", args=[work.pk])
    assert Article.objects.published().count() == 25
    in_a_killed_process("killed", steps=2)
    assert Article.objects.published().count() == 15
    Work.objects.update(claimed_until=NOON)
    run()
    work.refresh_from_db()
    assert (work.state, work.done, work.notes) == ("done", 25, [])
    assert not Article.objects.published().exists()
    (act,) = Act.objects.filter(kind="articles.article:action:hold")
    assert undo(act=act, by=editor, now=timezone.now()) == []
    assert Article.objects.published().count() == 25


# --- What the desk asks for ---


def test_rows_that_changed_since_the_list_was_shown_are_left_out_by_the_worker_too(desk, editor):
    articles = [make_article() for _ in range(21)]
    window = Window(desk, LIST, "#changelist-form")
    data = {"action": "publish", "_selected_action": [one.pk for one in articles], "_typed_number": "21"}
    window.send(**data)
    Article.objects.filter(pk=articles[3].pk).update(state="withdrawn")
    run()
    work = Work.objects.get()
    assert "Left out" in work.notes[0]
    assert articles[3].title in work.notes[0]
    assert Article.objects.filter(state="withdrawn").count() == 1


def test_who_may_not_any_more_does_not(editor):
    member = User.objects.create_user("member", is_staff=True)
    member.groups.add(Group.objects.get(name="Editors"))
    client = Client()
    client.force_login(member)
    rows = [make_article().pk for _ in range(21)]
    client.post(LIST, {"action": "hold", "_selected_action": rows, "_typed_number": "21"})
    member.groups.clear()
    run()
    work = Work.objects.get()
    assert (work.state, work.said) == ("failed", "member may not do that any more.")
    assert Article.objects.published().count() == 21


def test_terms_are_applied_to_stored_articles(desk):
    topic = make_topic()
    article = make_article(language="vi", title="Dân vận khéo ở xã", text="Dân vận khéo.")
    term = Term.objects.create(topic=topic, language="vi", phrase="dân vận khéo")
    desk.post("/admin/articles/term/", {"action": "apply", "_selected_action": [term.pk]})
    run()
    assert topic in article.topics.all()
    assert "1 articles were looked at, 1 changed" in Work.objects.get().said


def test_the_desk_asks_for_grouping_anew(desk):
    assert desk.post(reverse("admin:desk_work_add"), {"language": "vi"}).status_code == 302
    assert Work.objects.get().what == {"languages": ["vi"]}


def test_feeds_are_asked_at_once_one_after_the_other(desk, monkeypatch):
    asked = []

    class Run:
        def __init__(self, **options: Any) -> None:
            pass

        def pull(self, feeds: Any, *given: Any, **options: Any) -> None:
            asked.extend(feeds)
            feeds.update(next_check_at=timezone.now() + timedelta(hours=1), state_reason="No answer")

        def summary(self) -> dict[str, int]:
            return {"created": 2, "failed_feeds": 1}

    monkeypatch.setattr("feeds.pull.run.Run", Run)
    feeds = [make_feed(), make_feed(), make_feed(enabled=False)]
    data = {"action": "ask_now", "_selected_action": [feed.pk for feed in feeds]}
    desk.post(reverse("admin:feeds_feed_changelist"), data)
    # A pull by cron was there before.
    Feed.objects.filter(pk=feeds[1].pk).update(next_check_at=timezone.now() + timedelta(hours=1))
    run()
    work = Work.objects.get()
    assert asked == [feeds[0]]
    assert work.said == "Done: 2 feeds were asked, 2 articles are new."
    assert "No answer" in work.notes[0]


def test_a_list_is_exported_as_it_is_narrowed(desk, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    category = make_category(name="Heritage")
    shown = [make_article(title=f"=Title {n}", category=category) for n in range(5)]
    make_article(state=Article.State.HELD)
    page = desk.get(LIST, {"state__exact": "published"}).content.decode()
    assert "/admin/articles/article/export/?state__exact=published" in page
    desk.post("/admin/articles/article/export/?state__exact=published")
    run()
    work = Work.objects.get()
    assert (work.state, work.done, work.total) == ("done", 5, 5)
    answer = desk.get(reverse("admin:desk_work_file", args=[work.pk]))
    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == [str(one.pk) for one in shown]
    assert (rows[0]["Title"], rows[0]["category"]) == ("'=Title 0", "Heritage")  # no formula
    other = Client()
    other.force_login(User.objects.create_user("other", is_staff=True))
    assert other.get(reverse("admin:desk_work_file", args=[work.pk])).status_code == 403


def test_progress_is_shown_and_the_page_looks_again(desk, editor):
    work = make_work(editor, state="running", done=240, total=1000)
    page = desk.get(reverse("admin:desk_work_change", args=[work.pk])).content.decode()
    assert "240 of 1,000" in page
    assert "js/work" in page
    assert "1 under way" in " ".join(desk.get(reverse("admin:lists")).content.decode().split())
    Work.objects.update(state="done")
    assert "js/work" not in desk.get(reverse("admin:desk_work_change", args=[work.pk])).content.decode()


def test_the_command_does_what_waits_and_forgets_what_is_old(editor):
    make_work(editor, state="done", ended_at=timezone.now() - doing.KEPT_FOR - timedelta(days=1))
    make_work(editor)
    call_command("work", once=True, stdout=StringIO())
    assert [work.state for work in Work.objects.all()] == ["failed"]


def test_every_kind_that_an_app_names_is_there():
    for name in ("desk.action", "desk.export", "articles.regroup", "feeds.ask"):
        assert isinstance(kinds.kind_named(name), WorkKind)
