"""A title as plain text, whatever a publisher's software wrapped around it."""

import html
import re

# Beyond this a title is a text in the wrong place; its beginning serves.
MAX_TITLE_CHARACTERS = 2000

# Titles are found escaped twice; a third round costs nothing, and more would undo what was meant literally.
MAX_UNESCAPES = 3

# Only with a semicolon: "R&DELTA" and "a&copy=1" are no entities.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

# Elements that stand in titles as markup; the names between angle brackets that are not among them are words.
_INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|img|ins|kbd|mark|q|s|samp|small|span|strike|strong|"
    "sub|sup|time|tt|u|var|wbr"
)
_BLOCK = "article|blockquote|br|center|div|h[1-6]|hr|li|ol|p|pre|section|table|tbody|td|th|tr|ul"
_INVISIBLE = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")


def plain_title(raw: str) -> str:
    """Return `raw` without entities and markup and with single spaces; "AT&T <3" stays as it is."""
    raw = raw[:MAX_TITLE_CHARACTERS]
    if "&" not in raw and "<" not in raw:
        return " ".join(_CONTROL.sub("", raw).split())
    text = raw
    for _ in range(MAX_UNESCAPES):
        unescaped = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
        if unescaped == text:
            break
        text = unescaped
    if "<" in text:
        text = _INVISIBLE.sub(" ", text)
        text = _BLOCK_TAG.sub(" ", _INLINE_TAG.sub("", text))
    return " ".join(_CONTROL.sub("", text).split())
