"""Entity tags of compressed answers: what to send in If-None-Match so that the server can answer 304. Pure.

A server that compresses an answer marks the tag of the compressed form: Apache's mod_deflate and mod_brotli and lighttpd
add "-gzip" or "-br", Jetty "--gzip" or ";gzip". Apache compares what a client sends back with the plain form's tag only,
so the marked tag alone is never answered with 304: the bare tag is sent beside it, as a list (RFC 9110 section 13.1.2).
"""

import re

_CODINGS = "gzip|x-gzip|br|brotli|deflate|zstd|compress|bzip2"
_MARKED = re.compile(rf'(?P<bare>(?:W/)?"[^"]+?)(?:--?|;|:)(?:{_CODINGS})"', re.IGNORECASE)
# The list must fit into the feed's column, and a tag in it at most twice.
_MAX_LISTED_CHARACTERS = 450
# Varnish names itself in Via, and its descendants at content delivery networks do so too.
_COMPARES_THE_WHOLE = "varnish"


def if_none_match(tag: str) -> str:
    """The value of If-None-Match for a tag: the tag and, where it is one of a compressed form, the bare tag beside it.

    A weak tag stays weak. What is no quoted tag, or has no mark, is given back exactly as it came.
    """
    bare = _bare_tag(tag)
    return f"{tag}, {bare}" if bare else tag


def value_to_send(answered: str, *, sent: str, via: str) -> str:
    """The If-None-Match for the next request, of the tag that came with a full answer.

    `sent` is the If-None-Match of the request that was answered, `via` the answer's Via header. Some servers compare the
    whole header with their own tag and read no list: Varnish with the marked tag, which it is therefore sent alone;
    WordPress behind Apache with the bare one. So where a full answer comes with the tag that was sent, the next request
    tries the next of the three forms.
    """
    bare = _bare_tag(answered)
    if not bare:
        return answered
    forms = [if_none_match(answered), bare, answered]
    if _COMPARES_THE_WHOLE in via.lower():
        forms = [answered, if_none_match(answered), bare]
    return forms[(forms.index(sent) + 1) % len(forms)] if sent in forms else forms[0]


def _bare_tag(tag: str) -> str:
    """The tag without the mark of a content coding, weak where it was weak; empty where it has none."""
    marked = _MARKED.fullmatch(tag.strip()) if len(tag) <= _MAX_LISTED_CHARACTERS else None
    return f'{marked["bare"]}"' if marked else ""
