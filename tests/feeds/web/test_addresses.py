"""Which addresses may be dialled."""

import pytest

from feeds.errors import FetchError
from feeds.web.addresses import absolute_url, check_url, clean_url, refuse_reason

REFUSED_IPS = {
    "loopback": "127.0.0.1",
    "loopback, end of range": "127.255.255.254",
    "loopback, IPv6": "::1",
    "private 10/8": "10.1.2.3",
    "private 172.16/12": "172.31.255.255",
    "private 192.168/16": "192.168.0.1",
    "carrier-grade NAT": "100.64.0.1",
    "carrier-grade NAT metadata": "100.100.100.200",
    "link-local": "169.254.0.1",
    "metadata": "169.254.169.254",
    "metadata on a public range": "168.63.129.16",
    "multicast": "224.0.0.1",
    "multicast, global scope": "233.252.0.1",
    "broadcast": "255.255.255.255",
    "reserved": "240.0.0.1",
    "unspecified": "0.0.0.0",
    "this network": "0.1.2.3",
    "documentation": "192.0.2.1",
    "benchmarks": "198.18.0.1",
    "protocol assignments": "192.0.0.192",
    "IPv6 unspecified": "::",
    "IPv6 unique local": "fc00::1",
    "IPv6 metadata": "fd00:ec2::254",
    "IPv6 link-local": "fe80::1",
    "IPv6 link-local with zone": "fe80::1%eth0",
    "IPv6 site-local": "fec0::1",
    "IPv6 multicast": "ff02::1",
    "IPv6 documentation": "2001:db8::1",
    "mapped loopback": "::ffff:127.0.0.1",
    "mapped private": "::ffff:10.0.0.1",
    "mapped metadata": "::ffff:a9fe:a9fe",
    "compatible loopback": "::127.0.0.1",
    "6to4 around loopback": "2002:7f00:1::",
    "6to4 around a public address": "2002:808:808::1",
    "NAT64 around loopback": "64:ff9b::7f00:1",
    "NAT64 around private": "64:ff9b::a00:1",
    "local NAT64 around private": "64:ff9b:1::a00:1",
    "Teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "ISATAP around private": "2606:4700::5efe:a00:1",
    "nonsense": "localhost",
}


@pytest.mark.parametrize("ip", REFUSED_IPS.values(), ids=REFUSED_IPS.keys())
def test_refused_ip(ip: str) -> None:
    assert refuse_reason(ip, allow_loopback=False)


@pytest.mark.parametrize(
    "ip", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8", "172.32.0.1"]
)
def test_public_ip_passes(ip: str) -> None:
    assert refuse_reason(ip, allow_loopback=False) is None


def test_allowed_loopback_opens_loopback_alone() -> None:
    assert refuse_reason("127.0.0.1", allow_loopback=True) is None
    assert refuse_reason("::1", allow_loopback=True) is None
    for ip in ("10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::7f00:1"):
        assert refuse_reason(ip, allow_loopback=True)


LOOPBACK_SPELLINGS = {
    "plain": "http://127.0.0.1/",
    "short": "http://127.1/",
    "three parts": "http://127.0.1/",
    "decimal": "http://2130706433/",
    "hexadecimal": "http://0x7f000001/",
    "hexadecimal parts": "http://0x7f.0.0.1/",
    "octal": "http://0177.0.0.1/",
    "octal, one number": "http://017700000001/",
    "zero": "http://0/",
    "trailing dot": "http://127.0.0.1./",
    "IPv6": "http://[::1]/",
    "mapped": "http://[::ffff:127.0.0.1]/",
    "mapped, hexadecimal": "http://[::ffff:7f00:1]/",
    "circled digits": "http://①②⑦.⓪.⓪.①/",
    "full-width digits": "http://１２７.0.0.1/",
    "ideographic full stops": "http://127。0。0。1/",
    "name": "http://localhost/",
    "name in capitals": "http://LOCALHOST/",
    "name with a dot": "http://localhost./",
    "name below": "http://feeds.localhost/",
    "with credentials": "http://example.org@127.0.0.1/",
    "percent-encoded": "http://%31%32%37.0.0.1/",
}


@pytest.mark.parametrize("url", LOOPBACK_SPELLINGS.values(), ids=LOOPBACK_SPELLINGS.keys())
def test_every_spelling_of_loopback_is_refused(url: str) -> None:
    with pytest.raises(FetchError):
        check_url(url, ports=frozenset())
    with pytest.raises(FetchError):
        check_url(clean_url(url), ports=frozenset())


REFUSED_URLS = {
    "file": ("file:///srv/feed.xml", "http://"),
    "gopher": ("gopher://example.org/", "http://"),
    "ftp": ("ftp://example.org/feed", "http://"),
    "no scheme": ("example.org/feed", "http://"),
    "scheme-relative": ("//example.org/feed", "http://"),
    "no host": ("https:///feed", "no host"),
    "port of mail": ("http://example.org:25/", "port 25"),
    "port of the database": ("http://example.org:5432/", "port 5432"),
    "port zero": ("http://example.org:0/", "port 0"),
    "port out of range": ("http://example.org:99999/", "not a valid address"),
    "line break": ("http://example.org/a\r\nHost: x", "control character"),
    "backslash": ("http://example.org\\@127.0.0.1/", "backslash"),
    "broken bracket": ("http://[::1/", "not a valid address"),
    "very long": ("http://example.org/" + "a" * 5000, "longer"),
    "space in the host": ("http://exa mple.org/", "host name"),
    "empty": ("", "http://"),
}


@pytest.mark.parametrize(("url", "says"), REFUSED_URLS.values(), ids=REFUSED_URLS.keys())
def test_refused_url_says_why(url: str, says: str) -> None:
    with pytest.raises(FetchError, match=says):
        check_url(url, ports=frozenset())


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/rss/tin-moi-nhat.rss",
        "http://example.org:80/",
        "https://example.org:443/feed?x=1&y=2",
        "https://báo.example/rss",
        "https://a_b.example.org/",
        "http://93.184.216.34/feed",
    ],
)
def test_ordinary_url_passes(url: str) -> None:
    check_url(url, ports=frozenset())
    check_url(clean_url(url), ports=frozenset())


def test_extra_port_is_allowed_by_name_only() -> None:
    check_url("http://example.org:8080/", ports=frozenset({8080}))
    with pytest.raises(FetchError):
        check_url("http://example.org:8081/", ports=frozenset({8080}))


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("https://name:secret@example.org/feed#top", "https://example.org/feed"),
        ("HTTPS://Example.ORG:443", "https://example.org/"),
        ("http://example.org:8080/a b/ế?q=đ&x=%20", "http://example.org:8080/a%20b/%E1%BA%BF?q=%C4%91&x=%20"),
        ("https://báo.example./rss", "https://xn--bo-mia.example/rss"),
        ("  http://example.org/a  ", "http://example.org/a"),
        ("http://[2606:4700::1]:80/x", "http://[2606:4700::1]/x"),
    ],
)
def test_clean_url(given: str, clean: str) -> None:
    assert clean_url(given) == clean
    assert clean_url(clean) == clean


@pytest.mark.parametrize(
    "url", ["ftp://name:secret@example.org/", "http://name:secret@10.0.0.1/", "//u:secret@"]
)
def test_credentials_never_stand_in_an_error(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        check_url(url, ports=frozenset())
    assert "secret" not in str(caught.value)


BASE = "https://bao-mau.example/muc/trang.html"
ABSOLUTE = {
    "absolute": ("https://bao-mau.example/a?b=1#c", "https://bao-mau.example/a?b=1#c"),
    "relative": ("../bai/1.html", "https://bao-mau.example/bai/1.html"),
    "from the root": ("/bai 1.html", "https://bao-mau.example/bai 1.html"),
    "without a scheme": ("//cdn.example/a.jpg", "https://cdn.example/a.jpg"),
    "scheme in capitals": ("HTTP://bao-mau.example/a", "HTTP://bao-mau.example/a"),
    "a line end inside": ("https://bao-mau.example/\na", "https://bao-mau.example/a"),
    "spaces around": (" /a ", "https://bao-mau.example/a"),
    "empty": ("", None),
    "missing": (None, None),
    "another scheme": ("ftp://bao-mau.example/a", None),
    "a script": ("java\nscript:void(0)", None),
    "data": ("data:image/png;base64,AAAA", None),
    "no host": ("http:///a", None),
    "only a port": ("https://:80/", None),
    "a bracket that nothing closes": ("https://[bao-mau/", None),
}


@pytest.mark.parametrize(("written", "address"), ABSOLUTE.values(), ids=ABSOLUTE)
def test_an_address_in_a_document_is_made_absolute(written, address):
    assert absolute_url(written, BASE) == address


def test_a_relative_address_without_a_base_is_none():
    assert absolute_url("/a", None) is None
    assert absolute_url("https://bao-mau.example/a", None) == "https://bao-mau.example/a"
