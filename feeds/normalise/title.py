"""Headlines: cleaning a given one, and deriving one from the text where none is given."""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from articles.incoming import Dropped
from feeds.normalise.characters import clean, one_line
from feeds.normalise.plain_title import plain_title
from feeds.vocabulary import fold_phrase, language_independent

if TYPE_CHECKING:
    # ICU takes 4 MB and is loaded where a title is derived: most texts have one.
    from icu4py.breakers import CharacterBreaker, WordBreaker

# Headlines of newspapers rarely pass 110 characters, and search engines cut there.
LONGEST_DERIVED_TITLE = 110
# A sentence shorter than this is a label or an abbreviation that ended in a full stop (in characters).
SHORTEST_SENTENCE = 20
# A paragraph's first sentence is sought in its beginning only, since sentences without end exist (in characters).
LONGEST_BEGINNING = 1000
# Names of publishers: a batch has those of a few feeds.
SITES_KEPT = 256
# Words that a suffix may add to the publisher's name without being another name.
_NOISE = re.compile(
    r"\b(?:bao dien tu|tap chi|trang tin|cong thong tin(?: dien tu)?|trang thong tin(?: dien tu)?|dien tu|bao|online"
    r"|newspaper|news|magazine|the|official site|website|www)\b"
)
_SEPARATOR = re.compile(r"\s+(?P<mark>[-–—|»›•·]|::)\s+|\s*(?P<bar>[|｜])\s*")
_DOMAIN = re.compile(
    r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:vn|com|net|org|info|gov|edu|asia)(?:\.[a-z]{2})?", re.IGNORECASE
)
_PUBLISHER_WORDS = (
    "Báo ",
    "Báo điện tử ",
    "Tạp chí ",
    "Cổng thông tin ",
    "Cổng Thông tin ",
    "Trang thông tin ",
)

# Not `\w`: it leaves out the vowel signs of Thai, Khmer and Hindi.
_AGENCY = r"[^\W\d_][^()\[\]（）\n]{1,38}"
_DATELINES = (
    # "(TN&MT) - …", "[VOV2] …"
    re.compile(rf"[(\[（]{_AGENCY}[)\]）]\s*(?:[-–—:]\s*)?"),
    # "Hà Nội (TTXVN) – …", "Hanoi, February 23 (VNA) - …"
    re.compile(rf"[^\W\d_][^.!?()]{{1,40}}[(（]{_AGENCY}[)）]\s*[-–—:]\s*"),
    # "VOV.VN - …", "Chinhphu.vn – …"
    re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:vn|com|net|org|VN|COM)\s*[-–—:]\s+"),
)
# "TPO - …", "HÀ NỘI — …": a dateline where all its letters are capitals.
_WORDS_AND_DASH = re.compile(r"(?P<words>[^\W\d_]{2,12}(?: [^\W\d_]{2,12}){0,2})\s*[-–—]\s+")
# "TP. Hồ Chí Minh", "PGS.TS. …", "Mr. …": a full stop that ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(.])(?:[^\W\d_]|[A-ZĐ]{2,4}|Th[sS]|Mr|Mrs|Ms|Dr|Prof|St|No|Nr|Sr|Sra|Str|vs|v\.v|e\.g|i\.e)\.\s*$"
)
_FINAL_STOP = re.compile(r"[.。．।॥។៕۔]+[\"'”’»」』]?$|[,;:，、；：]+$")


def clean_title(title: str, *, publisher: str, is_agreed: bool = False, is_text: bool = False) -> str:
    """`title` as one line of plain text without markup, entities and the publisher's name behind it.

    `publisher` is the name or the domain of the site, "" where it is unknown. The name before a headline is cut only
    where it is a domain or a bar separates it: "Dân vận - nghệ thuật của lòng tin" is a headline, in the magazine
    *Dân vận* too. A title that is nothing but the publisher's name, and one that is agreed on (`is_agreed`: the page
    states it several times alike), loses nothing. `is_text`: it has no markup and no
    references left, so that "<b>" and "&amp;" are words of it.
    """
    text = one_line(title) if is_text else clean(plain_title(title))
    if is_agreed:
        return text
    while (shorter := _without_site_name(text, publisher)) != text:
        text = shorter
    return text


def stated_title(title: str) -> tuple[str, tuple[Dropped, ...]]:
    """The title that a publisher states, and what was left out: software writes "Untitled" where a post has none."""
    if title and fold_phrase(title) in language_independent().untitled:
        return "", (Dropped(title, "stands where a title is missing"),)
    return title, ()


def derive_title(first_paragraph: str, language: str) -> str:
    """A headline for a text without one: its first sentence without dateline, cut at a word where it is long.

    `language` is a BCP 47 tag, by which sentences and words are found. "" for a paragraph without words.
    """
    text = _without_dateline(clean(plain_title(first_paragraph[:LONGEST_BEGINNING])))
    sentence = _first_sentence(text, language)
    if _room_taken(sentence) <= LONGEST_DERIVED_TITLE:
        return _without_final_stop(sentence)
    return _cut(sentence, language)


def _without_site_name(title: str, publisher: str) -> str:
    separators = list(_SEPARATOR.finditer(title))
    if not separators:
        return title
    last = separators[-1]
    if is_site_name(title[last.end() :], publisher, sure=(last["mark"] or last["bar"]) in ("|", "｜")):
        return title[: last.start()].strip() or title
    first = separators[0]
    before = title[: first.start()].strip()
    if _DOMAIN.fullmatch(before) or (
        (first["mark"] or first["bar"]) in ("|", "｜") and is_site_name(before, publisher, sure=False)
    ):
        return title[first.end() :].strip() or title
    return title


def is_site_name(part: str, publisher: str, *, sure: bool) -> bool:
    """Whether `part` of a title is the site name; `sure` where a bar separates it, which sentences do not have."""
    part = part.strip()
    if _DOMAIN.fullmatch(part):
        return True
    for words in _PUBLISHER_WORDS:
        rest = part.removeprefix(words)
        # "Báo Thanh Hóa" is a newspaper; "Báo động đỏ" is the beginning of a sentence.
        if rest != part and len(rest.split()) <= 6 and all(not word[:1].islower() for word in rest.split()):
            return True
    own = _letters_of_site(publisher) if publisher else ""
    if not own or not (name := _letters(part)):
        return False
    return name == own or (sure and own in name and len(part.split()) <= 8)


@lru_cache(maxsize=SITES_KEPT)
def _letters_of_site(publisher: str) -> str:
    return _letters(_without_domain_ending(publisher))


def _letters(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d").replace("+", "plus")
    plain = "".join(c for c in decomposed if not unicodedata.combining(c) or ord(c) > 0x36F)
    # A publisher's name may consist of such words only ("The News"): then all of it counts.
    return re.sub(r"[\W_]", "", _NOISE.sub(" ", plain)) or re.sub(r"[\W_]", "", plain)


def _without_domain_ending(publisher: str) -> str:
    if not _DOMAIN.fullmatch(publisher.strip()):
        return publisher
    labels = publisher.strip().casefold().removeprefix("www.").split(".")
    name = labels[0]
    return name.removeprefix("bao") if len(name) > len("bao") + 3 else name


def _without_dateline(text: str) -> str:
    for dateline in _DATELINES:
        match = dateline.match(text)
        if match and len(text) - match.end() >= SHORTEST_SENTENCE:
            return text[match.end() :].strip()
    match = _WORDS_AND_DASH.match(text)
    if match and match["words"].isupper() and len(text) - match.end() >= SHORTEST_SENTENCE:
        return text[match.end() :].strip()
    return text


def _first_sentence(text: str, language: str) -> str:
    from icu4py.breakers import SentenceBreaker

    end = 0
    for _, end in SentenceBreaker(text, _locale(language)).segments():
        sentence = text[:end].strip()
        if _room_taken(sentence) >= SHORTEST_SENTENCE and not _ABBREVIATION.search(sentence):
            return sentence
    return text[:end].strip() if end else text.strip()


def _without_final_stop(sentence: str) -> str:
    if sentence.endswith(("...", "…")) or _ABBREVIATION.search(sentence):
        return sentence
    return _FINAL_STOP.sub("", sentence).strip()


def _cut(sentence: str, language: str) -> str:
    """`sentence` cut after the last word that leaves room for the ellipsis; a very long word is cut inside."""
    from icu4py.breakers import CharacterBreaker, WordBreaker

    ends = _ends_that_fit(sentence, WordBreaker(sentence, _locale(language)))
    if not ends or _room_taken(sentence[: ends[-1]]) < LONGEST_DERIVED_TITLE // 2:
        ends = _ends_that_fit(sentence, CharacterBreaker(sentence, _locale(language)))
    return sentence[: ends[-1]].rstrip(" ,;:.-–—(「『\"“'‘«") + "…"


def _ends_that_fit(sentence: str, breaker: "WordBreaker | CharacterBreaker") -> list[int]:
    fits = (end for _, end in breaker.segments())
    return list(takewhile(lambda end: _room_taken(sentence[:end]) < LONGEST_DERIVED_TITLE, fits))


def _room_taken(text: str) -> int:
    """The width of `text` in characters; wide ones (Han, Kana, Hangul) count two."""
    return len(text) + sum(unicodedata.east_asian_width(character) in "WF" for character in text)


@cache
def _locale(language: str) -> str:
    primary = re.split("[-_]", language)[0].lower()
    return primary if re.fullmatch("[a-z]{2,3}", primary) and primary != "und" else "en"
