"""Pages in the shapes of publishing software with its default theme: title, author, times and text of the article."""

from datetime import UTC, datetime

import pytest

from feeds.errors import ParseError
from feeds.extractor.page import extract_page
from feeds.knowledge import Knowledge, from_catalogue
from feeds.normalise.article import normalise

NOW = datetime(2026, 11, 21, tzinfo=UTC)
HERE = "https://blog.example/2026/05/11/cau-qua-suoi/"
TITLE = "Ba thôn cùng xây cầu qua suối"
PROSE = (
    "Sau hai năm chuẩn bị, bà con ba thôn đã làm xong cây cầu rút ngắn đường đến trường của các cháu bốn mươi phút.",
    "Tổ dân vận đến từng nhà giải thích vì sao cây cầu không thể đợi thêm và mỗi gia đình có thể góp được những gì.",
    "Mỗi hộ góp bốn ngày công, xã cấp xi măng, còn bản thu chi từ đó vẫn được treo trên tường nhà văn hóa của thôn.",
)
BODY = "".join(f"<p>{line}</p>" for line in PROSE)
TIME = "2026-05-11T10:05:00+07:00"
LATER = "2026-05-14T08:00:00+07:00"
COMMENT = (
    "<ol class='comment-list'><li class='comment'><article class='comment-body'><footer class='comment-meta'><b class='fn'>Bạn Đọc"
    "</b> <span class='says'>says:</span><a href='#comment-1'><time datetime='2026-05-20T09:00:00+07:00'>20/05/2026</time></a>"
    "</footer><div class='comment-content'><p>Cây cầu rất đẹp, cảm ơn bà con ba thôn đã góp công sức.</p></div></article></li></ol>"
)
RESPOND = (
    "<div id='respond' class='comment-respond'><h3>Leave a Reply</h3><form><p class='comment-form-author'><label for='author'>Name "
    "<span class='required'>*</span></label><input id='author'></p></form></div>"
)

PAGES: dict[str, str] = {
    "WordPress, Twenty Twenty-One": (
        f"<title>{TITLE} – Sổ tay vùng cao</title></head><body class='single single-post'><header class='site-header'><p class='site-title'>"
        f"<a href='/' rel='home'>Sổ tay vùng cao</a></p></header><main><article class='post hentry'><header class='entry-header'><h1 "
        f"class='entry-title'>{TITLE}</h1></header><div class='entry-content'>{BODY}</div><footer class='entry-footer'><div class='posted-by'>"
        f"<span class='posted-on'>Published <time class='entry-date published updated' datetime='{TIME}'>May 11, 2026</time></span><span "
        f"class='byline'>By <a href='/author/lo' rel='author'>Lò Văn Mẫu</a></span></div></footer></article><div id='comments'>{COMMENT}"
        f"{RESPOND}</div><nav class='post-navigation'><a href='/b'>Chợ phiên mở lại</a></nav></main>"
    ),
    "WordPress, Twenty Twenty-Three": (
        f"<title>{TITLE} – Sổ tay vùng cao</title></head><body class='single'><header class='wp-block-template-part'><p class='wp-block-site-"
        f"title'><a href='/' rel='home'>Sổ tay vùng cao</a></p></header><main class='wp-block-group'><h1 class='wp-block-post-title'>{TITLE}</h1>"
        f"<div class='entry-content wp-block-post-content'>{BODY}</div><div class='wp-block-group'><p>Posted</p><div class='wp-block-post-date'>"
        f"<time datetime='{TIME}'>May 11, 2026</time></div><p>in</p><div class='taxonomy-category wp-block-post-terms'><a href='/c'>Đời sống</a>"
        f"</div><p>by</p><div class='wp-block-post-author'><div class='wp-block-post-author__content'><p class='wp-block-post-author__name'>Lò Văn "
        f"Mẫu</p></div></div><p>Tags:</p></div><section class='wp-block-template-part'><div class='wp-block-comments'>{COMMENT}{RESPOND}</div></section></main>"
    ),
    "Hugo": (
        f"<title>{TITLE} | Sổ tay</title><meta property='article:published_time' content='{TIME}'><meta property='article:modified_time' content="
        f"'{LATER}'></head><body><main><article><header><h1>{TITLE}</h1><p class='meta'><time datetime='{TIME}'>11 tháng 5, 2026</time> · <span "
        f"class='author'>Lò Văn Mẫu</span></p></header>{BODY}</article><section class='related'><h2>Related</h2><ul><li><a href='/b'>Chợ phiên</a> "
        f"<time datetime='2026-01-01'>1/1</time></li></ul></section></main><footer>© 2026 Sổ tay</footer>"
    ),
    "Jekyll, minima": (
        f"<title>{TITLE} | Sổ tay</title></head><body><header class='site-header'><a class='site-title' rel='author' href='/'>Sổ tay</a></header><main>"
        f"<article class='post h-entry' itemscope itemtype='http://schema.org/BlogPosting'><header class='post-header'><h1 class='post-title p-name' "
        f"itemprop='name headline'>{TITLE}</h1><p class='post-meta'><time class='dt-published' datetime='{TIME}' itemprop='datePublished'>May 11, "
        f"2026</time> • <span itemprop='author' itemscope itemtype='http://schema.org/Person'><span class='p-author h-card' itemprop='name'>Lò Văn Mẫu"
        f"</span></span></p></header><div class='post-content e-content' itemprop='articleBody'>{BODY}</div></article></main>"
    ),
    "Pelican, notmyidea": (
        f"<title>{TITLE}</title></head><body id='index' class='home'><header id='banner'><h1><a href='https://blog.example/'>Sổ tay vùng cao</a></h1>"
        f"</header><section id='content' class='body'><article><header><h1 class='entry-title'><a href='{HERE}' rel='bookmark'>{TITLE}</a></h1></header>"
        f"<div class='entry-content'><footer class='post-info'><abbr class='published' title='{TIME}'>Published: Mon 11 May 2026</abbr><br><abbr "
        f"class='modified' title='{LATER}'>Updated: Thu 14 May 2026</abbr><address class='vcard author'>By <a class='url fn' href='/a'>Lò Văn Mẫu</a>"
        f"</address></footer>{BODY}</div></article></section>"
    ),
    "Pelican, simple": (
        f"<title>Sổ tay vùng cao - {TITLE}</title></head><body><header><hgroup><h1><a href='https://blog.example/'>Sổ tay vùng cao</a></h1></hgroup>"
        f"</header><main><article><header><h2><a href='{HERE}' rel='bookmark'>{TITLE}</a></h2></header>{BODY}<footer><p>Published: <time datetime="
        f"'{TIME}'>Mon 11 May 2026</time></p><p>Last updated: <time datetime='{LATER}'>Thu 14 May 2026</time></p><address>By <a href='/a'>Lò Văn Mẫu</a>"
        f"</address></footer></article></main>"
    ),
    "Nikola": (
        f"<title>{TITLE} | Sổ tay</title><meta name='author' content='Lò Văn Mẫu'></head><body><header><h1 id='brand'><a href='/' rel='home'>Sổ tay</a></h1>"
        f"</header><main><article class='post-text h-entry hentry' itemscope itemtype='http://schema.org/Article'><header><h1 class='p-name entry-title' "
        f"itemprop='headline name'><a href='.' class='u-url'>{TITLE}</a></h1><p class='dateline'><time class='published dt-published' datetime='{TIME}' "
        f"itemprop='datePublished'>2026-05-11 10:05</time></p></header><div class='e-content' itemprop='articleBody text'>{BODY}</div></article></main>"
    ),
    "Hexo, landscape": (
        f"<title>{TITLE} | Sổ tay</title></head><body><div id='wrap'><header id='header'><h1><a href='/' id='logo'>Sổ tay</a></h1></header><section id='main'>"
        f"<article class='article article-type-post h-entry'><div class='article-meta'><a href='{HERE}' class='article-date'><time class='dt-published' "
        f"datetime='{TIME}'>2026-05-11</time></a></div><div class='article-inner'><header class='article-header'><h1 class='p-name article-title'>{TITLE}"
        f"</h1></header><div class='e-content article-entry'>{BODY}</div></div></article></section><aside id='sidebar'><ul><li><a href='/b'>Chợ phiên</a></li>"
        f"</ul></aside></div>"
    ),
    "a Vietnamese content management system": (
        f"<title>{TITLE}</title></head><body><div class='top'><span class='today'>Thứ Bảy, 21/11/2026</span></div><div class='detail'><h1 class='title'>"
        f"{TITLE}</h1><div class='info'><span class='pdate' data-role='publishdate'>11/05/2026 10:05 GMT+7</span> <span class='author'>Lò Văn Mẫu</span></div>"
        f"<div class='content'>{BODY}</div></div><div class='tin-lien-quan'><h3>Tin liên quan</h3><a href='/b'>Chợ phiên</a> <span>01/02/2026 08:00</span></div>"
    ),
    "a provincial portal": (
        f"<title>Cổng thông tin</title></head><body><table><tr><td><div class='title'>{TITLE}</div><div>Thứ Hai, ngày 11-05-2026, 10:05 | Lượt xem: 1.234</div>"
        f"{BODY}<p style='text-align:right'><strong>Lò Văn Mẫu</strong></p></td></tr></table><div>Giấy phép số 12/GP-TTĐT ngày 03/06/2019</div>"
    ),
}  # fmt: skip
WITHOUT_AUTHOR = {"Hexo, landscape"}
WITHOUT_TITLE = {"a provincial portal"}


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return from_catalogue()


@pytest.mark.parametrize("name", PAGES)
def test_the_default_output(known: Knowledge, name: str) -> None:
    html = f"<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'>{PAGES[name]}</body></html>"
    found = normalise(extract_page(html, url=HERE, input="page"), knowledge=known, now=NOW)
    if name not in WITHOUT_TITLE:
        assert found.title == TITLE
    assert found.author == ("" if name in WITHOUT_AUTHOR else "Lò Văn Mẫu")
    assert (found.published_at, found.published_day_only) == (datetime(2026, 5, 11, 3, 5, tzinfo=UTC), False)
    assert found.updated_at in (None, datetime(2026, 5, 14, 1, tzinfo=UTC))
    assert [line for line in PROSE if line not in f"{found.lead}\n{found.text}"] == []
    assert "Bạn Đọc" not in found.text


def test_a_wiki_page_states_no_publication(known: Knowledge) -> None:
    html = (
        f"<!DOCTYPE html><html lang='vi'><head><title>{TITLE} - Wiki</title></head><body><div id='content' class='mw-body'><h1 id='firstHeading'>"
        f"{TITLE}</h1><div id='bodyContent'>{BODY}</div></div><footer id='footer'><ul><li id='footer-info-lastmod'>This page was last edited on 12 "
        "May 2026, at 10:00.</li></ul></footer></body></html>"
    )
    found = normalise(
        extract_page(html, url="https://wiki.example/index.php/Cau", input="page"), knowledge=known, now=NOW
    )
    assert (found.title, found.author, found.published_at) == (TITLE, "", None)


LISTS = {
    "an index of whole posts": "<main>" + "".join(
        f"<article><header><h2><a href='/p{n}.html' rel='bookmark'>Bài {n} của thôn</a></h2></header>{BODY}</article>" for n in range(3)) + "</main>",
    "the newest post whole, and one other": (
        "<header id='banner'><h1><a href='/'>Sổ tay</a></h1></header><aside id='featured'><article><h1 class='entry-title'>"
        f"<a href='/p1.html'>Bài 1 của thôn</a></h1><footer class='post-info'><abbr class='published' title='{TIME}'>11/5</abbr></footer>"
        f"{BODY}</article></aside><section id='content'><h1>Other articles</h1><ol id='posts-list'><li><article class='hentry'>"
        f"<header><h1><a href='/p2.html' rel='bookmark'>Bài 2 của thôn</a></h1></header>{BODY}</article></li></ol></section>"
    ),
    "a query loop": "<main><ul class='wp-block-post-template'>" + "".join(
        f"<li class='wp-block-post'><h2 class='wp-block-post-title'><a href='/p{n}'>Bài {n} của thôn</a></h2><p>{PROSE[n % 3]}</p></li>"
        for n in range(5)) + "</ul></main>",
}  # fmt: skip


@pytest.mark.parametrize("body", LISTS.values(), ids=LISTS.keys())
def test_the_lists_of_posts_are_refused(body: str) -> None:
    with pytest.raises(ParseError):
        extract_page(
            f"<html lang='vi'><head><title>Sổ tay</title></head><body>{body}</body></html>",
            url="https://blog.example/page/2/",
            input="page",
        )
