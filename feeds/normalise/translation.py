"""Whether a text is a machine translation, by evidence only; style is never judged.

There are two kinds of evidence: a statement ("Bản dịch tự động", "Translated by AI"), and a text in another language
on a republishing platform that cites a Vietnamese page as its origin.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tomllib import loads
from urllib.parse import urlsplit

from articles.grouping.addresses import language_in_path, site_of, slug_of
from feeds.normalise.dates.words import alternatives, fold_date
from feeds.normalise.languages.vietnamese_syllables import syllable_evidence
from feeds.normalise.origin import Origin

# A statement about translation is a short note; in a longer line the words are part of the article
# ("the app translates automatically …"). In characters.
LONGEST_NOTE = 160
# Share of the words of an address that have the shape of Vietnamese syllables. Slugs of Vietnamese headlines
# reach 0.8 and more even with two foreign names among ten words; English and French ones stay below 0.65.
VIETNAMESE_SLUG_SHARE = 0.75
# Newspapers in Vietnamese whose domain is not under .vn.
VIETNAMESE_OUTSIDE_VN = frozenset(("vnexpress.net", "baomoi.com", "24h.com", "vietbao.com", "baoquocte.com"))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a text counts as machine-translated: `reason` is a short English phrase, `quote` the words it is based on."""

    reason: str
    quote: str


def is_machine_translated(
    *,
    language: str,
    url: str | None,
    origin: Origin | None,
    declared_language: str | None = None,
    platform_declares: bool = False,
    origin_in_vietnamese: bool = False,
    lines: Iterable[str] = (),
) -> Evidence | None:
    """The evidence that a text in `language` is a machine translation, None where there is none.

    `url` is where the text stands (None for a text without address), `origin` what it cites, `declared_language`
    the language that its page declares (used where `language` is "und"), `platform_declares` says that the source
    is known to translate all that it shows, `origin_in_vietnamese` that the origin's publisher is known to write
    Vietnamese at that address (otherwise the address itself must show it), `lines` are the text's lines, furniture included.
    """
    stated = _note_in(lines)
    if stated is not None:
        return Evidence("the text says so", stated)
    spoken = _primary(language if _primary(language) not in ("", "und") else declared_language or "")
    if spoken in ("", "und", "vi"):
        return None
    if platform_declares:
        return Evidence("the platform declares its translations", site_of(url or "") or spoken)
    if origin is None or origin.url is None:
        return None
    if not origin_in_vietnamese and not _is_vietnamese_page(origin.url):
        return None
    on_one_site = url is not None and site_of(url) == site_of(origin.url)
    if url is not None and on_one_site and not _republishes_under_one_slug(url, origin.url):
        return None
    return Evidence(f"a text in “{spoken}” cites a Vietnamese page as its origin", origin.url)


def _primary(tag: str) -> str:
    return re.split("[-_]", tag)[0].lower()


def _note_in(lines: Iterable[str]) -> str | None:
    pattern = _notes()
    for line in lines:
        if len(line) <= LONGEST_NOTE and pattern.search(fold_date(line)) is not None:
            return line.strip()
    return None


@cache
def _notes() -> re.Pattern[str]:
    """What pages write about machine translation, in every language of `translation_notes.toml`."""
    text = Path(__file__).with_name("translation_notes.toml").read_text(encoding="utf-8")
    phrases = [fold_date(phrase) for spellings in loads(text)["notes"].values() for phrase in spellings]
    return re.compile(rf"(?<![a-zа-я])(?:{alternatives(phrases)})")


def _is_vietnamese_page(url: str) -> bool:
    """Whether `url` is a Vietnamese newspaper's page in Vietnamese, and not of one of its foreign-language editions."""
    host = urlsplit(url).hostname or ""
    if not host.endswith(".vn") and site_of(url) not in VIETNAMESE_OUTSIDE_VN:
        return False
    if language_in_path(url) not in (None, "vi", "vi-VN"):
        return False
    slug = slug_of(url)
    if slug is None:
        return False
    evidence = syllable_evidence(slug)
    return evidence.words > 0 and evidence.shaped / evidence.words >= VIETNAMESE_SLUG_SHARE


def _republishes_under_one_slug(url: str, origin_url: str) -> bool:
    """Whether both are editions of one article on a platform that keeps the Vietnamese slug in every language.

    A foreign-language desk writes a slug in its own language; only machine translation keeps the Vietnamese one.
    """
    slug = slug_of(origin_url)
    return slug is not None and slug == slug_of(url)
