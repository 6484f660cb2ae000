"""The lists of the desk are searched with or without tone marks, by what is named, and kept as filters."""

import csv
import io
import json

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.admin.finding.named import Typed, read
from articles.comments.models import Bar, Report
from articles.models import Article, Author
from articles.search.vectors import index_articles
from desk.models import SavedFilter, Work, WorkPart
from desk.work.doing import work_once
from tests.factories import make_article, make_comment, make_source

pytestmark = pytest.mark.django_db
LIST = "admin:articles_article_changelist"


def client_of(group: str) -> Client:
    user = User.objects.create_user(group, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk() -> Client:
    return client_of("Editors")


@pytest.mark.parametrize(
    ("typed", "words", "named"),
    [
        ("dân vận khéo", "dân vận khéo", []),
        ("nguồn:nhandan hội nghị", "hội nghị", [("source", "nhandan")]),
        ('Tác giả: "Ban Dân vận" đường', "đường", [("author", "Ban Dân vận")]),
        ("tên miền:example.vn", "", [("host", "example.vn")]),
        ("nội dung:hiến đất số:12", "đất", [("text", "hiến"), ("number", "12")]),
        ("10:30 họp", "10:30 họp", []),
        ("source:", "source:", []),
    ],
)
def test_what_is_typed(typed: str, words: str, named: list[tuple[str, str]]) -> None:
    found = read(typed)
    assert Typed(" ".join(found.words.split()), list(found.named)) == Typed(words, named)


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("dan van", True),
        ("DÂN VẬN", True),
        ("dản vạn", True),
        ("duong doi", True),
        ("dan toc", False),
        ('nguon:"bao mau"', True),
        ("source:other", False),
        ("host:paper.example", True),
        ("host:elsewhere.example", False),
        ('author:"nha bao"', True),
        ("author:nobody", False),
        ('text:"hien dat"', True),
        ("text:nothing", False),
        ("50%", False),
    ],
)
def test_an_article_is_found(desk: Client, typed: str, is_found: bool) -> None:
    source = make_source(name="Báo Mẫu")
    source.domains.create(host="paper.example")
    author = Author.objects.create(name="Nhà báo A", source=source)
    article = make_article(
        title="Dân vận khéo ở Đường Đồi",
        text="Bà con hiến đất mở đường.",
        language="vi",
        source=source,
        author=author,
    )
    index_articles([article.pk])
    page = desk.get(reverse(LIST), {"q": typed})
    assert (article in page.context["cl"].result_list) is is_found


def test_an_index_answers_words_without_marks() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Article.objects.titled("dan van").order_by().values("pk").explain()
    assert "article_title_plain" in plan


def test_a_filter_is_kept_for_its_owner_alone_and_deleted(desk: Client) -> None:
    address = reverse(LIST)
    kept = {"list": "articles.article", "name": " Báo  giữ ", "query": "state__exact=held&p=3&q=xã"}
    desk.post(reverse("admin:filter_keep"), kept)
    saved = SavedFilter.objects.get()
    assert (saved.name, saved.query) == ("Báo giữ", "q=x%C3%A3&state__exact=held")
    page = desk.get(f"{address}?{saved.query}").content.decode()
    assert 'aria-current="true">Báo giữ</a>' in page
    other = client_of("Administrators")
    assert "Báo giữ" not in other.get(address).content.decode()
    forget = reverse("admin:filter_forget", args=[saved.pk])
    assert other.post(forget).status_code == 404
    desk.post(forget)
    assert not SavedFilter.objects.exists()


def test_a_filter_needs_a_name_and_a_list_that_may_be_seen(desk: Client) -> None:
    keep = reverse("admin:filter_keep")
    answer = desk.post(keep, {"list": "articles.article", "name": " ", "query": "q=a"}, follow=True)
    assert "Give the filter a name." in answer.content.decode()
    assert desk.post(keep, {"list": "auth.user", "name": "x"}).status_code == 403
    assert desk.post(keep, {"list": "nothing", "name": "x"}).status_code == 404
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "a\0b"}, "Kept: “a b”."),
        ({"list": "articles.Article"}, "Kept: “x”."),
        ({"name": "x" * 300}, "Kept: “xxx"),
        ({"query": "q=%00&\0=1"}, "Kept: “x”."),
        ({"query": "q=" + "ế" * 1_000}, "So long a filter cannot be kept."),
        ({"query": "gone__exact=1&o=99"}, "Kept: “x”."),
    ],
)
def test_whatever_is_sent_to_be_kept_is_kept_or_told(desk: Client, typed: dict[str, str], said: str) -> None:
    sent = {"list": "articles.article", "name": "x", "query": "q=a", **typed}
    page = desk.post(reverse("admin:filter_keep"), sent, follow=True)
    assert (page.status_code, said in page.content.decode()) == (200, True)
    assert set(SavedFilter.objects.values_list("list", flat=True)) <= {"articles.article"}


def exported(desk: Client, form: str) -> bytes:
    desk.post(f"{reverse('admin:articles_article_export')}?q=xa", {"form": form})
    work = Work.objects.latest("pk")
    work_once(worker="test", now=timezone.now)
    return b"".join(desk.get(reverse("admin:desk_work_file", args=[work.pk])).streaming_content)


def test_a_list_goes_out_as_a_table_that_no_spreadsheet_takes_for_formulas(desk: Client) -> None:
    make_article(title="=HYPERLINK(1) xã", language="vi")
    make_article(title="Another", language="en")
    table = exported(desk, "csv")
    assert table.startswith(b"\xef\xbb\xbf")
    assert "'=HYPERLINK(1) xã" in table.decode()
    assert "Another" not in table.decode()


@pytest.mark.parametrize("title", ["+1", "-1", "@x", "\t=1", "\r=1", "＝1", "a <b> c", "a &amp; b"])
def test_what_stands_in_a_title_stands_in_the_table(desk: Client, title: str) -> None:
    make_article(title=f"{title} xã", language="vi")
    row = next(csv.DictReader(io.StringIO(exported(desk, "csv").decode("utf-8-sig"))))
    plain = f"{title.strip()} xã"
    assert row["Title"] == (plain if plain.startswith("a") else f"'{plain}")


@pytest.mark.parametrize("query", ["category__gone=1", "id__in=a,b", "o=x.y"])
def test_a_filter_that_is_no_more_says_so(desk: Client, query: str) -> None:
    make_article()
    assert desk.get(f"{reverse(LIST)}?{query}", follow=True).status_code == 200
    desk.post(f"{reverse('admin:articles_article_export')}?{query}", {"form": "csv"})
    work_once(worker="test", now=timezone.now)
    work = Work.objects.get()
    assert work.state == "done" or "cannot be narrowed by that any more" in work.said


def test_a_file_is_for_who_asked_for_it(desk: Client) -> None:
    exported(desk, "csv")
    address = reverse("admin:desk_work_file", args=[Work.objects.get().pk])
    assert client_of("Administrators").get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_who_may_not_see_a_list_any_more_gets_no_file_of_it(desk: Client) -> None:
    address = reverse("admin:comments_comment_export")
    assert client_of("Source managers").post(address, {"form": "csv"}).status_code == 403
    desk.post(address, {"form": "csv"})
    User.objects.get(username="Editors").groups.clear()
    work_once(worker="test", now=timezone.now)
    assert (Work.objects.get().state, WorkPart.objects.count()) == ("failed", 0)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_no_file_has_the_marks_by_which_visitors_are_told_apart(desk: Client, form: str) -> None:
    mark, now = "0123abcd" * 8, timezone.now()
    comment = make_comment(article=make_article(), visitor=mark, block=mark, text_key=mark)
    Report.objects.create(comment=comment, reason="Rude", visitor=mark, sent_at=now)
    Bar.objects.create(kind=Bar.Kind.WRITER, mark=mark, note="A note", at=now)
    desk.force_login(User.objects.create_superuser("administrator"))
    for name in ("comment", "report", "bar"):
        desk.post(reverse(f"admin:comments_{name}_export"), {"form": form})
        work_once(worker="test", now=timezone.now)
        work = Work.objects.latest("pk")
        text = "".join(WorkPart.objects.filter(work=work).values_list("text", flat=True))
        assert (work.state, work.done, mark[:4] in text) == ("done", 1, False)


def test_a_list_goes_out_as_json_lines_in_the_names_of_the_columns(desk: Client) -> None:
    article = make_article(title="Xã & thôn", language="vi")
    lines = [json.loads(line) for line in exported(desk, "jsonl").decode().splitlines()]
    assert [(line["id"], line["headline"]) for line in lines] == [(article.pk, "Xã & thôn")]
