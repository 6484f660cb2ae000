"""Template tags for lists: months, years and weekdays in words, and links that filter a list."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from babel.dates import format_skeleton, get_day_names
from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language

from articles.pages.filters import Filters
from articles.pages.periods import Period
from articles.templatetags.reading import BUDDHIST_YEARS, MOST_KEPT, count, locale_of

register = template.Library()

SELECTED = mark_safe(" selected")  # own words


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


@register.simple_tag
def period_options(years: Sequence[tuple[date, int, Sequence[tuple[date, int]]]], chosen: str) -> SafeString:
    """The options of a choice of years and their months, each with its number of articles; `chosen` is a `Period` as in a
    URL. Twenty years have 260: as a loop of a template they took a third of the page's time.
    """
    options = []
    for year, in_year, months in years:
        options.append((Period(year.year), year_text(year), in_year))
        options += [(Period.of_month(month), capfirst(month_text(month)), total) for month, total in months]
    return format_html_join(
        "",
        '<option value="{}"{}>{} ({})</option>',
        (
            (period, SELECTED if str(period) == chosen else "", text, count(total))
            for period, text, total in options
        ),
    )


def _text(skeleton: str, day: date) -> str:
    return _text_in(skeleton, day, get_language() or "en")


@lru_cache(2 * MOST_KEPT)  # thirty years of months in twenty languages
def _text_in(skeleton: str, day: date, language: str) -> str:
    locale = locale_of(language)
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
