"""JSON-LD read as a graph: every form in which publishers write the same facts gives the same article."""

import json
from typing import Any

import pytest

from feeds.extractor.metadata import Metadata, read_metadata
from feeds.extractor.page import _tree_of

HERE = "https://paper.example/tin/cau-77.html"
PERSON = {"@type": "Person", "@id": "https://paper.example/#lo", "name": "Lò Văn Mẫu"}
IMAGE = {"@type": "ImageObject", "@id": f"{HERE}#anh", "url": "https://paper.example/anh/77.jpg"}
FACTS = {"headline": "Ba thôn cùng xây cầu", "datePublished": "2026-05-11T10:05:00+07:00"}


def _read(*documents: Any, body: str = "<p>a</p>", head: str = "") -> Metadata:
    scripts = "".join(
        f'<script type="application/ld+json">{one if isinstance(one, str) else json.dumps(one)}</script>'
        for one in documents
    )
    return read_metadata(
        _tree_of(f"<html lang='vi'><head>{head}{scripts}</head><body>{body}</body></html>", "page"), HERE
    )


ARTICLE = {"@type": "NewsArticle", **FACTS, "author": PERSON, "image": IMAGE}
FORMS: dict[str, tuple[Any, ...]] = {
    "an object": (ARTICLE,),
    "a list": ([{"@type": "WebSite", "name": "Báo"}, ARTICLE],),
    "a graph with references": (
        {"@graph": [{**ARTICLE, "author": {"@id": PERSON["@id"]}, "image": {"@id": IMAGE["@id"]}}, IMAGE, PERSON]},
    ),
    "references to another script": ({**ARTICLE, "author": [{"@id": PERSON["@id"]}]}, PERSON),
    "a reference as a string": ({**ARTICLE, "author": PERSON["@id"]}, PERSON),
    "compact IRIs": (
        {"@context": {"schema": "https://schema.org/"}, "@type": "schema:NewsArticle",
         **{f"schema:{name}": value for name, value in FACTS.items()},
         "schema:author": {"@type": "schema:Person", "schema:name": "Lò Văn Mẫu"}, "schema:image": {"schema:url": IMAGE["url"]}},
    ),
    "full IRIs, expanded": (
        [{"@type": ["http://schema.org/NewsArticle"],
          **{f"http://schema.org/{name}": [{"@value": value}] for name, value in FACTS.items()},
          "http://schema.org/author": [{"@list": [{"http://schema.org/name": [{"@value": "Lò Văn Mẫu"}]}]}],
          "http://schema.org/image": [{"@id": IMAGE["url"]}]}],
    ),
    "terms that the context renames": (
        {"@context": {"s": "http://schema.org/", "tieuDe": "s:headline", "tacGia": {"@id": "s:author"}}, "@type": "s:Article",
         "tieuDe": FACTS["headline"], "s:datePublished": FACTS["datePublished"], "tacGia": "Lò Văn Mẫu", "s:image": IMAGE["url"]},
    ),
    "language maps": (
        {**ARTICLE, "headline": {"en": "Three villages build a bridge", "vi": FACTS["headline"]},
         "author": {"@type": "Person", "name": [{"@language": "en", "@value": "Lo Van Mau"}, {"@language": "vi", "@value": "Lò Văn Mẫu"}]}},
    ),
    "given and family names": (
        {**ARTICLE, "author": {"@type": "Person", "givenName": "Mẫu", "additionalName": "Văn", "familyName": "Lò"}},
    ),
    "a role": (
        {**ARTICLE, "author": {"@type": "Role", "roleName": "Reporter", "author": {"@id": PERSON["@id"]}}}, PERSON,
    ),
    "raw line breaks and a last comma": (json.dumps(ARTICLE).replace('"Ba', '"\\u0042a').replace('"headline"', '\n"headline"')[:-1] + ",}",),
    "two objects of one article": ({"@type": "NewsArticle", **FACTS, "isAccessibleForFree": False}, ARTICLE),
    "the page's own among others": (
        {"@graph": [{"@type": "NewsArticle", "headline": "Chợ phiên", "datePublished": "2026-01-01", "author": "Giàng A Thử",
                     "url": "https://paper.example/tin/cho-12.html"}, {**ARTICLE, "mainEntityOfPage": HERE}]},
    ),
    "related articles in a list": (
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": {"@type": "NewsArticle", "headline": "Chợ", "author": "Giàng A Thử"}}]},
        {**ARTICLE, "comment": [{"@type": "Comment", "author": "Bạn đọc", "datePublished": "2026-06-01"}]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("documents", FORMS.values(), ids=FORMS.keys())
def test_forms_of_the_same_facts(documents: tuple[Any, ...]) -> None:
    found = _read(*documents)
    assert found.headline == FACTS["headline"]
    assert [one.text for one in found.published] == [FACTS["datePublished"]]
    assert [one.text for one in found.authors] == ["Lò Văn Mẫu"]
    assert found.picture
    assert found.picture.url == IMAGE["url"]


PICTURES = {
    "caption and size": ({**IMAGE, "caption": "Chợ mở lại", "width": 1600, "height": "900"}, "", (IMAGE["url"], "Chợ mở lại", 1600, 900)),
    "sizes with a unit": ({**IMAGE, "width": "1600px", "height": {"@type": "QuantitativeValue", "value": 9}}, "", (IMAGE["url"], "", 1600, None)),
    "an address alone": (IMAGE["url"], "", (IMAGE["url"], "", None, None)),
    "the same as is shared": ({**IMAGE, "caption": "Chợ mở lại"}, IMAGE["url"], (IMAGE["url"], "Chợ mở lại", None, None)),
    "another one is shared": ({**IMAGE, "caption": "Chợ mở lại"}, "/anh/78.jpg", ("https://paper.example/anh/78.jpg", "", None, None)),
    "the second is shared": (["/anh/1.jpg", {**IMAGE, "caption": "Chợ mở lại"}], IMAGE["url"], (IMAGE["url"], "Chợ mở lại", None, None)),
    "the name of the file": ({**IMAGE, "caption": "77"}, "", (IMAGE["url"], "", None, None)),
    "a node that the page does not have": ({"@id": f"{HERE}#khac"}, "", None),
    "a picture without an address": ({"@type": "ImageObject", "caption": "Chợ mở lại"}, "", None),
}  # fmt: skip


@pytest.mark.parametrize(("image", "shared", "wanted"), PICTURES.values(), ids=PICTURES.keys())
def test_the_picture_of_a_page(image: Any, shared: str, wanted: tuple[Any, ...] | None) -> None:
    picture = _read(
        {**ARTICLE, "image": image}, head=f'<meta property="og:image" content="{shared}">'
    ).picture
    assert (picture and (picture.url, picture.caption, picture.width, picture.height)) == wanted


@pytest.mark.parametrize(
    "stated",
    [
        {"creditText": "Vàng Thị Mẫu", "creator": {"@type": "Organization", "name": "Báo Mẫu"}},
        {"creator": {"@type": "Person", "name": "Vàng Thị Mẫu"}},
        {"author": "Vàng Thị Mẫu"},
    ],
)
def test_the_credit_of_the_picture_of_a_page(stated: dict[str, Any]) -> None:
    picture = _read({**ARTICLE, "image": {**IMAGE, **stated}}).picture
    assert picture is not None
    assert picture.credit == "Vàng Thị Mẫu"


def test_a_list_of_other_articles_tells_nothing() -> None:
    others = [
        {
            "@type": "NewsArticle",
            "headline": f"Bài {n}",
            "url": f"https://paper.example/{n}",
            "datePublished": "2026-01-01",
        }
        for n in range(4)
    ]
    found = _read({"@graph": others})
    assert (found.headline, found.published, found.is_article) == ("", (), False)


def test_an_author_of_whom_only_the_address_is_known() -> None:
    found = _read({**ARTICLE, "author": {"@type": "Person", "url": "https://paper.example/tac-gia/lo"}})
    assert (found.authors, found.author_links) == ((), ("https://paper.example/tac-gia/lo",))


@pytest.mark.parametrize("value", [False, "False", "https://schema.org/False", "http://schema.org/false"])
def test_what_is_for_subscribers(value: object) -> None:
    assert _read({**ARTICLE, "isAccessibleForFree": value}).is_free is False


def test_references_in_a_circle_end() -> None:
    found = _read(
        {"@graph": [{**ARTICLE, "@id": "#a", "author": {"@id": "#b"}}, {"@id": "#b", "name": {"@id": "#b"}}]}
    )
    assert found.headline == FACTS["headline"]
