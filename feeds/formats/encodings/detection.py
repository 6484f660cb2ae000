"""Guess the encoding of bytes that are not UTF-8 and contradict their declaration."""

import re

from feeds.formats.encodings.decoders import decode_as

# In Cyrillic text in one byte a letter, letters stand in runs; in Western text they stand alone.
CYRILLIC_RUN_SHARE = 0.5
# With fewer bytes above 7F, letter statistics are a guess; windows-1252 is the most frequent by far.
LEAST_BYTES = 40
WINDOW = 65_536  # bytes

_RUNS = re.compile(rb"[\xa3\xa8\xb3\xb8\xc0-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]")
# Python's names of the encodings that are told apart, with those of the standard.
_CANDIDATES = {
    "gb18030": "gb18030", "big5": "big5", "cp932": "shift_jis", "euc_jp": "euc-jp", "cp949": "euc-kr",
    "koi8_r": "koi8-r", "cp866": "ibm866", "cp1250": "windows-1250", "cp1251": "windows-1251", "cp1252": "windows-1252",
    "cp1253": "windows-1253", "cp1254": "windows-1254", "cp1255": "windows-1255", "cp1256": "windows-1256",
    "cp1257": "windows-1257", "tis_620": "windows-874", "cp874": "windows-874",
}  # fmt: skip
_EAST_ASIAN = frozenset({"gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"})


def detect(body: bytes) -> str:
    """The encoding of `body`, which is text in one of the encodings of the WHATWG Encoding Standard."""
    high = len(_HIGH.findall(body))
    runs = b"".join(_RUNS.findall(body))
    guessed = _by_statistics(body) if high >= LEAST_BYTES else "windows-1252"
    if guessed in _EAST_ASIAN or len(runs) <= CYRILLIC_RUN_SHARE * high:
        return guessed
    # Small letters stand in the upper half of windows-1251 and in the lower half of KOI8.
    return "koi8-u" if sum(byte < 0xE0 for byte in runs) * 2 > len(runs) else "windows-1251"


def _by_statistics(body: bytes) -> str:
    # Loaded where nothing says which it is: the library takes a tenth of a second to load.
    from charset_normalizer import from_bytes

    best = from_bytes(body[:WINDOW], cp_isolation=list(_CANDIDATES)).best()
    name = _CANDIDATES.get(best.encoding, "") if best is not None else ""
    return name if name and "\ufffd" not in decode_as(body, name) else "windows-1252"
