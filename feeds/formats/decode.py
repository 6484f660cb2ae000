"""Decode the bytes of a page: the HTTP header and the page itself often name a wrong charset."""

import re

from feeds.formats.encodings.evidence import decode

# Longer pages are generated lists or attacks, and extracting them would take seconds.
LONGEST_PAGE = 2_000_000  # bytes, or characters of text

_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([^"'<>]{1,40})""",
    re.IGNORECASE,
)
# The HTML standard looks at 1,024 bytes; many pages have long scripts before their meta element.
_META_WINDOW = 8192  # bytes
# In a meta element this label means windows-1252 (HTML, "prescan a byte stream to determine its encoding").
_NOT_IN_META = "x-user-defined"


def decode_page(html: bytes | str, declared_charset: str | None, *, where: str = "the page") -> str:
    """Give the text of a page, cut to `LONGEST_PAGE`.

    The order of evidence is that of `encodings.evidence`; the HTTP header's charset counts before that of a meta
    element. `where` is the page's address, for errors. Raises `ParseError` where its encoding is refused.
    """
    if isinstance(html, str):
        return html[:LONGEST_PAGE]
    body = html[:LONGEST_PAGE]
    found = _META_CHARSET.search(body[:_META_WINDOW])
    meta = (found[1] or found[2]).decode("ascii", "ignore") if found else ""
    labels = (declared_charset or "", "windows-1252" if meta.lower() == _NOT_IN_META else meta)
    return decode(body, labels, where=where, cut=len(html) > LONGEST_PAGE).text
