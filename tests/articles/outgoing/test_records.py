"""Articles as JSON Lines: what a line holds, what rights keep back, and an export that goes on where it stopped."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from jsonschema import Draft202012Validator, FormatChecker

from articles.models import Article, Picture, Source
from articles.outgoing.records import streaming
from articles.outgoing.records.record import schema
from articles.search import index_articles
from tests.factories import make_article, make_category, make_source, make_topic

pytestmark = pytest.mark.django_db


def exported(*arguments: str, **options: Any) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("export_articles", *arguments, stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())
    out = StringIO()
    call_command("export_articles", schema=True, stdout=out)
    assert json.loads(out.getvalue()) == schema()


def test_a_line_says_what_the_site_shows() -> None:
    original = make_article(language="vi", title="Bài mẫu", category=make_category(slug="party"))
    carrier = make_source(name="Cổng", homepage="https://cong.example/")
    article = make_article(
        language="th",
        title="บทความ",
        story=original.story,
        text="หนึ่ง\nสอง",
        html="<p>หนึ่ง</p><p>สอง</p>",
        machine_translated=True,
        carrier=carrier,
        origin_url="https://bao.example/1.html",
        url="https://cong.example/th/1",
        topics=[make_topic(slug="skilful")],
        published_day_only=True,
    )
    Picture.objects.create(article=article, original_url="https://bao.example/1.jpg", caption="Ảnh", width=9)
    first, second = exported()
    for record in (first, second):
        Draft202012Validator(schema(), format_checker=FormatChecker()).validate(record)
        assert set(record) == set(schema()["properties"]) == set(schema()["required"])
    assert (first["category"], first["published_at"]) == ("party", "2024-05-19T05:00:00Z")
    assert (second["published_at"], second["published_day"]) == (None, "2024-05-19")
    assert (second["text"], second["machine_translated"], second["topics"]) == ("หนึ่ง\nสอง", True, ["skilful"])
    assert (second["carrier"]["name"], second["original"]) == ("Cổng", "https://bao.example/1.html")
    assert second["pictures"][0]["address"] == "https://bao.example/1.jpg"
    assert [one["language"] for one in first["story"]["versions"]] == ["th", "vi"]
    assert first["story"]["versions"] == second["story"]["versions"]


def test_what_rights_keep_back_is_null_and_said() -> None:
    source = make_source(rights=Source.Rights.EXCERPT, pictures_allowed=False)
    article = make_article(source=source, lead="Đoạn mở", text="Cả bài", html="<p>Cả bài</p>")
    Picture.objects.create(article=article, original_url="https://bao.example/1.jpg", caption="Ảnh")
    (record,) = exported()
    assert (record["rights"], record["lead"], record["text"], record["html"]) == (
        "excerpt",
        "Đoạn mở",
        None,
        None,
    )
    assert (record["pictures"][0]["address"], record["pictures"][0]["caption"]) == (None, "Ảnh")
    assert "Cả bài" not in json.dumps(record, ensure_ascii=False)


@pytest.mark.parametrize("state", [one for one in Article.State if one != Article.State.PUBLISHED])
def test_only_what_is_published_is_written(state: str) -> None:
    make_article(state=state)
    assert exported() == []


def test_a_search_chooses() -> None:
    source = make_source(slug="bao-mot", name="Báo Một")
    wanted = make_article(source=source, title="Dân vận khéo ở xã", language="vi")
    make_article(source=source, title="Thể thao", language="vi")
    make_article(title="Dân vận khéo nơi khác", language="vi")
    index_articles(Article.objects.values_list("pk", flat=True))
    assert [record["id"] for record in exported('source:bao-mot "dân vận khéo"')] == [wanted.pk]
    assert [record["id"] for record in exported("source:bao-mot -thể")] == [wanted.pk]
    assert exported('"khéo dân vận"') == []
    assert [record["id"] for record in exported('source:bao-mot -"thể thao"')] == [wanted.pk]
    with pytest.raises(CommandError, match="There is no source called"):
        exported("source:khong-co")


def test_separators_of_lines_stay_within_their_line() -> None:
    make_article(text="một\u2028hai\x85ba")
    out = StringIO()
    call_command("export_articles", stdout=out)
    (line,) = out.getvalue().splitlines()
    assert json.loads(line)["text"] == "một\u2028hai\x85ba"


def test_the_number_of_queries_does_not_grow(django_assert_num_queries: Any) -> None:
    for _number in range(12):
        make_article(topics=[make_topic()])
    # Articles, what hangs on them, versions, and that nothing follows.
    with django_assert_num_queries(4):
        assert len(exported()) == 12


class TestFiles:
    def test_batches_make_one_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(streaming, "RECORDS_AT_ONCE", 2)
        pks = [make_article().pk for _number in range(5)]
        file = tmp_path / "articles.jsonl"
        call_command("export_articles", output=file, stdout=StringIO())
        assert [json.loads(line)["id"] for line in file.read_text().splitlines()] == pks

    @pytest.mark.parametrize("piece", [7, 64 * 1024])
    @pytest.mark.parametrize("cut", [0, 1, 40, 10_000])
    def test_an_interrupted_export_goes_on(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int, piece: int
    ) -> None:
        monkeypatch.setattr(streaming, "PIECE_BYTES", piece)
        for _number in range(4):
            make_article(title="Bài về dân vận")
        file = tmp_path / "articles.jsonl"
        call_command("export_articles", output=file, stdout=StringIO())
        whole = file.read_bytes()
        file.write_bytes(whole[: max(0, len(whole) - cut)])
        call_command("export_articles", output=file, resume=True, stdout=StringIO())
        assert file.read_bytes() == whole
        later = make_article().pk
        call_command("export_articles", output=file, resume=True, stdout=StringIO())
        assert json.loads(file.read_text().splitlines()[-1])["id"] == later

    def test_a_file_is_never_written_over(self, tmp_path: Path) -> None:
        file = tmp_path / "articles.jsonl"
        file.write_text("precious\n")
        with pytest.raises(CommandError, match="go on in it with --resume, or name another"):
            call_command("export_articles", output=file)
        with pytest.raises(CommandError, match="was not written by this command"):
            call_command("export_articles", output=file, resume=True)
        assert file.read_text() == "precious\n"

    def test_a_place_that_cannot_be_written_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="cannot be written"):
            call_command("export_articles", output=tmp_path / "nowhere" / "articles.jsonl")
        with pytest.raises(CommandError, match="name it with --output"):
            call_command("export_articles", resume=True)
