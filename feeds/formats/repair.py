"""Bytes that should be an XML feed → text that an XML parser can read, with what was wrong in sentences.

A valid feed is not changed. Repaired are: a wrong or missing encoding declaration, text before and after the feed,
control characters, and declarations of entities (expanding ones and references to files are dropped).
XML 1.0, fifth edition.
"""

import html
import re
from dataclasses import dataclass

from feeds.formats.encodings.evidence import decode

# Longer entity values are used for expansion bombs, not to save typing.
MAX_ENTITY_CHARACTERS = 64

# How far into the text the root element is searched for.
MAX_JUNK_CHARACTERS = 1_000_000

# Comments and declarations before the root; longer ones are expansion bombs and are dropped.
MAX_PROLOG_CHARACTERS = 20_000

_DECLARED = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")

_XML_DECLARATION = re.compile(r"<\?xml\s[^>]*\?>", re.IGNORECASE)
_ROOT = re.compile(
    r"<(?:([\w.-]+):)?(rss|feed|rdf|channel|entry(?=\s[^<>]*www\.w3\.org/2005/Atom))(?=[\s>/])", re.IGNORECASE
)
_SELF_DECLARED = re.compile(r"http://(?:www\.w3\.org/2005/Atom|purl\.org/atom/ns#)|^<rss\s+version=")
# In all patterns here an unclosed construct reaches to the end of the text. If the pattern failed there instead, the
# search would start again at each opening: quadratic time on a text of openings alone.
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

# Problem of a document that was cut off. It must be fetched again without a conditional request.
CUT_SHORT = "the feed ends before its closing tag; what came was read"


@dataclass(frozen=True, slots=True)
class RepairedFeed:
    """`text` begins with a UTF-8 XML declaration and the feed's root; `is_feed` is false where no root was found,
    and then `text` is the decoded input. `problems` are sentences about what was repaired."""

    text: str
    is_feed: bool
    problems: tuple[str, ...] = ()


def repair_feed(body: bytes, *, charset: str = "", where: str = "") -> RepairedFeed:
    """Decode `body` and make it readable as XML.

    `charset` is that of the HTTP header, empty where absent, `where` the feed's address. Raises `ParseError` where its
    encoding is refused (see `encodings.evidence`).
    """
    problems: list[str] = []
    text = _decode(body, charset, where, problems)
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


def decode_document(body: bytes, *, charset: str = "", where: str = "") -> str:
    """Decode any XML document, without the characters that XML forbids. Raises `ParseError` as `repair_feed` does."""
    return _drop_illegal(_decode(body, charset, where, []), [])


def _legal_ampersand(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&amp;"
    if name.startswith("#") or name in _XML_ENTITIES:
        return match[0]
    resolved = html.unescape(match[0])
    return resolved if "&" not in resolved else f"&amp;{name}"


def _decode(body: bytes, charset: str, where: str, problems: list[str]) -> str:
    found = _DECLARED.search(body[:2000])
    decoded = decode(body, (found[1].decode("ascii") if found else "", charset), where=where)
    if decoded.problem:
        problems.append(decoded.problem)
    return decoded.text


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
