"""The names of other countries and their cities, by which a text about events abroad is told. Data: Unicode CLDR."""

import re
from functools import cache

from articles.grouping.folding import SPACELESS, fold_case
from articles.grouping.wording.phrases import Phrases

HOME = frozenset({"VN"})
HOME_ZONES = frozenset({"Asia/Saigon", "Asia/Ho_Chi_Minh"})
SHORTEST = 5
"""Letters of a name; shorter ones (Chad, Man) are words of some language."""

_SPACELESS = re.compile(f"[{SPACELESS}]")
_HAN = re.compile("[\u3400-\u9fff]+$")
_KANA_OR_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_CYRILLIC = frozenset({"ru", "uk"})


@cache
def names_abroad(language: str) -> Phrases[str]:
    """The names of countries and of the cities of time zones in `language` (a base tag), each with any ending."""
    # Imported here, as few texts ask for it and its data takes some megabytes.
    from babel import Locale, UnknownLocaleError
    from babel.core import get_global

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Phrases(())
    countries = {name for code, name in locale.territories.items() if len(code) == 2 and code not in HOME}
    zones = {
        zone for zone, country in get_global("zone_territories").items() if country not in HOME
    } - HOME_ZONES
    cities = {locale.time_zones[zone]["city"] for zone in zones if "city" in locale.time_zones.get(zone, ())}
    cities |= {zone.rpartition("/")[2].replace("_", " ") for zone in zones}
    folded = {fold_case(name) for name in countries | cities}
    return Phrases((_any_ending(name, language), name) for name in sorted(folded) if _is_name(name))


def _is_name(folded: str) -> bool:
    return "*" not in folded and len(folded) >= _shortest(folded)


def _shortest(folded: str) -> int:
    """Shorter names are parts of other words, above all where spaces do not set words apart."""
    if _HAN.match(folded):
        return 2
    return 3 if _KANA_OR_HANGUL.match(folded) else SHORTEST


def _any_ending(name: str, language: str) -> str:
    if any(_in_spaceless(character) for character in name):
        return name
    stem = name[:-1] if language in _CYRILLIC and len(name) > SHORTEST else name
    return f"{stem}*"


def _in_spaceless(character: str) -> bool:
    return _SPACELESS.match(character) is not None
