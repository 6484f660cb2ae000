"""The interface's texts as a reader of an edition sees them."""

from django.utils import translation
from django.utils.translation import gettext


def translated(text: str, edition: str) -> str:
    """`text`, one of the interface's English texts, in the language of `edition`."""
    with translation.override(edition):
        return gettext(text)
