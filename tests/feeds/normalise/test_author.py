"""The names of authors: what bylines, feeds and metadata give, and what is no person."""

import pytest

from feeds.formats.feed_parser import parse
from feeds.normalise.author import author_name, is_signature
from feeds.reading.entry import raw_of_entry
from feeds.reading.plain_text import read_text

NAMES = {
    "an address with the name in brackets": ("desk@paper.online (Nguyễn Văn Mẫu)", "Nguyễn Văn Mẫu"),
    "brackets in the name": ("desk@paper.online (Nguyễn Văn Mẫu (Hà Nội))", "Nguyễn Văn Mẫu (Hà Nội)"),
    "a name with the address": ("Nguyễn Văn Mẫu <desk@paper.photography>", "Nguyễn Văn Mẫu"),
    "a name in quotation marks": ('"Nguyễn Văn Mẫu" <desk@paper.online>', "Nguyễn Văn Mẫu"),
    "a name in quotation marks alone": ('"Mẫu, Lò Văn"', "Mẫu, Lò Văn"),
    "a link to write to": ("mailto:desk@paper.online (Nguyễn Văn Mẫu)", "Nguyễn Văn Mẫu"),
    "an address alone": ("desk@paper.online", ""),
    "a label": ("Tác giả: Lò Văn Mẫu", "Lò Văn Mẫu"),
    "by": ("By Mai Mẫu", "Mai Mẫu"),
    "names that begin with by": ("RUBY BYGATE, SHELBY MAU and BOBBY THU", "RUBY BYGATE, SHELBY MAU and BOBBY THU"),
    "a particle is part of a name": ("Da Silva", "Da Silva"),
    "a label of two languages": ("von Mai Mẫu", "Mai Mẫu"),
    "a bar, a label and the date behind": ("Ann Sample | Published 05/11/2026 1:30 PM UTC", "Ann Sample"),
    "the date behind": ("Jeff Mau Monday, November 18, 2019", "Jeff Mau"),
    "escaped": ("NH&#7852;T XUÂN", "NHẬT XUÂN"),
    "a form's label": ("Name *", ""),
    "a form's label in Vietnamese": ("Họ và tên *", ""),
    "a login": ("admin", ""),
    "a domain": ("paper.example", ""),
    "a newspaper": ("Báo Quân đội Mẫu", ""),
    "a magazine": ("Tạp chí Mẫu", ""),
    "a photo credit": ("Ảnh: Lò Văn Mẫu", ""),
    "words of a link": ("View all posts by Lò Văn Mẫu", ""),
    "a biography": ("Lò Văn Mẫu là phóng viên của báo từ năm 2010 và viết về đời sống bà con vùng cao các tỉnh phía bắc", ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), NAMES.values(), ids=NAMES.keys())
def test_names(text: str, wanted: str) -> None:
    assert author_name(text) == wanted


@pytest.mark.parametrize("name", ["Tỉnh Xa", "Báo Tỉnh Xa", "TỈNH XA"])
def test_the_site_is_no_person(name: str) -> None:
    assert author_name(name, publisher="Báo Tỉnh Xa") == ""


SIGNATURES = {
    "Lò Văn Mẫu": True, "LÒ VĂN MẪU": True, "Lò Văn Mẫu – Giàng A Thử": True, "Lò Văn Mẫu và Giàng A Thử": True,
    "Mẫu": False, "Ban Dân vận": False, "Kết luận": False, "Báo Nhân Dân": False, "Hết chuyện cây cầu.": False,
    "Ngày 12/5": False, "Ai Đã Làm?": False,
}  # fmt: skip


@pytest.mark.parametrize(("line", "wanted"), SIGNATURES.items())
def test_signatures(line: str, wanted: bool) -> None:
    assert is_signature(line) is wanted


PROSE = (
    "Sau hai năm chuẩn bị, bà con ba thôn đã làm xong cây cầu rút ngắn đường đến trường của các cháu bốn mươi phút.",
    "Tổ dân vận đến từng nhà giải thích vì sao cây cầu không thể đợi thêm và mỗi gia đình có thể góp được những gì.",
)
DUMPS = {
    "before a source line": (("Lò Văn Mẫu", "Nguồn: https://paper.example/bai-1.html"), "Lò Văn Mẫu"),
    "before an empty source line": (("Mai Mẫu", "Nguồn:"), "Mai Mẫu"),
    "before a source line and a counter": (("Lò Văn Mẫu", "Nguồn :", "Bình luận (0)"), "Lò Văn Mẫu"),
    "two persons": (("Lò Văn Mẫu – Giàng A Thử", "Nguồn"), "Lò Văn Mẫu – Giàng A Thử"),
    "last, a whole name": (("Lò Văn Mẫu",), "Lò Văn Mẫu"),
    "last, two words of which nobody knows": (("Hà Nội",), ""),
    "the source's name": (("Nguồn:", "Báo Tỉnh Xa"), ""),
}


@pytest.mark.parametrize(("tail", "wanted"), DUMPS.values(), ids=DUMPS.keys())
def test_a_signature_below_a_plain_text(tail: tuple[str, ...], wanted: str) -> None:
    found = read_text("\n".join(("Ba thôn cùng xây cầu", *PROSE, *tail)), input="text")
    assert found.author == wanted
    if wanted:
        assert [block.text for block in found.blocks] == list(PROSE)


@pytest.mark.parametrize("element", ["author", "dc:creator"])
@pytest.mark.parametrize(
    "written", ["desk@paper.online (Nguyễn Văn Mẫu)", "Nguyễn Văn Mẫu &lt;desk@paper.online&gt;"]
)
def test_an_address_under_a_long_top_level_domain_in_a_feed(element: str, written: str) -> None:
    feed = parse(
        f'<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Paper</title><item><title>News</title>'
        f"<link>https://paper.example/1</link><{element}>{written}</{element}></item></channel></rss>".encode(),
        url="https://paper.example/feed",
    )
    assert raw_of_entry(feed.entries[0], feed, input="feed").author == "Nguyễn Văn Mẫu"


RSS_PERSONS = {
    "a long ending, the name in brackets": (("desk@paper.online (Nguyễn Văn Mẫu)",), "Nguyễn Văn Mẫu"),
    "brackets in the name": (("desk@paper.photography (Lò Thị Mẫu (Sơn La))",), "Lò Thị Mẫu (Sơn La)"),
    "a short ending": (("desk@paper.vn (Nguyễn Văn Mẫu)",), "Nguyễn Văn Mẫu"),
    "the name first": (("Nguyễn Văn Mẫu &lt;desk@paper.online&gt;",), "Nguyễn Văn Mẫu"),
    "an address alone": (("desk@paper.example",), ""),
    "a name alone": (("Nguyễn Văn Mẫu",), "Nguyễn Văn Mẫu"),
}


@pytest.mark.parametrize(("written", "wanted"), RSS_PERSONS.values(), ids=RSS_PERSONS.keys())
def test_authors_of_rss(written: tuple[str, ...], wanted: str) -> None:
    authors = "".join(f"<author>{one}</author>" for one in written)
    feed = parse(
        f'<rss version="2.0"><channel><title>T</title><item><title>Tin mới</title>{authors}'
        "<description>Một dòng tin.</description></item></channel></rss>".encode(),
        url="https://paper.example/rss",
    )
    assert raw_of_entry(feed.entries[0], feed, input="x").author == wanted
