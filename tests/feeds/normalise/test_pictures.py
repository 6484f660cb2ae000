"""One photo in many sizes is one picture, the largest; what is no photo is none."""

import pytest

from articles.incoming import IncomingPicture
from feeds.normalise.pictures import (
    Rendition,
    distinct_pictures,
    is_photo,
    is_same_photo,
    one_picture,
    photo_key,
    width_in_address,
)

SAME = {
    "size at the end": ("https://a.example/2026/05/cau.jpg", "https://a.example/2026/05/cau-1024x683.jpg"),
    "sizes at the end": ("https://a.example/cau_300x200.jpg", "https://a.example/cau-1200x630.jpg"),
    "query": ("https://a.example/cau.jpg?w=400&h=300", "https://a.example/cau.jpg?w=800"),
    "another format": ("https://a.example/cau.jpg", "https://a.example/cau.jpg.webp"),
    "another host": ("https://i0.cdn.example/a.example/u/cau.jpg?ssl=1", "https://a.example/u/cau.jpg"),
    "size in the path": (
        "https://a.example/zoom/600_315/2026/3/5/cau.jpg",
        "https://b.example/2026/3/5/cau.jpg",
    ),
    "width in the path": ("https://a.example/thumb_w/640/2026/cau.jpg", "https://a.example/2026/cau.jpg"),
    "transformations": (
        "https://a.example/up/c_fill,w_320,h_180/cau.jpg",
        "https://a.example/up/c_fit,w_900/cau.jpg",
    ),
    "scaled": ("https://a.example/cau-scaled.jpg", "https://a.example/cau@2x.jpg"),
    "sizes with letters behind": (
        "https://a.example/img/b/s1600/cau.jpg",
        "https://a.example/img/b/w640-h480-p-k-no-nu/cau.jpg",
    ),
    "a size behind an equals sign": (
        "https://a.example/AVvXsE=s320",
        "https://a.example/AVvXsE=w1200-h630-p",
    ),
    "percent signs": ("https://a.example/c%E1%BA%A7u.jpg", "https://a.example/cầu.jpg"),
}
DIFFERENT = {
    "numbers": ("https://a.example/anh/1.jpg", "https://a.example/anh/2.jpg"),
    "months": ("https://a.example/2026/05/1.jpg", "https://a.example/2026/06/1.jpg"),
    "years": ("https://a.example/2025/05/le-hoi.jpg", "https://a.example/2026/05/le-hoi.jpg"),
    "albums": ("https://a.example/album/101/1.jpg", "https://a.example/album/102/1.jpg"),
    "identities in the query": ("https://a.example/image.php?id=5", "https://a.example/image.php?id=6"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME.keys())
def test_sizes_of_one_photo(one: str, other: str) -> None:
    assert photo_key(one) == photo_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_two_photos(one: str, other: str) -> None:
    assert photo_key(one) != photo_key(other)


def test_a_declared_picture_may_be_that_of_the_text_by_a_number_or_a_name() -> None:
    assert is_same_photo("https://a.example/news/1200/46.jpg", "https://a.example/news/240/46.jpg")
    assert is_same_photo(
        "https://x.example/share/hoi-thi-xa-mau.jpg", "https://a.example/u/hoi-thi-xa-mau.jpg"
    )
    assert not is_same_photo("https://x.example/share/1.jpg", "https://a.example/u/1.jpg")


WIDTHS = {
    "https://a.example/cau-300x200.jpg": 300,
    "https://a.example/cau-1920x1080.jpg": 1920,
    "https://a.example/cau.jpg?w=800": 800,
    "https://a.example/w_640,h_360/cau.jpg": 640,
    "https://a.example/thumb_w/640/cau.jpg": 640,
    "https://a.example/news/1024/cau.jpg": 1024,
    "https://a.example/2026/cau.jpg": None,
    "https://a.example/cau.jpg": None,
}


@pytest.mark.parametrize(("address", "width"), WIDTHS.items())
def test_widths_in_addresses(address: str, width: int | None) -> None:
    assert width_in_address(address) == width


NO_PHOTOS = (
    *(
        "data:image/gif;base64,AAAA",
        "/img/placeholder.gif",
        "/lazy-grey.png",
        "/loading.svg",
        "https://c.example/1x1.gif",
    ),
    *(
        "/no-image.png",
        "/blank.gif",
        "https://1.gravatar.com/avatar/0a1b?s=96",
        "/images/icons/share.png",
        "/siteLogo.png",
    ),
    *("https://count.example/pixel.gif", "/uploads/avatars/phong-vien.jpg", "/twemoji/72x72/1f389.png"),
)
PHOTOS = (
    "/silicon-valley.jpg",
    "/white-house.jpg",
    "/dialogo.jpg",
    "/image.jpg",
    "/catalogo-2026.jpg",
    "/loading-rice.jpg",
)


@pytest.mark.parametrize("address", NO_PHOTOS)
def test_no_photos(address: str) -> None:
    assert not is_photo(address)


@pytest.mark.parametrize("address", PHOTOS)
def test_photos(address: str) -> None:
    assert is_photo(address)
    assert not is_photo(address, 1, 1)


def test_of_several_renditions_the_default_one_is_the_picture_and_else_the_widest() -> None:
    small = Rendition("https://a.example/cau-160x120.jpg", 160, 120)
    large = Rendition("https://a.example/cau-1920x1080.jpg", 1920, 1080)
    default = Rendition("https://a.example/cau-1200x800.jpg", 1200, 800, is_default=True)
    assert one_picture([small, large, default], caption="Cầu", credit="Ban Mẫu") == IncomingPicture(
        default.address, "Cầu", "Ban Mẫu", width=1200, height=800
    )
    found = one_picture([small, large])
    assert found
    assert found.url == large.address
    unstated = one_picture(
        [Rendition("https://a.example/a-300x200.jpg"), Rendition("https://a.example/a-900x600.jpg")]
    )
    assert unstated
    assert unstated.url == "https://a.example/a-900x600.jpg"
    assert (
        one_picture([Rendition("https://a.example/pixel.gif"), Rendition("https://a.example/b.jpg", 20, 20)])
        is None
    )
    assert one_picture([]) is None


def picture(name: str, caption: str = "", **fields: int) -> IncomingPicture:
    return IncomingPicture(f"https://a.example/{name}", caption, **fields)


DISTINCT = {
    "the larger declared one stands for that of the text": (
        [picture("news/240/cau.jpg", "Cầu", width=240, place=2)],
        [picture("news/1200/cau.jpg")],
        [picture("news/1200/cau.jpg", "Cầu", place=2)],
    ),
    "the smaller declared one does not": (
        [picture("cau.jpg", "Cầu", width=1600)],
        [picture("cau-1200x630.jpg")],
        [picture("cau.jpg", "Cầu", width=1600)],
    ),
    "the original beside a size of it": (
        [picture("cau-640x427.jpg", "Cầu")],
        [picture("cau.jpg")],
        [picture("cau.jpg", "Cầu")],
    ),
    "another declared one follows": (
        [picture("cau.jpg", place=0)],
        [picture("cho.jpg")],
        [picture("cau.jpg", place=0), picture("cho.jpg")],
    ),
    "avatars and logos are none": (
        [picture("cau.jpg")],
        [picture("avatar/x.jpg"), picture("logo.png")],
        [picture("cau.jpg")],
    ),
    "one photo twice with two captions": (
        [picture("cau-300x200.jpg", "Cầu"), picture("cau-900x600.jpg", "Ngày khánh thành")],
        [],
        [picture("cau-900x600.jpg", "Cầu Ngày khánh thành")],
    ),
    "captions without pictures": (
        [IncomingPicture(None, "Cầu"), IncomingPicture(None, "Cầu"), IncomingPicture(None, "Chợ")],
        [],
        [IncomingPicture(None, "Cầu"), IncomingPicture(None, "Chợ")],
    ),
}


@pytest.mark.parametrize(("in_text", "declared", "wanted"), DISTINCT.values(), ids=DISTINCT.keys())
def test_each_photo_once(
    in_text: list[IncomingPicture], declared: list[IncomingPicture], wanted: list[IncomingPicture]
) -> None:
    assert list(distinct_pictures(in_text, declared)) == wanted


def test_an_alternative_text_is_no_caption_beside_another() -> None:
    featured = IncomingPicture("https://a.example/cau-1200x800.jpg", "Cây cầu", is_alternative=True)
    captioned = IncomingPicture("https://a.example/cau-1024x683.jpg", "Ngày khánh thành cây cầu")
    for order in ((featured, captioned), (captioned, featured)):
        (picture,) = distinct_pictures(order, [])
        assert (picture.caption, picture.is_alternative) == ("Ngày khánh thành cây cầu", False)
    (picture,) = distinct_pictures([featured], [captioned])
    assert picture.caption == "Ngày khánh thành cây cầu"
    (picture,) = distinct_pictures([featured, IncomingPicture(captioned.url, "", is_alternative=True)], [])
    assert (picture.caption, picture.is_alternative) == ("Cây cầu", True)
