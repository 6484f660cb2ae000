"""The languages that a date may be written in, beside that of its text."""

from functools import lru_cache

from feeds.normalise.languages.scripts import LANGUAGE_OF_SCRIPT, script_of

# Publishers' software is often left in one of these.
_EVERYWHERE = ("vi", "en")
# Languages of a text whose own is not known.
LATIN = (*_EVERYWHERE, "fr", "de", "es", "pt", "it", "id", "ms", "nl", "pl", "tr", "cs")
_SHARED_SCRIPTS = {
    "Cyrillic": ("ru", "uk"),
    "Arabic": ("ar", "fa"),
    "Devanagari": ("hi",),
    "Bengali": ("bn",),
    "Han": ("zh-Hans", "zh-Hant", "ja"),
    "Kana": ("ja",),
}
_LAST_OF_LATIN = 0x36F


@lru_cache(maxsize=256)
def languages_of_words(words: str, language: str | None, *, latin: bool = False) -> tuple[str, ...]:
    """The languages to look up `words` (folded, beside a time) in, most likely first.

    They are the text's, those of the scripts that the words are in, and those that software is left in; where the text's
    language is not known (None, "und"), all that the script may be. `latin`: all languages in Latin letters too.
    """
    known = language if language and language != "und" else None
    scripts = {script_of(letter) for letter in words if ord(letter) > _LAST_OF_LATIN} - {None}
    found = [known] if known else []
    for script in sorted(filter(None, scripts)):
        found += _SHARED_SCRIPTS.get(script) or [LANGUAGE_OF_SCRIPT.get(script, "en")]
    found += _EVERYWHERE if (known or scripts) and not latin else LATIN
    return tuple(dict.fromkeys(found))
