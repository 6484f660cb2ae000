"""Template tags for lists: months, years and weekdays in words, and links that filter a list."""

from datetime import date

from babel.dates import format_skeleton, get_day_names
from django import template
from django.utils.translation import get_language

from articles.pages.filters import Filters
from articles.pages.periods import Period
from articles.templatetags.reading import BUDDHIST_YEARS, locale_of

register = template.Library()


@register.filter
def month_text(month: date) -> str:
    """A month and year in words of the reader's language."""
    return _text("yMMMM", month)


@register.filter
def year_text(day: date) -> str:
    return _text("y", day)


@register.filter
def period_text(period: Period) -> str:
    return month_text(period.first) if period.month else year_text(period.first)


def _text(skeleton: str, day: date) -> str:
    locale = locale_of(get_language() or "en")
    text = str(format_skeleton(skeleton, day, locale=locale))
    # Thai uses the Buddhist calendar.
    return text.replace(str(day.year), str(day.year + BUDDHIST_YEARS)) if locale.language == "th" else text


@register.simple_tag
def weekdays() -> list[tuple[str, str]]:
    """The weekdays from Monday: in one or two letters, and in full."""
    locale = locale_of(get_language() or "en")
    short, full = (get_day_names(width, "format", locale) for width in ("narrow", "wide"))
    return [(short[number], full[number]) for number in range(7)]


@register.filter
def in_language(filters: Filters, language: str) -> str:
    """The URL of the list in another language."""
    return filters.address(language=language)


@register.filter
def in_month(filters: Filters, month: date) -> str:
    """The URL of the list filtered by a month."""
    return filters.address(period=str(Period.of_month(month)))


@register.filter
def without(filters: Filters, name: str) -> str:
    """The URL of the list without one filter."""
    return filters.address(**{name: ""})


@register.filter
def month_value(month: date) -> str:
    """A month as in a URL."""
    return str(Period.of_month(month))
