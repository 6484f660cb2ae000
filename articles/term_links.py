"""Terms in an article that the glossary explains, each linked where it stands first."""

import re
from collections.abc import Iterable

from django.conf import settings

from articles.addresses import glossary_address
from articles.catalogue.glossary import mentions_in

_PART = re.compile(r"<(/?)([a-z][a-z0-9]*)[^<>]*>|[^<]+")
# In these a link would be in the way, or is one already.
_CLOSED = frozenset({"a", "h1", "h2", "h3", "h4", "h5", "h6"})
EDITIONS = frozenset(code for code, _name in settings.LANGUAGES)


def with_terms_linked(html_parts: Iterable[str], language: str) -> list[str]:
    """The parts of an article's sanitised HTML, in order, with the first mention of each term as a link to its entry in the
    glossary of its language. Headings and links stay as they are; so does a text in a language without a glossary.
    """
    find = mentions_in(language) if language in EDITIONS else None
    if find is None:
        return list(html_parts)
    address = glossary_address(language)
    seen: set[str] = set()

    def linked(text: str) -> str:
        written, at = [], 0
        for one in find(text):
            if one.slug not in seen:
                seen.add(one.slug)
                words = text[one.start : one.end]
                written += [text[at : one.start], f'<a class="term" href="{address}#{one.slug}">{words}</a>']
                at = one.end
        return "".join((*written, text[at:]))

    def part_of(html: str) -> str:
        written, closed = [], 0
        for piece in _PART.finditer(html):
            name = piece[2]
            if name is not None:
                closed += (-1 if piece[1] else 1) if name in _CLOSED else 0
                written.append(piece.group())
            elif closed > 0:
                written.append(piece.group())
            else:
                written.append(linked(piece.group()))
        return "".join(written)

    return [part_of(html) for html in html_parts]
