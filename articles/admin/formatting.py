"""HTML for lists and forms of the admin: text in many languages, states and links."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

from articles.templatetags.reading import direction, endonym
from desk import wording

LIST_CHARACTERS = 300
EDITIONS = dict(settings.LANGUAGES)


def edition_name(code: str) -> str:
    """The name of an edition; of no code that of all together."""
    return str(EDITIONS.get(code, code)) if code else _("All editions")


def text_in(language: str, text: str, characters: int = LIST_CHARACTERS) -> SafeString:
    """A text marked with its language and direction, cut at `characters`."""
    return format_html(
        '<span lang="{}" dir="{}">{}</span>', language, direction(language), Truncator(text).chars(characters)
    )


def text_of_unknown_language(text: str, characters: int = LIST_CHARACTERS) -> SafeString:
    """A reader's text, with its direction chosen by its letters."""
    return format_html('<span dir="auto">{}</span>', Truncator(text).chars(characters))


def language_word(tag: str) -> SafeString:
    """A language's own name with its tag, for editors who cannot read its script."""
    return format_html('<span lang="{}">{}</span> <small>{}</small>', tag, endonym(tag), tag)


def state_word(label: str, tone: str) -> SafeString:
    """A state as a coloured label; `tone` is good, waiting, bad or quiet."""
    return format_html('<span class="state state-{}">{}</span>', tone, label)


def change_address(row: models.Model) -> str:
    """The URL of the admin form of `row`."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def link_to(address: str, text: str | SafeString) -> SafeString:
    return format_html('<a href="{}">{}</a>', address, text)


def distance_to(moment: datetime | None) -> SafeString | str:
    """The time from or until now in words; the exact time is its tooltip."""
    if moment is None:
        return "—"
    now = timezone.now()
    if moment > now:
        text = _("in %(time)s") % {"time": timeuntil(moment, now, depth=1)}
    else:
        text = _("%(time)s ago") % {"time": timesince(moment, now, depth=1)}
    return format_html('<span title="{}">{}</span>', wording.minute(moment), text)


def outward_link(address: str, text: str = "") -> SafeString:
    """A link to a publisher's page in a new tab; unsafe schemes stay plain text."""
    if not address.lower().startswith(("http://", "https://")):
        return format_html("{}", address)
    return format_html(
        '<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>',
        address,
        text or Truncator(address).chars(90),
    )


def list_link(model: str, query: str, text: str) -> SafeString | str:
    """A link to an admin list filtered by `query`; plain text if that list is not registered."""
    try:
        address = reverse(f"admin:{model}_changelist")
    except NoReverseMatch:
        return text
    return format_html('<a href="{}?{}">{}</a>', address, query, text)
