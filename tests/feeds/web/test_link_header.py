"""The Link header as RFC 8288 writes it."""

import pytest

from feeds.web.link_header import HeaderLink, link_target, links_of

URL = "https://bao.example/tin"
HEADERS = {
    "a comma and a quoted pair in a title": (
        '<a>; title="Một \\"hai\\", <ba>; rel=x"; rel=next, <b>; rel="prev"',
        [HeaderLink("a", ("next",), title='Một "hai", <ba>; rel=x'), HeaderLink("b", ("prev",))],
    ),
    "an extended value": (
        "<a>; rel=alternate; title*=UTF-8'vi'B%E1%BA%A3n%20tin; title=Ban; type=\"Application/RSS+xml; charset=utf-8\"",
        [HeaderLink("a", ("alternate",), title="Bản tin", media_type="application/rss+xml")],
    ),
    "an IRI as relation": (
        '<a>; rel="http://www.iana.org/assignments/relation/Self nofollow"',
        [HeaderLink("a", ("self", "nofollow"))],
    ),
    "an anchor": ('<a>; rel=hub; anchor="#x"', [HeaderLink("a", ("hub",), anchor="#x")]),
    "the first of a name counts": ("<a>; rel=hub; rel=self", [HeaderLink("a", ("hub",))]),
    "white space": (
        "<a> ;  rel = hub ,  <b>;rel=self",
        [HeaderLink("a", ("hub",)), HeaderLink("b", ("self",))],
    ),
    "a parameter without value": (
        "<a>; crossorigin; rel=hub; hreflang=vi",
        [HeaderLink("a", ("hub",), language="vi")],
    ),
    "junk between": (
        "<a>; rel=hub junk, <b>; rel=self",
        [HeaderLink("a", ("hub",)), HeaderLink("b", ("self",))],
    ),
    "an open quotation": ('<a>; title="ab', [HeaderLink("a", title="ab")]),
    "nothing": ("", []),
    "no link": ("rel=hub", []),
}


@pytest.mark.parametrize("name", HEADERS)
def test_links(name: str) -> None:
    header, links = HEADERS[name]
    assert list(links_of(header)) == links


@pytest.mark.parametrize(
    ("anchor", "is_own"),
    [("", True), (URL, True), ("/tin", True), ("#phan-2", False), ("/khac", False), ("http://[x", False)],
)  # fmt: skip
def test_a_link_of_another_anchor_is_not_the_document_s(anchor: str, is_own: bool) -> None:
    header = f'<https://hub.example/>; rel="hub"; anchor="{anchor}"'
    assert bool(link_target(header, "hub", url=URL)) is is_own
