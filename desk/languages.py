"""The languages of the desk: each editor chooses one, whatever edition they read. Imports no models."""

from typing import Any

from django.utils.translation.trans_real import parse_accept_lang_header

# Code and endonym. The first is that of who wishes for neither.
LANGUAGES = (("en", "English"), ("vi", "Tiếng Việt"))
CODES = tuple(code for code, _endonym in LANGUAGES)


def wished(accept_language: str) -> str:
    """The language of the desk that a browser wishes for most, by its header Accept-Language."""
    tags = (tag.partition("-")[0] for tag, _weight in parse_accept_lang_header(accept_language))
    return next((tag for tag in tags if tag in CODES), CODES[0])


def language_of(user: Any, *, otherwise: str = CODES[0]) -> str:
    """What somebody chose; `otherwise` for who did not, and for who is not signed in."""
    from desk.models import Preference

    if user is None or not user.is_authenticated:
        return otherwise
    chosen = Preference.objects.filter(user=user).values_list("language", flat=True).first()
    return chosen if chosen in CODES else otherwise
