"""Keeping pictures: what is refused and why, and the files that come of the rest."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from articles.models import Picture
from articles.services import pictures
from articles.services.pictures import PictureError, read_picture, store_picture
from tests.factories import make_article


def photo(width: int = 1200, height: int = 800, kind: str = "JPEG", mode: str = "RGB", **options) -> bytes:
    """A picture that is red on its left half and blue on its right."""
    image = Image.new(mode, (width, height), "blue")
    image.paste(Image.new(mode, (width // 2, height), "red"), (0, 0))
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def animation() -> bytes:
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

REFUSED = {
    "empty": (b"", "empty"),
    "text": (b"not a picture at all", "no JPEG"),
    "a web page": (b"<!doctype html><title>404</title>", "web page"),
    "svg": (SVG, "SVG"),
    "cut off": (photo()[:3000], "damaged"),
    "animated": (animation(), "animated"),
    "counting pixel": (photo(1, 1, "PNG"), "too small"),
    "too many bytes": (b"\xff\xd8" + b"0" * pictures.MAX_BYTES, "bytes"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_shown_is_refused_with_its_reason(content: bytes, words: str) -> None:
    with pytest.raises(PictureError, match=words):
        read_picture(content)


@pytest.mark.parametrize("size", [(1201, 1000), (1000, 1201)])
def test_pixels_are_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
    monkeypatch.setattr(pictures, "MAX_MEGAPIXELS", 1.2)
    assert read_picture(photo(1200, 1000, "PNG")).width == 1200
    with pytest.raises(PictureError, match=r"1\.2 megapixels are read"):
        read_picture(photo(*size, "PNG"))


def test_what_the_library_takes_for_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pillow raises above twice its limit, which is set low here."""
    content = photo(40, 25, "PNG")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 400)
    with pytest.raises(PictureError, match="megapixels"):
        read_picture(content)


ACCEPTED = {
    "jpeg": photo(),
    "png": photo(kind="PNG"),
    "png with transparency": photo(kind="PNG", mode="RGBA"),
    "palette": photo(kind="PNG", mode="P"),
    "webp": photo(kind="WEBP"),
    "still gif": photo(kind="GIF"),
    "avif": photo(kind="AVIF"),
    "print colours": photo(mode="CMYK"),
    "grey": photo(mode="L"),
}


@pytest.mark.parametrize("content", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_real_pictures_are_read_whatever_their_kind(content: bytes) -> None:
    renditions = read_picture(content)
    assert (renditions.width, renditions.height, renditions.widths) == (1200, 800, [320, 640, 960, 1200])
    assert renditions.image.mode == "RGB"


WIDTHS = {
    "wider than all": (1500, [320, 640, 960, 1280]),
    "a little below the widest": (1200, [320, 640, 960, 1200]),
    "between": (700, [320, 640, 700]),
    "just one": (640, [320, 640]),
    "small": (200, [200]),
}


@pytest.mark.parametrize(("width", "widths"), WIDTHS.values(), ids=WIDTHS.keys())
def test_a_picture_is_never_enlarged(width: int, widths: list[int]) -> None:
    assert read_picture(photo(width, 150)).widths == widths


@pytest.mark.parametrize(
    ("widths", "middle"), [([200], 200), ([320, 640], 320), ([320, 640, 960, 1280], 640)]
)
def test_browsers_that_cannot_choose_get_a_middle_width(widths: list[int], middle: int) -> None:
    picture = Picture(stored_as="pictures/ab/abcd", widths=widths)
    assert picture.fallback_url.endswith(f"pictures/ab/abcd-{middle}.jpg")


def test_a_picture_taken_sideways_is_turned_upright_and_keeps_nothing_else() -> None:
    exif = Image.Exif()
    exif[pictures.ORIENTATION] = 6
    exif[0x8825] = {1: "N", 2: (21.0, 1.0, 41.0)}  # where it was taken
    renditions = read_picture(photo(1200, 800, exif=exif))
    assert (renditions.width, renditions.height) == (800, 1200)
    red, _green, blue = renditions.image.getpixel((400, 20))
    assert red > 200 > 60 > blue, "the left half belongs on top"


def test_a_large_photograph_keeps_its_size_on_record() -> None:
    renditions = read_picture(photo(5000, 3000))
    assert (renditions.width, renditions.height) == (5000, 3000)
    assert renditions.image.width < 5000


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_becomes_white(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In strips of which the last one is shorter."""
    monkeypatch.setattr(pictures, "STRIP_PIXELS", 100 * 33)
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 50, 100, 100))
    out = BytesIO()
    clear.convert(mode).save(out, "PNG", **({"transparency": 0} if mode == "P" else {}))
    image = read_picture(out.getvalue()).image
    expected = clear if mode != "P" else Image.open(BytesIO(out.getvalue())).convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    white.alpha_composite(expected)
    assert image.tobytes() == white.convert("RGB").tobytes()


COMMENTED = {
    "jpeg": {"kind": "JPEG", "comment": b"taken by a named person"},
    "png": {"kind": "PNG"},
    "webp": {"kind": "WEBP", "xmp": b"<x:xmpmeta>taken by a named person</x:xmpmeta>"},
}


@pytest.mark.parametrize("options", COMMENTED.values(), ids=COMMENTED.keys())
def test_no_comment_profile_or_place_reaches_a_file(options: dict) -> None:
    exif = Image.Exif()
    exif[0x013B] = "taken by a named person"
    if options["kind"] == "PNG":
        said = PngInfo()
        said.add_text("Comment", "taken by a named person")
        options = options | {"pnginfo": said}
    content = photo(exif=exif, dpi=(300, 300), **options)
    assert b"named person" in content
    image = read_picture(content).image
    assert image.info == {}
    for encode in pictures.ENCODERS.values():
        assert b"named person" not in encode(image, 80)


# Each as large as its format may be. Compressed, they are a few kilobytes.
LARGE = """
import sys
from io import BytesIO
from PIL import Image
kind, mode, width, height, options = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), eval(sys.argv[5])
Image.new(mode, (width, height)).save(sys.stdout.buffer, kind, **options)
"""
READ = """
import re, sys
from pathlib import Path
import django
django.setup()
from articles.services.pictures import read_picture, PictureError
def kilobytes(what):
    return int(re.search(what + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
content = sys.stdin.buffer.read()
before = kilobytes("VmRSS")
Path("/proc/self/clear_refs").write_text("5")
try:
    said = str(read_picture(content).widths)
except PictureError as error:
    said = str(error)
print((kilobytes("VmHWM") - before) * 1024, said)
"""
LARGEST = {
    "png": ("PNG", "RGB", 8000, 5000, {}),
    "png with transparency": ("PNG", "RGBA", 4700, 4100, {}),
    "png, tall": ("PNG", "RGB", 1270, 16_300, {}),
    "png of grey with transparency": ("PNG", "LA", 4700, 4100, {}),
    "jpeg": ("JPEG", "RGB", 8000, 5000, {}),
    "jpeg, tall": ("JPEG", "RGB", 2000, 11_000, {}),
    "progressive jpeg": ("JPEG", "RGB", 5200, 4500, {"progressive": True, "subsampling": 0}),
    "jpeg of print colours": ("JPEG", "CMYK", 4700, 4100, {}),
    "webp": ("WEBP", "RGB", 3500, 2900, {"quality": 10, "method": 0}),
    "avif": ("AVIF", "RGB", 4400, 3600, {"quality": 10, "speed": 10}),
}


@pytest.mark.parametrize(("kind", "mode", "width", "height", "options"), LARGEST.values(), ids=LARGEST.keys())
def test_reading_the_largest_picture_stays_within_its_memory(
    kind: str, mode: str, width: int, height: int, options: dict
) -> None:
    size = [str(width), str(height), repr(options)]
    made = subprocess.run([sys.executable, "-c", LARGE, kind, mode, *size], capture_output=True, check=True)
    read = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", READ],
        input=made.stdout,
        capture_output=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=Path(__file__).resolve().parents[3],
        check=True,
    )
    taken, said = read.stdout.decode().split(" ", 1)
    assert said.startswith("[320"), said
    assert int(taken) <= pictures.MAX_MEMORY


def test_a_small_file_that_would_take_too_much_memory_is_refused() -> None:
    out = BytesIO()
    Image.new("RGB", (4100, 4000)).save(out, "WEBP", quality=1, method=0)
    with pytest.raises(PictureError, match="MB of memory"):
        read_picture(out.getvalue())


def test_the_quality_falls_until_the_file_is_small_enough() -> None:
    tried = []

    def encode(image: Image.Image, quality: int) -> bytes:
        tried.append(quality)
        return b"0" * quality * 1000

    data = pictures._small_enough(Image.new("RGB", (640, 1000)), encode, 0.1)
    assert tried == [80, 72, 64]
    assert len(data) == 64_000


def waiting_picture() -> Picture:
    return Picture.objects.create(article=make_article(), original_url="https://paper.example/photo.jpg")


@pytest.mark.django_db
def test_the_files_of_a_picture_are_made_and_carry_no_metadata() -> None:
    exif = Image.Exif()
    exif[0x013B] = "the photographer"
    picture = store_picture(picture=waiting_picture(), content=photo(exif=exif))
    picture.refresh_from_db()
    assert (picture.state, picture.widths) == (Picture.State.STORED, [320, 640, 960, 1200])
    assert (picture.width, picture.height, picture.is_shown) == (1200, 800, True)
    for kind, name in (("WEBP", "webp"), ("JPEG", "jpg")):
        for width in picture.widths:
            with Image.open(default_storage.open(f"{picture.stored_as}-{width}.{name}")) as file:
                assert (file.format, file.width) == (kind, width)
                assert not file.getexif()


@pytest.mark.django_db
def test_the_same_picture_in_two_articles_is_kept_once() -> None:
    first = store_picture(picture=waiting_picture(), content=photo())
    _folders, before = default_storage.listdir(first.stored_as.rpartition("/")[0])
    second = store_picture(picture=waiting_picture(), content=photo())
    _folders, after = default_storage.listdir(first.stored_as.rpartition("/")[0])
    assert first.stored_as == second.stored_as
    assert sorted(before) == sorted(after)


@pytest.mark.django_db
def test_a_broken_picture_is_marked_and_never_raises() -> None:
    picture = store_picture(picture=waiting_picture(), content=SVG)
    picture.refresh_from_db()
    assert picture.state == Picture.State.BROKEN
    assert "SVG" in picture.reason
    assert (picture.stored_as, picture.widths, picture.is_shown) == ("", [], False)


@pytest.mark.django_db
def test_a_broken_picture_that_comes_back_whole_is_shown() -> None:
    picture = store_picture(picture=waiting_picture(), content=b"half a file")
    picture = store_picture(picture=picture, content=photo())
    picture.refresh_from_db()
    assert (picture.state, picture.reason) == (Picture.State.STORED, "")
