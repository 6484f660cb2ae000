"""What the templates of lists need: months, years and weekdays in words, and links that narrow a list."""

from datetime import date

from babel.dates import format_skeleton, get_day_names
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles.filters import Filters
from articles.periods import Period
from articles.templatetags.reading import BUDDHIST_YEARS, locale_of

register = template.Library()


@register.filter
def month_text(month: date) -> str:
    """A month with its year in words of the reader's language."""
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
    # Thai readers count years from the Buddha's death.
    return text.replace(str(day.year), str(day.year + BUDDHIST_YEARS)) if locale.language == "th" else text


@register.simple_tag
def weekdays() -> list[tuple[str, str]]:
    """The days of the week from Monday on: each in one or two letters, and in full."""
    locale = locale_of(get_language() or "en")
    short, full = (get_day_names(width, "format", locale) for width in ("narrow", "wide"))
    return [(short[number], full[number]) for number in range(7)]


@register.filter
def in_language(filters: Filters, language: str) -> str:
    """The address of the list in another language."""
    return filters.address(language=language)


@register.filter
def in_month(filters: Filters, month: date) -> str:
    """The address of the list narrowed to a month."""
    return filters.address(period=str(Period.of_month(month)))


@register.filter
def without(filters: Filters, name: str) -> str:
    """The address of the list with one filter taken away."""
    return filters.address(**{name: ""})


@register.filter
def month_value(month: date) -> str:
    """A month as it stands in an address."""
    return str(Period.of_month(month))


@register.filter
def isolated(name: str, language: str) -> SafeString | str:
    """A name within a sentence, set apart and marked with its language ("" where nobody knows it); nothing of none."""
    if not name:
        return ""
    return (
        format_html('<bdi lang="{}">{}</bdi>', language, name)
        if language
        else format_html("<bdi>{}</bdi>", name)
    )
