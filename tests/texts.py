"""The interface's texts in the language of an edition."""

from django.utils import translation
from django.utils.translation import gettext


def translated(text: str, edition: str) -> str:
    """`text`, one of the interface's English texts, in the language of `edition`."""
    with translation.override(edition):
        return gettext(text)
