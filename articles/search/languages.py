"""The languages that PostgreSQL can stem, and those that a word may belong to."""

from django.conf import settings

from articles.search.words import pieces, plain, script_of

# Language subtag → PostgreSQL configuration, of those that PostgreSQL 15 has. Malay uses the Indonesian one: its affixes are
# the same.
CONFIGURATIONS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ms": "indonesian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "nb": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
_OTHER_SCRIPTS = {
    "ar": "arabic",
    "hi": "devanagari",
    "ne": "devanagari",
    "ru": "cyrillic",
    "sr": "cyrillic",
}
_WITHOUT_STEMS = frozenset({"el", "hy", "ta"})  # scripts unknown to `script_of`; matched as whole words


# Words that say nothing in a query, of languages for which PostgreSQL has no list.
_MUTE = {
    "hi": "के की का को में से पर ने है हैं था थी थे और लिए यह वह एक तक भी कि साथ द्वारा",
    "ar": "في من على إلى عن مع أن هذا هذه التي الذي كان و أو لا ما بين بعد قبل حول",
    "id": "di ke dari yang dan untuk pada dengan oleh para ini itu adalah dalam antar secara",
    "ms": "di ke dari yang dan untuk pada dengan oleh para ini itu adalah dalam antara secara",
    "uk": "і й та в у на з із зі до для про по від під за як що це не",
}
STOP_WORDS = {tag: frozenset(words.split()) for tag, words in _MUTE.items()}

# The usual language of a script.
_LANGUAGES = {
    "thai": "th", "lao": "lo", "khmer": "km", "kana": "ja", "hangul": "ko", "han": "zh-hans", "arabic": "ar", "devanagari": "hi",
    "cyrillic": "ru",
}  # fmt: skip


def language_of(text: str, edition: str) -> str:
    """The language of a query: the edition's if its script is that of the text, else the usual one of the script."""
    scripts = {script_of(plain(piece.text)) for piece in pieces(text)} - {"", "latin"}
    script = "kana" if "kana" in scripts else next(iter(sorted(scripts)), "latin")
    usual = _LANGUAGES.get(script)
    if (
        usual is None
        or (script == "cyrillic" and edition == "uk")
        or (script == "han" and edition[:2] in ("zh", "ja"))
    ):
        return edition
    return usual


def configuration_of(language: str) -> str:
    """PostgreSQL's text search configuration for a language tag; empty if it has no stemmer."""
    return CONFIGURATIONS.get(subtag(language), "")


def subtag(language: str) -> str:
    return language.partition("-")[0].lower()


def stemming_languages(word: str, only: str = "") -> list[str]:
    """The languages in which to stem `word`: those of `only`, else of the editions, that use its script."""
    script = script_of(word)
    wanted = [subtag(only)] if only else [subtag(code) for code, _name in settings.LANGUAGES]
    return [
        code
        for code in wanted
        if code in CONFIGURATIONS
        and code not in _WITHOUT_STEMS
        and _OTHER_SCRIPTS.get(code, "latin") == script
    ]
