"""Whether every encoding label of the WHATWG Encoding Standard is read as the standard says: `python -m bench.label_sweep`.

For each label a feed and a page are written in its encoding, once with the label in the document and once in the HTTP
header, and read back; and for each encoding its whole repertoire is decoded. What is right stands in
`label_expectations.json`. It was made with other implementations of the standard: the `TextDecoder` of Chromium for the
texts, single bytes and pairs of bytes (for Big5, in which Chromium has an error, the npm package text-encoding 0.7.0).
"""

import hashlib
import json
import sys
import unicodedata
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

from feeds.errors import ParseError
from feeds.formats.decode import decode_page
from feeds.formats.encodings.decoders import decode_as
from feeds.formats.encodings.labels import REPLACEMENT, STANDARD_LABELS
from feeds.formats.feed_parser import parse

EXPECTATIONS = Path(__file__).with_name("label_expectations.json")
URL = "https://bao.example/feed"
# These say nothing within a document: its markup could not be read without knowing them already.
_WIDE = frozenset({"utf-16le", "utf-16be"})
_FEED = '<?xml version="1.0"{}?><rss version="2.0"><channel><title>Journal</title><item><title>{}</title><guid>1</guid></item></channel></rss>'
_PAGE = "<!DOCTYPE html><html><head>{}<title>{}</title></head><body></body></html>"


def mistakes() -> Iterator[str]:
    """A sentence for each label and each repertoire that is read otherwise than the standard says."""
    expected = json.loads(EXPECTATIONS.read_text(encoding="utf-8"))
    for label, encoding in STANDARD_LABELS.items():
        if encoding == REPLACEMENT:
            yield from _not_refused(label)
            continue
        for way, read in _ways(label, encoding, bytes.fromhex(expected[encoding]["bytes"])):
            found, right = _told(read), unicodedata.normalize("NFC", expected[encoding]["text"])
            if found != right:
                yield f"{label} ({encoding}) in a {way}: {found!r} instead of {right!r}"
    for encoding, facts in expected.items():
        yield from _wrong_repertoire(encoding, facts)


def _ways(label: str, encoding: str, sample: bytes) -> Iterator[tuple[str, Callable[[], str]]]:
    """A feed and a page that hold the sample, each declared in both ways."""
    declared = _written(_FEED.format(f' encoding="{label}"', "{}"), encoding, sample)
    plain = _written(_FEED.format("", "{}"), encoding, sample)
    yield "feed", lambda: parse(declared, url=URL).entries[0].title
    yield (
        "feed by HTTP",
        lambda: parse(plain, url=URL, content_type=f"text/xml; charset={label}").entries[0].title,
    )
    by_http = _written(_PAGE.format("", "{}"), encoding, sample)
    yield "page by HTTP", lambda: _title(decode_page(by_http, label))
    if encoding not in _WIDE and encoding != "x-user-defined":
        by_meta = _written(_PAGE.format(f'<meta charset="{label}">', "{}"), encoding, sample)
        yield "page", lambda: _title(decode_page(by_meta, None))


def _written(document: str, encoding: str, sample: bytes) -> bytes:
    codec = {"utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}.get(encoding, "ascii")
    return sample.join(part.encode(codec) for part in document.split("{}"))


def _title(page: str) -> str:
    return page.partition("<title>")[2].partition("</title>")[0]


def _told(read: Callable[[], str]) -> str:
    try:
        return unicodedata.normalize("NFC", read())
    except ParseError as error:
        return str(error)


def _not_refused(label: str) -> Iterator[str]:
    """Documents with the shift sequences of such an encoding, which must be refused in a sentence."""
    sample = b"\x1b$)C\x0e0!3*\x0f ~{VPND~}"
    for way, read in _ways(label, REPLACEMENT, sample):
        found = _told(read)
        if "refuse" not in found:
            yield f"{label} in a {way} is read as {found!r}"


def _wrong_repertoire(encoding: str, facts: dict[str, Any]) -> Iterator[str]:
    if upper := facts.get("upper"):
        found = "".join(decode_as(bytes([byte]), encoding) for byte in range(0x80, 0x100))
        if found != upper:
            yield f"{encoding}: the upper half is {found!r} instead of {upper!r}"
    for name, sequences in (("pairs", _pairs(encoding)), ("triples", _triples())):
        if name not in facts:
            continue
        texts = [text for one in sequences if "\ufffd" not in (text := decode_as(one, encoding))]
        digest = hashlib.sha256("".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
        if (len(texts), digest) != (facts[name], facts[f"{name}_sha256"]):
            yield f"{encoding}: {len(texts)} {name} of bytes are decoded, right are {facts[name]} or other ones"


def _pairs(encoding: str) -> Iterator[bytes]:
    if encoding == "iso-2022-jp":
        for pair in product(range(0x21, 0x7F), repeat=2):
            yield b"\x1b$B" + bytes(pair) + b"\x1b(B"
        return
    for pair in product(range(0x81, 0xFF), range(0x21, 0xFF)):
        yield bytes(pair)


def _triples() -> Iterator[bytes]:
    for pair in product(range(0xA1, 0xFF), repeat=2):
        yield b"\x8f" + bytes(pair)


def main() -> int:
    found = list(mistakes())
    print(*found, f"{len(STANDARD_LABELS)} labels, {len(found)} mistakes", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
