"""Bytes → text by an encoding of the WHATWG Encoding Standard, where Python's codecs differ from it.

Python has a codec for nearly every encoding of the standard. They differ in a few characters and in the bytes that they
refuse; each difference is written out here. Undecodable bytes become U+FFFD, as the standard says.
"""

import codecs
import re
from collections.abc import Callable, Mapping

# Python's codecs for encodings whose Python name differs.
_CODECS = {
    "ibm866": "cp866", "macintosh": "mac-roman", "x-mac-cyrillic": "mac-cyrillic", "iso-8859-8-i": "iso-8859-8",
    "windows-874": "cp874", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "shift_jis": "cp932", "euc-kr": "cp949",
    "gbk": "gb18030", "big5": "big5hkscs",
}  # fmt: skip
# Characters of Python's codec → those of the standard.
_OTHERWISE: dict[str, Mapping[int, int | str]] = {
    "koi8-u": {ord("╝"): "ў", ord("╬"): "Ў"},
    # The standard has the characters of GB 18030-2022; Python still has code points for private use.
    "gbk": str.maketrans(
        "\ue5e5\ue7c7\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796"
        "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
        "\u3000ḿ︐︒︑︓︔︕︖︗︘︙龴龵龶龷龸龹龺龻",
    ),
    "shift_jis": dict.fromkeys((0xA0, 0xF8F0, 0xF8F1, 0xF8F2, 0xF8F3), 0xFFFD),
    "big5": str.maketrans("•､‾∼♁☉¥¢£", "‧﹑¯～⊕⊙￥￠￡"),
    "x-user-defined": {code: 0xF700 + code for code in range(0x80, 0x100)},
}  # fmt: skip
_OTHERWISE["gb18030"] = _OTHERWISE["gbk"]

# Two-byte characters of Big5 that Python's codec lacks: the code of the first, then it and its neighbours.
_BIG5_RUNS = (
    "877A㡵𡵓𣚞𦀡㻬 87A1𥣞㫵竼龗𤅡𨤍𣇪𠪊𣉞䌊蒄龖鐯䤰蘓墖靊鈘秐稲晠権袝瑌篅枂稬剏遆㓦珄𥶹瓆鿇垳䤯呌䄱𣚎堘穲𧭥讏䚮𦺈䆁𥶙箮𢒼鿈𢓁𢓉𢓌鿉蔄𣖻䂴鿊䓡𪷿拁灮鿋 8E69箸 8E6F簆 8E7E糎 "
    "8EAB緒 8EB4縝 8ECD者 8ED0耨 8F57菁 8F69蒨 8F6E萏 8FCB覦覩 8FFE起 906D都 907A銹 90DC靜 90F1響 91BF鼖 9244蔃 "
    "92AF兙兛兝兞 92C8鍮 92D1瑹 9447浧 94CA禛 95D9邗 9644靝 96ED瀞 96FC嬨 9B76爁 9B78矗 9B7B纇 9BC6駖 9BDE釔 9BEC惞 "
    "9BF6澶 9C42輶 9C53侻 9C62營 9C68鄄 9C6B鷰 9C77菏 9CBC尐秣 9CD0婧 9D57輋 9D5A筑 9DC4拐 9EA9恢 9EEF痹 9EFD汊 9F60鬮 "
    "9F66鼗 9FCB僭 9FD8弌 A063蠏 A077拎 A0D5瑨 A0DF煢 A0E4牐 A3C0␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝␞␟␡€ C6CF廴 "
    "C6D3无 C6D5癶 C6D7隶 C6DE〃仝 FA5F倩 FA66偽 FABD包 FAC5卄 FAD5卿 FB48嘅 FBB8婷 FBF3幵 FBF9廐 FC4F彘 FC6C悤 FCB9撐 "
    "FCE2晴 FCF1杞 FDB7沜渝 FDBB港 FDF1煮 FE52猪 FE6F瑜 FEAA瓩 FEDD砉"
)
_BIG5_EXTRA = {
    (int(run[:4], 16) + place).to_bytes(2): character
    for run in _BIG5_RUNS.split()
    for place, character in enumerate(run[4:])
}
# Python gives these two the characters of A1FE and A240.
_BIG5_SLASHES = {b"\xa2\x41": "\u2215", b"\xa2\x42": "\ufe68"}
_BIG5_CHARACTER = re.compile(rb"[\x00-\x80]+|[\x81-\xfe][\x40-\x7e\xa1-\xfe]|.", re.DOTALL)

# EUC-JP: JIS X 0212 in three bytes, half-width kana in two, JIS X 0208 in two.
_EUC_JP_CHARACTERS = re.compile(
    rb"(?:\x8f[\xa1-\xfe]{2})+|(?:\x8e[\xa1-\xdf])+|(?:[\xa1-\xfe]{2})+|[\x00-\x7f]+|[\x8e\x8f\xa1-\xfe][\x80-\xff]|[\x80-\xff]"
)
_ISO_2022_JP_ESCAPE = re.compile(rb"\x1b(\([BJI]|\$[@B])")


def decode_as(body: bytes, encoding: str) -> str:
    """Decode `body` by `encoding`, a name that `labels.encoding_named` gives.

    Undecodable bytes become U+FFFD. A byte order mark is not looked at.
    """
    special = _SPECIAL.get(encoding)
    if special is not None:
        return special(body)
    handler = f"newsroom-{encoding}"
    errors = handler if encoding in _MENDED else "replace"
    text = body.decode(_CODECS.get(encoding, encoding), errors)
    otherwise = _OTHERWISE.get(encoding)
    return text.translate(otherwise) if otherwise else text


def _big5(body: bytes) -> str:
    if not any(slash in body for slash in _BIG5_SLASHES):
        return body.decode("big5hkscs", "newsroom-big5").translate(_OTHERWISE["big5"])
    return "".join(
        _BIG5_SLASHES.get(one) or one.decode("big5hkscs", "newsroom-big5").translate(_OTHERWISE["big5"])
        for one in _BIG5_CHARACTER.findall(body)
    )


def _euc_jp(body: bytes) -> str:
    """By Shift_JIS, whose Python codec has the standard's table: Python's EUC-JP lacks the rows of NEC and IBM."""
    return "".join(map(_euc_jp_run, _EUC_JP_CHARACTERS.findall(body)))


def _euc_jp_run(run: bytes) -> str:
    if run[0] < 0x80:
        return run.decode("ascii")
    if len(run) == 1 or run[1] < 0xA1 or run[1] == 0xFF or (run[0] == 0x8F and len(run) == 2):
        return "\ufffd"
    if run[0] == 0x8F:
        return "".join(map(_jis_x_0212, zip(run[1::3], run[2::3], strict=True)))
    if run[0] == 0x8E and run[1] > 0xDF:
        return "\ufffd"
    if run[0] == 0x8E:
        return "".join(chr(0xFF61 + kana - 0xA1) for kana in run[1::2])
    return "".join(_jis_x_0208(lead, trail) for lead, trail in zip(run[::2], run[1::2], strict=True))


def _jis_x_0208(lead: int, trail: int) -> str:
    """The character in a row and cell, each counted from 0xA1."""
    row, cell = lead - 0xA1, trail - 0xA1 + 94 * ((lead - 0xA1) % 2)
    shifted = bytes((row // 2 + (0x81 if row < 62 else 0xC1), cell + (0x40 if cell < 63 else 0x41)))
    character = shifted.decode("cp932", "replace")
    return character if len(character) == 1 else "\ufffd"


def _jis_x_0212(pair: tuple[int, int]) -> str:
    character = bytes((0x8F, *pair)).decode("euc_jp", "replace")
    return character.replace("~", "～") if len(character) == 1 else "\ufffd"


def _iso_2022_jp(body: bytes) -> str:
    """Segments in four character sets of seven bits, each after its escape sequence."""
    pieces = _ISO_2022_JP_ESCAPE.split(body)
    texts = [_iso_2022_jp_segment(b"(B", pieces[0])]
    texts += [_iso_2022_jp_segment(*pair) for pair in zip(pieces[1::2], pieces[2::2], strict=True)]
    return "".join(texts)


def _iso_2022_jp_segment(escape: bytes, segment: bytes) -> str:
    if escape in (b"$@", b"$B"):
        return _euc_jp(bytes(byte | 0x80 if 0x21 <= byte <= 0x7E else byte for byte in segment))
    if escape == b"(I":
        return "".join(chr(0xFF61 + byte - 0x21) if 0x21 <= byte <= 0x5F else chr(byte) for byte in segment)
    text = segment.decode("ascii", "replace")
    return text.replace("\\", "¥").replace("~", "‾") if escape == b"(J" else text


def _x_user_defined(body: bytes) -> str:
    return body.decode("latin-1").translate(_OTHERWISE["x-user-defined"])


_SPECIAL: dict[str, Callable[[bytes], str]] = {
    "big5": _big5,
    "euc-jp": _euc_jp,
    "iso-2022-jp": _iso_2022_jp,
    "x-user-defined": _x_user_defined,
}


def _mended(
    extra: Mapping[bytes, str], *, has_controls: bool = False
) -> Callable[[UnicodeError], tuple[str, int]]:
    """An error handler of a codec: it knows the characters in `extra`, and control characters below A0 if it has them."""

    def handler(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        pair = error.object[error.start : error.start + 2]
        for found in (pair, pair[:1]):
            if found in extra:
                return extra[found], error.start + len(found)
        if has_controls and pair[0] < 0xA0:
            return chr(pair[0]), error.start + 1
        # A byte of ASCII behind a wrong first byte stands for itself: it may be the "<" of a tag.
        is_pair = 0x81 <= pair[0] <= 0xFE and pair[1:] >= b"\x80" and not has_controls
        return "\ufffd", error.start + (2 if is_pair else 1)

    return handler


_WINDOWS = ("windows-874", *(f"windows-125{number}" for number in range(9)))
_MENDED: dict[str, Callable[[UnicodeError], tuple[str, int]]] = {
    **dict.fromkeys(_WINDOWS, _mended({}, has_controls=True)),
    "windows-1255": _mended({b"\xca": "\u05ba"}, has_controls=True),
    "big5": _mended(_BIG5_EXTRA),
    "gbk": _mended({b"\x80": "€"}),
    "gb18030": _mended({b"\x80": "€"}),
    "shift_jis": _mended({}),
    "euc-kr": _mended({}),
}
for _name, _handler in _MENDED.items():
    codecs.register_error(f"newsroom-{_name}", _handler)
