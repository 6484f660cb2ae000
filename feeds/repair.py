"""Bytes that should be an XML feed → text that an XML parser can read, with what was wrong in sentences.

A feed without fault comes out as it went in. What is repaired: a wrong or missing encoding declaration, text before and
after the feed, control characters, and declarations of entities (bombs and references to files are dropped).
XML 1.0, fifth edition; character encodings as RFC 7303 orders them, with what the bytes themselves say first.
"""

import codecs
import html
import re
from dataclasses import dataclass

# An entity's value longer than this serves expansion bombs, not typing convenience.
MAX_ENTITY_CHARACTERS = 64

# Below this share of undecodable places a text is UTF-8 with a few broken characters, above it another encoding.
MAX_BROKEN_SHARE = 0.1

# In Cyrillic text in one byte a letter, letters stand in runs; in Western text they stand alone.
CYRILLIC_RUN_SHARE = 0.5

# A feed's root stands at its very start; behind this much other text it is no feed.
MAX_JUNK_CHARACTERS = 1_000_000

# Comments and declarations before the root; longer ones are bombs and are dropped unread.
MAX_PROLOG_CHARACTERS = 20_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED = (
    (re.compile(rb"<\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00<"), "utf-32-be"),
    (re.compile(rb"<\x00[^\x00]\x00"), "utf-16-le"),
    (re.compile(rb"\x00<\x00[^\x00]"), "utf-16-be"),
    (re.compile(rb"\x4c\x6f\xa7\x94"), "cp037"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_UTF8_NAMES = frozenset({"", "utf-8", "utf8"})
# In these every byte is ASCII whatever the text, so that success with UTF-8 proves nothing.
_SEVEN_BIT = ("iso-2022", "iso2022", "hz", "utf-7", "utf7", "csiso2022")

_XML_DECLARATION = re.compile(r"<\?xml\s[^>]*\?>", re.IGNORECASE)
_ROOT = re.compile(
    r"<(?:([\w.-]+):)?(rss|feed|rdf|channel|entry(?=\s[^<>]*www\.w3\.org/2005/Atom))(?=[\s>/])", re.IGNORECASE
)
_SELF_DECLARED = re.compile(r"http://(?:www\.w3\.org/2005/Atom|purl\.org/atom/ns#)|^<rss\s+version=")
# An unclosed construct counts up to the end, in these patterns and others: to fail there and search again behind each
# opening would take hours on a text made of nothing but openings.
_MISC = re.compile(r"<\?(?:.*?\?>|.*\Z)|<!--(?:.*?-->|.*\Z)", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ENTITY_DECLARATION = re.compile(r"<!ENTITY\s+(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_SAFE_ENTITY = re.compile(r"<!ENTITY\s+[\w.-]+\s+(\"[^\"%]*\"|'[^'%]*')\s*>", re.IGNORECASE)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CHARACTER_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|(\d{1,10}));")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:.-]*)[^<>]*?(/?)>")
_CDATA = re.compile(r"(<!\[CDATA\[(?:.*?\]\]>|.*\Z))", re.DOTALL)
_AMPERSAND = re.compile(r"&(#\d+;|#[xX][0-9a-fA-F]+;|[A-Za-z][\w.-]*;)?")
_VOID = frozenset({"br", "hr", "img", "meta", "link", "input"})
_XML_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})

# The problem of a document whose rest is still to come: its publisher must not be asked whether it changed since.
CUT_SHORT = "the feed ends before its closing tag; what came was read"


@dataclass(frozen=True, slots=True)
class RepairedFeed:
    """`text` begins with a UTF-8 XML declaration and the feed's root; `is_feed` is false where no root was found,
    and then `text` is the decoded input. `problems` are sentences about what was repaired."""

    text: str
    is_feed: bool
    problems: tuple[str, ...] = ()


def repair_feed(body: bytes, *, charset: str = "") -> RepairedFeed:
    """Decode `body` and make it readable as XML. `charset` is that of the HTTP header, empty where absent."""
    problems: list[str] = []
    text = _decode(body, charset, problems)
    text = _drop_illegal(text, problems)
    root = _ROOT.search(_MISC.sub(lambda match: " " * len(match[0]), text[:MAX_JUNK_CHARACTERS]))
    if root is None:
        return RepairedFeed(text.strip(), False, tuple(problems))
    prolog = _XML_DECLARATION.sub("", text[: root.start()])
    if len(prolog) > MAX_PROLOG_CHARACTERS:
        problems.append(f"{len(prolog)} characters before the feed were dropped")
        prolog = prolog[:MAX_PROLOG_CHARACTERS] if _TAG.search(prolog) else ""
    junk = _DOCTYPE.sub("", _MISC.sub("", prolog)).strip()
    if _open_tags(junk) and not _declares_itself(text, root):
        return RepairedFeed(text.strip(), False, tuple(problems))
    if junk:
        problems.append(f"text before the feed was dropped ({_excerpt(junk)})")
        prolog = ""
    feed = _cut_after(text[root.start() :], root, problems)
    prolog = _drop_entities(prolog, problems)
    return RepairedFeed(f'<?xml version="1.0" encoding="utf-8"?>{prolog}{feed}', True, tuple(problems))


def escape_ampersands(text: str) -> str:
    """Make ampersands legal XML outside CDATA sections: HTML's entities resolved, bare ones escaped."""
    parts = _CDATA.split(text)
    parts[::2] = [_AMPERSAND.sub(_legal_ampersand, part) for part in parts[::2]]
    return "".join(parts)


def decode_document(body: bytes, *, charset: str = "") -> str:
    """Decode any XML document, without the characters that XML forbids; never fails."""
    return _drop_illegal(_decode(body, charset, []), [])


def _legal_ampersand(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&amp;"
    if name.startswith("#") or name in _XML_ENTITIES:
        return match[0]
    resolved = html.unescape(match[0])
    return resolved if "&" not in resolved else f"&amp;{name}"


def _decode(body: bytes, charset: str, problems: list[str]) -> str:
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body.decode(encoding, "replace")
    start = body.lstrip()[:8]
    for pattern, encoding in _UNMARKED:
        if pattern.match(start) or pattern.match(body):
            return body.decode(encoding, "replace")
    found = _DECLARED.search(body[:2000])
    declared = found[1].decode("ascii").lower() if found else ""
    if declared.startswith(_SEVEN_BIT):
        decoded = _try(body, declared)
        if decoded is not None:
            return decoded
    decoded = _try(body, "utf-8")
    if decoded is not None:
        if {declared or charset, "utf-8"} - _UTF8_NAMES and not body.isascii():
            problems.append(f"the feed calls itself {declared or charset} but is UTF-8")
        return decoded
    return _decode_legacy(body, (declared, charset.lower()), problems)


def _decode_legacy(body: bytes, names: tuple[str, ...], problems: list[str]) -> str:
    """Decode what is not UTF-8: as declared where that works, else by the look of its bytes."""
    for name in names:
        if name not in _UTF8_NAMES:
            # WHATWG's Encoding Standard: what calls itself Latin-1 or ASCII is written as windows-1252.
            name = "windows-1252" if name in {"iso-8859-1", "latin-1", "us-ascii", "ascii"} else name
            decoded = _try(body, name)
            if decoded is not None:
                return decoded
    replaced = body.decode("utf-8", "replace")
    broken = replaced.count("\ufffd")
    foreign = sum(1 for character in replaced if character > "\x7f")
    if broken <= MAX_BROKEN_SHARE * foreign or (broken == 1 and len(body) > 100):
        problems.append(f"{broken} characters are damaged and were marked as such")
        return replaced
    high = sum(1 for byte in body if byte > 0x7F)
    runs = b"".join(re.findall(rb"[\xa3\xa8\xb3\xb8\xc0-\xff]{3,}", body))
    # Small letters stand in the upper half of windows-1251 and in the lower half of KOI8.
    cyrillic = "koi8-u" if sum(byte < 0xE0 for byte in runs) * 2 > len(runs) else "windows-1251"
    encoding = cyrillic if len(runs) > CYRILLIC_RUN_SHARE * high else "windows-1252"
    problems.append(f"the feed's encoding is not what it says; it was read as {encoding}")
    return body.decode(encoding, "replace")


def _try(body: bytes, encoding: str) -> str | None:
    """Decode strictly, or give None where the bytes do not fit or Python knows no such text encoding."""
    try:
        return body.decode(encoding)
    except (UnicodeError, LookupError, ValueError):
        return None


def _drop_illegal(text: str, problems: list[str]) -> str:
    """Remove the characters that XML forbids, written out or as references."""
    cleaned = _ILLEGAL.sub("", text)
    if "&#" in cleaned:
        cleaned = _CHARACTER_REFERENCE.sub(_legal_reference, cleaned)
    if len(cleaned) != len(text):
        problems.append("control characters that XML forbids were dropped")
    return cleaned


def _legal_reference(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2])
    if code > 0x10FFFF or _ILLEGAL.match(chr(code)):
        return ""
    return match[0]


def _cut_after(feed: str, root: re.Match[str], problems: list[str]) -> str:
    """Cut what follows the root's closing tag; `feed` begins with the root's opening tag."""
    name = f"{root[1]}:{root[2]}" if root[1] else root[2]
    closings = list(re.finditer(rf"</{re.escape(name)}\s{{0,20}}>", feed, re.IGNORECASE))
    if not closings:
        if not re.match(rf"<{re.escape(name)}[^<>]*/>", feed):
            problems.append(CUT_SHORT)
        return feed
    rest = _MISC.sub("", feed[closings[-1].end() :]).strip()
    if rest:
        problems.append(f"text after the feed was dropped ({_excerpt(rest)})")
        return feed[: closings[-1].end()]
    return feed


def _drop_entities(prolog: str, problems: list[str]) -> str:
    """Drop the declarations of entities that expand, that name a file, or that are long."""
    if "<!ENTITY" not in prolog.upper():
        return prolog
    kept = _ENTITY_DECLARATION.sub(lambda match: match[0] if _is_safe_entity(match[0]) else "", prolog)
    if kept != prolog:
        problems.append("declarations of entities that could expand or read files were dropped")
    return kept


def _is_safe_entity(declaration: str) -> bool:
    match = _SAFE_ENTITY.fullmatch(declaration)
    if match is None or len(match[1]) > MAX_ENTITY_CHARACTERS:
        return False
    return "&" not in _CHARACTER_REFERENCE.sub("", match[1])


def _open_tags(junk: str) -> bool:
    """Tell whether text before the root opens an element that the root would then stand inside of."""
    depth = 0
    for tag in _TAG.finditer(junk):
        if tag[2].lower() in _VOID or tag[3]:
            continue
        depth += -1 if tag[1] else 1
    return depth > 0


def _declares_itself(text: str, root: re.Match[str]) -> bool:
    """Tell whether a root inside other elements is a feed beyond doubt: a wrapper of HTML around a real feed."""
    tag = text[root.start() : text.find(">", root.start())]
    return bool(_SELF_DECLARED.search(tag)) and f"</{root[0][1:]}" in text


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return repr(words if len(words) <= 60 else words[:60] + "…")
