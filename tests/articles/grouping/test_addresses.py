"""Addresses: the stored form, the key for comparison, and what an address says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.grouping.addresses import (
    canonical_link,
    language_in_path,
    same_article_key,
    site_of,
    slug_of,
    without_tracking,
)

CANONICAL = {
    "case, port, fragment": ("HTTPS://WWW.Bao.VN:443/Tin#top", "https://www.bao.vn/Tin"),
    "credentials": ("https://user:secret@bao.vn/a", "https://bao.vn/a"),
    "no path": ("http://bao.vn", "http://bao.vn/"),
    "other port stays": ("http://bao.vn:8080/a", "http://bao.vn:8080/a"),
    "dot segments and slashes": ("https://bao.vn//a/./b/../c/", "https://bao.vn/a/c/"),
    "above the root": ("https://bao.vn/../../a", "https://bao.vn/a"),
    "encoded dot segments": ("https://bao.vn/a/%2e%2e/b", "https://bao.vn/b"),
    "tracking": ("https://bao.vn/a?utm_source=x&id=5&fbclid=1&zarsrc=30", "https://bao.vn/a?id=5"),
    "only tracking": ("https://bao.vn/a?UTM_Medium=rss&gclid=1", "https://bao.vn/a"),
    "order of parameters stays": ("https://bao.vn/?b=2&&a=1", "https://bao.vn/?b=2&a=1"),
    "hex in capitals": ("https://bao.vn/%e1%ba%bd", "https://bao.vn/%E1%BA%BD"),
    "decomposed letters": ("https://bao.vn/tie\u0302\u0301ng", "https://bao.vn/ti%E1%BA%BFng"),
    "encoded reserved stays": ("https://bao.vn/a%2Fb?q=a%26b", "https://bao.vn/a%2Fb?q=a%26b"),
    "needless encoding goes": ("https://bao.vn/%41%7Eb", "https://bao.vn/A~b"),
    "legacy bytes stay": ("https://bao.vn/%e9", "https://bao.vn/%E9"),
    "space": (" https://bao.vn/a b ", "https://bao.vn/a%20b"),
    "line break inside": ("https://bao.vn/a\nb", "https://bao.vn/ab"),
    "international host": ("https://báo.vn/", "https://xn--bo-mia.vn/"),
    "final dot": ("https://bao.vn./a", "https://bao.vn/a"),
    "mobile host stays": ("https://m.bao.vn/a", "https://m.bao.vn/a"),
    "backslash is a slash": ("https://bao.vn\\@evil.example/", "https://bao.vn/@evil.example/"),
    "IPv6": ("http://[::1]/x", "http://[::1]/x"),
}
NO_ADDRESS = [
    "",
    "bao.vn/a",
    "//bao.vn/a",
    "/a",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "mailto:a@bao.vn",
    "ftp://bao.vn/",
    "http://",
    "http:///a",
    "http://bao.vn:99999/",
    "http://bao.vn:port/",
    "http://[::1/",
    "https://bao..vn/",
    "https://ba o.vn/",
    "https://bao.vn/" + "a" * 3000,
]


@pytest.mark.parametrize(("given_url", "expected"), CANONICAL.values(), ids=CANONICAL.keys())
def test_canonical_link(given_url: str, expected: str) -> None:
    assert canonical_link(given_url) == expected
    assert canonical_link(expected) == expected


@pytest.mark.parametrize("url", NO_ADDRESS, ids=[url[:40] or "empty" for url in NO_ADDRESS])
def test_what_is_no_web_address(url: str) -> None:
    assert canonical_link(url) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("../b.html", "https://bao.vn/b.html"),
        ("//khac.vn/x", "https://khac.vn/x"),
        ("?p=2", "https://bao.vn/a/c?p=2"),
    ],
)
def test_relative_addresses(url: str, expected: str) -> None:
    assert canonical_link(url, base="https://bao.vn/a/c") == expected


@given(st.text(max_size=60))
def test_any_text_gives_a_stable_form_or_none(text: str) -> None:
    for url in (text, f"https://bao.vn/{text}", f"https://{text}/a?b"):
        link = canonical_link(url)
        assert link is None or canonical_link(link) == link


@pytest.mark.parametrize(
    "url",
    [
        "https://bao.vn/hoi-nghi-tong-ket-123456.html",
        "http://www.bao.vn/hoi-nghi-tong-ket-123456.html",
        "https://m.bao.vn/hoi-nghi-tong-ket-123456.htm",
        "https://amp.bao.vn/hoi-nghi-tong-ket-123456.amp",
        "https://bao.vn/hoi-nghi-tong-ket-123456.html/amp",
        "https://bao.vn/hoi-nghi-tong-ket-123456.amp.html",
        "https://bao.vn/hoi-nghi-tong-ket-123456-amp.html",
        "https://bao.vn/hoi-nghi-tong-ket-123456/amp/",
        "https://bao.vn/hoi-nghi-tong-ket-123456/",
        "https://bao.vn/hoi-nghi-tong-ket-123456.html?utm_source=zalo",
        "https://bao.vn/hoi-nghi-tong-ket-123456.html?print=1#c",
    ],
)
def test_dresses_of_one_article_have_one_key(url: str) -> None:
    assert same_article_key(url) == "bao.vn/hoi-nghi-tong-ket-123456"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://bao.vn/a-1.html", "https://bao.vn/a-2.html"),
        ("https://bao.vn/?id=1", "https://bao.vn/?id=2"),
        ("https://en.bao.vn/a", "https://bao.vn/a"),
        ("https://m.vn/a", "https://vn/a"),
        ("https://bao.vn/p/aB", "https://bao.vn/p/Ab"),
    ],
)
def test_other_articles_have_other_keys(first: str, second: str) -> None:
    assert same_article_key(first) != same_article_key(second)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://m.tuoitre.com.vn/x", "tuoitre.com.vn"),
        ("https://www.bbc.co.uk/", "bbc.co.uk"),
        ("https://mattran.org.vn/", "mattran.org.vn"),
        ("http://192.0.2.1/", "192.0.2.1"),
        ("no address", ""),
    ],
)
def test_site_of(url: str, site: str) -> None:
    assert site_of(url) == site


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://platform.vn/uk/lanh-dao-trien-khai-dan-van", "lanh-dao-trien-khai-dan-van"),
        ("https://platform.vn/id/lanh-dao-trien-khai-dan-van/", "lanh-dao-trien-khai-dan-van"),
        ("https://bao.vn/doan-khao-sat-dan-van-382516.html", "doan-khao-sat-dan-van"),
        ("https://bao.vn/hoi-nghi-tong-ket-post790123.html", "hoi-nghi-tong-ket"),
        ("https://bao.vn/tin/nghi-quyet-25-nq-tw-d12345.html", "nghi-quyet-25-nq-tw"),
        ("https://bao.vn/hoi-nghi-nam-2024.html", "hoi-nghi-nam-2024"),
        ("https://bao.vn/hoi-nghi-nam-2024-1234567.htm", "hoi-nghi-nam-2024"),
        ("https://bao.vn/du-le-hoi-102240223184400.htm", "du-le-hoi"),
        ("https://bao.vn/2024/09/14/ten-bai-viet/", "ten-bai-viet"),
        ("https://bao.vn/Hoi_Nghi_Lon.aspx", "hoi-nghi-lon"),
        ("https://bao.vn/ความคิดเห็นประชาชน.html", "ความคิดเห็นประชาชน"),
        ("https://bao.vn/thoi-su", None),
        ("https://bao.vn/123456", None),
        ("https://bao.vn/", None),
        ("no address", None),
    ],
)
def test_slug_of(url: str, slug: str | None) -> None:
    assert slug_of(url) == slug


@pytest.mark.parametrize(
    ("url", "language"),
    [
        ("https://bao.vn/en-US/news/x.html", "en-US"),
        ("https://en.bao.vn/x", "en"),
        ("https://www.bao.vn/uk/x", "uk"),
        ("https://bao.vn/zh-cn/x", "zh-CN"),
        ("https://bao.vn/zh-hans/x", "zh-Hans"),
        ("https://cn.bao.vn/x", "zh"),
        ("https://bao.vn/english/x", "en"),
        ("https://bao.vn/tin/en/x", None),
        ("https://en.com/x", None),
        ("https://bao.vn/thoi-su/x", None),
        ("no address", None),
    ],
)
def test_language_in_path(url: str, language: str | None) -> None:
    assert language_in_path(url) == language


AS_WRITTEN = (
    "https://a.example//b/%c3%a0?x=1&y=2#z",
    "https://a.example/ta\u0300i-lie\u0323\u0302u#/tin/5",
    "https://a.example/?",
)


@pytest.mark.parametrize("url", AS_WRITTEN)
def test_a_shown_link_stays_as_it_is_written(url: str) -> None:
    assert without_tracking(url) == url


def test_a_shown_link_loses_only_what_counts_visits() -> None:
    assert without_tracking("https://a.example/b?utm_source=x&q=%20a+b#c") == "https://a.example/b?q=%20a+b#c"
    assert without_tracking("https://a.example/b?fbclid=x#c") == "https://a.example/b#c"
