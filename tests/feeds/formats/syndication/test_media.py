"""The pictures that an item declares: each photo once, the right file of it, with its caption."""

import pytest

from articles.incoming import IncomingPicture
from tests.feeds.formats.syndication.feeds import NAMED, entry, item

A = "https://anh.example"
CREDIT = "<media:credit>Lò Thị Hoa</media:credit>"


def content(name: str, inside: str = "", **attributes: object) -> str:
    written = " ".join(f'{key}="{value}"' for key, value in attributes.items())
    return f'<media:content url="{A}/{name}" {written}>{inside}</media:content>'


SIZES = content("a-800x600.jpg", width=800, height=600, medium="image") + content(
    "a-1920x1080.jpg", width=1920, height=1080, medium="image"
)
PICTURES = {
    "the widest of a group": (f"<media:group>{SIZES}</media:group>", [(f"{A}/a-1920x1080.jpg", "", "", 1920, 1080)]),
    "the default of a group": (
        f"<media:group>{SIZES}{content('a-1200x800.jpg', width=1200, isDefault='true', medium='image')}</media:group>",
        [(f"{A}/a-1200x800.jpg", "", "", 1200, None)],
    ),
    "sizes without a group": (SIZES, [(f"{A}/a-1920x1080.jpg", "", "", 1920, 1080)]),
    "two photos": (
        content("mot.jpg", "<media:description>Một</media:description>") + content("hai.jpg", "<media:description>Hai</media:description>"),
        [(f"{A}/mot.jpg", "Một", "", None, None), (f"{A}/hai.jpg", "Hai", "", None, None)],
    ),
    "a caption of the item's only photo": (
        f"{content('mot.jpg')}<media:description>Gặt lúa ở bản</media:description>{CREDIT}",
        [(f"{A}/mot.jpg", "Gặt lúa ở bản", "Lò Thị Hoa", None, None)],
    ),
    "a credit within the caption": (
        content("mot.jpg", "<media:description>Gặt lúa. Ảnh: Văn Mẫu</media:description>"),
        [(f"{A}/mot.jpg", "Gặt lúa.", "Văn Mẫu", None, None)],
    ),
    "an address is no credit": (
        content("mot.jpg", "<media:credit>https://anh.example/lo-hoa.jpg</media:credit>"),
        [(f"{A}/mot.jpg", "", "", None, None)],
    ),
    "a file name is no caption": (content("mot.jpg", "<media:title>IMG_0042</media:title>"), [(f"{A}/mot.jpg", "", "", None, None)]),
    "a title is": (content("mot.jpg", "<media:title>Gặt lúa ở bản</media:title>"), [(f"{A}/mot.jpg", "Gặt lúa ở bản", "", None, None)]),
    "no avatar": (
        content("mot.jpg", medium="image")
        + '<media:content url="https://1.gravatar.example/avatar/0a?s=96" medium="image"><media:title>admin</media:title></media:content>',
        [(f"{A}/mot.jpg", "", "", None, None)],
    ),
    "thumbnails alone, the largest": (
        f'<media:thumbnail url="{A}/t/150/a.jpg" width="150"/><media:thumbnail url="{A}/t/300/a.jpg" width="300" height="200"/>',
        [(f"{A}/t/300/a.jpg", "", "", 300, 200)],
    ),
    "a thumbnail beside its photo": (f'{content("lon.jpg")}<media:thumbnail url="{A}/nho.jpg"/>', [(f"{A}/lon.jpg", "", "", None, None)]),
    "a video's thumbnail": (
        f'<media:group>{content("phim.mp4", medium="video", type="video/mp4")}<media:thumbnail url="{A}/phim.jpg" width="480"/></media:group>',
        [(f"{A}/phim.jpg", "", "", 480, None)],
    ),
    "a video alone": (content("phim.mp4", medium="video"), []),
    "no address": ('<media:content url="" medium="image"/><media:thumbnail url=""/>', []),
    "a counter": (content("dem.gif", width=1, height=1, medium="image"), []),
    "an enclosure of the same photo": (
        f'{content("mot-800x600.jpg", width=800)}<enclosure url="{A}/mot-1600x1200.jpg" type="image/jpeg" length="1"/>',
        [(f"{A}/mot-1600x1200.jpg", "", "", None, None)],
    ),
    "the item's own image": (f"<image><url>{A}/rieng.jpg</url><title>Ảnh</title></image>", [(f"{A}/rieng.jpg", "", "", None, None)]),
}  # fmt: skip


@pytest.mark.parametrize("name", PICTURES)
def test_pictures(name: str) -> None:
    xml, pictures = PICTURES[name]
    wanted = tuple(
        IncomingPicture(url, caption, credit, width=width, height=height)
        for url, caption, credit, width, height in pictures
    )
    assert item(f"{NAMED}{xml}").pictures == wanted
    # Another prefix for the same namespace, and Atom.
    assert item(f"{NAMED}{xml.replace('media:', 'anh:')}").pictures == wanted
    if "enclosure" not in xml and "<image" not in xml:
        assert entry(f"<title>x</title>{xml}").pictures == wanted
