"""Write a Vietnamese name in other scripts, as newspapers and translation programs do: with variants and slips.

The tables are this module's own, not those by which the project reads names, so that one checks the other.
"""

import random
import unicodedata
from functools import cache

from articles.catalogue import FOLDER

_ONSETS = "ngh ng nh ch tr th ph kh gh gi qu b c d đ g h k l m n p r s t v x".split()  # noqa: SIM905
_CODAS = "ng nh ch c m n p t".split()  # noqa: SIM905
_SAME = {"k": "c", "gh": "g", "ngh": "ng"}

# Onsets, vowels and codas: alternatives apart by "/", the usual one first.
_TABLES: dict[str, dict[str, str]] = {
    "cyrillic": {
        "b-": "б", "c-": "к", "ch-": "ть/ч", "d-": "з/д", "đ-": "д", "g-": "г", "gi-": "з/зь", "h-": "х", "kh-": "кх/х", "l-": "л",
        "m-": "м", "n-": "н", "ng-": "нг", "nh-": "нь", "p-": "п", "ph-": "ф", "qu-": "ку/кв", "r-": "р", "s-": "ш/с", "t-": "т",
        "th-": "т/тх", "tr-": "ч/тр", "v-": "в", "x-": "с", "a": "а", "ă": "а", "â": "а/ы/э", "e": "э/е", "ê": "е/э", "i": "и",
        "o": "о", "ô": "о", "ơ": "о/э/а", "u": "у", "ư": "ы/у", "iê": "ие/ье", "uô": "уо/уо", "ươ": "ыо/ио", "ia": "иа/иа", "ưa": "ыа/уа",
        "ua": "уа", "w": "о/у", "-i": "й/и", "-u": "о/у", "-n": "н", "-ng": "нг", "-nh": "нь", "-m": "м", "-p": "п", "-t": "т", "-c": "к",
        "-ch": "ть/к",
    },
    "arabic": {
        "b-": "ب", "c-": "ك", "ch-": "تش", "d-": "د/ز", "đ-": "د", "g-": "غ", "gi-": "جي/ز", "h-": "ه", "kh-": "خ", "l-": "ل",
        "m-": "م", "n-": "ن", "ng-": "نغ/نج", "nh-": "ني/نه", "p-": "ب", "ph-": "ف", "qu-": "كو", "r-": "ر", "s-": "س", "t-": "ت",
        "th-": "ث/ت", "tr-": "تر/تش", "v-": "ف", "x-": "س/ش", "a": "ا", "ă": "ا", "â": "ا", "e": "ي/ا", "ê": "ي", "i": "ي",
        "o": "و", "ô": "و", "ơ": "و", "u": "و", "ư": "و", "iê": "يي/ي", "uô": "وو/و", "ươ": "وو/و", "ia": "يا", "ưa": "وا", "ua": "وا",
        "w": "و", "-i": "ي", "-u": "و", "-n": "ن", "-ng": "نغ/نج", "-nh": "نه/ن", "-m": "م", "-p": "ب", "-t": "ت", "-c": "ك", "-ch": "تش/ش",
    },
    "thai": {
        "b-": "บ", "c-": "ก", "ch-": "จ/ช", "d-": "ซ/ย/ด", "đ-": "ด", "g-": "ก/ค", "gi-": "ซ/จ", "h-": "ฮ/ห", "kh-": "ค/ข", "l-": "ล",
        "m-": "ม", "n-": "น", "ng-": "ง", "nh-": "ญ", "p-": "ป", "ph-": "ฟ/ฝ", "qu-": "กว", "r-": "ร", "s-": "ซ/ส", "t-": "ต",
        "th-": "ท/ถ", "tr-": "จ/ตร", "v-": "ว", "x-": "ซ", "a": "#า", "ă": "#ั", "â": "เ#ิ/#ึ", "e": "แ#", "ê": "เ#", "i": "#ิ",
        "o": "#อ", "ô": "โ#", "ơ": "เ#อ", "u": "#ุ/#ู", "ư": "#ึ/#ื", "iê": "เ#ีย", "uô": "#ว", "ươ": "เ#ือ", "ia": "เ#ีย", "ưa": "เ#ือ",
        "ua": "#ัว", "w": "ว", "-i": "ย", "-u": "ว", "-n": "น", "-ng": "ง", "-nh": "ญ/ง", "-m": "ม", "-p": "ป", "-t": "ต", "-c": "ก",
        "-ch": "ก/จ",
    },
    "lao": {
        "b-": "ບ", "c-": "ກ", "ch-": "ຈ", "d-": "ຢ/ຊ", "đ-": "ດ", "g-": "ກ", "gi-": "ຢ/ຈ", "h-": "ຮ/ຫ", "kh-": "ຄ/ຂ", "l-": "ລ",
        "m-": "ມ", "n-": "ນ", "ng-": "ງ", "nh-": "ຍ", "p-": "ປ", "ph-": "ຟ", "qu-": "ກວ", "r-": "ຣ/ລ", "s-": "ຊ/ສ", "t-": "ຕ",
        "th-": "ທ/ຖ", "tr-": "ຈ/ຕ", "v-": "ວ", "x-": "ຊ", "a": "#າ", "ă": "#ັ", "â": "ເ#ິ/#ັ", "e": "ແ#", "ê": "ເ#", "i": "#ິ",
        "o": "#ອ", "ô": "ໂ#/#ົ", "ơ": "ເ#ີ", "u": "#ຸ/#ູ", "ư": "#ຶ", "iê": "#ຽ", "uô": "#ວ", "ươ": "ເ#ືອ", "ia": "ເ#ຍ", "ưa": "ເ#ືອ",
        "ua": "#ົວ", "w": "ວ", "-i": "ຍ", "-u": "ວ", "-n": "ນ", "-ng": "ງ", "-nh": "ນ/ງ", "-m": "ມ", "-p": "ບ", "-t": "ດ", "-c": "ກ",
        "-ch": "ກ/ດ",
    },
    "khmer": {
        "b-": "ប៊/ប", "c-": "ក", "ch-": "ច", "d-": "យ/ឌ", "đ-": "ដ/ឌ", "g-": "ហ្គ/ក", "gi-": "យ/ជ", "h-": "ហ", "kh-": "ខ", "l-": "ល",
        "m-": "ម", "n-": "ន", "ng-": "ង", "nh-": "ញ", "p-": "ប៉", "ph-": "ហ្វ/ភ", "qu-": "ក្វ", "r-": "រ", "s-": "ស", "t-": "ត",
        "th-": "ថ", "tr-": "ត្រ/ច", "v-": "វ", "x-": "ស", "a": "ា", "ă": "ា/", "â": "ឹ/ើ", "e": "ែ/េ", "ê": "េ", "i": "ិ/ី",
        "o": "ោ/", "ô": "ោ/ូ", "ơ": "ើ", "u": "ុ/ូ", "ư": "ឺ/ឹ", "iê": "ៀ", "uô": "ួ", "ươ": "ឿ", "ia": "ៀ", "ưa": "ឿ", "ua": "ួ",
        "w": "្វ", "-i": "យ", "-u": "វ", "-n": "ន", "-ng": "ង", "-nh": "ញ", "-m": "ម", "-p": "ព", "-t": "ត", "-c": "ក", "-ch": "ច/ក",
    },
    "devanagari": {
        "b-": "ब", "c-": "क", "ch-": "च", "d-": "ड/ज़/द", "đ-": "द/ड", "g-": "ग", "gi-": "गि/ज़", "h-": "ह", "kh-": "ख", "l-": "ल",
        "m-": "म", "n-": "न", "ng-": "न्ग/ङ", "nh-": "न्ह/ञ", "p-": "प", "ph-": "फ/फ़", "qu-": "क्व", "r-": "र", "s-": "स", "t-": "त",
        "th-": "थ", "tr-": "त्र/च", "v-": "व", "x-": "स/श", "a": "ा", "ă": "ा/", "â": "ा/", "e": "े/ै", "ê": "े", "i": "ि/ी", "o": "ो/ॉ",
        "ô": "ो", "ơ": "ो/ा", "u": "ु/ू", "ư": "ु/ू", "iê": "िए/िये", "uô": "ुओ/ो", "ươ": "ुओ/ुआ", "ia": "िया/िआ", "ưa": "ुआ", "ua": "ुआ",
        "w": "्व/ु", "-i": "इ/ई/य", "-u": "ओ/उ/व", "-n": "न/ं", "-ng": "ंग/न्ग", "-nh": "न्ह/न", "-m": "म", "-p": "प", "-t": "त/ट",
        "-c": "क", "-ch": "च/क",
    },
    "kana": {
        "b-": "b", "c-": "k", "ch-": "ch", "d-": "z/d", "đ-": "d", "g-": "g", "gi-": "z/j", "h-": "h", "kh-": "k", "l-": "r", "m-": "m",
        "n-": "n", "ng-": "g/n", "nh-": "ny", "p-": "p", "ph-": "f", "qu-": "ku", "r-": "r/z", "s-": "s/sh", "t-": "t", "th-": "t", "tr-": "ch",
        "v-": "v/b", "x-": "s", "a": "a", "ă": "a", "â": "a", "e": "e", "ê": "e", "i": "i", "o": "o", "ô": "o", "ơ": "o/a", "u": "u", "ư": "u",
        "iê": "ie", "uô": "uo", "ươ": "uo", "ia": "ia", "ưa": "ua", "ua": "ua", "w": "o/u", "-i": "i", "-u": "u/o", "-n": "n", "-ng": "n",
        "-nh": "n", "-m": "m", "-p": "p", "-t": "t", "-c": "k", "-ch": "k",
    },
    "hangul": {
        "b-": "ㅂ", "c-": "ㄲ/ㄱ", "ch-": "ㅉ/ㅈ", "d-": "ㅈ", "đ-": "ㄷ", "g-": "ㄱ", "gi-": "ㅈ", "h-": "ㅎ", "kh-": "ㅋ", "l-": "ㄹ",
        "m-": "ㅁ", "n-": "ㄴ", "ng-": "응", "nh-": "니", "p-": "ㅃ", "ph-": "ㅍ", "qu-": "꾸", "r-": "ㄹ", "s-": "ㅅ", "t-": "ㄸ/ㅌ",
        "th-": "ㅌ", "tr-": "ㅉ", "v-": "ㅂ", "x-": "ㅆ/ㅅ", "a": "ㅏ", "ă": "ㅏ", "â": "ㅓ", "e": "ㅔ/ㅐ", "ê": "ㅔ", "i": "ㅣ", "o": "ㅗ",
        "ô": "ㅗ", "ơ": "ㅓ", "u": "ㅜ", "ư": "ㅡ", "iê": "ㅣㅔ", "uô": "ㅜㅗ", "ươ": "ㅡㅓ", "ia": "ㅣㅏ", "ưa": "ㅡㅏ", "ua": "ㅜㅏ",
        "w": "ㅗ/ㅜ", "-i": "이", "-u": "우", "-n": "ㄴ", "-ng": "ㅇ", "-nh": "ㄴ", "-m": "ㅁ", "-p": "ㅂ", "-t": "ㅅ", "-c": "ㄱ", "-ch": "ㄱ",
    },
}  # fmt: skip

_INITIALS, _MEDIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ", "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_KANA = {
    "": "アイウエオ", "k": "カキクケコ", "g": "ガギグゲゴ", "s": "サシスセソ", "sh": ("シャ", "シ", "シュ", "シェ", "ショ"), "z": "ザジズゼゾ",
    "j": ("ジャ", "ジ", "ジュ", "ジェ", "ジョ"), "t": ("タ", "ティ", "トゥ", "テ", "ト"), "d": ("ダ", "ディ", "ドゥ", "デ", "ド"),
    "ch": ("チャ", "チ", "チュ", "チェ", "チョ"), "n": "ナニヌネノ", "ny": ("ニャ", "ニ", "ニュ", "ニエ", "ニョ"), "h": "ハヒフヘホ",
    "f": ("ファ", "フィ", "フ", "フェ", "フォ"), "b": "バビブベボ", "p": "パピプペポ", "m": "マミムメモ", "r": "ラリルレロ",
    "v": ("ヴァ", "ヴィ", "ヴ", "ヴェ", "ヴォ"),
}  # fmt: skip
# Vowels that follow no consonant have letters of their own.
_STANDING = dict(zip("ािीुूेैोॉ", "आइईउऊएऐओऑ", strict=True)) | {"": "अ"}
_SCRIPTS = {
    "hi": "devanagari", "ru": "cyrillic", "uk": "cyrillic", "ar": "arabic", "th": "thai", "lo": "lao", "km": "khmer", "ja": "kana", "ko": "hangul",
    "zh-hans": "han",
}  # fmt: skip


def spelt(name: str, language: str, chance: random.Random) -> str:
    """`name` as a text in `language` writes it: in its script, or in Latin letters without marks."""
    script = _SCRIPTS.get(language)
    if language == "vi":
        return name
    if script is None:
        return name if language in ("fr", "de") and chance.random() < 0.3 else _unmarked(name)
    syllables = [_syllable(word, script, chance) for word in name.split()]
    if script in ("thai", "cyrillic", "arabic", "hangul", "devanagari") and chance.random() < 0.75:
        return " ".join(syllables)
    if script == "cyrillic":
        return "".join(syllables)
    return ("・" if script == "kana" and len(syllables) > 2 else "").join(syllables)


def _syllable(word: str, script: str, chance: random.Random) -> str:
    if script == "han":
        return chance.choice(_han()[_tone_last(word)][:3])
    onset, glide, vowel, end = parts(word)
    table = _TABLES[script]

    def pick(key: str) -> str:
        listed = table[key].split("/")
        return listed[0] if chance.random() < 0.7 else chance.choice(listed)

    start = pick(f"{onset}-") if onset else ""
    middle = pick(vowel)
    final = pick(f"-{end}") if end else ""
    between = pick("w") if glide else ""
    if script == "hangul":
        return _blocks(start, between, middle, final)
    if script == "kana":
        return _katakana(start, between, middle, final)
    if script == "devanagari":
        return _aksharas(start, between, middle) + final
    if script in ("thai", "lao"):
        carrier = (start or "อ" if script == "thai" else start or "ອ") + between
        if vowel == "o" and not final:
            middle = "#อ" if script == "thai" else "#ໍ"
        if vowel == "ă" and final in ("ย", "ຍ"):
            return ("ไ" if script == "thai" else "ໄ") + carrier
        if vowel == "a" and final in ("ย", "ຍ"):
            return ("ไ" if script == "thai" else "ໄ") + carrier
        return middle.replace("#", carrier) + final
    if script == "khmer":
        return (start or "អ") + between + middle + final
    written = start + between + middle + final
    return (
        written[:1].upper() + written[1:]
        if script == "cyrillic"
        else (("ا" if not start and middle != "ا" else "") + written)
    )


def parts(word: str) -> tuple[str, bool, str, str]:
    """Onset, whether a glide follows, vowel, and the end of a syllable."""
    rest = _toneless(word)
    onset = next((one for one in _ONSETS if rest.startswith(one)), "")
    if onset == "gi" and len(rest) == len("gin") - 1 + (rest[2:3] in "nm"):
        onset = "gi"
    rest = rest[len(onset) :]
    if onset == "gi" and (not rest or rest[0] in "nm"):
        rest = "i" + rest
    end = next((one for one in _CODAS if rest.endswith(one)), "")
    if rest.endswith("k"):  # Đắk Lắk
        rest, end = rest[:-1] + "c", "c"
    rest = rest[: len(rest) - len(end)]
    glide = len(rest) > 1 and rest[0] in "ou" and rest[1] in "aăâeêyơ" and rest != "ua"
    if glide:
        rest = rest[1:]
    if not end and len(rest) > 1 and rest[-1] in "iyou" and rest not in ("uô", "ươ"):
        end, rest = ("i" if rest[-1] in "iy" else "u"), rest[:-1]
    rest = {"y": "i", "yê": "iê", "ya": "ia"}.get(rest, rest)
    return _SAME.get(onset, onset), glide, rest, end


def _blocks(start: str, between: str, middle: str, final: str) -> str:
    """Hangul syllables of jamo."""
    blocks: list[list[str]] = []
    vowels = list(between + middle)
    if start in ("응", "꾸", "니"):
        blocks, initial = [[start]], "ㅇ"
        if start == "니" and vowels[0] in "ㅏㅓㅗㅜ":
            vowels[0] = {"ㅏ": "ㅑ", "ㅓ": "ㅕ", "ㅗ": "ㅛ", "ㅜ": "ㅠ"}[vowels[0]]
            blocks, initial = [], "ㄴ"
    else:
        initial = start or "ㅇ"
    text = "".join(block[0] for block in blocks)
    for number, vowel in enumerate(vowels):
        last = number == len(vowels) - 1 and final in _FINALS and final
        first = initial if number == 0 else "ㅇ"
        code = (_INITIALS.index(first) * 21 + _MEDIALS.index(vowel)) * 28 + (
            _FINALS.index(final) if last else 0
        )
        text += chr(0xAC00 + code)
    return text + (final if final in ("이", "우") else "")


def _aksharas(start: str, between: str, middle: str) -> str:
    """Devanagari letters of a syllable without its end: a vowel after another, or after nothing, stands by itself."""
    if start == "गि":
        return start + ("" if middle[:1] == "ि" else "य" + middle)
    if not start:
        between = {"्व": "व", "ु": "उ"}.get(between, between)
    stands = between in ("ु", "उ") or not (start or between)
    return start + between + (_STANDING[middle[:1]] + middle[1:] if stands else middle)


def _katakana(start: str, between: str, middle: str, final: str) -> str:
    vowels = list(between + middle + (final if final in ("i", "u", "o") else ""))
    written = ""
    if start == "ku":
        written, start = "ク", ""
    for number, vowel in enumerate(vowels):
        row = _KANA[start if number == 0 else ""]
        written += row["aiueo".index(vowel)]
    return written + {"n": "ン", "m": "ム", "p": "ップ", "t": "ット", "k": "ック"}.get(final, "")


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _toneless(word: str) -> str:
    return _nfc(
        "".join(
            one
            for one in unicodedata.normalize("NFD", word.lower())
            if one not in "\u0300\u0301\u0303\u0309\u0323"
        )
    )


def _unmarked(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _han() -> dict[str, str]:
    lines = (FOLDER / "han_readings.tsv").read_text(encoding="utf-8").splitlines()
    return {_tone_last(reading): characters for reading, characters in (line.split("\t") for line in lines)}


def _tone_last(syllable: str) -> str:
    """ "hòa" and "hoà" are one syllable."""
    marks = [
        one
        for one in unicodedata.normalize("NFD", syllable.lower())
        if one in "\u0300\u0301\u0303\u0309\u0323"
    ]
    return _toneless(syllable) + "".join(marks)
