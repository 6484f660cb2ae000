"""Documents in every encoding are read as the WHATWG Encoding Standard says, and old Vietnamese ones by evidence."""

import html
import re
import unicodedata
from pathlib import Path

import pytest

from bench.label_sweep import mistakes
from feeds.errors import ParseError
from feeds.formats.decode import LONGEST_PAGE, decode_page
from feeds.formats.encodings.evidence import decode
from feeds.formats.encodings.labels import STANDARD_LABELS, encoding_named
from feeds.formats.encodings.vietnamese import reread
from feeds.formats.feed_lists import read_opml
from feeds.formats.feed_parser import parse
from feeds.formats.kinds import Listing, kind_of
from feeds.formats.sitemap import parse_sitemap
from feeds.reading.inputs import Unreadable, read_body
from tests.feeds.formats.legacy_vietnamese import tcvn3, vni, windows_1258

SAMPLES = Path(__file__).parents[3] / "samples"
TITLE = "Công tác dân vận ở cơ sở được đổi mới từ những việc nhỏ"
ENCODERS = {"TCVN3": tcvn3, "VNI": vni, "windows-1258": windows_1258}


def page(title: bytes, charset: str = "") -> bytes:
    meta = f'<meta charset="{charset}">'.encode() if charset else b""
    return b"<!DOCTYPE html><html><head>%b<title>%b</title></head><body></body></html>" % (meta, title)


def title_of(body: bytes, charset: str | None = None) -> str:
    return decode_page(body, charset).partition("<title>")[2].partition("</title>")[0]


def sentences() -> list[str]:
    """Vietnamese sentences of the samples that are long enough to tell an encoding."""
    files = [*sorted(SAMPLES.glob("feeds/*.xml")), *sorted(SAMPLES.glob("pages/vi*"))]
    found: dict[str, None] = {}
    for file in files:
        text = html.unescape(file.read_text(encoding="utf-8"))
        for sentence in re.split(r"(?<=[.!?])\s+|\n|<!\[CDATA\[|\]\]>|<[^<>]*>", text):
            words = unicodedata.normalize("NFC", sentence).strip()
            marked = len(re.findall("[ăâđêôơưĐẠ-ỹ]", words))
            if len(words.split()) >= 7 and 2 * marked >= len(words.split()) and "‘" not in words:
                found[words] = None
    return list(found)


def test_every_label_is_read_as_the_standard_says() -> None:
    assert list(mistakes()) == []
    assert len(STANDARD_LABELS) == 228


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        (" Latin1\n", "windows-1252"),
        ("GB2312", "gbk"),
        ("TIS-620", "windows-874"),
        ("ks_c_5601-1987", "euc-kr"),
        ("hz-gb-2312", "replacement"),
        ("viscii", "viscii"),
        ("utf-7", None),
        ("no-such-thing", None),
    ],
)
def test_labels(label: str, encoding: str | None) -> None:
    assert encoding_named(label) == encoding


@pytest.mark.parametrize("encoding", ENCODERS)
@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "utf-8", "x-user-defined", ""])
def test_old_vietnamese_is_read_whatever_the_page_declares(encoding: str, declared: str) -> None:
    title = title_of(page(ENCODERS[encoding](TITLE), declared))
    assert unicodedata.normalize("NFC", title) == TITLE


@pytest.mark.parametrize("encoding", ENCODERS)
def test_old_vietnamese_that_was_converted_to_utf8_letter_by_letter(encoding: str) -> None:
    letters = ENCODERS[encoding](TITLE).decode("cp1252")
    assert title_of(page(letters.encode(), "utf-8")) == TITLE
    references = "".join(letter if letter.isascii() else f"&#{ord(letter)};" for letter in letters)
    assert title_of(page(references.encode(), "utf-8")) == TITLE


@pytest.mark.parametrize("encoding", ["TCVN3", "VNI"])
@pytest.mark.parametrize("charset", ["x-user-defined", "iso-8859-1", "utf-8"])
def test_long_pages(encoding: str, charset: str) -> None:
    body = page(ENCODERS[encoding](TITLE)) + b"<p class='body'>plain words</p>" * 400
    assert title_of(body, charset) == TITLE


@pytest.mark.parametrize("encoding", ["TCVN3", "VNI"])
def test_two_hundred_sentences(encoding: str) -> None:
    chosen = sentences()[:200]
    assert len(chosen) == 200
    wrong = []
    for number, sentence in enumerate(chosen):
        declared = ("iso-8859-1", "utf-8", "windows-1252", "")[number % 4]
        read = unicodedata.normalize("NFC", title_of(page(ENCODERS[encoding](sentence), declared)))
        # TCVN3 has no capitals with a tone.
        if read.casefold() != sentence.casefold():
            wrong.append((sentence, read))
    assert wrong == []


PLAIN = {
    "French": (
        "windows-1252",
        "Les élèves ont été reçus à l’école : « la rentrée » à Besançon, dès 8 heures.",
    ),
    "German": ("windows-1252", "Die Bürger räumen nach dem Unwetter gemeinsam auf, große Mühe für alle."),
    "Portuguese": (
        "windows-1252",
        "A população não está só: há ações de saúde nas ruas, e mães ajudam irmãos.",
    ),
    "Spanish": (
        "windows-1252",
        "Los niños de la región pidieron más árboles; el señor Muñoz lo apoyó también.",
    ),
    "Icelandic": (
        "windows-1252",
        "Það er gott að búa í sveitinni, segja íbúar, og vegurinn var lagður í ár.",
    ),
    "marks of trade": ("utf-8", "© 2026 Báo Mẫu ® «Dân vận» §5, 12 µm, ½ và ¾ của người dân"),
    "Vietnamese without its own letters": ("utf-8", "Toàn xóm hoà thuận, già và trẻ làm toàn việc có ích"),
}


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", ""])
def test_other_texts_are_left_alone(name: str, declared: str) -> None:
    encoding, text = PLAIN[name]
    assert title_of(page(text.encode(encoding), declared)) == text


def test_only_the_old_part_of_a_mixed_page_is_changed() -> None:
    old = tcvn3("Nhân dân xã Tân Mẫu hiến đất mở đường, góp công xây trường học").decode("cp1252")
    body = f"<h1>Chuyện mới ở bản</h1><p>{old}</p><p>© 2026 · «Báo»</p>"
    assert decode_page(body.encode(), None) == (
        "<h1>Chuyện mới ở bản</h1><p>Nhân dân xã Tân Mẫu hiến đất mở đường, góp công xây trường học</p>"
        "<p>© 2026 · «Báo»</p>"
    )


def test_capitals_of_the_old_fonts() -> None:
    body = b"<title>C\xabng t\xb8c d\xa9n v\xcbn</title><h1>C\xd4NG T\xb8C D\xa9N V\xcbN \xa7\xc6NG</h1>"
    assert "CỄNG TÁC DÂN VẬN ĐẶNG" in decode_page(body, "iso-8859-1")


def test_a_capital_at_the_beginning_of_an_old_word_is_no_font_of_capitals() -> None:
    text = "Từ nay bà con bản Mẫu đã có đường. Về bản, ai nấy đều vui. Ở đó có trường mới."
    body = f"<title>x</title><p>{tcvn3(text).decode('cp1252')}</p>"
    read = decode_page(body.encode(), None)
    assert "Từ nay bà con" in read
    assert "Về bản" in read


@pytest.mark.parametrize("label", ["viscii", "x-viscii", "iso-8859-1", "utf-8", ""])
def test_viscii(label: str) -> None:
    text = bytes.fromhex(
        "6e67 df b6 69 20 64 e2 6e 20 be 20 76 f9 6e 67 20 6e fa 69 20 f0 df fe 63 20 67 69 fa 70 20 f0 bf"
    )
    assert title_of(page(text, label)).startswith("người dân")


def test_a_nearly_utf8_text_keeps_its_stray_bytes() -> None:
    body = "Les aînés du quartier, à l’école : élèves et mères, déjà là".encode() + b" \xe9t\xe9"
    assert (
        title_of(page(body, "iso-8859-1"))
        == "Les aînés du quartier, à l’école : élèves et mères, déjà là été"
    )
    marked = title_of(page(body, ""))
    assert marked.endswith(" \ufffdt\ufffd")
    assert marked.startswith("Les aînés")


REFUSED = b"\x1b$)C\x0e0!3*\x0f"


def test_an_encoding_that_browsers_refuse_is_refused_in_a_sentence() -> None:
    with pytest.raises(ParseError, match="ask the publisher for UTF-8"):
        decode_page(page(REFUSED, "iso-2022-kr"), None, where="https://bao.example/x")
    (answer,) = read_body(page(REFUSED, "iso-2022-kr"), input="x.html", ending=".html", url=None)
    assert isinstance(answer, Unreadable)
    assert "iso-2022-kr" in answer.error
    feed = b'<?xml version="1.0" encoding="hz-gb-2312"?><rss><channel><title>~{VPND~}</title></channel></rss>'
    with pytest.raises(ParseError, match="hz-gb-2312"):
        parse(feed, url="https://bao.example/rss")
    # What is plain ASCII under such a label can be read.
    assert title_of(page(b"Plain words", "iso-2022-kr")) == "Plain words"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(codec: str) -> None:
    body = page(TITLE.encode()).decode().encode(codec)
    assert title_of(body) == TITLE
    chinese = ("<title>" + "干部到村里挨家挨户听取意见" * 20 + "</title>").encode(codec)
    assert title_of(chinese, "utf-16").startswith("干部到村里")


def test_a_page_cut_within_a_character() -> None:
    body = b"<title>" + "ữ".encode() * (LONGEST_PAGE // 3 + 1)
    assert "\ufffd" not in decode_page(body, "utf-8")


def test_lists_sitemaps_and_plain_texts_are_decoded_by_the_same_rules() -> None:
    opml = b'<?xml version="1.0" encoding="tis-620"?><opml><body><outline text="%b" xmlUrl="https://a.example/rss"/></body></opml>'
    assert read_opml(opml % "ข่าวชาวบ้าน".encode("tis-620"), where="x")[0].title == "ข่าวชาวบ้าน"
    sitemap = (
        b'<?xml version="1.0" encoding="gb2312"?><urlset><url><loc>https://a.example/1</loc><news><title>%b</title>'
        b"<publication_date>2026-05-01</publication_date></news></url></urlset>"
    )
    assert (
        parse_sitemap(sitemap % "群众路线".encode("gbk"), url="https://a.example/s.xml").entries[0].title
        == "群众路线"
    )
    text = f"{TITLE}\n\n" + "Cán bộ về tận thôn, gặp từng hộ dân để nghe ý kiến.\n" * 3
    for encoder in (*ENCODERS.values(), lambda words: words.encode("utf-16")):
        (article,) = read_body(encoder(text), input="x.txt", ending=".txt", url=None)
        assert not isinstance(article, Unreadable)
        assert unicodedata.normalize("NFC", article.raw).strip() == text.strip()
    (answer,) = read_body("Жители деревни".encode("cp1251"), input="x.txt", ending=".txt", url=None)
    assert isinstance(answer, Unreadable)


@pytest.mark.shared
def test_no_captured_page_or_feed_is_taken_for_old_vietnamese(shared: Path) -> None:
    seen = 0
    for folder in ("data/pages", "data/feeds"):
        for file in (shared / folder).rglob("*"):
            if file.is_file() and ".expected" not in file.name:
                seen += 1
                body = file.read_bytes()[:LONGEST_PAGE]
                assert "converted" not in decode(body, (), where=str(file)).problem, file
                assert reread(body.decode("utf-8", "replace")) is None, file
    assert seen > 300


def test_no_sample_is_taken_for_old_vietnamese() -> None:
    for file in (*SAMPLES.glob("feeds/*"), *SAMPLES.glob("pages/*"), *SAMPLES.glob("texts/*")):
        assert reread(file.read_text(encoding="utf-8")) is None, file


def test_the_charset_of_the_http_header_reaches_feeds_and_sitemaps() -> None:
    feed = "<rss><channel><title>x</title><item><title>Жители деревни</title><guid>1</guid></item></channel></rss>"
    listing = Listing(
        body=feed.encode("cp866"), url="https://a.example/rss", content_type="text/xml", charset="ibm866"
    )
    assert kind_of("feed").read(listing).entries[0].title == "Жители деревни"
    sitemap = (
        "<urlset><url><loc>https://a.example/1</loc><news><title>Жители деревни</title>"
        "<publication_date>2026-05-01</publication_date></news></url></urlset>"
    )
    listing = Listing(body=sitemap.encode("cp866"), url="https://a.example/s.xml", charset="ibm866")
    assert kind_of("news-sitemap").read(listing).entries[0].title == "Жители деревни"
