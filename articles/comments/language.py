"""The language of a comment: that of its own words."""

from django.conf import settings
from django.utils.module_loading import import_string

# Under this confidence a few words may be in any of several languages, and the edition's is the likeliest.
_SURE = 0.6
_UNDETERMINED = "und"


def language_of(text: str, *, edition: str) -> str:
    """The BCP 47 tag, in lower case, of the language in which a text is written; the edition's where that is unsure."""
    found = import_string(settings.LANGUAGE_IDENTIFIER)(text, declared=edition)
    if found.tag == _UNDETERMINED or found.confidence < _SURE:
        return edition
    return str(found.tag).lower()
