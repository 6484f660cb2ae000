"""Moderators' decisions: each made on what was seen, each taken back, two of them never silently over each other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from articles.comments import tokens
from articles.comments.models import Bar, Comment, HashKey, Moderation, Report
from articles.comments.services import moderating, sending
from articles.comments.services.knowledge import is_barred
from articles.comments.services.moderating import MetError, NothingToBarError
from articles.comments.services.visitors import KEY_LIFE, visitor_at
from articles.models import Article
from tests.factories import NOON, make_article, make_comment

ADDRESS = "203.0.113.9"


@pytest.fixture
def article(db: None) -> Article:
    return make_article(language="vi")


def waiting(article: Article, **fields: object) -> Comment:
    here = visitor_at(ADDRESS, now=timezone.now())
    known = {
        "state": Comment.State.WAITING,
        "writer": tokens.new_writer(),
        "key": here.key,
        "visitor": here.visitor,
        "block": here.block,
    }
    return make_comment(article=article, **{**known, **fields})


def decide(comment: Comment, action: str, **fields: object) -> moderating.Outcome:
    return moderating.moderate(comments=[comment], action=action, by=None, now=timezone.now(), **fields)


class TestDecisions:
    @pytest.mark.parametrize(
        ("before", "action", "after"),
        [
            ("waiting", "approve", "approved"),
            ("waiting", "decline", "rejected"),
            ("waiting", "spam", "spam"),
            ("approved", "decline", "removed"),
            ("hidden", "decline", "removed"),
            ("hidden", "approve", "approved"),
            ("rejected", "approve", "approved"),
        ],
    )
    def test_what_follows(self, before: str, action: str, after: str, article: Article) -> None:
        comment = waiting(article, state=before)
        (log,) = decide(comment, action, reason="insult", note="Xin nhẹ lời").done
        comment.refresh_from_db()
        assert (comment.state, log.before, log.after) == (after, before, after)
        assert (comment.reason, comment.note) == ("insult", "Xin nhẹ lời")

    def test_its_writer_has_the_last_word(self, article: Article) -> None:
        comment = waiting(article, state=Comment.State.WITHDRAWN)
        assert decide(comment, "approve").met == [comment]

    def test_a_changed_text_is_read_before_it_is_approved(self, article: Article) -> None:
        comment = waiting(article, sent_at=timezone.now())
        sending.edit_comment(comment_id=comment.pk, version=1, body="Những lời khác", now=timezone.now())
        outcome = decide(comment, "approve")
        assert (outcome.done, [one.body for one in outcome.met]) == ([], ["Những lời khác"])


class TestUndo:
    def test_all_is_as_before(self, article: Article) -> None:
        comment = waiting(article, state=Comment.State.APPROVED, reason="")
        report = Report.objects.create(comment=comment, sent_at=NOON)
        (log,) = decide(comment, "decline", reason="insult").done
        moderating.undo(moderation=log, by=None, now=timezone.now())
        comment.refresh_from_db()
        report.refresh_from_db()
        assert (comment.state, comment.reason, report.settled_at) == ("approved", "", None)
        assert list(comment.moderations.values_list("action", flat=True)) == ["undo", "decline"]

    def test_what_was_decided_since_is_told(self, article: Article) -> None:
        comment = waiting(article)
        (log,) = decide(comment, "approve").done
        comment.refresh_from_db()
        decide(comment, "decline")
        with pytest.raises(MetError):
            moderating.undo(moderation=log, by=None, now=timezone.now())


class TestBars:
    @pytest.mark.parametrize("kind", Bar.Kind)
    def test_what_waits_from_there_is_declined_and_nothing_more_is_taken(
        self, kind: str, article: Article
    ) -> None:
        writer = tokens.new_writer()
        comments = [waiting(article, writer=writer, body=f"{number}") for number in range(3)]
        shown = waiting(article, writer=writer, state=Comment.State.APPROVED)
        elsewhere = waiting(article, visitor="x", block="y")
        _bar, declined = moderating.bar(comment=comments[0], kind=kind, by=None, now=timezone.now())
        assert len(declined) == 3
        shown.refresh_from_db()
        elsewhere.refresh_from_db()
        assert (shown.state, elsewhere.state) == ("approved", "waiting")
        draft = sending.Draft(
            article=article,
            parent_id=None,
            name="A",
            body="Lại nữa",
            edition="vi",
            visitor=visitor_at(ADDRESS, now=timezone.now()),
            writer=writer,
        )
        with pytest.raises(sending.RefusedError) as refused:
            sending.send_comment(draft, now=timezone.now())
        assert refused.value.reason == "barred"

    @pytest.mark.parametrize("kind", [Bar.Kind.ADDRESS, Bar.Kind.BLOCK])
    def test_a_bar_outlives_the_change_of_keys(self, kind: str, article: Article) -> None:
        now = timezone.now()
        bar, _declined = moderating.bar(comment=waiting(article), kind=kind, by=None, now=now)
        HashKey.objects.update(made_at=now - 5 * KEY_LIFE)
        later = visitor_at(ADDRESS, now=now)
        assert later.key != bar.key
        assert is_barred(later, "", now)
        assert not is_barred(visitor_at("198.51.100.1", now=now), "", now)
        Bar.objects.update(until=now - timedelta(minutes=1))
        assert not is_barred(visitor_at(ADDRESS, now=now), "", now)

    def test_where_nothing_is_kept_nothing_is_barred(self, article: Article) -> None:
        comment = waiting(article, key=None, visitor="", block="")
        with pytest.raises(NothingToBarError):
            moderating.bar(comment=comment, kind=Bar.Kind.ADDRESS, by=None, now=NOON)


# --- Two moderators at one comment ---

ACTIONS = ("approve", "decline", "spam", "bar", "undo", "withdraw")
PAIRS = list(product(ACTIONS, repeat=2))


def act(action: str, seen: Comment, latest: Moderation, by: User | None) -> str:
    """Carries out one action on what both saw; says whether it was done or met the other's."""
    now = timezone.now()
    try:
        if action == "bar":
            moderating.bar(comment=seen, kind=Bar.Kind.WRITER, by=by, now=now)
        elif action == "undo":
            moderating.undo(moderation=latest, by=by, now=now)
        elif action == "withdraw":
            sending.withdraw_comment(comment_id=seen.pk)
        else:
            outcome = moderating.moderate(comments=[seen], action=action, by=by, now=now)
            return "told" if outcome.met else "done"
    except (MetError, sending.TooLateError):
        return "told"
    return "done"


def prepared() -> tuple[Comment, Moderation]:
    """A comment that was hidden, then taken back to waiting: every action is possible."""
    article = make_article(language="vi")
    comment = waiting(article, state=Comment.State.WAITING)
    latest = Moderation.objects.create(
        comment=comment, action="decline", before="rejected", after="waiting", at=NOON
    )
    return comment, latest


def is_settled(pair: tuple[str, str], results: list[str]) -> bool:
    """One wins and the other is told. A writer may withdraw what was approved, or taken back to be shown."""
    if "withdraw" in pair and results == ["done", "done"]:
        return pair == ("withdraw", "withdraw") or "approve" in pair
    return sorted(results) == ["done", "told"]


@pytest.mark.django_db
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_two_actions_one_after_the_other(pair: tuple[str, str]) -> None:
    comment, latest = prepared()
    seen = [Comment.objects.get(pk=comment.pk) for _ in pair]
    results = [act(action, one, latest, None) for action, one in zip(pair, seen, strict=True)]
    assert results[0] == "done"
    assert is_settled(pair, results)


@pytest.mark.django_db(transaction=True)
def test_two_actions_at_the_same_time() -> None:
    for pair in PAIRS:
        comment, latest = prepared()
        seen = [Comment.objects.get(pk=comment.pk) for _ in pair]
        together = Barrier(2)

        def run(number: int, pair=pair, seen=seen, latest=latest, together=together) -> str:
            try:
                together.wait(timeout=20)
                return act(pair[number], seen[number], latest, None)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as threads:
            results = list(threads.map(run, range(2)))
        assert is_settled(pair, results), (pair, results)
