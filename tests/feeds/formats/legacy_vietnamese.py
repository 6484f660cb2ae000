"""Writes Vietnamese in the encodings of before Unicode, by their published tables."""

import unicodedata

# The vowels by tone (grave, hook, tilde, acute, dot below), and their codes in TCVN 5712:1993, VN3.
_TCVN3_TONED = {
    "a": "B5B6B7B8B9", "ă": "BBBCBDBEC6", "â": "C7C8C9CACB", "e": "CCCECFD0D1", "ê": "D2D3D4D5D6",
    "i": "D7D8DCDDDE", "o": "DFE1E2E3E4", "ô": "E5E6E7E8E9", "ơ": "EAEBECEDEE", "u": "EFF1F2F3F4",
    "ư": "F5F6F7F8F9", "y": "FAFBFCFDFE",
}  # fmt: skip
_TCVN3_PLAIN = {
    "ă": "A8", "â": "A9", "ê": "AA", "ô": "AB", "ơ": "AC", "ư": "AD", "đ": "AE",
    "Ă": "A1", "Â": "A2", "Ê": "A3", "Ô": "A4", "Ơ": "A5", "Ư": "A6", "Đ": "A7",
}  # fmt: skip
_TONES = "\u0300\u0309\u0303\u0301\u0323"
# VNI for Windows: what stands behind the vowel, by its circumflex or breve and its tone.
_VNI_MARKS = {
    "": "øûõùï",
    "\u0302": "àåãáä",
    "\u0306": "èúüéë",
}
_VNI_BARE = {"\u0302": "â", "\u0306": "ê"}
_VNI_I = dict(zip(_TONES, "ìæóíò", strict=True))


def tcvn3(text: str) -> bytes:
    """`text` in TCVN3. Its fonts of small letters have no capitals with a tone: they become small."""
    return b"".join(_tcvn3_letter(letter) for letter in unicodedata.normalize("NFC", text))


def vni(text: str) -> bytes:
    """`text` in VNI for Windows."""
    letters = (_vni_letter(letter) for letter in unicodedata.normalize("NFC", text))
    return "".join(letters).encode("cp1252", "replace")


def windows_1258(text: str) -> bytes:
    """`text` in windows-1258: tones are characters of their own."""
    pieces = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(part for part in parts if part in _TONES)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        pieces.append(f"{base}{tones}".encode("cp1258", "replace"))
    return b"".join(pieces)


def _tcvn3_letter(letter: str) -> bytes:
    if letter in _TCVN3_PLAIN:
        return bytes.fromhex(_TCVN3_PLAIN[letter])
    parts = unicodedata.normalize("NFD", letter.lower())
    tone = next((part for part in parts if part in _TONES), "")
    if not tone:
        return letter.encode("cp1252", "replace")
    base = unicodedata.normalize("NFC", parts.replace(tone, ""))
    return bytes.fromhex(_TCVN3_TONED[base])[_TONES.index(tone)].to_bytes()


def _vni_letter(letter: str) -> str:
    if letter.lower() == "đ":
        return "ñ" if letter == "đ" else "Ñ"
    base, *marks = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in marks if mark in _TONES), "")
    shape = next((mark for mark in marks if mark in _VNI_BARE), "")
    written = base
    if "\u031b" in marks:
        written = {"o": "ô", "u": "ö", "O": "Ô", "U": "Ö"}[base]
    elif base.lower() == "i" and tone:
        written, tone = _VNI_I[tone], ""
    elif base.lower() == "y" and tone == "\u0323":
        written, tone = "î", ""
    mark = _VNI_MARKS[shape][_TONES.index(tone)] if tone else _VNI_BARE.get(shape, "")
    written = written.upper() if base.isupper() else written
    return written + (mark.upper() if base.isupper() else mark)
