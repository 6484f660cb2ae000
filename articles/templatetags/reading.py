"""Template tags for text in many languages: direction, names, dates, numbers."""

from datetime import date, datetime
from functools import cache, lru_cache
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

from articles import cutting
from articles.captions import language_of_caption
from articles.catalogue.places import Province
from articles.models import Author, Category, Document, Source, Topic
from articles.pages.provinces import NamedProvince
from articles.pages.values import Byline, CitedDocument, Heading, Publisher

register = template.Library()

RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "he", "ps", "sd", "ckb", "yi", "dv", "ug"})
# Languages whose papers write days in figures, with the pattern.
IN_FIGURES = {"vi": "dd/MM/yyyy"}
# What papers of an edition call a language, where CLDR says something else.
LANGUAGE_NAMES = {
    ("vi", "zh-hans"): "Tiếng Trung (giản thể)",
    ("vi", "zh-hant"): "Tiếng Trung (phồn thể)",
}
# Thai uses the Buddhist calendar.
BUDDHIST_YEARS = 543
ENDONYMS = dict(settings.LANGUAGES)
ZONE = ZoneInfo(settings.READER_TIME_ZONE)
SEPARATOR = SafeString(' <span aria-hidden="true">·\N{NO-BREAK SPACE}</span>')
# Days, names and tags repeat from page to page; each of these takes longer to write than the rest of a card.
MOST_KEPT = 4_096


@cache
def locale_of(tag: str) -> Locale:
    """The CLDR locale of a language tag; English if CLDR has none."""
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


@register.simple_tag
@lru_cache(MOST_KEPT, typed=True)
def lang(tag: str, dir: str | None = "", unless: str = "", link: bool = False) -> SafeString:
    """The attributes `lang` and `dir` of an element whose text is in the language of this tag.

    `dir` is written instead of the language's own direction; None leaves it out. Nothing at all is written where the
    language is that of `unless`, the text around. A `link` leads to a page in the language too (`hreflang`).
    """
    if tag == unless:
        return SafeString("")
    found = {"lang": tag, "hreflang": tag if link else None, "dir": direction(tag) if dir == "" else dir}
    written = ((name, value) for name, value in found.items() if value is not None)
    return format_html_join(" ", '{}="{}"', written)


@register.filter
@lru_cache(MOST_KEPT, typed=True)  # a name marked as safe equals the same one that is not
def isolated(name: str, language: str) -> SafeString | str:
    """A name set apart from the text around it and marked with its language ("" where nobody knows it); nothing of
    none."""
    if not name:
        return ""
    if not language:
        return format_html("<bdi>{}</bdi>", name)
    return format_html('<bdi lang="{}">{}</bdi>', language, name)


@register.simple_tag
def separator() -> SafeString:
    """The dot between two facts of a line, which stays with the second; not read aloud."""
    return SEPARATOR


@register.filter
def shortened(text: str, most: int) -> str:
    """A text of at most `most` letters, cut after a word (`articles.cutting`)."""
    return cutting.cut(text, most)


@register.filter
def caption_language(caption: str, language: str) -> str:
    """The language of a caption in an article of `language` (`articles.captions`)."""
    return language_of_caption(caption, language)


@register.filter
def caption_in(caption: str, language: str) -> str:
    """A caption if it is in the language of its article, else nothing."""
    return caption if language_of_caption(caption, language) == language else ""


@register.filter
def name_in(named: Category | Topic | Heading | Province, edition: str) -> str:
    """The name of a category, topic or province in an edition's language."""
    return named.name_in(edition)


@register.filter
def description_in(named: Category | Topic | Heading, edition: str) -> str:
    return named.description_in(edition)


@register.filter
def name_language(named: Category | Topic | Heading | Province, edition: str) -> str:
    """The language of the name that `name_in` returns."""
    return named.language_of_name(edition)


@register.filter
def former_in(place: NamedProvince, edition: str) -> SafeString:
    """The names of the former provinces by which an article names a place."""
    names = (isolated(one.name_in(edition), one.language_of_name(edition)) for one in place.former)
    return format_html_join(", ", "{}", ((name,) for name in names))


@register.filter
def title_in(document: Document | CitedDocument, edition: str) -> str:
    return document.title_in(edition)


@register.filter
def described_in(document: Document | CitedDocument, edition: str) -> SafeString:
    """Kind and issuer of a document in words; names in another language are marked with it."""
    names = (
        isolated(name, tag) if tag != edition else format_html("{}", name)
        for tag, name in document.description_in(edition)
    )
    # The dot stays with what follows it.
    return format_html_join(" ·\N{NO-BREAK SPACE}", "{}", ((name,) for name in names))


@register.filter
def address_in(
    thing: Category
    | Topic
    | Source
    | Author
    | Document
    | Heading
    | Publisher
    | Byline
    | CitedDocument
    | Province,
    edition: str,
) -> str:
    """The URL of a list page in an edition."""
    return thing.get_absolute_url(edition)


@register.filter
def name_link(thing: Topic | Source | Publisher, edition: str) -> SafeString:
    """A topic's or source's name as a link to its page, for use in sentences."""
    if isinstance(thing, Source | Publisher):
        name, language = thing.name, thing.language
    else:
        name, language = thing.name_in(edition), thing.language_of_name(edition)
    address = thing.get_absolute_url(edition)
    return format_html('<a href="{}">{}</a>', address, isolated(name, language))


@register.filter
@cache
def endonym(tag: str) -> str:
    """A language's own name: "tiếng Việt" for vi; the tag if unknown."""
    if tag in ENDONYMS:
        return ENDONYMS[tag]
    locale = locale_of(tag)
    return locale.get_display_name(locale) or tag if locale.language == tag.partition("-")[0] else tag


@register.filter
def language_name(tag: str) -> str:
    """A language's name in the reader's language: "Vietnamese" in the English edition."""
    return _language_name(tag, _edition())


@lru_cache(MOST_KEPT)
def _language_name(tag: str, edition: str) -> str:
    if given := LANGUAGE_NAMES.get((edition, tag)):
        return given
    names = locale_of(edition).languages
    name = names.get(tag.replace("-h", "_H")) or names.get(tag.partition("-")[0])
    return name or tag


@register.filter
def count(value: int) -> str:
    """A whole number with the separators of the reader's language."""
    return _count(value, _edition())


@lru_cache(MOST_KEPT)
def _count(value: int, edition: str) -> str:
    return str(format_decimal(value, locale=locale_of(edition)))


@register.simple_tag
def moment(value: datetime | None, style: str = "date", day_only: bool = False) -> SafeString | str:
    """A `<time>` element in the readers' time zone: style "date"; "time" with the hour and the zone, as papers write
    it; or "full", the same in words. With `day_only` the day alone, as nobody knows the time."""
    if value is None:
        return ""
    return _moment(value, style, day_only, _edition())


@lru_cache(MOST_KEPT)
def _moment(value: datetime, style: str, day_only: bool, edition: str) -> SafeString:
    local = value.astimezone(ZONE)
    locale = locale_of(edition)
    text = _date_text(local.date(), locale, "long" if style == "full" else "medium")
    if day_only:
        return format_html('<time datetime="{}">{}</time>', local.date().isoformat(), text)
    if style in ("full", "time"):
        clock = format_datetime(local, "HH:mm", locale=locale)
        pattern = (
            "{1} {0}" if style == "time" and locale.language in IN_FIGURES else _date_before_time(locale)
        )
        text = pattern.format(f"{clock} (GMT+7)", text)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), text)


def _date_before_time(locale: Locale) -> str:
    """CLDR's pattern to join a date {1} and a time {0}; always the date first, since the zone follows the
    time.
    """
    pattern = str(get_datetime_format("medium", locale=locale))
    return pattern if pattern.startswith("{1}") and "'" not in pattern else "{1}, {0}"


@register.simple_tag
def today() -> SafeString:
    """The present day for readers, with the weekday, as a `<time>` element."""
    day = timezone.now().astimezone(ZONE).date()
    return format_html('<time datetime="{}">{}</time>', day, _date_text(day, locale_of(_edition()), "full"))


@register.filter
def day_text(value: date) -> str:
    """A day in words of the reader's language."""
    return _date_text(value, locale_of(_edition()), "long")


def _date_text(day: date, locale: Locale, width: str) -> str:
    """A date as papers write it: as CLDR does, with the month in words, as in figures day and month are ambiguous where
    papers do not all write them so. English is Britain's."""
    if locale.language == "en":
        locale = locale_of("en-GB")
    if width == "medium" and (pattern := IN_FIGURES.get(locale.language)):
        return format_date(day, pattern, locale=locale)
    text = format_date(day, width, locale=locale)
    if not any(character.isalpha() for character in text):
        text = format_date(day, "long", locale=locale)
    if locale.language == "th":
        text = text.replace(str(day.year), str(day.year + BUDDHIST_YEARS)).replace("ค.ศ.", "พ.ศ.")
    return text
