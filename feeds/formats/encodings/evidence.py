"""The bytes of a document → its text. What the bytes show comes before what the document or the server says.

In this order: a byte order mark; UTF-16 and UTF-32 by their zero bytes; UTF-8, also with a few damaged characters;
the declared labels, as the WHATWG Encoding Standard reads them; the look of the bytes. Vietnamese in an encoding of
before Unicode is recognised wherever it is declared as something else. Feeds, pages, lists and plain texts all ask here.
"""

import codecs
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from feeds.errors import ParseError
from feeds.formats.encodings.decoders import decode_as
from feeds.formats.encodings.detection import detect
from feeds.formats.encodings.labels import REPLACEMENT, SINGLE_BYTE, VIETNAMESE, encoding_named
from feeds.formats.encodings.vietnamese import read_as, reread

# Below this share of undecodable places a text is in the encoding with a few damaged characters, above it in another.
MAX_BROKEN_SHARE = 0.2
# One damaged character in a document of this length (bytes) proves nothing against UTF-8.
LONG_ENOUGH = 100

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED = (
    (re.compile(rb"<\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00<"), "utf-32-be"),
    (re.compile(rb"<\x00[^\x00]\x00"), "utf-16-le"),
    (re.compile(rb"\x00<\x00[^\x00]"), "utf-16-be"),
)
# "<?xm" in EBCDIC, of which XML 1.0 knows (appendix F).
_EBCDIC = b"\x4c\x6f\xa7\x94"
# A declared UTF-16 is believed from this share of zero bytes on, an undeclared one from the other.
LEAST_ZEROS_DECLARED = 0.02
LEAST_ZEROS = 0.25
_UTF_16 = frozenset({"utf-16le", "utf-16be"})
# Shift sequences of encodings of seven bits: their bytes are ASCII, so that success with UTF-8 proves nothing.
_SHIFTS = re.compile(rb"[\x0e\x1b]|~\{")
_STRAY = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document's text, and a clause that says what was wrong with its encoding, empty where nothing was.

    `is_guess`: neither the bytes nor a declaration prove the encoding.
    """

    text: str
    problem: str = ""
    is_guess: bool = False


def decode(body: bytes, labels: Sequence[str], *, where: str, cut: bool = False) -> Decoded:
    """Decode `body`.

    `labels` are the encodings that are declared, the most trusted first; empty and unknown ones are passed over.
    `cut`: the body ends at a size limit, maybe within a character. `where` is the document's address, for errors.
    Raises `ParseError` where the document is in an encoding that the standard refuses.
    """
    for mark, codec in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return Decoded(body.decode(codec, "replace"))
    wide = _wide(body, labels)
    if wide:
        return Decoded(body.decode(wide, "replace"))
    names = [name for label in labels if label and (name := encoding_named(label))]
    if body.isascii():
        return _of_ascii(body, names, labels, where)
    found = _utf8(body, names, labels, cut)
    if found:
        return _reread(found, "UTF-8")
    if REPLACEMENT in names[:1]:
        raise _refused(labels, where)
    for name in names:
        text = _declared(body, name, cut)
        if text is not None:
            return _reread(Decoded(text), name)
    return _by_look(body)


def _wide(body: bytes, labels: Sequence[str]) -> str | None:
    """The Python codec of a text of two or four bytes a character without a mark."""
    if body.startswith(_EBCDIC):
        return "cp037"
    if b"\x00" not in body[:1000]:
        return None
    start = body.lstrip()[:8]
    for pattern, codec in _UNMARKED:
        if pattern.match(start) or pattern.match(body):
            return codec
    zeros = body[0::2].count(0), body[1::2].count(0)
    declared = any(encoding_named(label) in _UTF_16 for label in labels)
    if sum(zeros) <= (LEAST_ZEROS_DECLARED if declared else LEAST_ZEROS) * len(body):
        return None
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def _of_ascii(body: bytes, names: list[str], labels: Sequence[str], where: str) -> Decoded:
    text = body.decode("ascii")
    if names and _SHIFTS.search(body):
        if names[0] == REPLACEMENT:
            raise _refused(labels, where)
        if "iso-2022-jp" in names:
            return Decoded(decode_as(body, "iso-2022-jp"))
    return _reread(Decoded(text), "ASCII")


def _refused(labels: Sequence[str], where: str) -> ParseError:
    named = next(label for label in labels if label)
    return ParseError(
        where,
        f"it is in the encoding {named[:40]}, which browsers refuse as unsafe; ask the publisher for UTF-8",
    )


def _utf8(body: bytes, names: list[str], labels: Sequence[str], cut: bool) -> Decoded | None:
    """The text where it is UTF-8, or nearly: cut within a character, or with some bytes pasted from elsewhere.

    Bytes that do not belong are read by the declared encoding of one byte a character, else marked as damaged.
    """
    declared = next((label for label in labels if label), "")
    try:
        text = body.decode()
        told = declared and names[:1] != ["utf-8"]
        return Decoded(text, f"the feed calls itself {declared} but is UTF-8" if told else "")
    except UnicodeDecodeError as error:
        if cut and error.start >= len(body) - 3:
            return Decoded(body[: error.start].decode())
    replaced = body.decode("utf-8", "replace")
    broken, foreign = replaced.count("\ufffd"), sum(map("\x7f".__lt__, replaced))
    single = next((name for name in names if name in SINGLE_BYTE), None)
    alone = single is None and broken == 1 and len(body) > LONG_ENOUGH
    if broken > MAX_BROKEN_SHARE * foreign and not alone:
        return None
    if single is None:
        return Decoded(replaced, f"{broken} characters are damaged and were marked as such")
    escaped = body.decode("utf-8", "surrogateescape")
    text = _STRAY.sub(lambda one: decode_as(bytes([ord(one[0]) - 0xDC00]), single), escaped)
    return Decoded(text, f"the feed calls itself {declared} but is UTF-8, with {broken} damaged characters")


def _declared(body: bytes, name: str, cut: bool) -> str | None:
    """The text by a declared encoding; None where it does not fit."""
    if name == "utf-8" or name in _UTF_16 or name == REPLACEMENT:
        return None
    if name in VIETNAMESE:
        return read_as(body.decode("latin-1"), name)
    text = decode_as(body, name)
    if name == "windows-1258":
        text = unicodedata.normalize("NFC", text)
    if cut:
        text = text.removesuffix("\ufffd")
    if "\ufffd" not in text:
        return text
    foreign = sum(map("\x7f".__lt__, text))
    return text if name not in SINGLE_BYTE and text.count("\ufffd") <= MAX_BROKEN_SHARE * foreign else None


def _by_look(body: bytes) -> Decoded:
    """The text where no declaration fits: legacy Vietnamese, else as detected."""
    vietnamese = reread(decode_as(body, "windows-1252"))
    if vietnamese:
        return Decoded(vietnamese.text, _wrong(vietnamese.encoding))
    name = detect(body)
    return Decoded(decode_as(body, name), _wrong(name), is_guess=True)


def _wrong(name: str) -> str:
    return f"the feed's encoding is not what it says; it was read as {name}"


def _reread(found: Decoded, name: str) -> Decoded:
    """The text, converted where it is Vietnamese in an encoding of before Unicode."""
    vietnamese = reread(found.text)
    if vietnamese is None:
        return found
    return Decoded(
        vietnamese.text, f"its Vietnamese is in {vietnamese.encoding}, not in {name}; it was converted"
    )
