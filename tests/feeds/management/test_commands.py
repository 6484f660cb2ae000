"""preview, import_articles, import_sources and export_sources as somebody at a terminal uses them."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Source
from feeds.models import Feed
from tests.factories import make_feed, make_source

FIELDS = {
    *("input", "url", "origin_url", "source", "title", "title_derived", "lead", "text", "html", "language"),
    *("direction", "author", "published_at", "updated_at", "pictures", "documents", "topics", "relevant"),
    *(
        "matched_terms",
        "category",
        "machine_translated",
        "dropped",
        "warnings",
        "published_day_only",
        "evidence",
    ),
}

DUMP = """Nền tảng Mẫu - Nền tảng tin bài mẫu

Pendekatan cekatan kader desa membuka jalan baru

Báo MẫuBáo Mẫu12/10/2026

Desa Dong Mau menyelesaikan jalan sepanjang dua kilometer setelah kader penggerak massa berdialog dengan setiap keluarga.

Warga menyumbangkan tanah sesuai Resolusi No. 25-NQ/TW tanggal 3 Juni 2013 tentang pekerjaan mobilisasi massa.

[iklan_2]
Sumber: https://bao-mau.example/can-bo-dan-van-kheo-mo-duong-moi-o-dong-mau-77.html
Komentar (0)
"""

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Báo Mẫu</title>
<item><title>Dân vận khéo ở xã Đồng Mẫu</title><link>https://bao-mau.example/dan-van-kheo-1.html</link>
<pubDate>9/14/2026 6:44:00 PM</pubDate><description>Cán bộ xã họp bàn với bà con về con đường mới.</description></item>
<item><title>Đối thoại với nhân dân</title><link>https://bao-mau.example/doi-thoai-2.html</link>
<description>Bí thư xã trả lời ý kiến của bà con.</description></item></channel></rss>"""


def preview(*inputs: object) -> tuple[list[dict], int]:
    """The objects that `preview --json` prints, and its exit status."""
    out, status = StringIO(), 0
    try:
        call_command("preview", *map(str, inputs), json=True, stdout=out, stderr=StringIO())
    except SystemExit as exit_:
        status = int(exit_.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], status


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    file = tmp_path / "id_dump.txt"
    file.write_text(DUMP, encoding="utf-8")
    return file


@pytest.mark.django_db
class TestPreview:
    def test_a_text_dump_becomes_one_object(self, dump: Path) -> None:
        (article,), status = preview(dump)
        assert status == 0
        assert set(article) == FIELDS
        assert article["title"] == "Pendekatan cekatan kader desa membuka jalan baru"
        assert article["language"] == "id"
        assert (
            article["origin_url"]
            == "https://bao-mau.example/can-bo-dan-van-kheo-mo-duong-moi-o-dong-mau-77.html"
        )
        assert article["source"]["domain"] == "bao-mau.example"
        assert article["published_at"].startswith("2026-10-12")
        assert article["documents"] == [{"number": "25-NQ/TW", "cited_as": "25-NQ/TW"}]
        assert article["relevant"] is True
        for furniture in ("Nền tảng", "iklan", "Sumber", "Komentar"):
            assert furniture not in article["text"]

    def test_the_text_is_the_whole_article_lead_first(self, dump: Path) -> None:
        (article,), _status = preview(dump)
        assert article["text"].split("\n")[0].startswith("Desa Dong Mau menyelesaikan")
        assert article["html"].startswith("<p>Desa Dong Mau menyelesaikan")

    def test_a_feed_gives_one_object_an_entry(self, tmp_path: Path) -> None:
        file = tmp_path / "feed.xml"
        file.write_text(FEED, encoding="utf-8")
        articles, status = preview(file)
        assert status == 0
        assert [(one["title"], one["published_at"]) for one in articles] == [
            ("Dân vận khéo ở xã Đồng Mẫu", "2026-09-14T11:44:00Z"),
            ("Đối thoại với nhân dân", None),
        ]

    def test_nothing_is_written(self, dump: Path) -> None:
        preview(dump)
        assert not Article.objects.exists()
        assert not Source.objects.exists()

    def test_a_bad_input_stops_no_other(self, dump: Path, tmp_path: Path) -> None:
        folder = tmp_path / "inputs"
        folder.mkdir()
        (folder / "a_empty.txt").write_bytes(b"")
        (folder / "b_binary.bin").write_bytes(bytes(range(256)))
        (folder / "c_page.xml").write_text("<html><body>Not a feed</body></html>", encoding="utf-8")
        (folder / "d_good.txt").write_text(DUMP, encoding="utf-8")
        # Nothing proves in which encoding of one byte a letter it is.
        (folder / "e_latin.txt").write_bytes("Le café du village est fermé.".encode("latin-1"))
        (folder / ".hidden.txt").write_text("no", encoding="utf-8")
        articles, status = preview(folder, tmp_path / "absent.txt", dump)
        assert status == 1
        errors = {Path(one["input"]).name: one["error"] for one in articles if "error" in one}
        assert set(errors) == {"a_empty.txt", "b_binary.bin", "c_page.xml", "e_latin.txt", "absent.txt"}
        assert all(error and "Traceback" not in error for error in errors.values())
        assert "check the path" in errors["absent.txt"]
        assert "save it as UTF-8" in errors["e_latin.txt"]
        assert [Path(one["input"]).name for one in articles if "title" in one] == [
            "d_good.txt",
            "id_dump.txt",
        ]
        assert set(next(one for one in articles if "error" in one)) == {"input", "error"}


@pytest.mark.django_db
class TestImportArticles:
    def test_what_is_imported_is_on_the_site(self, dump: Path) -> None:
        out = StringIO()
        call_command("import_articles", str(dump), stdout=out)
        assert "1 created" in out.getvalue()
        article = Article.objects.get()
        assert (article.language, article.state) == ("id", Article.State.PUBLISHED)
        assert article.source.name == "bao-mau.example"

    def test_importing_again_changes_nothing(self, dump: Path) -> None:
        call_command("import_articles", str(dump), stdout=StringIO())
        out = StringIO()
        call_command("import_articles", str(dump), stdout=out)
        assert "0 created, 0 revised, 1 unchanged" in out.getvalue()

    def test_a_failure_is_named_and_the_rest_is_stored(self, dump: Path) -> None:
        err = StringIO()
        with pytest.raises(SystemExit) as exit_:
            call_command(
                "import_articles", str(dump), str(dump.with_name("none.txt")), stdout=StringIO(), stderr=err
            )
        assert exit_.value.code == 1
        assert "none.txt" in err.getvalue()
        assert Article.objects.count() == 1

    def test_what_is_to_be_held_is_held(self, dump: Path) -> None:
        call_command("import_articles", str(dump), rule="hold", stdout=StringIO())
        assert Article.objects.get().state == Article.State.HELD


CSV = """name,homepage,feed_url,language,category,found_in,seen,note
Báo Mẫu,https://bao-mau.example/,https://bao-mau.example/rss/home.rss,vi,latest,a list,2026,
Báo Mẫu,https://bao-mau.example/,http://www.bao-mau.example/rss/home.rss,vi,latest,another,2026,
Báo Cũ,https://bao-cu.example/,https://bao-cu.example/rss,vi,home,a list,2019,"old list; many are dead"
Báo Hỏng,https://hong.example/,ftp://hong.example/rss,vi,home,a list,2026,
"""


def test_a_folder_without_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no file in it"):
        call_command("preview", str(tmp_path), stdout=StringIO())


@pytest.mark.django_db
class TestImportSources:
    def test_a_csv_list_is_merged_and_dead_feeds_are_off(self, tmp_path: Path) -> None:
        file = tmp_path / "list.csv"
        file.write_text(CSV, encoding="utf-8")
        out, err = StringIO(), StringIO()
        with pytest.raises(SystemExit):
            call_command("import_sources", str(file), stdout=out, stderr=err)
        assert dict(Feed.objects.values_list("url", "enabled")) == {
            "https://bao-mau.example/rss/home.rss": True,
            "https://bao-cu.example/rss": False,
        }
        assert "row 5" in err.getvalue()
        assert "2 feeds added" in out.getvalue()
        assert Feed.objects.get(enabled=True).source.name == "Báo Mẫu"

    def test_importing_twice_adds_nothing(self, tmp_path: Path) -> None:
        file = tmp_path / "list.csv"
        file.write_text("\n".join(CSV.splitlines()[:3]), encoding="utf-8")
        call_command("import_sources", str(file), stdout=StringIO())
        out = StringIO()
        call_command("import_sources", str(file), stdout=out)
        assert "0 feeds added, 2 known already" in out.getvalue()

    def test_what_is_exported_can_be_imported(self, tmp_path: Path) -> None:
        source = make_source(name="Báo & Đài", homepage="https://bao-mau.example/", host="bao-mau.example")
        make_feed(source=source, url="https://bao-mau.example/a.rss?x=1&y=2", language="vi")
        make_feed(source=source, url="https://bao-mau.example/b.rss", enabled=False)
        file = tmp_path / "feeds.opml"
        call_command("export_sources", output=file, stdout=StringIO())
        Feed.objects.all().delete()
        call_command("import_sources", str(file), stdout=StringIO())
        assert dict(Feed.objects.values_list("url", "enabled")) == {
            "https://bao-mau.example/a.rss?x=1&y=2": True,
            "https://bao-mau.example/b.rss": False,
        }
        assert Feed.objects.first().source == source

    def test_the_name_of_a_source_survives_the_way_out_and_in(self, tmp_path: Path) -> None:
        source = make_source(name="Báo Sáu", homepage="https://bao-sau.example/")
        make_feed(source=source, url="https://bao-sau.example/rss", title="Tin mới nhất - RSS")
        file = tmp_path / "feeds.opml"
        call_command("export_sources", output=file, stdout=StringIO())
        Feed.objects.all().delete()
        source.delete()
        call_command("import_sources", str(file), stdout=StringIO())
        feed = Feed.objects.get()
        assert (feed.source.name, feed.title) == ("Báo Sáu", "Tin mới nhất - RSS")

    def test_what_of_a_row_is_not_known_is_told_and_left_out(self, tmp_path: Path) -> None:
        file = tmp_path / "list.csv"
        file.write_text("feed_url,language,category\nhttps://bao.example/rss,zz-qq!!,nowhere\n")
        err = StringIO()
        call_command("import_sources", str(file), stdout=StringIO(), stderr=err)
        assert "the category “nowhere” and the language “zz-qq!!” is not known here" in err.getvalue()
        feed = Feed.objects.get()
        assert (feed.language, feed.category) == ("", None)

    def test_a_list_that_was_cut_gives_what_it_has_and_says_so(self, tmp_path: Path) -> None:
        file = tmp_path / "list.opml"
        outline = "<outline type='rss' text='Báo' xmlUrl='https://bao.example/{}'/>"
        whole = f"<opml version='2.0'><head/><body>{outline.format(1)}{outline.format(2)}</body></opml>"
        for cut in (whole[: whole.index("https://bao.example/2") + 5], whole.removesuffix("</body></opml>")):
            Feed.objects.all().delete()
            file.write_text(cut)
            err = StringIO()
            with pytest.raises(SystemExit):
                call_command("import_sources", str(file), stdout=StringIO(), stderr=err)
            assert "the list ends in the middle" in err.getvalue()
            assert Feed.objects.filter(url="https://bao.example/1").exists()

    def test_ports_that_the_settings_allow_are_allowed_in_a_list(self, tmp_path: Path, settings: Any) -> None:
        file = tmp_path / "list.csv"
        file.write_text("feed_url\nhttps://bao.example:8443/rss\n")
        with pytest.raises(SystemExit):
            call_command("import_sources", str(file), stdout=StringIO(), stderr=StringIO())
        settings.FETCH_EXTRA_PORTS = frozenset({8443})
        call_command("import_sources", str(file), stdout=StringIO())
        assert Feed.objects.count() == 1

    def test_only_feeds_that_were_added_are_said_to_be_off(self, tmp_path: Path) -> None:
        file = tmp_path / "list.csv"
        file.write_text("feed_url,note\nhttps://bao.example/rss,dead\n")
        for number in (1, 0):
            out = StringIO()
            call_command("import_sources", str(file), stdout=out)
            assert f"{number} of those added are marked dead" in out.getvalue()

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("list.opml", b"this is not xml", "OPML"),
            ("list.opml", b"<html></html>", "OPML"),
            ("list.opml", b"", "empty"),
            ("list.csv", b"a,b\n1,2\n", "feed_url"),
            ("list.csv", b"PK\x03\x04 a workbook", "CSV UTF-8"),
        ],
    )
    def test_a_file_that_is_no_list_is_named(
        self, name: str, content: bytes, words: str, tmp_path: Path
    ) -> None:
        file = tmp_path / name
        file.write_bytes(content)
        with pytest.raises(CommandError, match=words) as error:
            call_command("import_sources", str(file), stdout=StringIO())
        assert name in str(error.value)
        assert not Feed.objects.exists()

    def test_an_absent_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"none\.opml cannot be read"):
            call_command("import_sources", str(tmp_path / "none.opml"))

    def test_the_shipped_catalogue_loads_twice_without_doubling(self) -> None:
        call_command("load_catalogue", stdout=StringIO())
        before = (Source.objects.count(), Feed.objects.count())
        call_command("load_catalogue", stdout=StringIO())
        assert (Source.objects.count(), Feed.objects.count()) == before
        assert before[1] >= 60
        assert Source.objects.filter(feeds__isnull=False).distinct().count() >= 25
