"""The languages that PostgreSQL can stem, and those that a word may belong to."""

from django.conf import settings

from articles.search.words import script_of

# Language subtag → PostgreSQL configuration. Malay uses the Indonesian one: its affixes are the same.
CONFIGURATIONS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
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
