"""Keeping a picture: from the bytes that a source gave to the files that pages show."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageCms, ImageOps

from articles.models import Picture

# The widths (pixels) that cards, phones, and the article's column on screens of one and two dots a pixel need; a
# picture is never enlarged to one. Why they are WebP and no AVIF stands in docs/architecture.md.
WIDTHS = (320, 640, 960, 1280)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MAX_BYTES = 15_000_000
# Decoded, 40 megapixels take 120 MB: more than any camera of a press office, less than a worker may use.
MAX_MEGAPIXELS = 40
# What WebP can hold; a drawing ten times as tall as wide comes near it in the widest files, which are left out then.
LONGEST_SIDE = 16_383  # pixels
# Smaller ones are counting pixels and icons.
MIN_SIDE = 64
# The first quality whose file is small enough is taken: a front page of twelve cards then stays below 400 KB.
QUALITIES = (80, 72, 64, 56, 48)
BYTES_PER_PIXEL = {"webp": 0.10, "jpg": 0.14}
SMALLEST_BUDGET = 8_000  # bytes; below it a lower quality saves nothing worth having
ORIENTATION = 0x0112  # the Exif tag; its last four values stand for pictures lying on their side
TURNED_SIDEWAYS = (5, 6, 7, 8)
# Part of the file names: raise it when widths or qualities change, and new files stand beside the old.
RECIPE = 2


class PictureError(Exception):
    """The bytes are no picture that the site can show; the message says why, for an editor."""


@dataclass(frozen=True, slots=True)
class Renditions:
    """A picture's size in pixels as people see it, the widths of its files, and the pixels they are made from."""

    width: int
    height: int
    widths: list[int]
    image: Image.Image


def store_picture(*, picture: Picture, content: bytes) -> Picture:
    """Makes the files of `picture` from the bytes that its source gave and saves what came of it.

    Files go to the default storage as WebP and JPEG under a name made from the content, so that the same picture
    in many articles is kept once. Bytes that cannot be shown leave the picture BROKEN with the reason; only a
    storage that fails raises.
    """
    try:
        renditions = read_picture(content)
        picture.stored_as = _save_files(content, renditions)
    except PictureError as error:
        picture.state, picture.reason = Picture.State.BROKEN, str(error)
        picture.stored_as, picture.widths = "", []
    else:
        picture.state, picture.reason = Picture.State.STORED, ""
        picture.widths = renditions.widths
        picture.width, picture.height = renditions.width, renditions.height
    picture.save(update_fields=["state", "reason", "stored_as", "widths", "width", "height"])
    return picture


def read_picture(content: bytes) -> Renditions:
    """The picture in `content`, turned upright and in sRGB without anything else its file carried.

    What it is, its bytes say: names and declared types are not asked. Raises PictureError.
    """
    if not content:
        raise PictureError("The file is empty.")
    if len(content) > MAX_BYTES:
        raise PictureError(f"The file has {len(content):,} bytes; at most {MAX_BYTES:,} are read.")
    image = _opened(content)
    width, height = image.size
    if width * height > MAX_MEGAPIXELS * 1_000_000:
        raise PictureError(
            f"The picture has {width}×{height} pixels; at most {MAX_MEGAPIXELS} megapixels are read."
        )
    if min(width, height) < MIN_SIDE:
        raise PictureError(f"The picture has {width}×{height} pixels: an icon, too small to show.")
    # A camera's JPEG may carry a second picture (depth, thumbnail), which is no animation.
    if getattr(image, "is_animated", False) and image.format != "MPO":
        raise PictureError("The picture is animated; only still ones are shown.")
    try:
        if image.getexif().get(ORIENTATION, 1) in TURNED_SIDEWAYS:
            width, height = height, width
        upright = _plain(image)
    except Exception as error:
        # Decoders of damaged files raise nearly anything: OSError, ValueError, SyntaxError, struct.error.
        raise PictureError(f"The picture is damaged: {error}"[:300]) from error
    widths = widths_for(width, height)
    if not widths:
        raise PictureError(f"The picture has {width}×{height} pixels: too long a strip to show.")
    return Renditions(width=width, height=height, widths=widths, image=upright)


def widths_for(width: int, height: int) -> list[int]:
    """The widths of the files that are made of a picture of so many pixels, the smallest first; none of a strip."""
    widths = sorted({min(wanted, width) for wanted in WIDTHS})
    return [one for one in widths if height * one <= LONGEST_SIDE * width]


def _opened(content: bytes) -> Image.Image:
    """The picture with only its header read."""
    try:
        return Image.open(BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(f"The picture has more than {MAX_MEGAPIXELS} megapixels.") from error
    except Exception as error:
        # As above: a damaged header may raise anything.
        start = content[:512].lstrip().lower()
        if b"<svg" in start or start.startswith(b"<?xml"):
            raise PictureError(
                "The file is a drawing (SVG), which may carry scripts; it is not shown."
            ) from error
        if start.startswith(b"<"):
            raise PictureError("The address gives a web page, no picture.") from error
        raise PictureError("The file is no JPEG, PNG, WebP, AVIF or GIF picture.") from error


def _plain(image: Image.Image) -> Image.Image:
    """Upright, on white, in sRGB."""
    profile = image.info.get("icc_profile")
    widest = 2 * WIDTHS[-1]
    full = image.size
    image.draft("RGB", (widest, widest))  # lets the JPEG decoder skip detail that no file keeps
    image = ImageOps.exif_transpose(image)
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    elif profile and image.mode in {"RGB", "CMYK"}:
        image = _in_srgb(image, profile)
    elif image.mode.startswith("I;16"):
        # Sixteen bits of grey, which a mere conversion would cut off at 255: all white.
        image = image.convert("I").point(lambda grey: grey / 257).convert("L")
    image = image.convert("RGB")
    # Every later step starts from the widest file: a draft may have halved a picture, but never below that.
    return image if max(full) <= widest else _scaled(image, min(image.width, widest))


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Colours moved into sRGB, since the profile itself is not kept; left as they are where it cannot be read."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return (
            ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            or image
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _scaled(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _save_files(content: bytes, renditions: Renditions) -> str:
    """Writes the files that are not there yet; returns the stem of their names."""
    digest = sha256(b"%d:" % RECIPE + content).hexdigest()[:32]
    stem = f"pictures/{digest[:2]}/{digest}"
    for width in renditions.widths:
        scaled: Image.Image | None = None
        for kind, encode in ENCODERS.items():
            name = f"{stem}-{width}.{kind}"
            if default_storage.exists(name):
                continue
            scaled = scaled or _scaled(renditions.image, width)
            saved = default_storage.save(
                name, ContentFile(_small_enough(scaled, encode, BYTES_PER_PIXEL[kind]))
            )
            if saved != name:  # another process wrote the same file in this moment
                default_storage.delete(saved)
    return stem


def _small_enough(image: Image.Image, encode: Callable[[Image.Image, int], bytes], per_pixel: float) -> bytes:
    """The file of the best quality that keeps to its budget of bytes, or of the lowest. Raises PictureError."""
    budget = max(SMALLEST_BUDGET, image.width * image.height * per_pixel)
    data = b""
    for quality in QUALITIES:
        try:
            data = encode(image, quality)
        except Exception as error:
            raise PictureError(f"No file can be made of the picture: {error}"[:300]) from error
        if len(data) <= budget:
            break
    return data


def _webp(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()


def _jpg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


ENCODERS: dict[str, Callable[[Image.Image, int], bytes]] = {"webp": _webp, "jpg": _jpg}
