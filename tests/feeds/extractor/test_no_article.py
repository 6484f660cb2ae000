"""Pages that hold no article, and what lies over one: refused or cut, each with its reason."""

import pytest

from feeds.errors import EntryError, ParseError
from feeds.extractor.page import extract_page
from feeds.formats.feed_parser import parse
from feeds.normalise.furniture import remove_furniture
from feeds.raw import BlockKind, RawArticle
from feeds.reading.entry import raw_of_entry

HERE = "https://paper.example/thoi-su/bai-77.html"
PROSE = [
    "Sau hai năm chuẩn bị, bà con ba thôn đã làm xong cây cầu rút ngắn đường đến trường của các cháu bốn mươi phút.",
    "Tổ dân vận đến từng nhà giải thích vì sao cây cầu không thể đợi thêm và mỗi gia đình có thể góp được những gì.",
    "Mỗi hộ góp bốn ngày công, xã cấp xi măng, còn bản thu chi từ đó vẫn được treo trên tường nhà văn hóa của thôn.",
    "Vào mùa mưa các cháu không còn phải lội qua con suối nước ngập trên đầu gối như những năm trước đây nữa.",
]
BODY = "".join(f"<p>{line}</p>" for line in PROSE)
H1 = "<h1>Ba thôn cùng xây cầu qua suối</h1>"


def _page(body: str, head: str = "", classes: str = "") -> str:
    return (
        f"<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'>{head}</head>"
        f"<body class='{classes}'>{body}</body></html>"
    )


def _read(html: str) -> RawArticle:
    return extract_page(html, url=HERE, input="page")


def _cards(number: int, teaser: str = "Bà con góp công làm cầu.", tag: str = "div") -> str:
    return "".join(
        f"<{tag} class='c'><h2><a href='/bai-{n}.html'>Bài số {n} về chuyện trong thôn</a></h2><p>{teaser}</p>"
        f"<span>0{n % 9 + 1}/05/2026</span></{tag}>"
        for n in range(number)
    )


LONG = "Bà con trong thôn đã cùng nhau bàn bạc nhiều lần trước khi bắt tay vào làm cây cầu mới bắc qua con suối ở đầu thôn."
FORM = (
    "<form class='post-password-form' action='/wp-login.php?action=postpass' method='post'><p>This content is password "
    "protected. To view it please enter your password below:</p><p><label>Password: <input name='post_password' "
    "type='password'></label></p></form>"
)

REFUSED = {
    "six cards, og:type website": (_page(_cards(6), "<meta property='og:type' content='website'>"), "section|list"),
    "five cards with long teasers": (_page(f"<main><h1>Đời sống</h1>{_cards(5, LONG)}</main>"), "section|list"),
    "cards in article elements": (_page(f"<main><h1>Đời sống</h1>{_cards(5, LONG, 'article')}</main>"), "section|list"),
    "a collection page": (
        _page(_cards(3), '<script type="application/ld+json">{"@type":"CollectionPage","name":"Đời sống"}</script>'),
        "section|list",
    ),
    "an archive of whole posts": (
        _page("".join(f"<article><h2><a href='/p{n}'>Bài {n} của thôn</a></h2>{BODY}</article>" for n in range(3)),
              classes="archive category category-3"),
        "section|list",
    ),
    "the declared articles are three others": (
        _page(_cards(4), '<script type="application/ld+json">[' + ",".join(
            f'{{"@type":"NewsArticle","headline":"Bài {n}","url":"https://paper.example/bai-{n}.html","datePublished":"2026-05-0{n + 1}"}}'
            for n in range(3)) + "]</script>"),
        "section|list",
    ),
    "the months of a blog": (
        _page("<article><h1>Các bài trong năm 2026</h1><ul>" + "".join(
            f"<li><time>2026-05-0{n} 10:05</time><a href='/p{n}'>Bài {n} của thôn</a></li>" for n in range(1, 6)) + "</ul></article>"),
        "list of links",
    ),
    "not found": (_page("<h1>404 Not Found</h1><p>Xin lỗi, trang bạn tìm đã được chuyển đi nơi khác.</p>"), "error message"),
    "not found, in Vietnamese": (_page("<h1>Không tìm thấy trang</h1><p>Mời bạn quay về trang chủ để đọc các tin khác.</p>"), "error message"),
    "error of the software": (_page("<h1>Rất tiếc</h1><p>Có vẻ như không có gì ở đây.</p>", classes="error404"), "error message"),
    "a protected post": (_page(f"<article><h1>Protected: Họp thôn</h1>{FORM}</article>"), "password"),
    "a consent text alone": (
        _page("<div class='cookie-consent'><p>Chúng tôi dùng cookie để nhớ các lựa chọn của bạn trên trang này.</p></div>"),
        "consent text|empty",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("html", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_pages_without_an_article(html: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        _read(html)


def test_a_section_page_is_told_without_its_address() -> None:
    with pytest.raises(ParseError, match=r"section|list"):
        extract_page(_page(f"<main><h1>Đời sống</h1>{_cards(6, LONG)}</main>"), url=None, input="page")


TAKEN = {
    "related cards below": _page(f"<main>{H1}{BODY}{_cards(6)}</main>"),
    "hot news above": _page(f"<main><div>{_cards(5, '')}</div>{H1}{BODY}</main>"),
    "dates with links in a text": _page(
        f"<article>{H1}{BODY}<ul>"
        + "".join(f"<li>2026-05-0{n}: <a href='/p{n}'>Cuộc họp thứ {n}</a></li>" for n in range(1, 6))
        + f"</ul><p>{PROSE[-1]}</p></article>"
    ),
    "an article about an error": _page(f"<h1>404 ngày làm cầu</h1>{BODY}{BODY.replace('ba thôn', 'hai xã')}"),
    "a heading that links to itself": _page(
        f"<article><h2><a href='{HERE}' rel='bookmark'>Ba thôn xây cầu</a></h2>{BODY}</article>"
    ),
    "a blog's own post": _page(
        f"<article>{H1}{BODY}</article>", classes="post-template-default single single-post"
    ),
}


@pytest.mark.parametrize("html", TAKEN.values(), ids=TAKEN.keys())
def test_articles_are_no_lists(html: str) -> None:
    text = "\n".join(block.text for block in _read(html).blocks)
    assert PROSE[-1] in text


LAID_OVER = {
    "a cookie box": ("<div id='cookie-notice'><p>Chúng tôi dùng cookie để nhớ các lựa chọn của bạn trên trang này, xem chính sách.</p></div>", "consent text"),
    "a dialog": (
        "<div class='modal' role='dialog' aria-modal='true'><p>Subscribe to continue reading this story.</p></div>", "invitation to subscribe",
    ),
    "a paywall": (
        "<div class='paywall'><h3>Đăng ký để đọc tiếp</h3><p>Bạn đã đọc hết số bài miễn phí trong tháng.</p><a href='/dk'>Đăng ký ngay</a></div>",
        "invitation to subscribe",
    ),
    "an invitation without a name": (
        "<p>Subscribe now to continue reading</p><p>Unlimited access for one month.</p>", "invitation to subscribe",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("box", "reason"), LAID_OVER.values(), ids=LAID_OVER.keys())
def test_what_is_laid_over_an_article_is_cut_with_its_reason(box: str, reason: str) -> None:
    found = _read(_page(f"<article>{H1}{BODY}{box}</article>"))
    assert [block.text for block in found.blocks] == PROSE
    assert {piece.reason for piece in found.dropped} == {reason}


def test_a_box_named_a_paywall_with_the_whole_text_stays() -> None:
    found = _read(_page(f"<article>{H1}<div class='paywall'>{BODY}</div></article>"))
    assert [block.text for block in found.blocks] == PROSE


PROTECTED = {
    "the form in the content": ("Họp thôn", f"<content:encoded><![CDATA[{FORM}]]></content:encoded>"),
    "the notice": (
        "Protected: Họp thôn",
        "<description>There is no excerpt because this is a protected post.</description>",
    ),
    "the title, in Vietnamese": ("Được bảo vệ: Họp thôn", "<description>Không có đoạn trích.</description>"),
}


@pytest.mark.parametrize(("title", "inner"), PROTECTED.values(), ids=PROTECTED.keys())
def test_a_protected_post_is_refused_in_a_feed(title: str, inner: str) -> None:
    feed = parse(
        f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Blog</title><item>'
        f"<title>{title}</title><link>https://paper.example/p/1</link>{inner}</item></channel></rss>".encode(),
        url="https://paper.example/feed",
    )
    with pytest.raises(EntryError, match="password"):
        raw_of_entry(feed.entries[0], feed, input="feed")


def test_a_post_about_protection_is_none() -> None:
    feed = parse(
        f'<rss version="2.0"><channel><title>Blog</title><item><title>Protected: forests of the uplands</title>'
        f"<link>https://paper.example/p/1</link><description>{PROSE[0]} {PROSE[1]}</description></item></channel></rss>".encode(),
        url="https://paper.example/feed",
    )
    assert raw_of_entry(feed.entries[0], feed, input="feed").title.startswith("Protected")


CHECKS = {
    "vi": "Hãy xác nhận bạn không phải là robot để vào trang", "en": "Please verify that you are human to go on",
    "th": "โปรดยืนยันว่าคุณไม่ใช่หุ่นยนต์ก่อนเข้าชม", "de": "Bestätigen Sie, dass Sie ein Mensch sind",
    "fr": "Merci de confirmer que vous n’êtes pas un robot", "es": "Confirma que no eres un robot para continuar",
    "pt": "Confirme que você não é um robô", "it": "Conferma che non sei un robot per proseguire",
    "ru": "Подтвердите, что вы не робот", "uk": "Підтвердіть, що ви не робот", "ja": "あなたがロボットではないことを確認してください",
    "ko": "계속하려면 로봇이 아닙니다를 선택하세요", "zh-CN": "请完成安全验证后继续浏览", "zh-TW": "請確認您不是機器人",
    "id": "Pastikan Anda bukan robot", "ms": "Sahkan bahawa anda bukan robot", "ar": "يرجى تأكيد أنك لست روبوتا",
    "fa": "تأیید کنید که شما ربات نیستید", "hi": "कृपया पुष्टि करें कि आप रोबोट नहीं हैं", "lo": "ຢືນຢັນວ່າທ່ານບໍ່ແມ່ນຫຸ່ນຍົນ",
    "km": "សូមបញ្ជាក់ថាអ្នកមិនមែនជាមនុស្សយន្ត", "tr": "Lütfen robot olmadığınızı doğrulayın", "pl": "Potwierdź, że nie jesteś robotem",
    "nl": "Bevestig dat u geen robot bent", "cs": "Potvrďte, že nejste robot",
    "bn": "নিশ্চিত করুন যে আপনি রোবট নন", "el": "Επιβεβαιώστε ότι δεν είστε ρομπότ", "my": "သင်သည် စက်ရုပ်မဟုတ်ကြောင်း အတည်ပြုပါ",
}  # fmt: skip


@pytest.mark.parametrize("sentence", CHECKS.values(), ids=CHECKS.keys())
def test_a_check_for_robots_is_refused(sentence: str) -> None:
    with pytest.raises(ParseError, match="browser check"):
        _read(_page(f"<h1>paper.example</h1><p>{sentence}</p>"))


SERVERS = (
    "Welcome to nginx!", "Welcome to nginx on Fedora!", "Apache2 Ubuntu Default Page: It works", "It works!",
    "IIS Windows Server", "Test Page for the Apache HTTP Server on Rocky Linux", "Apache Tomcat/10.1.8", "Default Web Site Page",
    "Index of /bai-viet", "Directory listing for /tin/", "Account Suspended",
)  # fmt: skip


@pytest.mark.parametrize("title", SERVERS)
def test_a_servers_own_page_is_refused(title: str) -> None:
    about = "<p>If you see this page, the server runs and its owner has not yet put a site in its place. Thank you.</p>"
    with pytest.raises(ParseError, match=r"server's own|list of links"):
        _read(_page(f"<h1>{title}</h1>{about}<p>See its documentation.</p>", f"<title>{title}</title>"))


@pytest.mark.parametrize(
    "title", ["It works for three villages now", "Welcome to nginx users of the village school"]
)
def test_an_article_with_such_a_beginning_is_read(title: str) -> None:
    assert _read(_page(f"<h1>{title}</h1>{BODY}", f"<title>{title}</title>")).title == title


PRINT_LINES = {
    "vi": ("In trang này", "Đóng cửa sổ"), "en": ("Print this page", "Close window"), "de": ("Seite drucken", "Fenster schließen"),
    "fr": ("Imprimer cette page", "Fermer la fenêtre"), "es": ("Imprimir esta página", "Cerrar ventana"),
    "pt": ("Imprimir esta página", "Fechar janela"), "it": ("Stampa questa pagina", "Chiudi finestra"),
    "ru": ("Распечатать страницу", "Закрыть окно"), "uk": ("Роздрукувати сторінку", "Закрити вікно"),
    "ja": ("このページを印刷する", "ウィンドウを閉じる"), "ko": ("이 페이지 인쇄", "창 닫기"), "zh-Hans": ("打印本页", "关闭窗口"),
    "zh-Hant": ("列印此頁", "關閉視窗"), "th": ("พิมพ์หน้านี้", "ปิดหน้าต่าง"), "lo": ("ພິມໜ້ານີ້", "ປິດໜ້າຕ່າງ"),
    "km": ("បោះពុម្ពទំព័រនេះ", "បិទបង្អួច"), "id": ("Cetak halaman ini", "Tutup jendela"), "ms": ("Cetak halaman ini", "Tutup tetingkap"),
    "ar": ("اطبع هذه الصفحة", "أغلق النافذة"), "hi": ("इस पृष्ठ को प्रिंट करें", "विंडो बंद करें"), "fa": ("چاپ این صفحه", "بستن پنجره"),
    "pl": ("Drukuj stronę", "Zamknij okno"), "tr": ("Bu sayfayı yazdır", "Pencereyi kapat"), "nl": ("Deze pagina afdrukken", "Sluit venster"),
    "cs": ("Vytisknout stránku", "Zavřít okno"), "bn": ("এই পাতা প্রিন্ট করুন", "জানালা বন্ধ করুন"), "el": ("Εκτύπωση σελίδας", "Κλείσιμο παραθύρου"),
    "my": ("ဤစာမျက်နှာကို ပုံနှိပ်ရန်", "ပိတ်ရန်"),
}  # fmt: skip


@pytest.mark.parametrize(("language", "lines"), PRINT_LINES.items(), ids=PRINT_LINES.keys())
@pytest.mark.parametrize(
    "form", ["<p>{}</p><p>{}</p>", "<p><a href='#p'>{}</a> <a href='#c'>{}</a></p>", "<p>{} | {}</p>"]
)
def test_the_buttons_of_a_print_version_are_no_text(language: str, lines: tuple[str, str], form: str) -> None:
    page = _page(f"{form.format(*lines)}{H1}{BODY}{form.format(*lines)}").replace(
        "lang='vi'", f"lang='{language}'"
    )
    raw = remove_furniture(_read(page), language=language)
    assert [block.text for block in raw.blocks if block.kind is not BlockKind.PICTURE] == PROSE


BRIEFS = (
    "La fanfare a joué un instant devant l'école avant le départ.", "The security check at the pier was moved on Monday.",
    "桟橋のセキュリティチェックは月曜日に移されました。", "Проверка безопасности моста закончилась в понедельник.",
)  # fmt: skip


@pytest.mark.parametrize("text", BRIEFS)
def test_a_short_text_with_a_word_of_such_checks_is_read(text: str) -> None:
    assert [block.text for block in _read(_page(f"{H1}<p>{text}</p>")).blocks] == [text]
