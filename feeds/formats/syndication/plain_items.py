"""Items of RSS 2.0 that hold nothing but the elements which nearly all feeds have, read without feedparser.

The result is what feedparser gives for such an item, in a tenth of the time; a test compares the two. Whatever is not
surely the same is left to feedparser: any other element or attribute, one that comes twice, markup outside of CDATA, an
author with an address.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from feeds.formats.syndication.entry_spans import Span, surroundings, without_spans

Node = dict[str, Any]

# The elements that are read, and those that say nothing of the article; with the prefix, the namespace that it must have.
_TEXTS = {
    "title": "title",
    "description": "summary",
    "pubDate": "published",
    "author": "author",
    "dc:creator": "author",
}
_READ = frozenset({*_TEXTS, "link", "guid", "content:encoded", "category", "enclosure"})
_PASSED_OVER = frozenset({"comments", "wfw:commentRss", "slash:comments"})
_NAMESPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
}

_SPACE = " \t\r\n"  # of XML; Python's includes characters that are text
_ROOT = re.compile(r"<rss(?:[ \t\r\n]+(?:version|xmlns:[\w.-]+)=(?:\"[^\"&<]*\"|'[^'&<]*'))*[ \t\r\n]*>")
_PREFIX = re.compile(r"xmlns:([\w.-]+)=[\"']([^\"']*)[\"']")
_BASE = re.compile(r"[\s:\"']base\s*=", re.IGNORECASE)
_TAG = re.compile(
    rf"[{_SPACE}]*<({'|'.join(sorted(_READ | _PASSED_OVER, key=len, reverse=True))})((?: [A-Za-z]+=\"[^\"<\t\r\n]*\")*) ?(/?)>"
)
_ATTRIBUTE = re.compile(r" ([A-Za-z]+)=\"([^\"]*)\"")
_AMPERSAND = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));")
_BARE_AMPERSAND = re.compile(rf"&(?!{_AMPERSAND.pattern[1:]})")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_TOO_MANY_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)/+")
_REFERENCE_IN_LINK = re.compile(r"&([A-Za-z0-9_]+);")
_ENCLOSURE_ATTRIBUTES = frozenset({"url", "length", "type"})
# The control characters that Windows' encodings have as signs.
_WINDOWS = {
    code: bytes([code]).decode("cp1252") for code in range(128, 160) if code not in {129, 141, 143, 144, 157}
}
_MAYBE_WINDOWS = re.compile("[\x80-\x9f]")


class _NotPlainError(Exception):
    """Something in the item is not surely read as feedparser reads it."""


def plain_items(text: str, spans: Sequence[Span]) -> list[Node | None]:
    """feedparser's node of each item at `spans` that is plain, None for the others; empty where none can be."""
    around = surroundings(text, spans).split("\0")[1:]
    if len(around) != 2 or around[1] != "<channel>" or not _ROOT.fullmatch(around[0]) or "xml:base" in text:
        return []
    head = text[: spans[0][0]]
    declared = _PREFIX.findall(around[0])
    if len(dict(declared)) < len(declared) or head.count("xmlns") > len(declared):
        return []
    known = {prefix for prefix, namespace in declared if _NAMESPACES.get(prefix) == namespace}
    nodes = [_node(text[start:end], known) for start, end in spans]
    read = [span for span, node in zip(spans, nodes, strict=True) if node is not None]
    # feedparser takes any such attribute for a base, and may keep it for all that follows.
    return nodes if read and not _BASE.search(without_spans(text, read)) else []


def _node(item: str, prefixes: set[str]) -> Node | None:
    if not item.startswith("<item>") or not item.endswith("</item>"):
        return None
    try:
        return _read(item, prefixes)
    except _NotPlainError:
        return None


def _read(item: str, prefixes: set[str]) -> Node:
    if "\r" in item:
        item = item.replace("\r\n", "\n").replace("\r", "\n")
    node: Node = {}
    seen: set[str] = set()
    position, last = len("<item>"), len(item) - len("</item>")
    while tag := _TAG.match(item, position, last):
        name, prefix = tag[1], tag[1].rpartition(":")[0]
        key = _TEXTS.get(name, name)
        if (prefix and prefix not in prefixes) or (key in seen and key != "category"):
            raise _NotPlainError
        seen.add(key)
        attributes = _attributes(tag[2]) if tag[2] else {}
        if tag[3]:
            position = tag.end()
            _take_enclosure(node, name, attributes)
        else:
            words, position = _content(item, name, tag.end())
            _take(node, name, words, attributes)
    if item[position:last].strip(_SPACE):
        raise _NotPlainError
    if "content" in node:
        node.setdefault("summary", node["content"][0]["value"])
    return node


def _attributes(written: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(written)
    attributes = {name: _unescaped(value) for name, value in found}
    if len(attributes) < len(found):
        raise _NotPlainError
    return attributes


def _content(item: str, name: str, start: int) -> tuple[str, int]:
    """The text of an element that is text alone or one section of CDATA alone, and the end of the element."""
    opening = item.find("<", start)
    if item.startswith("<![CDATA[", opening) and not item[start:opening].strip(_SPACE):
        closing = item.find("]]>", opening)
        words, after = item[opening + 9 : closing], item.find("<", closing)
        if closing < opening + 9 or item[closing + 3 : after].strip(_SPACE):
            raise _NotPlainError
    else:
        words, after = item[start:opening], opening
        if "]]>" in words:
            raise _NotPlainError
        words = _unescaped(words)
    end = f"</{name}>"
    if not item.startswith(end, after):
        raise _NotPlainError
    return words.strip(), after + len(end)


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    if _BARE_AMPERSAND.search(text):
        raise _NotPlainError
    return _AMPERSAND.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return _NAMED[match[1]]
    code = int(match[2]) if match[2] else int(match[3], 16)
    if code < 32 or 0xD800 <= code <= 0xDFFF or code in {0xFFFE, 0xFFFF} or code > 0x10FFFF:
        raise _NotPlainError
    return chr(code)


def _take_enclosure(node: Node, name: str, attributes: dict[str, str]) -> None:
    if name != "enclosure" or not attributes.get("url") or not attributes.keys() <= _ENCLOSURE_ATTRIBUTES:
        raise _NotPlainError
    file = {"href": attributes["url"], "rel": "enclosure"}
    if "type" in attributes:
        file["type"] = attributes["type"].lower()
    node.setdefault("links", []).append(file)


def _take(node: Node, name: str, words: str, attributes: dict[str, str]) -> None:
    """Adds an element's text to the node, as feedparser does."""
    if attributes and (name != "guid" or attributes.keys() != {"isPermaLink"}):
        raise _NotPlainError
    if name == "link":
        address = _REFERENCE_IN_LINK.sub(r"&\1", _settled(_address(words)).replace("&amp;", "&"))
        node["link"] = address
        link = {"rel": "alternate", "type": "text/html"}
        node.setdefault("links", []).append(link | {"href": address} if address else link)
    elif name == "guid":
        is_link = attributes.get("isPermaLink", "true") == "true"
        node["id"] = _settled(_address(words) if is_link else words)
        node["guidislink"] = is_link and "link" not in node
        if is_link:
            node.setdefault("link", node["id"])
    elif name == "content:encoded":
        node["content"] = [{"type": "text/html", "value": _settled(words)}]
    elif name == "category":
        label = _settled(words)
        if label and label not in (tag["term"] for tag in node.setdefault("tags", [])):
            node["tags"].append({"term": label})
    elif name in _TEXTS:
        if _TEXTS[name] == "author":
            _take_author(node, _settled(words))
        else:
            node[_TEXTS[name]] = _settled(words)
    elif name == "enclosure":
        raise _NotPlainError


def _take_author(node: Node, name: str) -> None:
    if "@" in name:
        raise _NotPlainError
    node["author"] = name
    node["authors"] = [{"name": name}] if name else [{}]


def _address(written: str) -> str:
    return _TOO_MANY_SLASHES.sub(r"\1", written) if ":///" in written else written


def _settled(text: str) -> str:
    """The text without two faults of encoding: UTF-8 that was read as Latin-1, and signs of Windows as controls."""
    if text.isascii():
        return text
    with suppress(UnicodeEncodeError, UnicodeDecodeError):
        text = text.encode("latin-1").decode("utf-8")
    return text.translate(_WINDOWS) if _MAYBE_WINDOWS.search(text) else text
