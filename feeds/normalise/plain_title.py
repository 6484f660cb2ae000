"""A title as plain text, without the markup and escaping of the publisher's software."""

import html
import re

# A longer title is a text in the wrong place; only its beginning is used.
MAX_TITLE_CHARACTERS = 2000

# Titles are often escaped twice. More rounds would unescape what is meant literally.
MAX_UNESCAPES = 3

# Only with a semicolon: "R&DELTA" and "a&copy=1" are no entities.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

# Elements that titles use as markup; any other name in angle brackets is part of the words.
_INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|img|ins|kbd|mark|q|s|samp|small|span|strike|strong|"
    "o:p|rb|rp|rt|ruby|sub|sup|time|tt|u|var|wbr"
)
_BLOCK = "article|blockquote|br|center|div|h[1-6]|hr|li|ol|p|pre|section|table|tbody|td|th|tr|ul"
_INVISIBLE = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rf"<(/?)(?:(?P<inline>{_INLINE})|(?P<block>{_BLOCK}))(?P<rest>\s[^<>]*)?/?>", re.IGNORECASE)
_BREAKS = frozenset({"br", "wbr", "hr"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff]")


def plain_title(raw: str) -> str:
    """Return `raw` without entities and markup and with single spaces; "AT&T <3" and "the tag <b>" stay as they are."""
    raw = raw[:MAX_TITLE_CHARACTERS]
    if "&" not in raw and "<" not in raw:
        return _one_line(raw)
    return _one_line(_without_tags(_unescaped(raw)))


def markup_title(raw: str) -> str:
    """The words of a title that is declared as HTML: what is a tag only when it is unescaped is part of the words."""
    raw = raw[:MAX_TITLE_CHARACTERS]
    return _one_line(_unescaped(_without_tags(raw, are_tags=True)))


def literal_title(raw: str) -> str:
    """The words of a title that is declared as plain text, as written: "&amp;" in it is a word about "&".

    Only references to letters are read ("Một &#225;"): that is software which escapes, as nobody writes about those.
    """
    return _one_line(_ENTITY.sub(_letter, raw[:MAX_TITLE_CHARACTERS]))


def _letter(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    return character if character.isalpha() else match[0]


def undeclared_title(raw: str) -> str:
    """The words of a title that is plain text only by default: software that forgets the type escapes twice."""
    return _one_line(_unescaped(raw[:MAX_TITLE_CHARACTERS]))


def literal_html(text: str) -> str:
    """Plain text as HTML: escaped, one paragraph a line."""
    return "".join(
        f"<p>{html.escape(line.strip(), quote=False)}</p>" for line in text.splitlines() if line.strip()
    )


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub("", text).split())


def _unescaped(text: str) -> str:
    for _ in range(MAX_UNESCAPES):
        unescaped = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
        if unescaped == text:
            break
        text = unescaped
    return text


def _without_tags(text: str, *, are_tags: bool = False) -> str:
    if "<" not in text:
        return text
    text = _INVISIBLE.sub(" ", text)
    tags = [(match[1], _name(match)) for match in _TAG.finditer(text)]
    return _TAG.sub(lambda match: _replacement(match, tags, are_tags=are_tags), text)


def _replacement(match: re.Match[str], tags: list[tuple[str, str]], *, are_tags: bool) -> str:
    """Nothing for markup, a space for that of a block, and the tag itself where it is a word of the title.

    It is markup where it has attributes or its other half, or stands against the word that it marks ("<b>Title").
    """
    name = _name(match)
    paired = {("", name), ("/", name)} <= set(tags)
    after, before = match.string[match.end() : match.end() + 1], match.string[: match.start()][-1:]
    glued = (before if match[1] else after).isalnum()
    if are_tags or paired or glued or match["rest"] or name in _BREAKS:
        return " " if match["block"] else ""
    return match[0]


def _name(match: re.Match[str]) -> str:
    return str(match["inline"] or match["block"]).lower()
