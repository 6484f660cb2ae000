"""What templates need to set text in many languages: direction, names, dates, numbers."""

import re
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, get_datetime_format
from babel.numbers import format_decimal
from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles.models import Author, Category, Document, Source, Topic
from articles.models.document import PARTS_JOINED_BY

register = template.Library()

RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "he", "ps", "sd", "ckb", "yi", "dv", "ug"})
# Thai readers count years from the Buddha's death.
BUDDHIST_YEARS = 543
ENDONYMS = dict(settings.LANGUAGES)
HEADING_TAG = re.compile(r"<(?P<slash>/?)h(?P<level>[1-6])(?P<rest>(?:\s[^>]*)?)>")
ZONE = ZoneInfo(settings.READER_TIME_ZONE)


@cache
def locale_of(tag: str) -> Locale:
    """The CLDR locale of a language tag; English where CLDR has none."""
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _edition() -> str:
    return get_language() or settings.LANGUAGE_CODE


@register.filter
def direction(tag: str) -> str:
    """ "rtl" or "ltr" for a language tag."""
    return "rtl" if tag.partition("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


@register.filter
def headings_in_order(html: str) -> str:
    """Article HTML with its headings counted from h2 and no level left out, below the one h1 of the page.

    A source's own page may start at h3 or jump to h5; who listens to a page's outline would look for what is missing.
    """
    levels: list[int] = []
    closing = ""

    def numbered(tag: re.Match[str]) -> str:
        nonlocal closing
        if tag["slash"]:
            return f"</h{closing or 2}>"
        level = int(tag["level"])
        while levels and levels[-1] >= level:
            levels.pop()
        levels.append(level)
        closing = str(min(len(levels) + 1, 6))
        return f"<h{closing}{tag['rest']}>"

    return HEADING_TAG.sub(numbered, html)


@register.filter
def name_in(named: Category | Topic, edition: str) -> str:
    """The name of a category or topic in an edition's language."""
    return named.name_in(edition)


@register.filter
def description_in(named: Category | Topic, edition: str) -> str:
    return named.description_in(edition)


@register.filter
def name_language(named: Category | Topic, edition: str) -> str:
    """The language in which `name_in` answers."""
    return named.language_of_name(edition)


@register.filter
def title_in(document: Document, edition: str) -> str:
    return document.title_in(edition)


@register.filter
def described_in(document: Document, edition: str) -> SafeString:
    """Kind and issuer of a document in words; a name in another language than the edition's says which it is."""
    names = (
        format_html('<bdi lang="{}">{}</bdi>', tag, name) if tag != edition else format_html("{}", name)
        for tag, name in document.description_in(edition)
    )
    return format_html_join(PARTS_JOINED_BY, "{}", ((name,) for name in names))


@register.filter
def address_in(thing: Category | Topic | Source | Author | Document, edition: str) -> str:
    """The address of a list page in an edition."""
    return thing.get_absolute_url(edition)


@register.filter
def name_link(thing: Topic | Source, edition: str) -> SafeString:
    """The name of a topic or source as a link to its page; for sentences that name it."""
    if isinstance(thing, Source):
        name, language = thing.name, thing.language
    else:
        name, language = thing.name_in(edition), thing.language_of_name(edition)
    address = thing.get_absolute_url(edition)
    return format_html('<a href="{}"><bdi lang="{}">{}</bdi></a>', address, language, name)


@register.filter
def endonym(tag: str) -> str:
    """What a language calls itself: "tiếng Việt" for vi; the tag where nobody knows."""
    if tag in ENDONYMS:
        return ENDONYMS[tag]
    locale = locale_of(tag)
    return locale.get_display_name(locale) or tag if locale.language == tag.partition("-")[0] else tag


@register.filter
def language_name(tag: str) -> str:
    """What the reader's language calls a language: "Vietnamese" in the English edition."""
    name = locale_of(_edition()).languages.get(tag.replace("-h", "_H")) or locale_of(
        _edition()
    ).languages.get(tag.partition("-")[0])
    return name or tag


@register.filter
def count(value: int) -> str:
    """A whole number with the separators of the reader's language."""
    return format_decimal(value, locale=locale_of(_edition()))


@register.simple_tag
def moment(value: datetime | None, style: str = "date") -> SafeString | str:
    """A `<time>` element in the readers' time zone: style "date", or "full" with the time and the zone."""
    if value is None:
        return ""
    local = value.astimezone(ZONE)
    locale = locale_of(_edition())
    text = _date_text(local.date(), locale, "long" if style == "full" else "medium")
    if style == "full":
        clock = format_datetime(local, "HH:mm", locale=locale)
        text = _date_before_time(locale).format(f"{clock} (GMT+7)", text)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), text)


def _date_before_time(locale: Locale) -> str:
    """How a language joins a day, {1}, and a time, {0}; the day first everywhere, since the zone follows the time."""
    pattern = str(get_datetime_format("medium", locale=locale))
    return pattern if pattern.startswith("{1}") and "'" not in pattern else "{1}, {0}"


@register.simple_tag
def today() -> SafeString:
    """The day that it is for the readers, with the day of the week, as a `<time>` element."""
    day = timezone.now().astimezone(ZONE).date()
    return format_html('<time datetime="{}">{}</time>', day, _date_text(day, locale_of(_edition()), "full"))


@register.filter
def day_text(value: date) -> str:
    """A day in words of the reader's language."""
    return _date_text(value, locale_of(_edition()), "long")


def _date_text(day: date, locale: Locale, width: str) -> str:
    """The day as CLDR writes it; never in figures alone, which one country reads day first and another month first."""
    text = format_date(day, width, locale=locale)
    if not any(character.isalpha() for character in text):
        text = format_date(day, "long", locale=locale)
    if locale.language == "th":
        text = text.replace(str(day.year), str(day.year + BUDDHIST_YEARS)).replace("ค.ศ.", "พ.ศ.")
    return text
