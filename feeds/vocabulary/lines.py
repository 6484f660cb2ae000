"""Classifies a single line of text: brand line, advertisement marker, source line, counter …

Whether such a line is dropped depends on its position; `feeds.normalise.furniture` decides that.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from feeds.vocabulary import Key, Vocabulary, fold_phrase, language_independent, vocabulary


class LineKind(StrEnum):
    """The kinds of furniture lines; each value is the reason given when such a line is dropped."""

    BANNER = "brand line"
    LANGUAGE_NAME = "name of a language"
    ADVERTISEMENT = "advertisement marker"
    SOURCE = "source line"
    COUNTER = "comment counter"
    COMMENTS = "comments label"
    INVITATION = "invitation to comment"
    RELATED = "label of related articles"
    POINTER = "pointer to another article"
    SHARE = "sharing buttons"
    TAGS = "tags"
    SECTION = "section name"
    CREDIT = "photo credit"
    MEDIA = "picture or video label"
    AUTHOR = "author line"
    SIGNATURE = "signature"
    UPDATED = "time of update"
    POSTED = "time of publication"
    SERVICE = "reader service"


@dataclass(frozen=True, slots=True)
class FurnitureLine:
    """A line recognised: its kind, what follows its label (may be empty), and the addresses it holds."""

    kind: LineKind
    value: str = ""
    urls: tuple[str, ...] = ()


# A label stands alone or before a short name; a longer line is a sentence.
LABEL_MAX_WIDTH = 90
NAME_MAX_WIDTH = 80
POINTER_MAX_WIDTH = 220
# The longest furniture: a label or pointer with its address.
LINE_MAX_WIDTH = POINTER_MAX_WIDTH + 200
# The lines of a few long articles; less than a megabyte.
CLASSIFIED_LINES_KEPT = 4096
# `width` is called several times for each paragraph.
WIDTHS_KEPT = 512
LONGEST_KEPT = 2000  # characters; a paragraph may have a million
CREDIT_MAX_WORDS = 9
LONGEST_BUTTON = 5  # words (“इस पृष्ठ को प्रिंट करें”)

URL = re.compile(r"https?://[^\s<>\"'“”«»()（）\[\]]+[^\s<>\"'“”«»()（）\[\].,;:!?…。，]", re.IGNORECASE)
TERMINAL = re.compile(r"(?:[.!?…。！？।॥៕။؟۔]|\.\.\.)[\s\"'”’»」』)）\]]*$")
# Thai, Lao, Burmese and Khmer have no full stop.
UNPUNCTUATED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_LABEL = re.compile(r"\s*([^:：៖]{1,40}?)\s*[:：៖]\s*(.*)", re.DOTALL)
# [iklan_2], [إعلان 1], [광고_1], [1_reklama]: brackets, a word and a number joined by an underscore or a space.
NUMBERED_MARKER = re.compile(
    r"[\[［【]\s*(?:([^\W\d_][^\[\]\d_:]{0,30}?)[_\s-]+\d{1,3}|\d{1,3}_([^\W\d_]\w{0,30}))\s*[\]］】]"
)
_COUNTER = re.compile(r"(?P<label>\D{2,45}?)\s*[:：]?\s*[(（\[]?\s*(?P<n>\d{1,6})\s*[)）\]]?")
_COUNTER_REVERSED = re.compile(r"[(（\[]?\s*(?P<n>\d{1,6})\s*[)）\]]?\s*(?P<label>\D{2,45})")
_ZERO_COUNTER = re.compile(r"[^\d.!?:]{2,40}\s*[(（\[]\s*[0٠۰०๐]\s*[)）\]]")
_SEPARATORS = re.compile(r"\s*[|›»>/•·●,;–—\t\n]+\s*|\s+-\s+")
_SITE_TAGLINE = re.compile(
    r"[\w-]+(?:\.[\w-]+)*\.(?:vn|com|net|org|info|asia)\s+[-–—|]\s+\S.{0,80}", re.IGNORECASE
)
# The first word of a line that may be a row of buttons or names, without numbers.
_FIRST_WORD = re.compile(r"[^\s|›»>/•·●,;–—:：()\d][^\s|›»>/•·●,;–—:：()]*")
_NETWORK_COUNT = re.compile(r"\d{1,6}")
# Characters that may not be one cell wide: all but Latin, Cyrillic and common punctuation.
_UNEVEN = re.compile("[^\x00-\xac\xae-\u02ff\u0400-\u0482\u1e00-\u1eff\u2010-\u2027]")
_COLON = re.compile("[:：=]")
_LABEL_END = re.compile("[:：៖]")


def width(text: str) -> int:
    """The width of `text` in cells: East Asian wide letters count two, combining marks none, all others one."""
    return _width_cached(text) if len(text) <= LONGEST_KEPT else _width(text)


def _width(text: str) -> int:
    return len(text) if text.isascii() or not _UNEVEN.search(text) else len(text.translate(_CELLS))


_width_cached = lru_cache(maxsize=WIDTHS_KEPT)(_width)


class _Cells(dict[int, str]):
    """A cache for str.translate: each character as a string of as many cells as it is wide."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
            cells = ""
        else:
            cells = "##" if unicodedata.east_asian_width(character) in "WF" else "#"
        self[code] = cells
        return cells


_CELLS = _Cells()


def classify(line: str, words: Vocabulary) -> FurnitureLine | None:
    """The kind of furniture that `line` is by its words; None where it is none."""
    line = line.strip()
    # A letter with its marks has up to three characters in one cell.
    if not line or len(line) > 3 * LINE_MAX_WIDTH or width(line) > LINE_MAX_WIDTH:
        return None
    return _classified(line, words.tag)


@lru_cache(maxsize=CLASSIFIED_LINES_KEPT)
def _classified(line: str, tag: str) -> FurnitureLine | None:
    """`classify` by the tag of a vocabulary; cached, as each line of an article is classified several times."""
    words = vocabulary(tag)
    return (
        _language_independent_line(line, words)
        or _bare_label(line, words)
        or _counter(line, words)
        or _labelled(line, words)
        or _row(line, words)
    )


def split_label(line: str, words: Vocabulary, *keys: Key) -> str | None:
    """What follows the label in “label: value”, where the label stands under one of `keys`; None otherwise."""
    match = _LABEL.match(line)
    if match and words.has(match[1], *keys):
        return match[2].strip()
    return None


def is_name(text: str) -> bool:
    """Whether `text` can be the name of a person or publisher: short, no sentence, a capital where there is case."""
    text = text.strip(" ()[]（）.,;–—-")
    if not text or width(text) > NAME_MAX_WIDTH or len(text.split()) > CREDIT_MAX_WORDS + 1:
        return False
    if re.search(r"[!?;:。！？।…]|\.\s+\S{4,}", text) or not any(c.isalpha() for c in text):
        return False
    first = next(c for c in text if c.isalnum())
    return not first.islower() or "." in text


def split_credit(caption: str, words: Vocabulary) -> tuple[str, str] | None:
    """A caption and the photo credit at its end (“… tại hội nghị. Ảnh: TTXVN”); None where there is no credit.

    The caption is empty where the line is nothing but a credit.
    """
    # Looking for a colon first is a hundred times as fast as trying a label at each letter.
    match = _credit_pattern(words.tag).search(caption) if _COLON.search(caption) else None
    if match:
        credit = match["credit"].strip(' .)）]］。»”"')
        text = caption[: match.start()].rstrip(" (（[［|/–—-")
        return (text, credit) if credit and len(credit.split()) <= CREDIT_MAX_WORDS else None
    bare = re.search(r"[(（\[［]\s*([^()（）\[\]［］:：]{4,40})\s*[)）\]］]\s*[.。]?$", caption)
    if bare and len(bare[1].split()) > 1 and words.has(bare[1], "photo_credit"):
        return caption[: bare.start()].rstrip(), bare[1].strip()
    return None


@cache
def _credit_pattern(tag: str) -> re.Pattern[str]:
    """After a sentence's end or a bracket the label may have any case; after a mere space it is a capital one,
    so that “… bức ảnh: Quê hương” stays a sentence."""
    phrases = vocabulary(tag).phrases
    labels = sorted({*phrases["photo_credit"], *phrases["video"]}, key=len, reverse=True)
    any_case = "|".join(re.escape(label) for label in labels)
    capital = "|".join(
        re.escape(form)
        for label in labels
        for form in dict.fromkeys((label, label.upper()))
        if not form[:1].islower()
    )
    boundary = r"[.!?…。！？।»”\"')）\]］–—|/(（\[［-]"
    return re.compile(
        rf"(?:(?:^|(?<={boundary})|(?<={boundary}\s))(?i:{any_case})|(?<=\s)(?:{capital}))"
        r"\s*[:：=]\s*(?P<credit>[^:：=\n]{2,70})$"
    )


def _language_independent_line(line: str, words: Vocabulary) -> FurnitureLine | None:
    common = language_independent()
    folded = fold_phrase(line) if width(line) <= LABEL_MAX_WIDTH else ""
    if folded in common.banners or _SITE_TAGLINE.fullmatch(line):
        return FurnitureLine(LineKind.BANNER)
    if folded in common.language_names:
        return FurnitureLine(LineKind.LANGUAGE_NAME)
    if is_numbered_marker(line, words):
        return FurnitureLine(LineKind.ADVERTISEMENT)
    return None


def is_numbered_marker(text: str, words: Vocabulary) -> bool:
    """Whether `text` is a numbered advertisement marker; with a space in place of the underscore the word must
    be one for advertisement in some language, as “[Chapter 1]” is none."""
    match = NUMBERED_MARKER.fullmatch(text)
    if not match:
        return False
    word = match[1] or match[2]
    return "_" in text or words.has(word, "advertisement") or vocabulary("").has(word, "advertisement")


_BARE: tuple[tuple[LineKind, tuple[Key, ...]], ...] = (
    (LineKind.ADVERTISEMENT, ("advertisement",)),
    (LineKind.SOURCE, ("source",)),
    (LineKind.INVITATION, ("leave_comment", "reply_prompt")),
    (LineKind.COMMENTS, ("comments",)),
    (LineKind.RELATED, ("same_topic", "same_category", "same_author")),
    (LineKind.POINTER, ("see_also", "read_more")),
    (LineKind.SHARE, ("share", "print")),
    (LineKind.TAGS, ("tags",)),
    (LineKind.SERVICE, ("subscribe", "login", "views")),
    (LineKind.CREDIT, ("photo_credit",)),
    (LineKind.MEDIA, ("image", "video")),
    (LineKind.SECTION, ("section_names",)),
)


def _bare_label(line: str, words: Vocabulary) -> FurnitureLine | None:
    if width(line) > LABEL_MAX_WIDTH:
        return None
    for kind, keys in _BARE:
        if words.has(line, *keys):
            return FurnitureLine(kind)
    return None


def _counter(line: str, words: Vocabulary) -> FurnitureLine | None:
    if width(line) > LABEL_MAX_WIDTH:
        return None
    for pattern in (_COUNTER, _COUNTER_REVERSED):
        match = pattern.fullmatch(line)
        if match and words.has(match["label"], "comments"):
            return FurnitureLine(LineKind.COUNTER, match["n"])
        if match and words.has(match["label"], "views", "share"):
            return FurnitureLine(LineKind.SERVICE, match["n"])
    # “… (0)” is a counter in any language: nothing else that is short ends so.
    if _ZERO_COUNTER.fullmatch(line) and len(line.split()) <= 6:
        return FurnitureLine(LineKind.COUNTER, "0")
    return None


def _labelled(line: str, words: Vocabulary) -> FurnitureLine | None:
    if not _LABEL_END.search(line):
        return None
    source = _source_line(line, words)
    if source:
        return source
    match = _LABEL.match(line)
    if not match or not match[2]:
        return None
    label, value = match[1], match[2].strip()
    if words.has(label, "see_also") and width(line) <= POINTER_MAX_WIDTH:
        return FurnitureLine(LineKind.POINTER, value)
    if words.has(label, "read_more") and width(line) <= POINTER_MAX_WIDTH:
        return FurnitureLine(LineKind.SERVICE, value)
    if words.has(label, "tags", "same_topic", "same_category") and not TERMINAL.search(value):
        return FurnitureLine(LineKind.TAGS, value)
    if words.has(label, "photo_credit") and is_name(value):
        return FurnitureLine(LineKind.CREDIT, value)
    if words.has(label, "author") and is_name(value):
        return FurnitureLine(LineKind.AUTHOR, value.strip(" ()（）[]"))
    if width(value) <= 40 and re.search(r"\d", value):
        if words.has(label, "updated"):
            return FurnitureLine(LineKind.UPDATED, value)
        if words.has(label, "posted"):
            return FurnitureLine(LineKind.POSTED, value)
        if words.has(label, "views"):
            return FurnitureLine(LineKind.SERVICE, value)
    return None


def _source_line(line: str, words: Vocabulary) -> FurnitureLine | None:
    """“Source: https://…”, “Source: VNA”, “(Nguồn: VNA, https://…)”, with or without the colon before an address."""
    bracketless = re.sub(r"^[(（\[]\s*(.*?)\s*[)）\]]\s*\.?$", r"\1", line, flags=re.DOTALL)
    urls = tuple(URL.findall(bracketless)) if "://" in bracketless else ()
    rest = URL.sub(" ", bracketless) if urls else bracketless
    match = _LABEL.match(rest)
    label, value = (match[1], match[2].strip(" ()（）[],;.–—-")) if match else (rest, "")
    if (urls or match) and words.has(label, "source"):
        if (not value and urls) or (value and is_name(value)):
            return FurnitureLine(LineKind.SOURCE, value, urls)
        return None
    return None


def foreign_source_line(line: str) -> tuple[str, ...]:
    """The address of a line that is one short label and one address in whatever language; empty otherwise.

    It is only evidence in the last line of a text, where no known source line stands.
    """
    urls = tuple(URL.findall(line))
    label = URL.sub(" ", line).strip()
    if len(urls) != 1 or not label or width(label) > 30 or len(label.split()) > 4:
        return ()
    if (
        not line.rstrip(" )]）").endswith(urls[0])
        or fold_phrase(label) in language_independent().not_a_source
    ):
        return ()
    return urls if label.endswith((":", "：")) else ()


def _row(line: str, words: Vocabulary) -> FurnitureLine | None:
    """A row of buttons, of section names (breadcrumb) or of language names: every part is known."""
    first = _FIRST_WORD.search(line)
    if (
        first is None
        or fold_phrase(first[0]) not in _row_openings(words.tag)
        or width(line) > POINTER_MAX_WIDTH
    ):
        return None
    parts = [part for part in _SEPARATORS.split(line) if part]
    if len(parts) > 1:
        if all(fold_phrase(part) in language_independent().language_names for part in parts):
            return FurnitureLine(LineKind.LANGUAGE_NAME)
        if all(words.has(part, "section_names") for part in parts):
            return FurnitureLine(LineKind.SECTION)
    if _all_buttons(parts, words):
        return FurnitureLine(LineKind.SHARE)
    if _covered(line.split(), language_independent().language_names):
        return FurnitureLine(LineKind.LANGUAGE_NAME)
    return None


@cache
def _buttons(tag: str) -> frozenset[str]:
    folded = vocabulary(tag).folded
    return folded["share"] | folded["print"] | language_independent().networks | folded["comments"]


@cache
def _row_openings(tag: str) -> frozenset[str]:
    """The first words of all that rows are made of; a line that begins otherwise is no row."""
    known = _buttons(tag) | language_independent().language_names | vocabulary(tag).folded["section_names"]
    return frozenset(fold_phrase(first[0]) for phrase in known if (first := _FIRST_WORD.search(phrase)))


def _all_buttons(parts: Sequence[str], words: Vocabulary) -> bool:
    tokens = [token for part in parts for token in re.split(r"[\s:：()]+", part) if token]
    counted = [token for token in tokens if not _NETWORK_COUNT.fullmatch(token)]
    return len(tokens) > 1 and len(counted) > 1 and _covered(counted, _buttons(words.tag))


def _covered(tokens: Sequence[str], phrases: frozenset[str]) -> bool:
    """Whether the tokens are nothing but phrases of the set, each of up to LONGEST_BUTTON tokens, at least two of them."""
    position = found = 0
    while position < len(tokens):
        for length in range(LONGEST_BUTTON, 0, -1):
            if fold_phrase(" ".join(tokens[position : position + length])) in phrases:
                position, found = position + min(length, len(tokens) - position), found + 1
                break
        else:
            return False
    return found > 1
