"""The moderators' desk: the queue in its order, and what is decided in it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.comments.models import Comment, Moderation, Report
from tests.factories import NOON, make_article

pytestmark = pytest.mark.django_db
COMMENTS, REPORTS = reverse("admin:comments_comment_changelist"), reverse("admin:comments_report_changelist")
VISITOR = "0123456789abcdef" * 4


@pytest.fixture
def moderator():
    return User.objects.create_superuser("moderator", password="x")


@pytest.fixture
def desk(client, moderator):
    client.force_login(moderator)
    return client


def make_comment(**overrides):
    known = {"name": "Reader", "body": "Good.", "language": "en", "visitor": VISITOR, "sent_at": NOON}
    article = overrides.pop("article", None) or make_article()
    return Comment.objects.create(article=article, **{**known, **overrides})


def make_report(**overrides):
    comment = overrides.pop("comment", None) or make_comment(state=Comment.State.APPROVED)
    return Report.objects.create(
        comment=comment, **{"reason": "Rude", "visitor": VISITOR, "sent_at": NOON, **overrides}
    )


def act(desk, address, action, rows):
    return desk.post(address, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


@pytest.mark.parametrize(
    ("address", "make"), [(COMMENTS, make_comment), (REPORTS, make_report)], ids=["comments", "reports"]
)
def test_a_list_costs_the_same_number_of_queries_for_1_row_and_for_15(desk, address, make):
    counts = []
    for rows in (1, 14):
        for _ in range(rows):
            make()
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_longest_waiting_stands_first_and_the_last_moderated_after_them(desk):
    hours = [NOON + timedelta(hours=number) for number in range(4)]
    approved_early = make_comment(sent_at=hours[0], state=Comment.State.APPROVED)
    waiting_late = make_comment(sent_at=hours[3])
    waiting_early = make_comment(sent_at=hours[1])
    rejected_late = make_comment(sent_at=hours[2], state=Comment.State.REJECTED)
    rows = desk.get(COMMENTS).context["cl"].queryset
    assert list(rows) == [waiting_early, waiting_late, rejected_late, approved_early]


def test_a_long_comment_is_cut_in_the_list_and_whole_on_its_page(desk):
    comment = make_comment(body="word " * 200 + "the end")
    assert "the end" not in desk.get(COMMENTS).content.decode()
    assert "the end" in desk.get(reverse("admin:comments_comment_change", args=[comment.pk])).content.decode()


def test_nothing_of_the_visitor_but_eight_characters_is_shown(desk):
    report = make_report()
    pages = [
        COMMENTS,
        REPORTS,
        reverse("admin:comments_comment_change", args=[report.comment_id]),
        reverse("admin:comments_report_change", args=[report.pk]),
    ]
    for address in pages:
        page = desk.get(address).content.decode()
        assert VISITOR[:8] in page
        assert VISITOR[:9] not in page


def test_what_a_reader_wrote_is_never_markup(desk):
    comment = make_comment(body="<script>alert(1)</script>", name="<b>x</b>", reason="links")
    for address in (COMMENTS, reverse("admin:comments_comment_change", args=[comment.pk])):
        page = desk.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "<b>x</b>" not in page
        assert "It has many links." in page


@pytest.mark.parametrize(
    ("action", "state", "said"),
    [
        ("approve", "approved", "2 comments approved"),
        ("decline", "rejected", "2 comments declined"),
        ("spam", "spam", "2 comments declined as spam"),
    ],
)
def test_comments_are_moderated_from_the_list(desk, moderator, action, state, said):
    comments = [make_comment(), make_comment()]
    report = make_report(comment=comments[0])
    answer = act(desk, COMMENTS, action, comments)
    assert said in answer.content.decode()
    assert set(Comment.objects.values_list("state", "moderated_by")) == {(state, moderator.pk)}
    report.refresh_from_db()
    assert report.settled_at
    assert Moderation.objects.filter(by=moderator, action=action).count() == 2


def test_a_comment_is_never_rewritten(desk):
    comment = make_comment()
    address = reverse("admin:comments_comment_change", args=[comment.pk])
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"state": "approved", "body": "Rewritten"}).status_code == 403
    comment.refresh_from_db()
    assert (comment.state, comment.body) == ("waiting", "Good.")


def test_reports_are_settled_and_the_comment_stays(desk):
    report = make_report()
    assert "1 report settled" in act(desk, REPORTS, "settle", [report]).content.decode()
    assert Comment.objects.get().state == Comment.State.APPROVED
    assert list(desk.get(REPORTS, {"settled": "yes"}).context["cl"].queryset) == [report]
    assert not desk.get(REPORTS, {"settled": "no"}).context["cl"].queryset.exists()


def test_the_comments_reported_are_declined_and_their_reports_settled(desk):
    comment = make_comment(state=Comment.State.APPROVED)
    reports = [make_report(comment=comment, visitor=str(number)) for number in range(2)]
    assert "1 comment declined" in act(desk, REPORTS, "decline_comments", reports).content.decode()
    comment.refresh_from_db()
    assert comment.state == Comment.State.REMOVED
    assert not Report.objects.filter(settled_at=None).exists()


def test_the_lists_of_words_say_that_they_ship_empty(desk):
    address = reverse("admin:comments_screeningword_changelist")
    assert "the site comes without words" in desk.get(address).content.decode()
    assert (
        desk.post(f"{address}add/", {"phrase": "vay", "language": "vi", "verdict": "hold"}).status_code == 302
    )
    assert "the site comes without words" not in desk.get(address).content.decode()
