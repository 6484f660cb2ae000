"""Make the files of a picture that pages show from the bytes that its source sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageCms

from articles.models import Picture
from articles.models.picture import file_name
from articles.picture_files import is_whole

# Widths (pixels) for cards, phones and the article column, on screens of one and two device pixels per pixel;
# pictures are never enlarged. Why WebP and not AVIF: docs/architecture.md.
WIDTHS = (320, 640, 960, 1280)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MAX_BYTES = 15_000_000
# More than any press photo needs.
MAX_MEGAPIXELS = 40
# What reading one picture may add to the memory of a process; a test measures each format. Decoders need so many bytes a
# pixel: Pillow keeps four of them for all colours, those of WebP and AVIF work on copies of the whole picture, and a
# progressive JPEG is kept in a second form until its last byte.
MAX_MEMORY = 200_000_000  # bytes
DECODED = {"PNG": 4, "GIF": 4, "JPEG": 4, "MPO": 4, "WEBP": 16, "AVIF": 10}
PROGRESSIVE = 6
LIBRARIES = 12_000_000  # bytes, loaded with the first picture
CONVERTED = 4  # where the colours need another mode
JPEG_SCALES = (8, 4, 2)  # by which the decoder may leave out detail
STRIP_PIXELS = 1_000_000  # converted at a time
# The limit of WebP. Only a picture ten times as tall as wide comes near it; its widest files are left out.
LONGEST_SIDE = 16_383  # pixels
# Smaller ones are counting pixels and icons.
MIN_SIDE = 64
# The first quality whose file is small enough is taken: a front page of twelve cards then stays below 400 KB.
QUALITIES = (80, 72, 64, 56, 48)
BYTES_PER_PIXEL = {"webp": 0.10, "jpg": 0.14}
SMALLEST_BUDGET = 8_000  # bytes; below it a lower quality saves nothing worth having
ORIENTATION = 0x0112  # the Exif tag; values 5 to 8 are rotated by 90 degrees
TURNED_SIDEWAYS = (5, 6, 7, 8)
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Part of the file names: raise it when widths or qualities change, so that new files are made.
RECIPE = 3


class PictureError(Exception):
    """The bytes are no picture that the site can show; the message tells an editor why."""


@dataclass(frozen=True, slots=True)
class Renditions:
    """A picture's size in pixels as people see it, the widths of its files, and the pixels they are made from."""

    width: int
    height: int
    widths: list[int]
    image: Image.Image


def store_picture(*, picture: Picture, content: bytes) -> Picture:
    """Makes the files of `picture` from the bytes that its source sent, and saves the result.

    Files go to the default storage as WebP and JPEG. Their name is a hash of the content, so the same picture
    in many articles is stored once. Bytes that cannot be shown set the state BROKEN with a reason; only a
    failing storage raises.
    """
    try:
        renditions = read_picture(content)
        picture.stored_as = save_files(content, renditions)
    except PictureError as error:
        picture.state, picture.reason = Picture.State.BROKEN, str(error)
        picture.stored_as, picture.widths, picture.jpg_bytes = "", [], None
    else:
        picture.state, picture.reason = Picture.State.STORED, ""
        picture.widths = renditions.widths
        picture.width, picture.height = renditions.width, renditions.height
        picture.jpg_bytes = bytes_of_widest(picture.stored_as, renditions.widths)
    picture.save(update_fields=["state", "reason", "stored_as", "widths", "width", "height", "jpg_bytes"])
    return picture


def bytes_of_widest(stored_as: str, widths: Sequence[int]) -> int | None:
    """The size of a picture's widest JPEG file; None if there is no such file."""
    try:
        return int(default_storage.size(f"{stored_as}-{max(widths)}.jpg"))
    except (OSError, ValueError, NotImplementedError):
        return None


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
        turn = image.getexif().get(ORIENTATION, 1)
        if turn in TURNED_SIDEWAYS:
            width, height = height, width
        widths = widths_for(width, height)
        memory = _memory_for(image, width, widths[-1]) if widths else 0
        upright = _plain(image, turn, widths[-1]) if widths and memory <= MAX_MEMORY else None
    except Exception as error:
        # Decoders of damaged files raise nearly anything: OSError, ValueError, SyntaxError, struct.error.
        raise PictureError(f"The picture is damaged: {error}"[:300]) from error
    if not widths:
        raise PictureError(f"The picture has {width}×{height} pixels: too long a strip to show.")
    if upright is None:
        raise PictureError(
            f"The picture has {width}×{height} pixels, which would take {memory / 1e6:.0f} MB of memory to read; "
            f"at most {MAX_MEMORY / 1e6:.0f} MB are spent on one."
        )
    return Renditions(width=width, height=height, widths=widths, image=upright)


def widths_for(width: int, height: int) -> list[int]:
    """The widths of the files made from a picture of this size, smallest first; empty for a very long strip."""
    widths = sorted({min(wanted, width) for wanted in WIDTHS})
    return [one for one in widths if height * one <= LONGEST_SIDE * width]


def _opened(content: bytes) -> Image.Image:
    """The picture with only its header read."""
    try:
        return Image.open(BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(f"The picture has more than {MAX_MEGAPIXELS} megapixels.") from error
    except Exception as error:
        # As in `read_picture`: a damaged header may raise anything.
        start = content[:512].lstrip().lower()
        if b"<svg" in start or start.startswith(b"<?xml"):
            raise PictureError(
                "The file is a drawing (SVG), which may carry scripts; it is not shown."
            ) from error
        if start.startswith(b"<"):
            raise PictureError("The address gives a web page, no picture.") from error
        raise PictureError("The file is no JPEG, PNG, WebP, AVIF or GIF picture.") from error


def _memory_for(image: Image.Image, wide: int, widest: int) -> float:
    """The bytes that it takes at the most to read a picture `wide` pixels wide and to make it `widest` wide, as its header
    tells."""
    pixels = image.width * image.height
    is_jpeg = image.format in {"JPEG", "MPO"}
    scale = next((one for one in JPEG_SCALES if is_jpeg and wide // one >= 2 * widest), 1)
    kept = pixels / scale**2
    memory: float = LIBRARIES + kept * DECODED[image.format or "WEBP"]
    if image.info.get("progressive"):
        memory += pixels * PROGRESSIVE
    if image.mode not in {"L", "RGB"}:
        memory += kept * CONVERTED
    # A picture is narrowed in two passes, with the first one's rows between them; what is much wider is thinned out before.
    narrow = widest / (wide / scale)
    if narrow >= 1:
        return memory
    return memory + kept * 4 * (narrow**2 + (narrow**2 if narrow < 1 / 4 else narrow))


def _plain(image: Image.Image, turn: int, widest: int) -> Image.Image:
    """Upright, on white, in sRGB, at most `widest` pixels wide, without anything else the file carried.

    `turn` is the orientation by Exif.
    """
    is_sideways = turn in TURNED_SIDEWAYS
    # Lets the JPEG decoder skip detail that no file keeps.
    image.draft("RGB", (1, 2 * widest) if is_sideways else (2 * widest, 1))
    plain = _converted(image)
    wide = plain.height if is_sideways else plain.width
    if wide > widest:
        size = (max(1, round(plain.width * widest / wide)), max(1, round(plain.height * widest / wide)))
        plain = plain.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if plain.mode != "RGB":
        plain = plain.convert("RGB")
    if turn in TURNS:
        plain = plain.transpose(TURNS[turn])
    # Encoders would write comments, profiles and places of photographs that stand here.
    plain.info.clear()
    return plain


def _converted(image: Image.Image) -> Image.Image:
    """The picture in colours that need no more than a change of mode, made strip by strip, in its own memory where the mode
    stays."""
    image.load()
    convert = _conversion(image)
    if convert is None:
        return image
    rows = max(1, STRIP_PIXELS // image.width)
    canvas: Image.Image | None = None
    for top in range(0, image.height, rows):
        box = (0, top, image.width, min(top + rows, image.height))
        strip = convert(image.crop(box))
        if canvas is None:
            canvas = image if strip.mode == image.mode else Image.new(strip.mode, image.size)
        canvas.paste(strip, box)
    return canvas or image


def _conversion(image: Image.Image) -> Callable[[Image.Image], Image.Image] | None:
    """What is done with each strip of a picture of this kind; None where nothing is."""
    profile = image.info.get("icc_profile")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        return _on_white
    if profile and image.mode in {"RGB", "CMYK"}:
        return lambda strip: _in_srgb(strip, profile)
    if image.mode.startswith("I;16"):
        # 16-bit grey: a plain conversion would clip it at 255, all white.
        return lambda strip: strip.convert("I").point(lambda grey: grey / 257).convert("L")
    return None if image.mode in {"L", "RGB"} else lambda strip: strip.convert("RGB")


def _on_white(strip: Image.Image) -> Image.Image:
    white = Image.new("RGBA", strip.size, "white")
    white.alpha_composite(strip.convert("RGBA"))
    return white.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Colours converted to sRGB, since the profile is not kept; unchanged if the profile cannot be read."""
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


def save_files(content: bytes, renditions: Renditions) -> str:
    """Writes the files that are not there whole; returns the stem of their names.

    Raises PictureError, and OSError where the storage does not keep what it was given.
    """
    digest = sha256(b"%d:" % RECIPE + content).hexdigest()[:32]
    stem = f"pictures/{digest[:2]}/{digest}"
    for width in renditions.widths:
        scaled: Image.Image | None = None
        for kind, encode in ENCODERS.items():
            name = file_name(stem, width, kind)
            if is_whole(name):
                continue
            scaled = scaled or _scaled(renditions.image, width)
            default_storage.delete(name)  # the half of a file, where there is one
            saved = default_storage.save(
                name, ContentFile(_small_enough(scaled, encode, BYTES_PER_PIXEL[kind]))
            )
            if saved != name:  # another process wrote the same file meanwhile
                default_storage.delete(saved)
            if not is_whole(name):
                raise OSError(f"The storage did not keep {name} whole; is there room on its disk?")
    return stem


def _small_enough(image: Image.Image, encode: Callable[[Image.Image, int], bytes], per_pixel: float) -> bytes:
    """The file of the best quality that fits its byte budget, else of the lowest. Raises PictureError."""
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
