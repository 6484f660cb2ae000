"""Other spellings of a typed word, all of which search finds: mobilise and mobilize, kỹ and kĩ, हिंदी and हिन्दी.

They are made when somebody searches, so that texts are kept as they are written. All forms are those of
`articles.search.words.forms`.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice, product

from articles.catalogue import FOLDER

MOST_VARIANTS = 24
WORDS_KEPT = 4_096

# British and American beginnings of words.
_ENGLISH = (
    ("labour", "labor"), ("neighbour", "neighbor"), ("harbour", "harbor"), ("colour", "color"), ("favour", "favor"),
    ("behaviour", "behavior"), ("honour", "honor"), ("endeavour", "endeavor"), ("rumour", "rumor"), ("humour", "humor"),
    ("centre", "center"), ("theatre", "theater"), ("metre", "meter"), ("litre", "liter"), ("fibre", "fiber"),
    ("programme", "program"), ("defence", "defense"), ("offence", "offense"), ("licence", "license"),
    ("skilful", "skillful"), ("fulfil", "fulfill"), ("enrol", "enroll"), ("travell", "travel"), ("grey", "gray"),
    ("plough", "plow"), ("paediatric", "pediatric"), ("catalogue", "catalog"),
)  # fmt: skip
_ISE = re.compile(
    r"(?P<root>[a-z]{3,}[a-z])(?P<sound>is|iz|ys|yz)(?P<end>e|ed|es|er|ers|ing|ation|ations|ational)"
)
_OTHER_SOUND = {"is": "iz", "iz": "is", "ys": "yz", "yz": "ys"}
# "Exercise" and "size" have no other spelling.
_NO_ISE = re.compile(
    r".*(?:rcis|adv[ei]rtis|surpris|promis|compris|enterpris|televis|revis|advis|supervis|siz|priz)e?"
)

# A Vietnamese syllable that ends with the sound of i may write it y: kĩ, kỹ; quí, quý.
_I_OR_Y = re.compile("(?P<onset>h|k|l|m|s|t|v|qu)(?P<vowel>[iíìỉĩịyýỳỷỹỵ])")
_OTHER_VOWEL = dict(zip("iíìỉĩịyýỳỷỹỵ", "yýỳỷỹỵiíìỉĩị", strict=True))

_NUKTA, _ANUSVARA, _CANDRABINDU, _VIRAMA = "\u093c", "\u0902", "\u0901", "\u094d"
# The letters that are spoken at one place, each row with its nasal, which stands before them as a dot or as a letter.
_ROWS = {"कखगघ": "ङ", "चछजझ": "ञ", "टठडढ": "ण", "तथदध": "न", "पफबभ": "म"}
_NASAL_BEFORE = {letter: nasal for row, nasal in _ROWS.items() for letter in row}
_NASAL = re.compile(f"[ङञणनम]{_VIRAMA}(?=[{''.join(_ROWS)}])")
_DOTTED = "जफडढकखग"


@lru_cache(maxsize=WORDS_KEPT)
def variants(word: str) -> tuple[str, ...]:
    """The other spellings of a word of a script with spaces; mostly none."""
    if "\u0900" <= word[:1] <= "\u097f":
        found: Iterator[str] = _hindi(word)
    elif match := _I_OR_Y.fullmatch(word):
        found = iter((match["onset"] + _OTHER_VOWEL[match["vowel"]],))
    elif word.isascii():
        found = _english(word)
    else:
        return ()
    return tuple(dict.fromkeys(one for one in islice(found, MOST_VARIANTS) if one != word))


def _english(word: str) -> Iterator[str]:
    if (match := _ISE.fullmatch(word)) and not _NO_ISE.fullmatch(word):
        yield match["root"] + _OTHER_SOUND[match["sound"]] + match["end"]
    for pair in _ENGLISH:
        # "Travel" begins "travelling", which must not become "travellling".
        long, short = sorted(pair, key=len, reverse=True)
        if word.startswith(long):
            yield short + word.removeprefix(long)
        elif word.startswith(short):
            yield long + word.removeprefix(short)


def _hindi(word: str) -> Iterator[str]:
    """With and without the dots under letters; a nasal as a letter, as a dot or as a moon with a dot."""
    core = _NASAL.sub(_ANUSVARA, word.replace(_NUKTA, "")).replace(_CANDRABINDU, _ANUSVARA)
    choices = []
    for place, letter in enumerate(core):
        following = core[place + 1 : place + 2]
        if letter == _ANUSVARA:
            nasal = _NASAL_BEFORE.get(following)
            choices.append((letter, _CANDRABINDU, *((nasal + _VIRAMA,) if nasal else ())))
        elif letter in _DOTTED and following != _VIRAMA:
            choices.append((letter, letter + _NUKTA))
        else:
            choices.append((letter,))
    return ("".join(one) for one in product(*choices))


@cache
def _han() -> Mapping[str, str]:
    """Of each Chinese character that has several forms all of them, itself first."""
    found: dict[str, dict[str, None]] = {}
    for line in (FOLDER / "han_variants.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            simplified, _tab, traditional = line.partition("\t")
            for one in (simplified, *traditional):
                found.setdefault(one, {one: None}).update(dict.fromkeys((simplified, *traditional)))
    return {one: "".join(forms) for one, forms in found.items()}


def han_forms(character: str) -> str:
    """The simplified and traditional forms of a character, itself first."""
    return _han().get(character, character)


@cache
def _simplified() -> Mapping[int, str]:
    rows = (FOLDER / "han_variants.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (row.partition("\t") for row in rows if not row.startswith("#"))
    return {ord(one): simplified for simplified, _tab, forms in pairs for one in forms}


@cache
def _of_several_forms() -> frozenset[str]:
    return frozenset(_simplified().values()) | frozenset(map(chr, _simplified()))


def is_of_several_forms(text: str) -> bool:
    """Whether the text has a Chinese character that is written in several forms."""
    return not _of_several_forms().isdisjoint(text)


def simplified(text: str) -> str:
    """The text with simplified characters."""
    return text.translate(_simplified())


# Endings of Ukrainian nouns, adjectives and verbs, longest first, without which the beginning of a word is left.
_ENDINGS = """
ами ями ові еві ого ому ими іми им ім ої ою ею єю ів їв ей ам ям ах ях их іх ий ій ом ем єм ть ти ла ло ли єть ють уть ать ять
ння нню нням ення енням ську ський ська ське ські ського а я у ю о е є и і ї ь й
"""
_UKRAINIAN_ENDINGS = sorted(_ENDINGS.split(), key=len, reverse=True)
SHORTEST_BEGINNING = 3
_ALTERNATING = re.compile("[іоеє](?=[^аеєиіїоуюя]{1,2}$)")


@lru_cache(maxsize=WORDS_KEPT)
def ukrainian_beginnings(word: str) -> tuple[str, ...]:
    """What a Ukrainian word and its other forms begin with: вулиці and вулиця with вулиц, ніч and ночі with ніч, ноч.

    Nothing for a word that is too short to tell. Snowball has no stemmer for Ukrainian.
    """
    # "Виборець" loses a vowel in all other forms.
    word = re.sub("(?<=..)ець$", "ць", word)
    ending = next((one for one in _UKRAINIAN_ENDINGS if word.endswith(one)), "")
    beginning = word.removesuffix(ending)
    if len(beginning) < SHORTEST_BEGINNING:
        return ()
    found = {beginning}
    if match := _ALTERNATING.search(beginning):
        found |= {beginning[: match.start()] + vowel + beginning[match.end() :] for vowel in "іое"}
    return tuple(sorted(found))


# What Korean adds to a noun: of, to, with, from, and; and the signs of subject, object and topic.
_PARTICLES = "은 는 이 가 을 를 의 에 에서 에게 로 으로 와 과 도 만 부터 까지 하고 이나 한테 께 들의 들이 들은 들을 들에게"
_KOREAN_PARTICLES = sorted(_PARTICLES.split(), key=len, reverse=True)
SHORTEST_NOUN = 2


def without_particle(word: str) -> str:
    """A Korean word without the particle at its end, if it has one; any other word."""
    particle = next((one for one in _KOREAN_PARTICLES if word.endswith(one)), "")
    bare = word.removesuffix(particle)
    return bare if len(bare) >= SHORTEST_NOUN else word
