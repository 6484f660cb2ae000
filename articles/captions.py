"""The language of a caption. Pure: no Django here.

Platforms that translate by machine often leave captions in Vietnamese. A caption is too short for an identifier of
languages, and names in it say nothing; but no other language of the site has small words with Vietnamese marks.
"""

import re

# Letters that Vietnamese alone has among the languages of the editions; â, ê, ô and è are those of others too.
_MARKED = re.compile(r"[ăđơưạ-ỹ]")
_WORD = re.compile(r"[^\W\d_]+")
WORDS_AT_LEAST = 2  # one may be a thing that has no other name


def language_of_caption(caption: str, language: str) -> str:
    """The tag of the language in which a caption of an article in `language` is written: Vietnamese or that one."""
    if language == "vi":
        return language
    # A name begins with a capital.
    words = (word for word in _WORD.findall(caption) if word[0].islower())
    return "vi" if sum(bool(_MARKED.search(word)) for word in words) >= WORDS_AT_LEAST else language
