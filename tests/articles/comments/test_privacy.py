"""What is kept of writers: forgotten in time, handed out, erased; and what Akismet is told, where it is."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.comments import tokens
from articles.comments.models import Bar, Comment, HashKey, Moderation, Report, WriterAddress
from articles.comments.services import akismet, moderating, privacy
from articles.comments.services.addresses import address_for
from articles.comments.services.knowledge import is_barred
from articles.comments.services.visitors import KEY_LIFE, visitor_at
from articles.models import Article
from tests.articles.comments.writing import send
from tests.factories import make_article, make_comment

EMAIL, ADDRESS = "reader@mail.example", "203.0.113.9"


@pytest.fixture
def article(db: None) -> Article:
    return make_article(language="vi")


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def written(article: Article, age: timedelta = timedelta(0), **fields: object) -> Comment:
    now = timezone.now()
    here = visitor_at(ADDRESS, now=now - age)
    known = {"writer": tokens.new_writer(), "key": here.key, "visitor": here.visitor, "block": here.block}
    return make_comment(article=article, sent_at=now - age, text_key="t", **{**known, **fields})


class TestRetention:
    def test_hashes_reports_and_keys_go_in_time(self, article: Article) -> None:
        old = written(article, privacy.HASHES_LIFE + timedelta(hours=1))
        HashKey.objects.update(made_at=timezone.now() - 2 * KEY_LIFE - timedelta(hours=1))
        young = written(article)
        closed = timezone.now() - privacy.REPORTS_LIFE - timedelta(days=1)
        Report.objects.create(comment=old, email=EMAIL, sent_at=closed, settled_at=closed)
        still_open = Report.objects.create(comment=old, email=EMAIL, sent_at=closed, visitor="v", block="b")
        said = run("retention", "--only", "commenters")
        assert said.startswith("commenters: 3 ")
        old.refresh_from_db()
        young.refresh_from_db()
        still_open.refresh_from_db()
        assert (old.visitor, old.block, old.key, old.text_key) == ("", "", None, "")
        assert young.visitor
        assert young.key
        assert (still_open.visitor, still_open.email) == ("", EMAIL)
        assert HashKey.objects.count() == 1

    def test_those_of_a_bar_stay_as_long_as_the_bar(self, article: Article) -> None:
        now = timezone.now()
        comment = written(article, timedelta(days=100), state=Comment.State.WAITING)
        bar, _declined = moderating.bar(comment=comment, kind=Bar.Kind.BLOCK, by=None, now=now)
        HashKey.objects.update(made_at=now - timedelta(days=100))
        run("retention", "--only", "commenters")
        comment.refresh_from_db()
        assert comment.block == bar.mark
        assert is_barred(visitor_at(ADDRESS, now=now), "", now)
        Bar.objects.update(until=now - timedelta(minutes=1))
        run("retention", "--only", "commenters")
        run("retention", "--only", "commenters")
        comment.refresh_from_db()
        assert (comment.block, Bar.objects.count()) == ("", 0)
        assert not HashKey.objects.filter(pk=bar.key_id).exists()


class TestHandedOut:
    def test_everything_of_one_hand_and_nothing_of_another(self, article: Article) -> None:
        address = address_for(EMAIL, edition="vi", now=timezone.now())
        mine = written(article, body="Của tôi", address=address)
        also = written(article, body="Cũng của tôi", writer=mine.writer)
        written(article, body="Của người khác")
        Moderation.objects.create(
            comment=mine, action="approve", before="waiting", after="approved", note="Hay", at=timezone.now()
        )
        Report.objects.create(comment=mine, email="other@mail.example", sent_at=timezone.now())
        for who in (("--email", EMAIL.upper()), ("--comment", str(also.pk))):
            said = run("writer_data", *who)
            data = json.loads(said)
            assert [one["body"] for one in data["comments"]] == ["Của tôi", "Cũng của tôi"]
            assert data["comments"][0]["decisions"][0]["note"] == "Hay"
            assert "other@mail.example" not in said
        assert data["addresses"][0]["email"] == EMAIL

    @pytest.mark.parametrize("who", [("--email", "nobody@mail.example"), ("--comment", "9")])
    def test_of_nobody(self, who: tuple[str, str], article: Article) -> None:
        with pytest.raises(CommandError):
            run("writer_data", *who)


class TestErased:
    def test_what_was_answered_keeps_a_note(self, article: Article, client: Client) -> None:
        address = address_for(EMAIL, edition="vi", now=timezone.now())
        answered = written(article, body="Được trả lời", name="Minh An", address=address)
        own = written(article, body="Tự trả lời", parent=answered, writer=answered.writer)
        alone = written(article, body="Một mình", writer=answered.writer)
        answer = written(article, body="Câu trả lời", parent=answered)
        said = run("writer_data", "--comment", str(alone.pk), "--erase")
        assert said.startswith("Comments deleted: 2. Replaced by a note: 1. ")
        assert not Comment.objects.filter(pk__in=[own.pk, alone.pk]).exists()
        assert Comment.objects.get(pk=answer.pk).body == "Câu trả lời"
        left = Comment.objects.get(pk=answered.pk)
        kept = (left.name, left.body, left.writer, left.visitor, left.block, left.key, left.address)
        assert kept == ("", "", "", "", "", None, None)
        assert not WriterAddress.objects.exists()
        html = client.get(article.get_absolute_url()).content.decode()
        assert "Bình luận này đã bị xóa hẳn." in html
        assert "Câu trả lời" in html
        assert "Minh An" not in html
        assert client.get(left.get_absolute_url()).status_code == 302

    def test_nobody_brings_it_back(self, article: Article) -> None:
        comment = written(article)
        written(article, parent=comment)
        privacy.erase(Comment.objects.filter(pk=comment.pk))
        comment.refresh_from_db()
        outcome = moderating.moderate(comments=[comment], action="approve", by=None, now=timezone.now())
        assert outcome.met == [comment]

    def test_who_wants_no_mail_is_not_written_to_again(self, article: Article) -> None:
        row = WriterAddress.objects.create(
            digest="d", edition="vi", made_at=timezone.now(), refused_at=timezone.now()
        )
        privacy.erase(Comment.objects.filter(pk=written(article).pk))
        assert WriterAddress.objects.filter(pk=row.pk).exists()


class TestAtTheDesk:
    LIST = reverse("admin:comments_comment_changelist")

    def act(self, client: Client, action: str, comment: Comment, **fields: str):
        client.force_login(User.objects.get_or_create(username="e", is_staff=True, is_superuser=True)[0])
        typed = {"action": action, "_selected_action": [comment.pk], **fields}
        return client.post(self.LIST, typed, follow=True)

    def test_a_writers_data_is_handed_out(self, client: Client, article: Article) -> None:
        comment = written(article, body="Của tôi")
        written(article, body="Cũng của tôi", writer=comment.writer)
        data = json.loads(self.act(client, "export_writers", comment).content)
        assert len(data["comments"]) == 2

    def test_erasing_asks_first(self, client: Client, article: Article) -> None:
        comment = written(article, body="Của tôi")
        assert "Của tôi" in self.act(client, "erase_writers", comment).content.decode()
        assert Comment.objects.exists()
        page = self.act(client, "erase_writers", comment, confirmed="1").content.decode()
        assert "Comments deleted: 1." in page
        assert not Comment.objects.exists()


class TestAkismet:
    @pytest.fixture(autouse=True)
    def healthy(self) -> None:
        akismet._health.silent_until = 0.0

    @pytest.fixture
    def said(self, monkeypatch, settings) -> list[str]:
        settings.AKISMET_KEY, settings.COMMENTS_PUBLISH = "key", "screened"
        self.answer: object = "false"
        asked: list[str] = []

        def post(body: str) -> str:
            asked.append(body)
            if isinstance(self.answer, Exception):
                raise self.answer
            return str(self.answer)

        monkeypatch.setattr(akismet, "_post", post)
        return asked

    def test_it_is_not_asked_and_not_named_without_a_key(self, client: Client, article: Article) -> None:
        send(client, article)
        assert akismet.ask(name="", body="", address="", agent="", page="") == akismet.Answer.NOT_ASKED
        assert "Akismet" not in client.get("/en/privacy/").content.decode()

    @pytest.mark.parametrize(
        ("answer", "state", "reason"),
        [
            ("false", "approved", ""),
            ("true", "waiting", "spam-filter"),
            ("invalid", "waiting", "filter-silent"),
            (TimeoutError("slow"), "waiting", "filter-silent"),
        ],
    )
    def test_what_follows(
        self, answer: object, state: str, reason: str, client: Client, article: Article, said: list[str]
    ) -> None:
        self.answer = answer
        assert send(client, article).status_code == 302
        comment = Comment.objects.get()
        assert (comment.state, comment.reason) == (state, reason)
        assert "user_ip=127.0.0.1" in said[0]
        assert "Akismet" in client.get("/en/privacy/").content.decode()

    def test_after_a_failure_nobody_waits_for_it(
        self, client: Client, article: Article, said: list[str]
    ) -> None:
        self.answer = TimeoutError("slow")
        for number in range(3):
            send(client, article, body=f"Ý kiến {number}")
        assert len(said) == 1
        assert set(Comment.objects.values_list("reason", flat=True)) == {"filter-silent"}


def test_the_privacy_page_says_what_is_kept(client: Client, db: None) -> None:
    html = client.get("/en/privacy/").content.decode()
    for words in ("30 days", "seven days", "a year after", "erased", "random mark", "two codes"):
        assert words in html, words
