"""Find the provinces that a text names, in any script. Pure.

Some names are other words too: a Chinese name of two characters may be a part of any sentence ("推广平台" holds 广平), Hồ Chí
Minh is first of all a person, and persons are called Thái Bình. Such a name counts only beside a word for "province" or
"city", and none does that follows a family name.

Thai, Lao and Khmer set no words apart, so a short name may stand in them by chance: there only a word for "province" or
"city" before it makes it one.
"""

import re
from collections.abc import Iterator
from functools import cache

from articles.catalogue.places import load_communes, load_districts, load_provinces
from articles.evidence.names import CAPITAL, sounded_as
from articles.evidence.sounds import script_of, sounds_of
from articles.evidence.syllables import plain
from articles.grouping.word_cache import WordCache

# "Province" and "city" as they sound, with what may stand between them and the name.
_CUES = {
    "thai": ("จังหวัด", "นคร", "เมือง", "กรุง", "จ. "),
    "lao": ("ແຂວງ", "ນະຄອນຫຼວງ", "ນະຄອນ", "ຕົວເມືອງ"),
    "khmer": ("ខេត្ត", "ទីក្រុង", "ក្រុង", "រាជធានី"),
}


# Words that sound like these names: "kant" is Arabic for "she was", "altrfyn" for "the two parties", "taknun" Persian for
# "until now", "anjang" Korean for "saddle", "hue" Hindi for "were".
_COMMON_SOUNDS = {
    "arabic": frozenset(
        ("an-giang", "binh-duong", "can-tho", "dak-nong", "ha-giang", "ho-chi-minh", "khanh-hoa", "tra-vinh")
    ),
    "hangul": frozenset(("can-tho", "an-giang", "ha-nam", "ho-chi-minh")),
    "devanagari": frozenset(("an-giang", "ca-mau", "ha-nam", "ho-chi-minh", "hue", "kon-tum")),
}
# Where the city is written as one word, in Russian with a sound of its own, and the person as three. In Devanagari Huế is
# spelt as in English too.
_OTHERWISE = {
    ("cyrillic", "ho-chi-minh"): r"(?<![^ ])xo(?:c|S)imin(?=.{0,3}(?: |$))",
    ("kana", "ho-chi-minh"): "(?<![^ ])hocimin(?= |$)",
    ("devanagari", "hue"): "(?<![^ ])h(?:yue?|ve)",
}
# "City", "province" as they sound in Arabic, before a name, and in Korean and Devanagari, after it.
_BEFORE_COMMON = {"arabic": r"m(?:dyn|kata|hafz)\w+ "}
_AFTER_COMMON = {"hangul": "(?= ?s(?:vN|i))", "devanagari": "(?= (?:prant|Shr|siti|ngr|suba|prdeS))"}
# Devanagari writes all vowels but the short a: what persons' names may leave out stands in those of provinces, also an a
# before another vowel.
_WRITTEN_OUT = {"devanagari": ((r"\|(?=\))", ""), (r"a\?(?=\)\(\?:(?:i\|y|\[uo\]\|v)\))", "a"))}
_FAMILY_NAMES = (
    "nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|trinh|doan|luong|mai|dao|truong|cao|lam|ta"
    "|thi|van|huu|duc|xuan"
)
_PERSON = "ho chi minh"
# Beside the name of Hồ Chí Minh they say that the city is meant.
_CITY_BEFORE = re.compile(
    r"(?:thanh pho|\btp\.?|t\.p\.?|thanh uy|ville (?:de|d')|ciudad (?:de )?|cidade (?:de )?|citta di|kota|bandar raya|bandaraya)"
    r"\s*$"
)
_CITY_AFTER = re.compile(r"[ -](?:city|ville|stadt)\b")
_CITY_CHARACTERS = 16
# A word with a capital; and what may have other numbers of letters without marks: all but precomposed Latin letters.
_CAPITALISED = re.compile(rf"{CAPITAL}(?<!\w{CAPITAL})\w*")
_NOT_PRECOMPOSED = re.compile("[^\x00-\u012f\u0131-\u02ff\u1e00-\u1eff\u2000-\u20cf]")
_UNMARKED = WordCache(plain)
_NAME = r"(?P<name>[^\W\d_a-z][\w'’]*(?:(?: - |[ -])[^\W\d_a-z][\w'’]*){1,4})"
_COMMUNE_BEFORE = re.compile(
    rf"(?<!\w)(?:[Xx]ã|[Pp]hường|[Tt]hị trấn|[Đđ]ặc khu|[Cc]ommunes? (?:de |of )?|[Ww]ards? (?:of )?|[Cc]omuna de|[Gg]emeinde|[Kk]omune) ?{_NAME}"
)
# What begins either pattern, or ends the second: most texts lack nearly all, which a search for words sees much sooner.
_COMMUNE_WORDS = tuple(
    form
    for word in "xã|phường|thị trấn|đặc khu|commune|ward|comuna de|gemeinde|kommune".split("|")  # noqa: SIM905
    for form in (word, word.capitalize())
)
_WORDS_AFTER = (" commune", " Commune", " ward", " Ward")
_COMMUNE_AFTER = re.compile(rf"{_NAME} (?:[Cc]ommune|[Ww]ard)(?!\w)")
_HAN = re.compile("[\u3400-\u9fff]")
# Of Han characters: names in a row, the last before the word for "province" or "city".
_HAN_CUE = re.compile(r"(?:[、，和与與及][\u4e00-\u9fff]{2,5}){0,6}?等?[两兩二三四五六七八九十]?个?個?[省市]")


def provinces_in_latin(text: str) -> frozenset[str]:
    """The slugs of the provinces, present and former, that a text in Latin letters names."""
    if _NOT_PRECOMPOSED.search(text) and len(unmarked := plain(text)) != len(text):
        text = unmarked.title()  # a letter that folds to two: places would shift
    found: set[str] = set()
    end = 0
    for word in _CAPITALISED.finditer(text):
        start = word.start()
        if start < end or _UNMARKED[word.group()] not in _first_words() or not text[start].isupper():
            continue
        before = max(0, start - _CITY_CHARACTERS)
        window = plain(text[before : start + _longest_name() + _CITY_CHARACTERS])
        if match := _latin().match(window, start - before):
            end = start + len(match.group())
            if not _is_person(match, window, text[before:end]):
                found.add(_by_latin_name()[match.group()])
    return frozenset(found)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(re.split(r"\W", name)[0] for name in _by_latin_name())


@cache
def _longest_name() -> int:
    return max(map(len, _by_latin_name()))


def _is_person(match: re.Match[str], unmarked: str, text: str) -> bool:
    before = unmarked[max(0, match.start() - _CITY_CHARACTERS) : match.start()]
    if match.group() == _PERSON:
        return not (_CITY_BEFORE.search(before) or _CITY_AFTER.match(unmarked, match.end()))
    family = _after_family_name().search(before)
    return family is not None and text[match.start() - len(before) + family.start(1)].isupper()


def is_province(name: str) -> bool:
    """Whether a name without marks is that of a province."""
    return name in _by_latin_name()


def provinces_by_district(names: frozenset[str]) -> frozenset[str]:
    """The present provinces of former districts among `names` (without marks) whose name is of one province alone."""
    return frozenset(load_districts()[name] for name in names if name in load_districts())


def provinces_by_commune(text: str) -> frozenset[str]:
    """The present provinces of the communes and wards that a text in Latin letters calls so, of those whose name is of one
    province alone. Many are also called after persons, so a name alone is none.
    """
    found = [match["name"] for match in _called_communes(text)]
    if any(word in text for word in _WORDS_AFTER):
        found += (match["name"] for match in _COMMUNE_AFTER.finditer(text))
    keys = (re.sub(r"[^a-z0-9]+", " ", plain(name)).strip() for name in found)
    return frozenset(load_communes()[key] for key in keys if key in load_communes())


def _called_communes(text: str) -> Iterator[re.Match[str]]:
    """What `_COMMUNE_BEFORE` finds in a text, by the places of the words that begin it."""
    end = 0
    for place in sorted(place for word in _COMMUNE_WORDS if word in text for place in _places_of(word, text)):
        if place >= end and (match := _COMMUNE_BEFORE.match(text, place)):
            end = match.end()
            yield match


def _places_of(word: str, text: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def provinces_in_han(text: str) -> frozenset[str]:
    """The slugs of the provinces that a text in Han characters names."""
    return frozenset(
        _by_han_name()[match.group()]
        for match in _han().finditer(text)
        if match.group() not in _common_han() or _HAN_CUE.match(text, match.end())
    )


def provinces_in_query(text: str, language: str) -> frozenset[str]:
    """The slugs of the provinces that a short text may name: in any case of letters, and without a word for "province"."""
    found = {_by_han_name()[name] for name in _han().findall(text)}
    found |= {_by_latin_name()[name] for name in _latin().findall(plain(text))}
    if script := script_of(language):
        found |= {slug for slug, pattern in _sounded(script, cued=False) if pattern.search(sounds_of(text))}
    return frozenset(found)


def provinces_asked(text: str, language: str) -> frozenset[str]:
    """The slugs of the provinces that a query surely names: in Latin letters in any case, in Han characters, and by its
    sounds where the name is the whole query or stands beside a word for "province".
    """
    found = provinces_in_han(text) | {slug for name, slug in _by_han_name().items() if name == text.strip()}
    found |= {_by_latin_name()[name] for name in _latin().findall(plain(text))}
    if script := script_of(language):
        sounds = sounds_of(text).strip()
        found |= provinces_in_sounds(sounds, script)
        found |= {slug for slug, pattern in _sounded(script, cued=False) if pattern.fullmatch(sounds)}
    return frozenset(found)


def province_called(text: str, language: str) -> str:
    """The slug of the province that a text is the name of, with or without a word for "province"; else nothing."""
    name = text.strip()
    if slug := _by_latin_name().get(plain(name)):
        return slug
    if slug := _by_han_name().get(name) or _by_han_name().get(name.rstrip("省市")):
        return slug
    script = script_of(language)
    # Han characters have no sounds here, and would be passed over.
    if script is None or not all(sounds_of(word).strip() for word in name.split()) or _HAN.search(name):
        return ""
    sounds = sounds_of(name).strip()
    return next((slug for slug, pattern in _called(script) if pattern.fullmatch(sounds)), "")


@cache
def province_names() -> frozenset[str]:
    """The names of all provinces without marks."""
    return frozenset(_by_latin_name())


def provinces_in_sounds(sounds: str, script: str) -> frozenset[str]:
    """The slugs of the provinces among the sounds of a text (`sounds_of`)."""
    if _cue(script):
        starts = [match.start() for match in re.finditer(f"(?={_cue(script)})", sounds)]
        return frozenset(
            slug
            for slug, pattern in (_sounded(script) if starts else ())
            if any(pattern.match(sounds, start) for start in starts)
        )
    return frozenset(slug for slug, pattern in _sounded(script) if pattern.search(sounds))


@cache
def _by_latin_name() -> dict[str, str]:
    return {
        plain(name): province.slug
        for province in reversed(tuple(load_provinces().values()))
        for name in (province.name, *province.also)
    }


@cache
def _latin() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _by_latin_name()), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)")


@cache
def _by_han_name() -> dict[str, str]:
    return {name: one.slug for one in reversed(tuple(load_provinces().values())) for name in one.chinese}


@cache
def _han() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _by_han_name()), key=len, reverse=True)))


@cache
def _common_han() -> frozenset[str]:
    return frozenset(name for one in load_provinces().values() for name in one.common)


@cache
def _after_family_name() -> re.Pattern[str]:
    return re.compile(rf"\b({_FAMILY_NAMES}) $")


@cache
def _cue(script: str) -> str:
    words = _CUES.get(script)
    sounds = (sounds_of(word) for word in words or ())
    # An abbreviation ends with a point, which is a space here, and begins a word.
    cues = (sound if not sound.endswith(" ") else f"(?<![^ ]){sound}" for sound in sounds)
    return f"(?:{'|'.join(cues)}) ?" if words else ""


@cache
def _called(script: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The sounds of each province, with or without a word for "province"."""
    cue = f"(?:{_cue(script)})?" if _cue(script) else ""
    return tuple((slug, re.compile(cue + pattern.pattern)) for slug, pattern in _sounded(script, cued=False))


@cache
def _sounded(script: str, *, cued: bool = True) -> tuple[tuple[str, re.Pattern[str]], ...]:
    patterns = []
    for province in load_provinces().values():
        out = _WRITTEN_OUT.get(script, ())
        sounds = sounded_as(province.name.replace(" - ", " "), script, is_whole=bool(out))
        is_told = _CUES.get(script) or province.slug in _COMMON_SOUNDS.get(script, ())
        if sounds is None or not (" " in province.name or is_told):
            continue
        pattern = sounds.pattern
        for short, full in out:
            pattern = re.sub(short, full, pattern)
        if " " not in province.name:  # one syllable: all its sounds must be written, or any "he" was Huế
            pattern = f"(?=h?[uowv3]{{1,2}}[eEiV]){pattern}"
        if cued:
            pattern = _cue(script) + pattern
            pattern = _OTHERWISE.get((script, province.slug), pattern)
            if province.slug in _COMMON_SOUNDS.get(script, ()):
                pattern = f"{_BEFORE_COMMON.get(script, '')}{pattern}{_AFTER_COMMON.get(script, '')}"
        patterns.append((province.slug, re.compile(pattern)))
    return tuple(patterns)
