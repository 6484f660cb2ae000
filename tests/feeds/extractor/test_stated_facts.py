"""Dates and authors of pages: only what the page states about its own article, with where it stands."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from articles.incoming import IncomingArticle
from feeds.extractor.page import extract_page
from feeds.knowledge import Knowledge, from_catalogue
from feeds.normalise.article import normalise

NOW = datetime(2026, 11, 21, tzinfo=UTC)
VIETNAM = timezone(timedelta(hours=7))
TITLE = "Ba thôn cùng xây cầu qua suối"
PROSE = (
    "Sau hai năm chuẩn bị, bà con ba thôn đã làm xong cây cầu rút ngắn đường đến trường của các cháu bốn mươi phút.",
    "Tổ dân vận đến từng nhà giải thích vì sao cây cầu không thể đợi thêm và mỗi gia đình có thể góp được những gì.",
    "Mỗi hộ góp bốn ngày công, xã cấp xi măng, còn bản thu chi từ đó vẫn được treo trên tường nhà văn hóa của thôn.",
    "Vào mùa mưa các cháu không còn phải lội qua con suối nước ngập trên đầu gối như những năm trước đây nữa.",
)
BODY = "".join(f"<p>{line}</p>" for line in PROSE)
MOMENT = datetime(2026, 5, 11, 3, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return from_catalogue()


def _read(
    known: Knowledge,
    body: str,
    *,
    head: str = "",
    url: str = "https://paper.example/tin/cau-77.html",
    lang: str = "vi",
) -> IncomingArticle:
    page = f"<!DOCTYPE html><html lang='{lang}'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return normalise(extract_page(page, url=url, input="page"), knowledge=known, now=NOW)


def _json(**fields: str) -> str:
    inner = ",".join(f'"{name}":{value}' for name, value in fields.items())
    return f'<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle",{inner}}}</script>'


def _when(found: IncomingArticle) -> str | None:
    """The time in UTC, or the day in Vietnam."""
    if found.published_at is None:
        return None
    if found.published_day_only:
        return found.published_at.astimezone(VIETNAM).date().isoformat()
    return found.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")


H1 = f"<h1>{TITLE}</h1>"
SITE = "<header><a href='/'>Báo Mẫu</a> <span class='today'>Thứ Bảy, 21/11/2026</span></header>"
COMMENTS = (
    "<div id='comments'><ol class='comment-list'><li class='comment'><cite class='comment-author fn'>Bạn Đọc Mẫu</cite> "
    "<time datetime='2026-05-20T21:09:00+07:00'>20/5/2026</time><p>Cảm ơn bà con, cây cầu rất đẹp.</p></li></ol>"
    "<form><label for='author'>Name <span class='required'>*</span></label><input id='author'></form></div>"
)
RELATED = (
    "<div class='related'><h3>Tin liên quan</h3><ul><li><a href='/b'>Chợ phiên mở lại sau mùa mưa</a> "
    "<span class='date'>01/02/2026</span> <span class='author'>Giàng A Thử</span></li></ul></div>"
)
FOOTER = "<footer><p>© 2026 Báo Mẫu. Giấy phép số 123/GP-BTTTT ngày 12/3/2020. Tổng biên tập: Vàng Thị Mẫu</p></footer>"

# What a page states, and the time or the day that it means.
DATES: dict[str, tuple[str, str, str | None, str]] = {
    "JSON-LD before a time element": (
        _json(datePublished='"2026-05-11T10:05:00+07:00"'),
        f"<article>{H1}<time datetime='2026-05-12T09:00:00+07:00'>12/5</time>{BODY}</article>",
        "2026-05-11T03:05", "JSON-LD datePublished",
    ),
    "a day of JSON-LD and the hour shown": (
        _json(datePublished='"2026-05-11"'),
        f"<article>{H1}<p class='meta'>Thứ Hai, 11/05/2026 - 10:05</p>{BODY}</article>",
        "2026-05-11T03:05", "JSON-LD datePublished; the time: byline",
    ),
    "a day of a meta element alone": (
        "<meta property='article:published_time' content='2026-05-11'>", f"<article>{H1}{BODY}</article>",
        "2026-05-11", "meta element article:published_time",
    ),
    "the first time element in document order": (
        "", (f"<article>{H1}<time datetime='2026-05-11T10:05:00+07:00'>11/5</time> "
        f"<time datetime='2026-05-11T18:30:00+07:00'>18:30</time>{BODY}</article>"),
        "2026-05-11T03:05", "time element, the article's header",
    ),
    "a time element with a day, its text with the hour": (
        "", f"<article>{H1}<time datetime='2026-05-11'>11/05/2026 10:05</time>{BODY}</article>",
        "2026-05-11T03:05", "time element",
    ),
    "published and updated in one header": (
        "", (f"<article>{H1}<span class='posted-on'><time class='entry-date published' datetime='2026-05-11T10:05:00+07:00'>"
        f"11/5</time><time class='updated' datetime='2026-05-14T08:00:00+07:00'>14/5</time></span>{BODY}</article>"),
        "2026-05-11T03:05", "time element",
    ),
    "abbr with a title": (
        "", (f"<article><header>{H1}</header><div class='entry-content'><footer class='post-info'>"
        f"<abbr class='published' title='2026-05-11T10:05:00+07:00'>Published: Mon 11 May 2026</abbr></footer>{BODY}</div></article>"),
        "2026-05-11T03:05", "abbr element",
    ),
    "meta below the text": (
        "", (f"<main>{H1}<div class='entry-content'>{BODY}</div><div><p>Posted</p><div class='wp-block-post-date'>"
        f"<time datetime='2026-05-11T10:05:00+07:00'>May 11, 2026</time></div></div>{COMMENTS}</main>"),
        "2026-05-11T03:05", "time element, below the text",
    ),
    "microdata": (
        "", (f"<article itemscope itemtype='https://schema.org/BlogPosting'>{H1}"
        f"<meta itemprop='datePublished' content='2026-05-11T10:05:00+07:00'>{BODY}</article>"),
        "2026-05-11T03:05", "microdata",
    ),
    "byline of words": (
        "", f"<article>{H1}<div class='meta'>Monday, 11 May 2026 at 10:05 | by Mary Sample</div>{BODY}</article>",
        "2026-05-11T03:05", "byline, the article's header",
    ),
    "byline above the headline": (
        "", f"<div class='detail'><p>Thứ Hai, 11/05/2026 10:05 (GMT+7)</p>{H1}{BODY}</div>",
        "2026-05-11T03:05", "byline, above the headline",
    ),
    "byline without a time": (
        "", f"<article>{H1}<p>Ngày đăng: 11/05/2026 | Lượt xem: 1.234</p>{BODY}</article>", "2026-05-11", "byline",
    ),
    "byline in Chinese": (
        "", f"<article>{H1}<p>2026年5月11日 10:05 来源：新华社</p>{BODY}</article>", "2026-05-11T03:05", "byline",
    ),
    "the only date shown is an update": (
        "", f"<article>{H1}<p>Cập nhật lúc 10:05 ngày 11/05/2026</p>{BODY}</article>",
        "2026-05-11T03:05", "the only date shown",
    ),
    "a call of a script": (
        "", f"<table><tr><td>{H1}<p><script>showDate('2026/05/11 10:05:00')</script></p>{BODY}</td></tr></table>",
        "2026-05-11T03:05", "script",
    ),
    "only the address": ("", f"<article>{H1}{BODY}</article>", None, ""),
    "only comments, related articles and the footer": (
        "", f"{SITE}<article>{H1}{BODY}{COMMENTS}</article>{RELATED}{FOOTER}", None, "",
    ),
    "comments in the article, byline first": (
        "", f"{SITE}<article>{H1}<p class='meta'>11/05/2026, 10:05</p>{BODY}{COMMENTS}</article>{RELATED}{FOOTER}",
        "2026-05-11T03:05", "byline",
    ),
    "a list of other articles without a telling name": (
        "", f"<div class='page'>{H1}{BODY}<h4><a href='/b'>Chợ phiên mở lại</a></h4><time datetime='2026-02-01'>1/2</time></div>",
        None, "",
    ),
    "a resolution cited below the headline": (
        "", f"<article>{H1}<p>Nghị quyết số 25-NQ/TW ngày 03/6/2013</p>{BODY}</article>", None, "",
    ),
    "a deadline": ("", f"<article>{H1}<p>Hạn nộp hồ sơ: 30/06/2026</p>{BODY}</article>", None, ""),
    "a year in the text": ("", f"<article>{H1}{BODY}<p>Năm 2024 thôn đã có một cây cầu tạm bằng tre.</p></article>", None, ""),
    "a day in the text": (
        "", f"<article>{H1}{BODY}<p>Ngày 03/6/2025, thôn họp bàn việc xây cầu lần thứ nhất.</p></article>", None, "",
    ),
    "a time element in a sentence": (
        "", f"<article>{H1}<p>Nhân ngày <time datetime='2026-04-30'>30/4</time>, bà con họp bàn.</p>{BODY}</article>", None, "",
    ),
    "a time element in a sentence about the publication": (
        "", (f"<article>{H1}<p>This article was first published on <time datetime='2026-05-11T10:05:00+07:00'>11 May</time> in "
        f"the paper.</p>{BODY}</article>"), "2026-05-11T03:05", "time element, the article's header",
    ),
    "a card of another article in an article element": (
        "", f"<main>{H1}{BODY}<article><h3><a href='/b'>Chợ phiên</a></h3><time datetime='2026-02-01'>1/2</time></article></main>",
        None, "",
    ),
    "the days in a table below the lead": (
        "", (f"<div role='main'>{H1}<p>{PROSE[0]}</p><table><thead><tr><th>Thôn</th><th>Ngày</th><th>Cán bộ</th></tr></thead>"
        f"<tbody><tr><td>Thượng</td><td>01/6/2026</td><td>Sùng Mẫu</td></tr></tbody></table><p>{PROSE[1]}</p></div>"), None, "",
    ),
    "a byline in a table of the layout": (
        "", f"<table><tr><td>{H1}</td></tr><tr><td>11/05/2026 10:05</td></tr><tr><td>{BODY}</td></tr></table>", "2026-05-11T03:05", "byline",
    ),
    "a copyright line": ("", f"<article>{H1}{BODY}<p>© 11/05/2020 Báo Mẫu</p></article>", None, ""),
    "last edited, in the footer of the page": (
        "", (f"<div id='content'>{H1}{BODY}</div><footer><ul><li id='footer-info-lastmod'>This page was last edited on "
        "12 May 2026, at 10:00.</li></ul></footer>"), None, "",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("head", "body", "wanted", "evidence"), DATES.values(), ids=DATES.keys())
def test_dates(known: Knowledge, head: str, body: str, wanted: str | None, evidence: str) -> None:
    found = _read(known, body, head=head)
    assert _when(found) == wanted
    assert evidence in found.published_evidence


def test_a_day_in_the_path_of_the_address_is_the_last_resort(known: Knowledge) -> None:
    url = "https://paper.example/2026/05/11/cau-qua-suoi/"
    found = _read(known, f"<article>{H1}{BODY}</article>", url=url)
    assert (_when(found), found.published_evidence) == ("2026-05-11", "the page's address")
    dated = _read(
        known, f"<article>{H1}<time datetime='2026-05-10T23:00:00+07:00'>.</time>{BODY}</article>", url=url
    )
    assert _when(dated) == "2026-05-10T16:00"


def test_the_same_page_gives_the_same_hour_each_time(known: Knowledge) -> None:
    times = "".join(
        f"<time datetime='2026-05-11T{hour:02}:00:00+07:00'>{hour}</time>" for hour in range(8, 20)
    )
    assert {_when(_read(known, f"<article>{H1}{times}{BODY}</article>")) for _ in range(3)} == {
        "2026-05-11T01:00"
    }


def _person(name: str) -> str:
    return f'{{"@type":"Person","name":"{name}"}}'


PUBLISHER = "<meta property='og:site_name' content='Báo Tỉnh Xa'>"
AUTHORS: dict[str, tuple[str, str, str]] = {
    "JSON-LD": (_json(author=_person("Lò Văn Mẫu")), f"<article>{H1}{BODY}</article>", "Lò Văn Mẫu"),
    "the newspaper in JSON-LD, a person in the byline": (
        PUBLISHER + _json(author='{"@type":"Organization","name":"Báo Tỉnh Xa"}'),
        f"<article>{H1}<p class='author'>Lò Văn Mẫu</p>{BODY}</article>", "Lò Văn Mẫu",
    ),
    "the newspaper alone": (PUBLISHER + "<meta name='author' content='Tỉnh Xa'>", f"<article>{H1}{BODY}</article>", ""),
    "a login": ("<meta name='author' content='admin'>", f"<article>{H1}{BODY}</article>", ""),
    "a link in the byline": (
        "", f"<article>{H1}<p class='byline'>By <a rel='author' href='/a/1'>Lò Văn Mẫu</a></p>{BODY}</article>", "Lò Văn Mẫu",
    ),
    "several in one byline": (
        "", f"<article>{H1}<p class='byline'>By <a href='/1'>Lò Văn Mẫu</a> and <a href='/2'>Giàng A Thử</a></p>{BODY}</article>",
        "Lò Văn Mẫu, Giàng A Thử",
    ),
    "several with nothing between them": (
        "", (f"<article>{H1}<address>By <a href='/author/lo.html'>Lò Văn Mẫu</a> <a href='/author/giang.html'>Giàng A Thử</a></address>"
        f"{BODY}</article>"), "Lò Văn Mẫu, Giàng A Thử",
    ),
    "several names in one card": (
        "", (f"<article>{H1}<address class='vcard author'>By <a class='url fn' href='/author/lo'>Lò Văn Mẫu</a> "
        f"<a class='url fn' href='/author/giang'>Giàng A Thử</a></address>{BODY}</article>"), "Lò Văn Mẫu, Giàng A Thử",
    ),
    "beside the date": (
        "", f"<article>{H1}<div class='meta'>Monday, 11 May 2026 at 10:05 | by Mary Sample</div>{BODY}</article>", "Mary Sample",
    ),
    "a block theme's line below the text": (
        "", (f"<main>{H1}<div class='wp-block-post-content'>{BODY}</div><div class='wp-block-post-author'>"
        f"<p class='wp-block-post-author__name'>Lò Văn Mẫu</p></div>{COMMENTS}</main>"), "Lò Văn Mẫu",
    ),
    "vcard": (
        "", f"<article>{H1}<address class='vcard author'>By <a class='url fn' href='/a'>Lò Văn Mẫu</a></address>{BODY}</article>",
        "Lò Văn Mẫu",
    ),
    "p-author": (
        "", (f"<article class='h-entry'>{H1}<span itemprop='author' itemscope><span class='p-author h-card' itemprop='name'>"
        f"Lò Văn Mẫu</span></span>{BODY}</article>"), "Lò Văn Mẫu",
    ),
    "an address that the head gives": (
        '<meta property="article:author" content="https://paper.example/tac-gia/lo">',
        f"<article>{H1}<div><a href='/tac-gia/lo'>Lò Văn Mẫu</a></div>{BODY}</article>", "Lò Văn Mẫu",
    ),
    "bold last line": ("", f"<article>{H1}{BODY}<p><strong>Lò Văn Mẫu</strong></p></article>", "Lò Văn Mẫu"),
    "bold last line, to the right": (
        "", f"<article>{H1}{BODY}<p style='text-align:right'><b>Lò Văn Mẫu - Giàng A Thử</b></p></article>", "Lò Văn Mẫu - Giàng A Thử",
    ),
    "a commenter": ("", f"<article>{H1}{BODY}{COMMENTS}</article>", ""),
    "a comment form's label": (
        "", f"<article>{H1}{BODY}</article><div id='respond'><p class='comment-form-author'>Name *</p></div>", "",
    ),
    "a quoted person": (
        "", (f"<article>{H1}{BODY}<blockquote><p>Cây cầu là của chúng tôi.</p><cite>Vàng Thị Mẫu</cite></blockquote><p>Hết chuyện cây cầu."
        "</p></article>"), "",
    ),
    "the author of a related article": ("", f"<article>{H1}{BODY}</article>{RELATED}", ""),
    "the biography below": (
        "", (f"<article>{H1}{BODY}<div class='author-bio'><h2 class='author-title'>By Lò Văn Mẫu</h2>"
        "<a class='author-link' rel='author' href='/a'>View all of Lò Văn Mẫu's posts.</a></div></article>"), "",
    ),
    "a photo credit": ("", f"<article>{H1}<p class='author'>Ảnh: Lò Văn Mẫu</p>{BODY}</article>", ""),
}  # fmt: skip


@pytest.mark.parametrize(("head", "body", "wanted"), AUTHORS.values(), ids=AUTHORS.keys())
def test_authors(known: Knowledge, head: str, body: str, wanted: str) -> None:
    found = _read(known, body, head=head)
    assert found.author == wanted
    assert bool(found.author_evidence) == bool(wanted)


PERSONS_SITE = {
    "the publisher of the article is a person": ('{"@type":"Person","name":"Lò Văn Mẫu"}', "Lò Văn Mẫu"),
    "both, as plugins write it": ('{"@type":["Person","Organization"],"name":"Lò Văn Mẫu"}', "Lò Văn Mẫu"),
    "an organization": ('{"@type":"Organization","name":"Lò Văn Mẫu"}', ""),
}


@pytest.mark.parametrize(("publisher", "wanted"), PERSONS_SITE.values(), ids=PERSONS_SITE.keys())
def test_a_persons_own_site_has_its_name(known: Knowledge, publisher: str, wanted: str) -> None:
    head = "<meta property='og:site_name' content='Lò Văn Mẫu'>" + _json(
        author=_person("Lò Văn Mẫu"), publisher=publisher
    )
    found = _read(known, f"<article>{H1}{BODY}</article>", head=head, url="https://lovanmau.example/cau/")
    assert found.author == wanted


def test_a_signature_is_no_part_of_the_text(known: Knowledge) -> None:
    found = _read(known, f"<article>{H1}{BODY}<p><strong>Lò Văn Mẫu</strong></p></article>")
    assert found.text.splitlines()[-1] == PROSE[-1]
    assert found.author_evidence == "the signature below the text"


# A header line with the date alone or with a label: by language, as its newspapers write it.
HEADER_LINES = {
    "vi": ("Ngày đăng: Thứ Hai, 11 tháng 5, 2026 lúc 10:05", "11 thg 5, 2026, 10:05"),
    "en": ("First published: Monday, May 11, 2026 at 10:05 a.m. (GMT+7)", "11 May 2026 | 10:05"),
    "fr": ("Mis en ligne le lundi 11 mai 2026 à 10 h 05", "le lundi 11 mai 2026 à 10h05"),
    "de": ("Erstellt am: Montag, 11. Mai 2026, 10:05 Uhr", "Montag, 11. Mai 2026 um 10:05 Uhr"),
    "es": ("Publicada el: lunes, 11 de mayo de 2026", "11 de mayo de 2026 a las 10:05 h"),
    "pt": ("Postado em segunda-feira, 11 de maio de 2026", "segunda-feira, 11 de maio de 2026, 10:05"),
    "it": ("Inserito il: lunedì 11 maggio 2026", "lunedì 11 maggio 2026 alle ore 10:05"),
    "ru": ("Размещено: понедельник, 11 мая 2026 года, 10:05", "11 мая 2026 г. в 10:05"),
    "uk": ("Оприлюднено: понеділок, 11 травня 2026 року", "11 травня 2026 року, 10:05"),
    "ar": ("تم النشر: الاثنين، 11 مايو 2026", "الاثنين 11 مايو 2026 - 10:05"),
    "fa": ("زمان انتشار: ۲۱ اردیبهشت ۱۴۰۵", "دوشنبه ۲۱ اردیبهشت ۱۴۰۵ - ۱۰:۰۵"),
    "hi": ("प्रकाशन तिथि: सोमवार, 11 मई 2026", "सोमवार, 11 मई 2026"),
    "th": ("เผยแพร่เมื่อ 11 พ.ค. 69 เวลา 10.05 น.", "วันจันทร์ที่ 11 พฤษภาคม พ.ศ. 2569"),
    "lo": ("ລົງວັນທີ: 11 ພຶດສະພາ 2026", "ວັນຈັນ, 11 ພຶດສະພາ 2026"),
    "km": ("ចុះផ្សាយ: ចន្ទ 11 ឧសភា 2026", "ថ្ងៃចន្ទ ទី១១ ខែឧសភា ឆ្នាំ២០២៦"),
    "id": ("Diunggah: Senin, 11 Mei 2026 pukul 10.05", "Senin, 11 Mei 2026 10:05 WIB"),
    "ms": ("Disiarkan: Isnin, 11 Mei 2026", "Isnin, 11 Mei 2026"),
    "zh-Hans": ("刊发时间：2026年5月11日 10:05", "2026年5月11日 星期一"),
    "zh-TW": ("發布日期：民國115年5月11日", "中華民國一一五年五月十一日", "115年5月11日", "上架時間 2026/05/11 10:05"),
    "ja": ("公開日：令和8年5月11日", "令和8年5月11日（月）", "2026年5月11日 10時05分 配信"),
    "ko": ("입력 2026.05.11. 오전 10:05", "2026년 5월 11일 (월)"),
    "pl": ("Dodano: poniedziałek, 11 maja 2026 r.", "11 maja 2026 r., godz. 10:05"),
    "tr": ("Yayımlanma tarihi: 11 Mayıs 2026 Pazartesi 10:05", "11.05.2026 - 10:05"),
    "nl": ("Geplaatst op: maandag 11 mei 2026", "11 mei 2026 om 10:05 uur"),
    "cs": ("Vloženo: pondělí 11. května 2026", "11. května 2026 v 10:05"),
    "bn": ("প্রকাশকাল: সোমবার, ১১ মে, ২০২৬", "১১ মে ২০২৬"),
    "my": ("ထုတ်ပြန်ရက်: 2026 မေ 11", "2026 မေ 11"),
    "el": ("Αναρτήθηκε: Δευτέρα, 11 Μαΐου 2026", "11 Μαΐου 2026, 10:05"),
}  # fmt: skip
LINE_CASES = [(language, line) for language, lines in HEADER_LINES.items() for line in lines]


@pytest.mark.parametrize(("language", "line"), LINE_CASES, ids=[f"{one[0]}-{one[1]}" for one in LINE_CASES])
@pytest.mark.parametrize("element", ["<p>{}</p>", "<div><span>{}</span> <span>A</span></div>"])
def test_a_line_of_the_header_that_is_a_date(
    known: Knowledge, language: str, line: str, element: str
) -> None:
    found = _when(_read(known, f"<article>{H1}{element.format(line)}{BODY}</article>", lang=language))
    assert found is not None
    assert found in {"2026-05-11", "2026-05-11T03:05"}
    assert (found == "2026-05-11") is not any(
        one in line for one in ("10:05", "10h05", "10 h 05", "10.05", "10時05", "۱۰:۰۵")
    )


NO_DATES = (
    "Ngày 12/5/2026 tại Hà Nội", "Hạn nộp: 12/5/2026", "Nghị quyết số 12 ngày 12/5/2026", "14 May 2026 in Hanoi",
    "2026年5月14日開催", "開催日：2026年5月14日", "14 พ.ค. 69 กรุงเทพ", "14/05/26", "Stichtag: 14. Mai 2026", "Срок: 14 мая 2026 года",
)  # fmt: skip


@pytest.mark.parametrize("line", NO_DATES)
def test_a_cited_date_in_the_header_is_none_of_publication(known: Knowledge, line: str) -> None:
    assert _when(_read(known, f"<article>{H1}<p>{line}</p>{BODY}</article>")) is None


def test_the_hour_of_a_byline_counts_on_the_day_as_it_is_written_there(known: Knowledge) -> None:
    head = _json(headline=f'"{TITLE}"', datePublished='"2026-05-11"')
    byline = "<p class='date'>Publié le 11 mai 2026 à 22 h 10 (UTC+2)</p>"
    assert _when(_read(known, f"{H1}{byline}{BODY}", head=head, lang="fr")) == "2026-05-11T20:10"
