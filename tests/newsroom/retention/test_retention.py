"""Nothing grows for ever: each table is forgotten in time or named as kept, and a run takes what is old and nothing else."""

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from articles.models import Intake, Revision
from desk.models import Act, Change, Presence
from feeds.models import Entry, Feed, Fetch, PictureAttempt
from feeds.web.life import Life
from newsroom.retention import rules, steps
from newsroom.retention.kept import KEPT
from newsroom.retention.rules import RULES
from tests.factories import make_article, make_feed

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "retention.md").read_text(encoding="utf-8")
NOW = timezone.now()
DAY = timedelta(days=1)


def run(*arguments: str) -> dict[str, int]:
    """What each rule says that it took, where it took something."""
    out = StringIO()
    call_command("retention", *arguments, stdout=out)
    said = dict(re.findall(r"(?m)^([a-z-]+): ([\d,]+) ", out.getvalue()))
    return {name: int(number.replace(",", "")) for name, number in said.items() if number != "0"}


def test_each_table_is_forgotten_in_time_or_named_as_kept() -> None:
    forgotten = {label for rule in RULES for label in rule.tables}
    tables = {model._meta.label for model in apps.get_models()}
    assert forgotten | set(KEPT) == tables
    assert forgotten & set(KEPT) == set()


def test_the_page_names_each_rule_table_and_setting() -> None:
    for name in (
        [rule.name for rule in RULES] + [label for rule in RULES for label in rule.tables] + list(KEPT)
    ):
        assert f"`{name}`" in PAGE, name
    for setting in re.findall(r"KEEP_[A-Z]+_DAYS", Path(rules.__file__).read_text(encoding="utf-8")):
        assert f"`{setting}`" in PAGE
        assert f"| {getattr(settings, setting)} |" in PAGE


def attempts(feed: Feed, ages: list[int]) -> None:
    Fetch.objects.bulk_create(
        Fetch(feed=feed, started_at=NOW - age * DAY, milliseconds=1, outcome=Fetch.Outcome.NEW)
        for age in ages
    )


@pytest.mark.django_db
class TestWhatIsOld:
    @pytest.fixture(autouse=True)
    def _small_steps(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(steps, "AT_ONCE", 2)
        monkeypatch.setattr(steps, "FOUND_AT_ONCE", 4)

    def test_attempts_at_feeds_but_for_the_newest_of_each(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rules, "FETCHES_KEPT", 3)
        busy, quiet = make_feed(), make_feed()
        attempts(busy, [1, 2, 3, 4, *range(91, 102)])
        attempts(quiet, [100, 200, 300, 400])
        assert run("--dry-run", "--only", "fetches") == {"fetches": 12}
        assert Fetch.objects.count() == 19
        assert run("--only", "fetches") == {"fetches": 12}
        assert [one.started_at for one in quiet.fetches.all()] == [NOW - age * DAY for age in (100, 200, 300)]
        assert busy.fetches.count() == 4

    def test_a_setting_of_nought_keeps_for_ever(self, settings: Any) -> None:
        settings.KEEP_FETCHES_DAYS = settings.KEEP_REVISIONS_DAYS = settings.KEEP_INPUTS_DAYS = 0
        attempts(make_feed(), [999] * 30)
        assert run("--only", "fetches", "revisions", "inputs") == {}

    def test_revisions_but_for_the_newest_and_those_of_editors(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rules, "REVISIONS_KEPT", 2)
        article = make_article()
        for age, cause in (
            (400, "publisher"),
            (399, "editor"),
            (398, "reading"),
            (397, "publisher"),
            (9, "publisher"),
        ):
            Revision.objects.create(article=article, title=str(age), replaced_at=NOW - age * DAY, cause=cause)
        assert run("--only", "revisions") == {"revisions": 2}
        assert {one.title for one in article.revisions.all()} == {"399", "397", "9"}

    def test_inputs_and_items_but_for_those_that_wait_for_their_page(self) -> None:
        feed, old = make_feed(), NOW - 731 * DAY
        for number, at in enumerate((old, NOW)):
            article = make_article()
            Intake.objects.create(article=article, read_from="x", raw="<p>", raw_kind="page", read_at=at)
            for state in ("", Entry.PageState.WANTED):
                Entry.objects.create(
                    feed=feed, identity=f"{number}{state}", content_hash="", state=Entry.State.STORED, article=article,
                    first_seen_at=at, changed_at=at, page_state=state, raw="<item>",
                )  # fmt: skip
        assert run("--only", "inputs", "items") == {"inputs": 1, "items": 1}
        assert list(Intake.objects.order_by("read_at").values_list("raw", flat=True)) == ["", "<p>"]
        assert Entry.objects.filter(raw="").get().identity == "0"

    def test_entries_that_failed_and_that_the_feed_lists_no_more(self) -> None:
        feed, other = make_feed(), make_feed()
        for one, age in ((feed, 400), (feed, 2), (other, 400)):
            Entry.objects.create(
                feed=one, identity=str(age), content_hash="", state=Entry.State.FAILED, first_seen_at=NOW - age * DAY,
                changed_at=NOW - age * DAY,
            )  # fmt: skip
        assert run("--only", "failed-entries") == {"failed-entries": 1}
        assert set(Entry.objects.values_list("feed", "identity")) == {(feed.pk, "2"), (other.pk, "400")}

    def test_the_record_with_its_changes(self) -> None:
        for age in (731, 1):
            act = Act.objects.create(at=NOW - age * DAY, kind="articles.article:change", road=Act.Road.DESK)
            Change.objects.create(act=act, table="articles_article", row=str(age), after={})
        assert run("--only", "acts") == {"acts": 1}
        assert Change.objects.get().row == "1"

    def test_the_rest_of_what_is_over(self, admin_user: User) -> None:
        for days in (-1, 1):
            Session.objects.create(session_key=str(days), session_data="", expire_date=NOW + days * DAY)
        Presence.objects.create(model="m", row="1", user=admin_user, opened_at=NOW, seen_at=NOW - 2 * DAY)
        PictureAttempt.objects.create(address_hash="1", attempts=3, next_at=NOW - 91 * DAY)
        assert run() == {"sessions": 1, "presences": 1, "picture-attempts": 1}
        assert run() == {}


@pytest.mark.django_db
class TestOneRun:
    def test_one_at_a_time_on_all_hosts(self, capsys: pytest.CaptureFixture[str]) -> None:
        other = Life("retention")
        assert other.begin(wait=False)
        try:
            call_command("retention")
        finally:
            other.end()
        assert capsys.readouterr().out == "Another run is under way; nothing was done.\n"

    def test_what_is_wrong_with_one_keeps_no_other_from_being_followed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_given: object) -> int:
            raise OperationalError("the disk is full\nDETAIL: none")

        def work(_now: object, rehearse: bool) -> int:
            seen.append(rehearse)
            return 0

        seen: list[bool] = []
        broken, works = steps.Rule("broken", "", (), fail), steps.Rule("fine", "", (), work)
        monkeypatch.setattr("newsroom.management.commands.retention.RULES", (broken, works))
        with pytest.raises(CommandError, match=r"Not all was forgotten: broken\."):
            call_command("retention", "--dry-run", stdout=StringIO(), stderr=StringIO())
        assert seen == [True]
