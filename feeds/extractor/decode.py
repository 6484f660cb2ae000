"""The bytes of a page become text, whatever the server, the page and the truth say about the charset."""

import codecs
import re

from feeds.repair import MAX_BROKEN_SHARE

# Pages above this are generated lists or attacks; extraction costs seconds from here on.
LONGEST_PAGE = 2_000_000  # bytes, or characters of text

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE
)
# The standard asks for the first 1,024 bytes; pages with long scripts before it are common enough to look further.
_META_WINDOW = 8192  # bytes
_DETECTION_WINDOW = 65_536  # bytes
# The WHATWG Encoding standard reads these labels as their wider relatives, as browsers do.
_WIDER = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "tis-620": "cp874", "iso-8859-11": "cp874",
    "iso-8859-9": "cp1254", "unicode": "utf-8", "utf8": "utf-8",
}  # fmt: skip


def decode_page(html: bytes | str, declared_charset: str | None) -> str:
    """Give the text of a page, cut to `LONGEST_PAGE`.

    Order: byte order mark, then valid UTF-8 (other encodings almost never are) and UTF-8 with a few damaged characters,
    the charset of the HTTP header, that of a meta element, detection; characters that fit none are replaced. Nothing is
    raised.
    """
    if isinstance(html, str):
        return html[:LONGEST_PAGE]
    body = html[:LONGEST_PAGE]
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(name, errors="replace")
    found = _META_CHARSET.search(body[:_META_WINDOW])
    meta = found[1].decode("ascii") if found else None
    for charset in ("utf-8", declared_charset, meta):
        text = _try(body, charset)
        if text is None and charset == "utf-8":
            text = _nearly_utf8(body)
        if text is not None:
            return text
    if len(body) and body.count(b"\x00") > len(body) // 4:
        return body.decode("utf-16", errors="replace")
    lenient = next((name for name in (declared_charset, meta) if name and _codec(name)), None)
    if lenient is not None:
        return body.decode(_codec(lenient) or "utf-8", errors="replace")
    # Loaded where nothing says which it is: see `extracted_lines` in feeds.extractor.body.
    from charset_normalizer import from_bytes

    best = from_bytes(body[:_DETECTION_WINDOW]).best()
    return body.decode(best.encoding if best is not None else "utf-8", errors="replace")


def _nearly_utf8(body: bytes) -> str | None:
    """The text where the bytes are UTF-8 but for a few, as a page cut or pasted in the wrong place is."""
    text = body.decode("utf-8", "replace")
    broken, foreign = text.count("\ufffd"), sum(map("\x7f".__lt__, text))
    return text if broken <= MAX_BROKEN_SHARE * foreign else None


def _codec(name: str) -> str | None:
    wanted = _WIDER.get(name.strip().lower(), name.strip())
    try:
        info = codecs.lookup(wanted)
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding else None


def _try(body: bytes, name: str | None) -> str | None:
    codec = _codec(name) if name else None
    if codec is None:
        return None
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as error:
        # The cut at the size limit may fall inside a character, which is no sign of another charset.
        if len(body) < LONGEST_PAGE or error.start < len(body) - 4:
            return None
        text = body[: error.start].decode(codec)
    return text
