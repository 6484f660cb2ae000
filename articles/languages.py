"""The languages of the editions. Pure, so that the settings and every package can read it."""

# Code (lower-case BCP 47) and endonym, in the order in which the switcher lists them.
EDITIONS = (
    ("vi", "Tiếng Việt"),
    ("en", "English"),
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("pt", "Português"),
    ("it", "Italiano"),
    ("ru", "Русский"),
    ("uk", "Українська"),
    ("ar", "العربية"),
    ("hi", "हिन्दी"),
    ("th", "ไทย"),
    ("lo", "ລາວ"),
    ("km", "ខ្មែរ"),
    ("id", "Bahasa Indonesia"),
    ("ms", "Bahasa Melayu"),
)
SITE_LANGUAGES = tuple(code for code, _endonym in EDITIONS)
# The language in which readers of an edition are likeliest to read what it lacks, before Vietnamese.
SECOND_LANGUAGES = {
    "vi": "en",
    "en": "vi",
    "zh-hans": "zh-hant",
    "zh-hant": "zh-hans",
    "ja": "en",
    "ko": "en",
    "fr": "en",
    "de": "en",
    "es": "en",
    "pt": "es",
    "it": "en",
    "ru": "en",
    "uk": "en",
    "ar": "en",
    "hi": "en",
    "th": "en",
    "lo": "th",
    "km": "en",
    "id": "ms",
    "ms": "id",
}
