"""Vietnamese in the encodings of before Unicode: TCVN3 (ABC), VNI, VISCII and windows-1258.

Archives hold pages in which these bytes are declared as ISO-8859-1, windows-1252 or UTF-8, or were converted to UTF-8
letter by letter: "C«ng t¸c d©n vËn" instead of "Công tác dân vận". So they are told by evidence: nearly all words with
letters beyond ASCII must be Vietnamese syllables when read so, and none as they stand ("toàn" in VNI is "tồn"). VISCII is RFC 1456, TCVN3 the letters of TCVN 5712:1993
(VN3), VNI the Windows fonts of VNI Software.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from feeds.normalise.languages.vietnamese_syllables import is_marked_syllable

# So many different syllables must be found, or all of the words where there are fewer.
LEAST_SYLLABLES = 6
LEAST_OF_SHORT = 3
# Enough where each holds a sign that is no letter, as "®" in "®éi".
LEAST_WITH_SIGNS = 2
# Share of the words with letters beyond ASCII that are syllables when read so; the rest are names and misprints.
LEAST_SHARE = 0.7
# Characters of a document that are looked at.
WINDOW = 400_000
# A text that is longer (characters), or partly in Unicode, has the two most frequent characters of its encoding, in it or as references.
SHORT = 5_000

# x-user-defined puts the upper half of the bytes here, for private use.
_USER_DEFINED = 0xF700
_TCVN3 = (
    "¡Ă¢Â£Ê¤Ô¥Ơ¦Ư§Đ¨ă©âªê«ô¬ơ\xadư®đµà¶ả·ã¸á¹ạ»ằ¼ẳ½ẵ¾ắÆặÇầÈẩÉẫÊấËậÌèÎẻÏẽÐéÑẹÒềÓểÔễÕếÖệ×ìØỉÜĩÝíÞị"
    "ßòáỏâõãóäọåồæổçỗèốéộêờëởìỡíớîợïùñủòũóúôụõừöử÷ữøứùựúỳûỷüỹýýþỵ"
)
_VISCII = (
    "\x02Ẳ\x05Ẵ\x06Ẫ\x14Ỷ\x19Ỹ\x1eỴ"
    "\x80Ạ\x81Ắ\x82Ằ\x83Ặ\x84Ấ\x85Ầ\x86Ẩ\x87Ậ\x88Ẽ\x89Ẹ\x8aẾ\x8bỀ\x8cỂ\x8dỄ\x8eỆ\x8fỐ\x90Ồ\x91Ổ\x92Ỗ\x93Ộ\x94Ợ\x95Ớ"
    "\x96Ờ\x97Ở\x98Ị\x99Ỏ\x9aỌ\x9bỈ\x9cỦ\x9dŨ\x9eỤ\x9fỲ\xa0Õ¡ắ¢ằ£ặ¤ấ¥ầ¦ẩ§ậ¨ẽ©ẹªế«ề¬ể\xadễ®ệ¯ố°ồ±ổ²ỗ³Ỡ´Ơµộ¶ờ·ở¸ị¹Ựº"
    "Ứ»Ừ¼Ử½ơ¾ớ¿ƯÀÀÁÁÂÂÃÃÄẢÅĂÆẳÇẵÈÈÉÉÊÊËẺÌÌÍÍÎĨÏỳÐĐÑứÒÒÓÓÔÔÕạÖỷ×ừØửÙÙÚÚÛỹÜỵÝÝÞỡßưààááââããäảåăæữçẫèèééêêëẻììííîĩïỉðđñự"
    "òòóóôôõõöỏ÷ọøụùùúúûũüủýýþợÿỮ"
)
# The marks of VNI behind a vowel; each is a character of its own.
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323", "â": "\u0302", "á": "\u0302\u0301",
    "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323", "ê": "\u0306",
    "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_VOWELS = "aeouyôö"


def _cased(table: dict[str, str]) -> dict[str, str]:
    return table | {letter.upper(): read.upper() for letter, read in table.items()}


def _windows_1258() -> dict[int, str]:
    """What windows-1258 reads differently from windows-1252."""
    return {
        ord(wrong): right
        for byte in range(0xA0, 0x100)
        if (right := bytes([byte]).decode("cp1258", "ignore")) and right != (wrong := chr(byte))
    }


def _as_found(pairs: str) -> dict[int, str]:
    """A table for `str.translate` by the characters that the bytes become: in Latin-1, windows-1252, x-user-defined."""
    table: dict[int, str] = {}
    for byte, letter in zip(pairs[::2], pairs[1::2], strict=True):
        code = ord(byte)
        table[code] = letter
        if code >= 0x80:
            table[_USER_DEFINED + code] = letter
            table[ord(bytes([code]).decode("cp1252", "ignore") or byte)] = letter
    return table


_TCVN3_TABLE, _VISCII_TABLE = _as_found(_TCVN3), _as_found(_VISCII)
_VNI_PAIR = re.compile(f"([{_VNI_VOWELS}{_VNI_VOWELS.upper()}])([{''.join(_cased(_VNI_MARKS))}])")
_VNI_MARKS, _VNI_LETTERS = _cased(_VNI_MARKS), _cased(_VNI_LETTERS)
_VNI_SINGLE = str.maketrans(_VNI_LETTERS)
_1258_TABLE = _windows_1258()


def _from_tcvn3(word: str) -> str:
    """Fonts of capitals show the codes of small letters as capitals: "C«NG" is "CÔNG". A capital that only begins the
    word says nothing: "Tõ" is "Từ"."""
    read = word.translate(_TCVN3_TABLE)
    behind = [letter for letter in word[1:] if letter.isascii()]
    capitals = bool(behind) and word[0] == word[0].upper() and all(map(str.isupper, behind))
    return read.upper() if capitals else read


def _from_vni(word: str) -> str:
    marked = _VNI_PAIR.sub(
        lambda pair: _VNI_LETTERS.get(pair[1], pair[1]) + "\0" + _VNI_MARKS[pair[2]],
        _without_user_defined(word),
    )
    # What is not part of a pair is a letter; the marks were put behind a NUL, so that they are not read as one.
    return unicodedata.normalize("NFC", marked.translate(_VNI_SINGLE).replace("\0", ""))


def _from_viscii(word: str) -> str:
    return word.translate(_VISCII_TABLE)


def _from_windows_1258(word: str) -> str:
    return unicodedata.normalize("NFC", word.translate(_1258_TABLE))


def _without_user_defined(word: str) -> str:
    return "".join(chr(ord(c) - _USER_DEFINED) if 0xF780 <= ord(c) <= 0xF7FF else c for c in word)


@dataclass(frozen=True, slots=True)
class _Scheme:
    """One of the encodings: its name, how a word is read by it, words that it may concern, and its two most frequent
    characters, which stand for đ and ư."""

    name: str
    read: Callable[[str], str]
    words: re.Pattern[str]
    markers: str


def _words_of(characters: str) -> re.Pattern[str]:
    """Words with at least one of the characters, also in the forms that x-user-defined gives them."""
    high = re.escape(
        characters + "".join(chr(_USER_DEFINED + ord(one)) for one in characters if "\x80" <= one <= "\xff")
    )
    return re.compile(f"(?:(?<![A-Za-z])[A-Za-z]+)?[{high}][A-Za-z{high}]*")


_LATIN = "".join(map(chr, range(0xC0, 0x100)))
_SCHEMES = (
    _Scheme("TCVN3", _from_tcvn3, _words_of(_LATIN + _TCVN3[::2]), "®\xad"),
    _Scheme("VNI", _from_vni, _words_of(_LATIN), "ñö"),
    _Scheme("VISCII", _from_viscii, _words_of("".join(map(chr, _VISCII_TABLE))), "ðß"),
    _Scheme("windows-1258", _from_windows_1258, _words_of(_LATIN), "ðý"),
)
_BY_LABEL = {"viscii": "VISCII", "tcvn3": "TCVN3", "vni": "VNI"}
# Editors wrote the characters as references: "C&laquo;ng t&#184;c".
_REFERENCE = re.compile(r"&(?:#1[2-9]\d|#2[0-5]\d|[A-Za-z]{2,6});")
_FREQUENT_REFERENCES = re.compile(
    "&(?:#(?:17[34]|223|24[016]|253);|shy;|reg;|ntilde;|ouml;|eth;|szlig;|yacute;)"
)
# Vietnamese in Unicode has many of these; in the legacy encodings none can occur.
_UNICODE_VIETNAMESE = re.compile("[ơưƠƯăĂđĐẠ-ỹ]")
_PIECE = re.compile(r"(<[^<>]*>|[\r\n]+)")


@dataclass(frozen=True, slots=True)
class Reread:
    """A text in Unicode, and the encoding that it was found to be in ("TCVN3")."""

    text: str
    encoding: str


def reread(text: str) -> Reread | None:
    """`text`, decoded as windows-1252 or so, in Unicode where it is Vietnamese in one of these encodings.

    Markup is left as it is. Where a document is partly in Unicode, only what is in the legacy encoding is changed.
    """
    window = text[:WINDOW]
    schemes = [one for one in _SCHEMES if _may_be(window, one)]
    if not schemes and len(set(_FREQUENT_REFERENCES.findall(window))) >= 2:
        text = _REFERENCE.sub(_latin_reference, text)
        window = text[:WINDOW]
        schemes = [one for one in _SCHEMES if _may_be(window, one)]
    if not schemes:
        return None
    pieces = [
        one for one in _PIECE.split(window) if not one.isascii() and not _UNICODE_VIETNAMESE.search(one)
    ]
    found = max(((_share(pieces, one), one) for one in schemes), key=lambda pair: pair[0])
    return Reread(_rewritten(text, found[1]), found[1].name) if found[0] else None


def read_as(text: str, label: str) -> str:
    """`text`, decoded as Latin-1, in the legacy encoding `label` ("viscii", "tcvn3", "vni"): all of its words."""
    name = _BY_LABEL[label]
    scheme = next(one for one in _SCHEMES if one.name == name)
    return scheme.words.sub(lambda word: scheme.read(word[0]), text)


def _may_be(window: str, scheme: _Scheme) -> bool:
    if len(window) <= SHORT and not _UNICODE_VIETNAMESE.search(window):
        return not window.isascii()
    return all(mark in window or chr(_USER_DEFINED + ord(mark)) in window for mark in scheme.markers)


def _latin_reference(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    return character if len(character) == 1 and "\x80" <= character <= "\xff" else match[0]


def _share(pieces: Iterable[str], scheme: _Scheme) -> float:
    """The share of the words that are syllables when read by the scheme; 0 where that is not enough to be believed."""
    words = {word for piece in pieces for word in _telling_words(piece, scheme)}
    read = [is_marked_syllable(scheme.read(word)) for word in words]
    good, all_words = sum(read), len(read)
    enough = good >= LEAST_SYLLABLES and good >= LEAST_SHARE * all_words
    least = LEAST_WITH_SIGNS if not any(map(str.isalpha, words)) else LEAST_OF_SHORT
    return good / all_words if enough or (good == all_words and good >= least) else 0.0


def _telling_words(piece: str, scheme: _Scheme) -> list[str]:
    """The words that tell the scheme: not lone signs, and not what is Vietnamese as it stands."""
    return [word for word in scheme.words.findall(piece) if len(word) > 1 and not is_marked_syllable(word)]


def _rewritten(text: str, scheme: _Scheme) -> str:
    if not _UNICODE_VIETNAMESE.search(text):
        return scheme.words.sub(lambda word: _word(word[0], scheme), text)
    return "".join(
        piece
        if piece.isascii() or _UNICODE_VIETNAMESE.search(piece) or not _is_legacy(piece, scheme)
        else scheme.words.sub(lambda word: _word(word[0], scheme), piece)
        for piece in _PIECE.split(text)
    )


def _is_legacy(piece: str, scheme: _Scheme) -> bool:
    words = _telling_words(piece, scheme)
    return bool(words) and 2 * sum(is_marked_syllable(scheme.read(word)) for word in words) >= len(words)


def _word(word: str, scheme: _Scheme) -> str:
    """The word as the scheme reads it; a lone sign ("©", "«") only where that makes a syllable."""
    read = scheme.read(word)
    return read if len(word) > 1 or is_marked_syllable(read) else word
