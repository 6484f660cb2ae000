"""Cleans characters: Unicode NFC, no invisible ones, one kind of space.

Text arrives escaped twice or three times, decomposed, with byte-order marks and soft hyphens inside words. All text
that is compared, counted or shown goes through these two functions.
"""

import html
import re
import unicodedata

# A publisher's system, a feed and a platform may each escape once; a fourth level was written on purpose.
MAX_UNESCAPE_ROUNDS = 3

# Only entities that end in a semicolon: "?a=1&para=2" is an address, not a pilcrow.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_STARTS_TAG = re.compile(r"[A-Za-z/!?]")

# Invisible characters that disturb comparison: soft hyphen, zero-width space, marks and overrides of
# direction, byte-order mark, invisible operators, interlinear anchors, tags, and controls other than white space.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
# Quotation marks and dashes of windows-1252 that were decoded as Latin-1 control characters.
_MISREAD = str.maketrans({code: bytes([code]).decode("cp1252") for code in range(0x91, 0x98)})
_CONTROL = re.compile("[\x91-\x97]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_JOINER = re.compile("[\u200c\u200d]")
# Blank letters that pages use as spaces: Hangul filler, half-width Hangul filler, blank Braille.
_SPACES = re.compile(r"[\s\u3164\uffa0\u2800]+")
_LINE_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")

# Scripts in which a joiner or non-joiner changes how a word is written: Arabic (Persian, Urdu), Syriac, N'Ko,
# the Indic scripts with Thai, Lao, Tibetan and Burmese, Khmer, Mongolian, and the Arabic and Indic extensions.
_JOINING_SCRIPTS = re.compile(
    "[\u0600-\u07ff\u0840-\u109f\u1780-\u18af\u1900-\u1c7f\ua800-\uabff\ufb50-\ufdfb\ufe70-\ufefc]"
)
_VIRAMA_CLASS = 9


def clean(text: str) -> str:
    """`text` as one line: entities unescaped, NFC, invisible characters gone, every white space one space.

    An escaped `<` that would begin a tag stays escaped, so that text never becomes markup. Joiners stay where the
    script needs them (Persian, Indic, Khmer, emoji sequences). Replacement characters stay, as they show a loss.
    Quotation marks stay, except those that were decoded as control characters.
    """
    return _SPACES.sub(" ", _cleaned(text)).strip()


def one_line(text: str) -> str:
    """`text`, which is plain text already, cleaned as by `clean`, but that its references are words and stay."""
    return _SPACES.sub(" ", _without_invisible(text)).strip()


def clean_lines(text: str) -> str:
    """`text` with each line cleaned as by `clean`; lines end in `\\n`, empty lines stay as empty lines."""
    return "\n".join(_SPACES.sub(" ", line).strip() for line in _LINE_BREAK.split(_cleaned(text)))


def _cleaned(text: str) -> str:
    if text.isascii() and "&" not in text and text.isprintable():
        return text
    return _without_invisible(_unescape(text))


def _without_invisible(text: str) -> str:
    text = _SURROGATE.sub("\ufffd", text)
    if _CONTROL.search(text):
        text = text.translate(_MISREAD)
    text = _INVISIBLE.sub("", text)
    if _JOINER.search(text):
        text = _JOINER.sub(_keep_joiner, text)
    return unicodedata.normalize("NFC", text)


def _unescape(text: str) -> str:
    for _ in range(MAX_UNESCAPE_ROUNDS):
        if "&" not in text:
            break
        unescaped = _ENTITY.sub(_character, text)
        if unescaped == text:
            break
        text = unescaped
    return text


def _character(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    if character == "<" and _STARTS_TAG.match(match.string, match.end()):
        return match[0]
    # The letter after an escaped "<" may be escaped too ("&lt;&#115;cript"): together they must not become a tag.
    if character == "<" and match.string.startswith("&", match.end()):
        return match[0]
    # A letter that follows a bare "<" would likewise complete a tag.
    if match.string.endswith("<", 0, match.start()) and _STARTS_TAG.match(character):
        return match[0]
    return character


def _keep_joiner(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()] if match.start() else ""
    after = match.string[match.end() : match.end() + 1]
    if before and _JOINING_SCRIPTS.match(before):
        if after and _JOINING_SCRIPTS.match(after):
            return match[0]
        if unicodedata.combining(before) == _VIRAMA_CLASS:
            return match[0]
    if match[0] == "\u200d" and before and after and _is_pictograph(before) and _is_pictograph(after):
        return match[0]
    return ""


def _is_pictograph(character: str) -> bool:
    return unicodedata.category(character) in {"So", "Sk"} or character == "\ufe0f"
