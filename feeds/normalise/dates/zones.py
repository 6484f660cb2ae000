"""Time zones by name: which offset from UTC a zone had on a day, from its name or abbreviation in any language.

Names ("Giờ Đông Dương", "heure d’été d’Europe centrale") come from the Unicode CLDR for the text's language,
abbreviations (WIB, OEZ, HNE, МСК) from `zone_abbreviations.toml`, which `derived_tables` derives from the CLDR and the tz
database, and offsets from the tz database. A name with several meanings (IST, CST, BST) has no offset.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from tomllib import loads
from types import MappingProxyType
from typing import Literal, cast
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from feeds.normalise.dates.sources import languages_of_words
from feeds.normalise.dates.words import cldr_locale, fold_date, table

Kind = Literal["standard", "daylight", "generic"]
# A zone of the tz database and which of its times a name means; "generic": the one in force on the day.
Meaning = tuple[str, Kind]

# Languages of the site in which "GMT" is another word.
_WITHOUT_GMT = ("ar", "km")
UTC_NAMES = ("utc", "gmt", "ut", "z")
# Words of the longest name looked for ("giờ mùa hè tiêu chuẩn miền Trung nước Úc").
LONGEST_NAME = 9
# CLDR's mark for "has no such name here".
NO_NAME = "∅∅∅"
KINDS: tuple[Kind, ...] = ("standard", "daylight", "generic")
# What a name means that several zones share: their largest, whose past is not always that of the others.
_LARGEST = (
    "America/New_York America/Chicago America/Denver America/Los_Angeles America/Anchorage America/Halifax "
    "America/Sao_Paulo Europe/London Europe/Berlin Europe/Athens Europe/Lisbon Europe/Moscow Asia/Shanghai Asia/Riyadh "
    "Asia/Seoul Asia/Kolkata Australia/Sydney Australia/Adelaide Australia/Perth Africa/Lagos Africa/Maputo Africa/Nairobi"
)
LARGEST = frozenset(_LARGEST.split())
# A name ends where an offset begins: "МСК+4".
_BEFORE_NUMBER = re.compile(r"[^\d+]*?(?=[+-]?\d)")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[a-z]+")
_PUNCTUATION = re.compile(r"[()\[\],;:|]")


def zone_named(words: str, raw: str, language: str | None, day: date) -> tuple[tzinfo | None, int] | None:
    """The zone whose name `words` (folded) begins with, and the length of that name; None where it is no zone.

    `raw` is the text as written, in which a Latin abbreviation must stand in capitals ("EST", not "est"). The zone is
    None where the name has several meanings on that day.
    """
    head = _BEFORE_NUMBER.match(words)
    pieces = (head[0] if head else words).rstrip().split(" ", LONGEST_NAME)[:LONGEST_NAME]
    for count in range(len(pieces), 0, -1):
        name = " ".join(pieces[:count])
        zone = _zone(_plain(name), raw, language, day)
        if zone is not None:
            return zone[0], len(name)
    return None


def zone_named_at_end(words: str, raw: str, language: str | None, day: date) -> tuple[tzinfo | None] | None:
    """The same for a name that `words` end with."""
    pieces = words.split(" ")[-LONGEST_NAME:]
    for start in range(len(pieces)):
        zone = _zone(_plain(" ".join(pieces[start:])), raw, language, day)
        if zone is not None:
            return zone
    return None


def _plain(name: str) -> str:
    return " ".join(_PUNCTUATION.sub(" ", name).split())


def _zone(name: str, raw: str, language: str | None, day: date) -> tuple[tzinfo | None] | None:
    """The zone called `name`, in a tuple; None where it is no name of a zone."""
    if name in UTC_NAMES:
        return (UTC,)
    meanings, abbreviated = _meanings(name, language)
    if abbreviated and (_LATIN.fullmatch(name) is None or is_in_capitals(name, raw)):
        meanings += abbreviated
    return (_offset(meanings, day),) if meanings else None


@lru_cache(maxsize=2048)  # the words beside a publisher's times are the same in each of its articles
def _meanings(name: str, language: str | None) -> tuple[tuple[Meaning, ...], tuple[Meaning, ...]]:
    """What `name` means as a name of a zone, and as an abbreviation."""
    spoken = _spoken().get(name)
    if spoken:
        return spoken, ()
    meanings: tuple[Meaning, ...] = ()
    for source in languages_of_words(name, language):
        found = names(source, "long").get(name, ()) + _location(name, source)
        meanings += found
        if found and source == language:
            break
    return meanings, () if " " in name else _abbreviation(name, language)


def _abbreviation(name: str, language: str | None) -> tuple[Meaning, ...]:
    settled = table("zones").get(language or "", {}).get(name)
    if settled:
        return ((settled, "standard"),)
    own = names(language, "short").get(name, ()) if language else ()
    # One of two letters is a word in some other language ("HE" is Eastern time in French).
    others = abbreviations().get(name, ()) if len(name) > 2 else ()
    if own and language:
        here, named = {zone for zone, _kind in own}, _abbreviated_in(language)
        others = tuple(one for one in others if one[0] in here or one not in named)
    return own + others


@cache
def _abbreviated_in(language: str) -> frozenset[Meaning]:
    """The times that have an abbreviation in `language`: what other languages call them counts no more there.

    WIT is Jayapura's time in Indonesian, which calls Jakarta's WIB; in other languages it may be Jakarta's.
    """
    return frozenset(chain.from_iterable(names(language, "short").values()))


def is_in_capitals(name: str, raw: str) -> bool:
    """Whether the word `name` (folded) stands in capitals somewhere in `raw`."""
    return any(word.isupper() and fold_date(word) == name for word in _WORD.findall(raw))


@cache
def abbreviations() -> Mapping[str, tuple[Meaning, ...]]:
    """The abbreviations of zones, folded, with what each means somewhere."""
    path = Path(__file__).with_name("zone_abbreviations.toml")
    found: dict[str, tuple[Meaning, ...]] = {}
    for source in (loads(path.read_text(encoding="utf-8")), table("zones")["dropped"]):
        for name, meanings in source.items():
            pairs = (meaning.split() for meaning in meanings)
            found[fold_date(name)] = tuple((zone, cast(Kind, kind)) for zone, kind in pairs)
    return MappingProxyType(found)


@cache
def _spoken() -> Mapping[str, tuple[Meaning, ...]]:
    """Names that newspapers use and CLDR has not."""
    found = {fold_date(name): zone for zone, names in table("zones")["spoken"].items() for name in names}
    return MappingProxyType({name: ((zone, "generic"),) for name, zone in found.items()})


@lru_cache(maxsize=256)
def _offset(meanings: tuple[Meaning, ...], day: date) -> tzinfo | None:
    """The one offset that all meanings have in common on that day; None where they differ.

    A meaning that does not exist in that year (summer time, where there was none) is left out.
    """
    found = {offset for zone, kind in meanings if (offset := offset_of(zone, kind, day)) is not None}
    return timezone(found.pop()) if len(found) == 1 else None


def offset_of(name: str, kind: Kind, day: date) -> timedelta | None:
    """The offset from UTC of one meaning on that day; None where the zone is unknown or had no such time that year."""
    if name not in _zones_here():
        return None
    zone = ZoneInfo(name)
    here = _at(zone, day)
    if kind == "generic":
        return here
    first, last = _at(zone, date(day.year, 1, 1)), _at(zone, date(day.year, 12, 31))
    if first != last:  # the country changed its standard time within the year
        return here
    offsets = _offsets_of_year(name, day.year)
    if kind == "standard":
        return min(offsets)
    return max(offsets) if len(offsets) > 1 else None


@lru_cache(maxsize=2048)
def _offsets_of_year(name: str, year: int) -> frozenset[timedelta]:
    zone = ZoneInfo(name)
    return frozenset(_at(zone, date(year, month, 1)) for month in range(1, 13))


def _at(zone: ZoneInfo, day: date) -> timedelta:
    """The zone's offset at noon of that day."""
    return cast(timedelta, datetime(day.year, day.month, day.day, 12, tzinfo=zone).utcoffset())


@cache
def names(language: str, width: Literal["long", "short"]) -> Mapping[str, tuple[Meaning, ...]]:
    """The names of zones in `language` (CLDR), folded and without punctuation, with what each means."""
    locale = cldr_locale(language)
    found: dict[str, set[Meaning]] = {}
    if locale is not None:
        for name, meaning in _names_from_cldr(Locale.parse(locale), width):
            found.setdefault(_plain(fold_date(name)), set()).add(meaning)
    return MappingProxyType({name: tuple(sorted(meanings)) for name, meanings in found.items()})


def _names_from_cldr(locale: Locale, width: str) -> Iterator[tuple[str, Meaning]]:
    members = members_of_metazones()
    sources = [(members.get(key, ()), value) for key, value in locale.meta_zones.items()]
    sources += [((key,), value) for key, value in locale.time_zones.items() if key in identifiers().values()]
    for zones, written in sources:
        for kind in KINDS:
            name = written.get(width, {}).get(kind, NO_NAME)
            if name != NO_NAME:
                yield from ((name, (zone, kind)) for zone in zones)


@cache
def members_of_metazones() -> Mapping[str, tuple[str, ...]]:
    """The zones of each of CLDR's metazones ("Europe_Central")."""
    members: dict[str, list[str]] = {}
    known = set(identifiers().values())
    for zone, metazone in get_global("meta_zones").items():
        if zone in known:
            members.setdefault(metazone, []).append(zone)
    return {
        metazone: tuple(sorted(LARGEST.intersection(zones) or zones)) for metazone, zones in members.items()
    }


def _location(name: str, language: str) -> tuple[Meaning, ...]:
    """What a name by country or city means ("Giờ Việt Nam", "Asia/Ho_Chi_Minh")."""
    if "/" in name:
        zone = identifiers().get(name)
        return ((zone, "generic"),) if zone else ()
    return locations(language).get(name, ()) if _word_of_locations(language) in name else ()


@cache
def _zones_here() -> frozenset[str]:
    """The zones that the tz database of this machine knows."""
    return frozenset(available_timezones())


@cache
def identifiers() -> Mapping[str, str]:
    """The zones of the tz database that CLDR and this machine know, by their folded names ("asia/ho_chi_minh")."""
    known = _zones_here()
    return MappingProxyType(
        {fold_date(zone): zone for zone in get_global("zone_territories") if zone in known}
    )


@cache
def _word_of_locations(language: str) -> str:
    """What stands in every such name ("giờ", "time")."""
    locale = cldr_locale(language)
    pattern = Locale.parse(locale).zone_formats["region"] if locale else "%s"
    return max((_plain(fold_date(part)) for part in pattern.split("%s")), key=len) or "\0"


@cache
def locations(language: str) -> Mapping[str, tuple[Meaning, ...]]:
    """The names of zones by country and city in `language`, folded and without punctuation."""
    locale = cldr_locale(language)
    found: dict[str, set[Meaning]] = {}
    for zone in identifiers().values() if locale else ():
        name = get_timezone_location(ZoneInfo(zone), locale=locale)
        found.setdefault(_plain(fold_date(name)), set()).add((zone, "generic"))
    return MappingProxyType({name: tuple(sorted(meanings)) for name, meanings in found.items()})


@cache
def utc_words(language: str | None) -> tuple[str, ...]:
    """What stands before an offset from UTC ("GMT", غرينتش)."""
    words = list(UTC_NAMES[:3])
    for source in {language, *_WITHOUT_GMT} - {None}:
        locale = cldr_locale(source)
        word = fold_date(Locale.parse(locale).zone_formats["gmt"].replace("%s", "")) if locale else ""
        words += [word] if word else []
    return tuple(dict.fromkeys(words))
