"""The moderators' queue: what stands in it, what is decided in it, and what is told when somebody was faster."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.comments import tokens
from articles.comments.models import Bar, Comment, Moderation, Opening, Report
from articles.comments.services import moderating
from articles.comments.services.digest import digest_of_comments
from articles.models import Article
from tests.articles.comments.writing import form_address, send
from tests.factories import NOON, make_article, make_category, make_comment

pytestmark = pytest.mark.django_db
QUEUE = reverse("admin:comments_comment_queue")


@pytest.fixture
def moderator() -> User:
    return User.objects.create_superuser("moderator", password="x")


@pytest.fixture
def desk(client: Client, moderator: User) -> Client:
    client.force_login(moderator)
    return client


@pytest.fixture
def article() -> Article:
    return make_article(language="vi")


def waiting(article: Article, **fields: object) -> Comment:
    known = {"state": Comment.State.WAITING, "writer": tokens.new_writer()}
    return make_comment(article=article, **{**known, **fields})


def seen(comment: Comment) -> str:
    return f"{comment.pk}:{comment.state}:{comment.version}"


def report(comment: Comment, category: str = "spam") -> Report:
    return Report.objects.create(comment=comment, category=category, reason="Vì sao", sent_at=NOON)


def test_the_most_urgent_stands_first_then_the_longest_waiting(desk: Client, article: Article) -> None:
    late = waiting(article, sent_at=NOON + timedelta(hours=2))
    early = waiting(article)
    reported = make_comment(article=article)
    hidden = make_comment(article=article, state=Comment.State.HIDDEN)
    illegal = make_comment(article=article)
    make_comment(article=article)
    waiting(article, state=Comment.State.SPAM)
    report(reported)
    report(illegal, "illegal")
    found = [entry.comment for entry in desk.get(QUEUE).context["entries"]]
    assert found == [illegal, hidden, reported, early, late]


def test_it_shows_what_is_needed_to_decide(desk: Client, article: Article) -> None:
    comment = waiting(
        article, reason="links", body="<b>Mua</b>", parent=make_comment(article=article, body="Hỏi")
    )
    waiting(article, writer=comment.writer, body="Trước đó", state=Comment.State.SPAM)
    report(comment)
    page = desk.get(QUEUE).content.decode()
    assert "&lt;b&gt;Mua" in page
    for words in ("It has many links.", article.title, "Trước đó", "1 Spam", "Vì sao", "Hỏi"):
        assert words in page, words


def test_it_is_narrowed_to_a_language(desk: Client, article: Article) -> None:
    waiting(article, language="vi")
    arabic = waiting(article, language="ar")
    page = desk.get(QUEUE, {"language": "ar"})
    assert [entry.comment for entry in page.context["entries"]] == [arabic]
    assert dict(page.context["languages"]) == {"vi": 1, "ar": 1}


def test_one_button_decides_with_a_reason_that_the_writer_reads(
    desk: Client, article: Article, moderator: User
) -> None:
    comment = waiting(article)
    typed = {"one": f"decline {seen(comment)}", "reason": "insult", "note": "Xin nhẹ lời"}
    assert "1 comment declined" in desk.post(QUEUE, typed, follow=True).content.decode()
    comment.refresh_from_db()
    assert (comment.state, comment.reason, comment.note) == ("rejected", "insult", "Xin nhẹ lời")
    assert comment.moderated_by == moderator
    from articles.comments.views.own import own_address

    page = Client().get(own_address(comment, edition="vi")).content.decode()
    assert "Xin nhẹ lời" in page
    assert "xúc phạm" in page


def test_many_are_decided_at_once(desk: Client, article: Article) -> None:
    comments = [waiting(article) for _ in range(3)]
    typed = {"action": "approve", "seen": [seen(one) for one in comments[:2]]}
    assert "2 comments approved" in desk.post(QUEUE, typed, follow=True).content.decode()
    assert list(Comment.objects.order_by("pk").values_list("state", flat=True)) == ["approved"] * 2 + [
        "waiting"
    ]


@pytest.mark.parametrize(
    "marks", [[], [""], ["x:waiting:1"], ["1:nonsense:1"], ["9" * 30 + ":waiting:1"], ["1"]]
)
def test_what_names_no_comment_changes_nothing(marks: list[str], desk: Client, article: Article) -> None:
    waiting(article)
    page = desk.post(QUEUE, {"action": "approve", "seen": marks}, follow=True)
    assert "Tick at least one" in page.content.decode()
    assert Comment.objects.get().state == Comment.State.WAITING


def test_who_was_slower_is_told_by_whom(desk: Client, article: Article) -> None:
    comment = waiting(article)
    mark = seen(comment)
    other = User.objects.create_user("colleague")
    moderating.moderate(comments=[comment], action="approve", by=other, now=timezone.now())
    page = desk.post(QUEUE, {"one": f"spam {mark}"}, follow=True).content.decode()
    assert "Nothing was changed" in page
    assert "colleague: approved" in page
    assert Comment.objects.get().state == Comment.State.APPROVED


def test_a_decision_is_taken_back_from_the_queue(desk: Client, article: Article) -> None:
    comment = waiting(article)
    desk.post(QUEUE, {"one": f"spam {seen(comment)}"})
    log = Moderation.objects.get()
    assert f'name="undo" value="{log.pk}"' in desk.get(QUEUE).content.decode()
    assert "Taken back" in desk.post(QUEUE, {"undo": log.pk}, follow=True).content.decode()
    assert Comment.objects.get().state == Comment.State.WAITING
    assert "Nothing was changed" in desk.post(QUEUE, {"undo": log.pk}, follow=True).content.decode()


def test_a_writer_is_barred_and_all_that_waits_from_there_declined(desk: Client, article: Article) -> None:
    writer = tokens.new_writer()
    comments = [waiting(article, writer=writer) for _ in range(3)]
    typed = {"action": "bar", "kind": "writer", "seen": [seen(one) for one in comments[:2]]}
    page = desk.post(QUEUE, typed, follow=True).content.decode()
    assert "waiting comments declined: 3" in page
    assert "Nothing was changed" not in page
    assert Bar.objects.get().mark == writer
    assert set(Comment.objects.values_list("reason", flat=True)) == {"barred"}
    typed = {"action": "bar", "kind": "block", "seen": [seen(waiting(article))]}
    assert "nothing is kept any more" in desk.post(QUEUE, typed, follow=True).content.decode()


def test_queries_do_not_grow_beyond_a_page(desk: Client, article: Article) -> None:
    counts = []
    for rows in (20, 20):
        for _ in range(rows):
            waiting(article)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(QUEUE).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_only_moderators_see_it(client: Client) -> None:
    client.force_login(User.objects.create_user("writer", is_staff=True))
    assert client.get(QUEUE).status_code == 403


class TestOpenings:
    def test_the_narrowest_counts(self, client: Client, settings) -> None:
        category = make_category()
        article = make_article(language="vi", category=category)

        def is_open() -> bool:
            page = client.get(article.get_absolute_url()).content.decode()
            assert ("data-comment-form" in page) != ("đã đóng bình luận" in page)
            return "data-comment-form" in page

        assert is_open()
        settings.COMMENTS_CLOSE_AFTER_DAYS = 30
        assert not is_open()
        Opening.objects.create(category=category, is_open=True)
        assert is_open()
        Opening.objects.create(source=article.source, is_open=False)
        assert not is_open()
        Opening.objects.create(story=article.story, is_open=True)
        assert is_open()
        Opening.objects.create(article=article, is_open=False)
        assert not is_open()

    def test_what_is_sent_to_a_closed_one_comes_back(self, client: Client, article: Article) -> None:
        Opening.objects.create(article=article)
        response = send(client, article)
        assert response.status_code == 400
        assert "Bài viết hay." in response.content.decode()
        assert not Comment.objects.exists()
        assert "data-comment-form" not in client.get(form_address(article)).content.decode()

    def test_an_editor_closes_an_article_and_must_choose_one_thing(
        self, desk: Client, article: Article
    ) -> None:
        address = reverse("admin:comments_opening_add")
        assert desk.post(address, {"article": article.pk}).status_code == 302
        response = desk.post(address, {"story": article.story_id, "source": article.source_id})
        assert "Choose one" in response.content.decode()


class TestReports:
    def tell(self, client: Client, comment: Comment, number: int = 1, **fields: str):
        typed = {"category": "insult", "reason": "Vì sao", **fields}
        return client.post(f"/vi/comment/{comment.pk}/report", typed, REMOTE_ADDR=f"203.0.{number}.9")

    def test_at_the_threshold_a_comment_is_hidden_until_a_moderator_decides(
        self, client: Client, article: Article
    ) -> None:
        comment = make_comment(article=article, body="Bị báo cáo")
        make_comment(article=article, parent=comment, body="Trả lời")
        for _again in range(3):
            self.tell(client, comment, 1, reason=f"{_again}")
        assert "Bị báo cáo" in client.get(article.get_absolute_url()).content.decode(), (
            "one person alone hides nothing"
        )
        for number in (2, 3):
            self.tell(client, comment, number)
        comment.refresh_from_db()
        assert comment.state == Comment.State.HIDDEN
        html = client.get(article.get_absolute_url()).content.decode()
        assert "Bị báo cáo" not in html
        assert "Trả lời" in html
        moderating.moderate(comments=[comment], action="approve", by=None, now=timezone.now())
        assert "Bị báo cáo" in client.get(article.get_absolute_url()).content.decode()
        for number in (1, 2):
            self.tell(client, comment, number)
        comment.refresh_from_db()
        assert comment.state == Comment.State.APPROVED, "what a moderator let stand needs new reports"

    @pytest.mark.parametrize("threshold", [0, 2])
    def test_the_threshold_is_a_setting(
        self, threshold: int, client: Client, article: Article, settings
    ) -> None:
        settings.COMMENTS_HIDE_AT_REPORTS = threshold
        comment = make_comment(article=article)
        for number in range(1, 4):
            self.tell(client, comment, number)
        comment.refresh_from_db()
        assert comment.state == (Comment.State.HIDDEN if threshold else Comment.State.APPROVED)

    def test_the_same_report_is_kept_once_and_another_is_not_lost(
        self, client: Client, article: Article
    ) -> None:
        comment = make_comment(article=article)
        for reason in ("Một", "Một", "Hai"):
            assert self.tell(client, comment, reason=reason).status_code == 302
        assert sorted(Report.objects.values_list("reason", flat=True)) == ["Hai", "Một"]

    def test_more_than_a_reader_reports_is_limited_and_kept_in_the_form(
        self, client: Client, article: Article
    ) -> None:
        for _number in range(10):
            assert self.tell(client, make_comment(article=article)).status_code == 302
        response = self.tell(client, make_comment(article=article), reason="Còn nữa")
        assert response.status_code == 400
        assert "Còn nữa" in response.content.decode()
        assert self.tell(client, make_comment(article=article), 2).status_code == 302

    def test_illegal_content_is_reported_with_a_reason_and_a_contact(
        self, client: Client, article: Article
    ) -> None:
        comment = make_comment(article=article)
        response = self.tell(client, comment, category="illegal")
        assert response.status_code == 400
        assert "Vì sao" in response.content.decode()
        contact = {"name": "Minh An", "email": "an@mail.example"}
        assert self.tell(client, comment, category="illegal", **contact).status_code == 302
        assert Report.objects.get().email == "an@mail.example"

    def test_a_category_is_needed(self, client: Client, article: Article) -> None:
        assert self.tell(client, make_comment(article=article), category="nonsense").status_code == 400


def test_the_digest_says_what_waits(article: Article, settings, capsys) -> None:
    from io import StringIO

    from django.core import mail
    from django.core.management import call_command

    def run(*arguments: str) -> str:
        out = StringIO()
        call_command("mail_comment_digest", *arguments, stdout=out)
        return out.getvalue()

    settings.COMMENTS_DIGEST_TO = ["a@desk.example", "b@desk.example"]
    assert "Nothing waits" in run()
    waiting(article)
    report(make_comment(article=article), "illegal")
    make_comment(article=article, state=Comment.State.HIDDEN)
    assert (digest_of_comments().waiting, digest_of_comments().hidden, digest_of_comments().reported) == (
        1,
        1,
        1,
    )
    assert "1 reports name illegal content" in run("--dry-run")
    assert mail.outbox == []
    assert "Mails sent: 2." in run()
    assert [one.to for one in mail.outbox] == [["a@desk.example"], ["b@desk.example"]]
    assert QUEUE in mail.outbox[0].body
