"""Sending with a database: limits that hold exactly, what is published by which setting, what is kept of an address."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.comments import tokens
from articles.comments.models import Comment, HashKey, ScreeningWord
from articles.comments.screening import conduct
from articles.comments.services import knowledge, moderating, sending, visitors
from articles.comments.services.visitors import KEY_LIFE, networks_of, visitor_at
from articles.models import Article
from tests.articles.comments.writing import send
from tests.factories import NOON, make_article, make_comment, make_source


@pytest.fixture
def article(db: None) -> Article:
    return make_article(language="vi")


def draft(article: Article, number: int = 0, address: str = "192.0.2.1", **fields: object) -> sending.Draft:
    known = {"parent_id": None, "name": "A", "body": f"Ý kiến {number}", "edition": "vi"}
    visitor = visitor_at(address, now=timezone.now())
    return sending.Draft(article=article, visitor=visitor, **{**known, **fields})


def refusal(article: Article, *arguments: object, **fields: object) -> str:
    try:
        sending.send_comment(draft(article, *arguments, **fields), now=timezone.now())
    except sending.RefusedError as refused:
        return refused.reason
    return ""


class TestLimits:
    def test_one_writer(self, article: Article) -> None:
        writer = tokens.new_writer()
        found = [refusal(article, number, f"192.0.2.{number}", writer=writer) for number in range(7)]
        assert found == [""] * conduct.BY_A_WRITER + ["flood-writer"] * 2

    def test_one_address(self, article: Article) -> None:
        found = [refusal(article, number) for number in range(conduct.FROM_AN_ADDRESS + 2)]
        assert found == [""] * conduct.FROM_AN_ADDRESS + ["flood-network"] * 2
        assert refusal(article, 99, "192.0.2.2") == "", "the neighbour is not silenced"

    def test_a_household_of_ipv6_is_one_address(self, article: Article) -> None:
        found = [refusal(article, n, f"2001:db8:1:2::{n}") for n in range(conduct.FROM_AN_ADDRESS + 1)]
        assert found[-1] == "flood-network"
        assert refusal(article, 99, "2001:db8:1:3::1") == ""

    def test_a_block_and_who_is_in_good_standing_in_it(self, article: Article, monkeypatch) -> None:
        monkeypatch.setattr(conduct, "FROM_A_BLOCK", 6)
        writer = tokens.new_writer()
        for _number in range(knowledge.STANDING_FROM):
            make_comment(article=article, writer=writer, moderated_at=NOON)
        for number in range(4):
            assert refusal(article, number, f"192.0.2.{number}", writer=writer) == ""
        found = [refusal(article, 10 + number, f"192.0.2.{number}") for number in range(8)]
        assert found == [""] * 6 + ["flood-network"] * 2
        assert refusal(article, 30, "192.0.2.200", writer=writer) == ""
        assert refusal(article, 31, "198.51.100.1") == ""

    def test_what_came_under_the_former_key_still_counts(self, article: Article) -> None:
        for number in range(conduct.FROM_AN_ADDRESS):
            assert refusal(article, number) == ""
        HashKey.objects.update(made_at=timezone.now() - KEY_LIFE - timedelta(minutes=1))
        assert refusal(article, 99) == "flood-network"
        assert HashKey.objects.count() == 2

    def test_an_unknown_address_is_taken(self, article: Article) -> None:
        assert refusal(article, 1, "") == ""
        assert Comment.objects.get().visitor == ""

    def test_the_reason_is_said_and_what_was_typed_is_kept(self, client: Client, article: Article) -> None:
        for number in range(conduct.FROM_AN_ADDRESS):
            assert send(client, article, body=f"Ý kiến {number}").status_code == 302
        response = send(client, article, body="Một ý kiến nữa")
        assert response.status_code == 400
        assert "Một ý kiến nữa" in response.content.decode()
        assert 'role="alert"' in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_limits_hold_exactly_when_many_send_at_once(monkeypatch) -> None:
    monkeypatch.setattr(conduct, "FROM_AN_ADDRESS", 10)
    article = make_article(language="vi")

    def attempt(number: int) -> str:
        try:
            return refusal(article, number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(attempt, range(40)))
    assert found.count("") == Comment.objects.count() == 10


RULES = {
    "nothing": "Người kiểm duyệt đọc từng bình luận trước khi đăng.",
    "known-writers": "Người kiểm duyệt đọc những bình luận đầu tiên của mỗi người viết trước khi đăng.",
    "screened": "Bình luận hiển thị ngay, trừ khi có điều gì cần xem xét.",
}
PUBLISHED = {
    "nothing": {"first": "waiting", "known": "waiting", "suspected": "waiting"},
    "known-writers": {"first": "waiting", "known": "approved", "suspected": "waiting"},
    "screened": {"first": "approved", "known": "approved", "suspected": "waiting"},
}


@pytest.mark.parametrize("setting", PUBLISHED)
@pytest.mark.parametrize("who", ["first", "known", "suspected"])
def test_what_is_published_without_a_person(
    setting: str, who: str, article: Article, settings, client: Client
) -> None:
    settings.COMMENTS_PUBLISH = setting
    writer = tokens.new_writer()
    if who != "first":
        for _number in range(knowledge.STANDING_FROM):
            make_comment(article=article, writer=writer, moderated_at=NOON)
    body = "BÀI VIẾT RẤT HAY XIN CẢM ƠN TÁC GIẢ RẤT NHIỀU VÌ ĐÃ VIẾT" if who == "suspected" else "Rất hay."
    sent = sending.send_comment(draft(article, body=body, writer=writer), now=timezone.now())
    assert sent.state == PUBLISHED[setting][who]
    html = client.get(article.get_absolute_url()).content.decode()
    assert RULES[setting] in html
    assert not any(rule in html for name, rule in RULES.items() if name != setting)


def test_who_had_a_comment_taken_away_is_in_no_standing(article: Article) -> None:
    writer = tokens.new_writer()
    for _number in range(5):
        make_comment(article=article, writer=writer, moderated_at=NOON)
    assert knowledge.is_in_standing(writer, now=NOON)
    make_comment(article=article, writer=writer, state=Comment.State.REMOVED)
    assert not knowledge.is_in_standing(writer, now=NOON)
    assert not knowledge.is_in_standing("", now=NOON)


def test_what_nobody_read_gives_no_standing(article: Article) -> None:
    writer = tokens.new_writer()
    for _number in range(5):
        make_comment(article=article, writer=writer)
    assert not knowledge.is_in_standing(writer, now=NOON)


def test_an_answer_to_a_waiting_comment_waits_with_it(article: Article, settings) -> None:
    settings.COMMENTS_PUBLISH = "screened"
    top = make_comment(article=article, state=Comment.State.WAITING)
    answer = sending.send_comment(draft(article, parent_id=top.pk), now=timezone.now())
    assert (answer.parent, answer.state, answer.reason) == (top, "waiting", "answered-waits")
    moderating.moderate(comments=[top], action="approve", by=None, now=NOON)
    answer.refresh_from_db()
    assert (answer.state, answer.reason) == ("approved", "")


def test_the_same_words_from_several_are_held(article: Article) -> None:
    body = "Mua ngay hôm nay để nhận ưu đãi lớn nhất trong năm"
    states = [
        sending.send_comment(
            draft(article, body=body, address=f"192.0.2.{n}", name=f"A{n}"), now=timezone.now()
        )
        for n in range(3)
    ]
    assert [one.reason for one in states] == ["", "", "same-text"]


def test_the_lists_of_words_and_the_names_of_sources_count(article: Article) -> None:
    ScreeningWord.objects.create(phrase="Vay Tiền", language="vi", verdict="refuse")
    make_source(name="Báo Nà Mẫu")
    assert refusal(article, body="Cần vay tiền nhanh?") == "word-refused"
    sent = sending.send_comment(draft(article, name="báo nà mẫu"), now=timezone.now())
    assert sent.reason == "name-of-source"


def test_too_fast_is_told_by_the_preview_or_by_the_script(client: Client, article: Article) -> None:
    send(client, article, seconds="1", body="Nhanh quá")
    start = tokens.start_token(timezone.now() - timedelta(minutes=1))
    send(client, article, seconds="1", started=start, body="Không nhanh")
    send(client, article, body="Không ai biết")
    assert dict(Comment.objects.values_list("body", "reason")) == {
        "Nhanh quá": "timing",
        "Không nhanh": "",
        "Không ai biết": "",
    }


def test_a_change_is_screened_again(article: Article, settings) -> None:
    settings.COMMENTS_PUBLISH = "screened"
    now = timezone.now()
    comment = sending.send_comment(draft(article), now=now)
    changed = sending.edit_comment(comment_id=comment.pk, version=1, body="Khác", now=now)
    assert changed.state == Comment.State.APPROVED
    held = sending.edit_comment(comment_id=comment.pk, version=2, body="a.com b.com c.com", now=now)
    assert (held.state, held.reason) == (Comment.State.WAITING, "links")
    with pytest.raises(sending.RefusedError):
        sending.edit_comment(comment_id=comment.pk, version=3, body="a.com " * 12, now=now)
    assert Comment.objects.get().body == "a.com b.com c.com"


@pytest.mark.parametrize(
    ("address", "networks"),
    [
        ("203.0.113.9", ("203.0.113.9", "203.0.113.0/24")),
        ("::ffff:203.0.113.9", ("203.0.113.9", "203.0.113.0/24")),
        ("2001:db8:1:2:3::4", ("2001:db8:1:2::/64", "2001:db8:1::/48")),
        ("fe80::1%eth0", ("fe80::/64", "fe80::/48")),
        ("", None),
        ("unknown", None),
    ],
)
def test_what_counts_of_an_address(address: str, networks: tuple[str, str] | None) -> None:
    assert networks_of(address) == networks


def test_nothing_kept_shows_the_address_and_each_key_hashes_otherwise(article: Article) -> None:
    first = visitor_at("203.0.113.9", now=NOON)
    assert visitor_at("203.0.113.10", now=NOON).block == first.block
    later = visitor_at("203.0.113.9", now=NOON + visitors.KEY_LIFE + timedelta(days=1))
    assert first.visitor != later.visitor
    assert first.visitor in later.visitors
    assert len(first.visitor) == len(first.block) == 64
