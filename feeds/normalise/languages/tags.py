"""Declared language tags, and the direction of a language.

Declared tags come from HTML, feeds and operating systems: `en_US`, `EN-us`, `zh-CN`, `iw`, `vietnamese`. A well-formed
and known tag is normalised; any other is rejected and not repaired, because the text itself is better evidence than
a guess from a broken tag.
"""

import re
from functools import lru_cache
from typing import Literal

from babel.core import get_global

# RFC 5646 section 2.1 ("langtag"), with POSIX's underscore accepted between the subtags.
_LANGTAG = re.compile(
    r"""(?P<language>[a-z]{2,3})
        (?:-(?P<extlang>[a-z]{3})){0,3}
        (?:-(?P<script>[a-z]{4}))?
        (?:-(?P<region>[a-z]{2}|\d{3}))?
        (?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*
        (?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*
        (?:-x(?:-[a-z\d]{1,8})+)?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
# Well-formed tags for several languages, an unknown language or no language.
_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx", "root"})
# CLDR prefers "fil"; the language models and most Philippine feeds use "tl".
_PREFERRED = {"fil": "tl", "tgl": "tl", "tl": "tl"}

# What may follow "zh" as a language (IANA registry, extlang). Others of three letters are no such subtag: "zh-CHT" is
# what .NET calls Chinese in the traditional script, "zh-min" an old name of several languages.
_CHINESE_LANGUAGES = frozenset(
    "cdo cjy cmn cnp cpx csp czh czo gan hak hsn lzh mnp nan wuu yue".split()  # noqa: SIM905 - words in a row read better than a list
)
_SCRIPTS_OF_DOTNET = {"chs": "hans", "cht": "hant"}

_RTL_LANGUAGES = "ar arc ckb dv fa he ks lrc mzn nqo ps sd sdh syr ug ur yi prs pnb azb arz ary glk"
_RTL_SCRIPTS = "adlm arab aran hebr mand nkoo rohg samr syrc thaa"

Direction = Literal["ltr", "rtl"]


@lru_cache(maxsize=1024)
def normalise_tag(raw: str | None) -> str | None:
    """The declared language as the shortest BCP 47 tag: "vi", "en", "zh-Hant"; None where `raw` is no known tag.

    Case is ignored and `_` read as `-`; deprecated and three-letter codes become current two-letter ones (`in` →
    `id`, `iw` → `he`, `vie` → `vi`); the region is dropped, as the project stores no regional varieties. Chinese keeps
    its script, derived from the region where no script is given (`zh-TW` → `zh-Hant`, `zh` → `zh-Hans`, .NET's `zh-CHT`
    → `zh-Hant`).
    """
    found = _LANGTAG.fullmatch((raw or "").strip().replace("_", "-"))
    if found is None:
        return None
    language, variety = found["language"].lower(), (found["extlang"] or "").lower()
    if language == "zh" and variety in _SCRIPTS_OF_DOTNET:
        return f"zh-{_SCRIPTS_OF_DOTNET[variety].title()}"
    if language == "zh" and variety and variety not in _CHINESE_LANGUAGES:
        return None
    language = variety or language
    if language in _NO_LANGUAGE:
        return None
    language = _PREFERRED.get(language) or get_global("language_aliases").get(language, language)
    language = language.partition("_")[0]
    if language == "zh":
        return f"zh-{_chinese_script(found['script'], found['region'])}"
    return language if language in get_global("likely_subtags") else None


def _chinese_script(script: str | None, region: str | None) -> str:
    """The script of a Chinese tag, or the usual script of its region (CLDR likely subtags)."""
    if script and script.lower() in {"hans", "hant"}:
        return script.title()
    likely = get_global("likely_subtags").get(f"zh_{(region or 'CN').upper()}", "zh_Hans_CN")
    return str(likely.split("_")[1])


def direction(tag: str) -> Direction:
    """The direction of text in the language `tag` (BCP 47); a script subtag outweighs the language."""
    subtags = tag.lower().replace("_", "-").split("-")
    scripts = [subtag for subtag in subtags[1:] if len(subtag) == 4 and subtag.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RTL_SCRIPTS.split() else "ltr"
    return "rtl" if subtags[0] in _RTL_LANGUAGES.split() else "ltr"
