"""Converters for the variable parts of URLs."""

from django.conf import settings


class EditionConverter:
    """The code of an edition, exactly as in the settings."""

    regex = "|".join(code for code, _name in sorted(settings.LANGUAGES, key=lambda pair: -len(pair[0])))

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class LanguageConverter:
    """Any BCP 47 tag in lower case: an article's language may have no edition."""

    regex = r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class UnicodeSlugConverter:
    """A slug in any script; any text without a slash, since only the id before it counts."""

    regex = r"[^/]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DocumentNumberConverter:
    """A document number with its slashes, and its year after a tilde ("33/CT-TTg~2021")."""

    regex = r"[^?#]+?"

    def to_python(self, value: str) -> tuple[str, int | None]:
        if "\0" in value:
            raise ValueError("No number holds a null character, which PostgreSQL cannot compare.")
        number, _tilde, year = value.rpartition("~")
        if number and year.isascii() and year.isdigit():
            return number, int(year)
        return value, None

    def to_url(self, value: str) -> str:
        return value


class FeedFormatConverter:
    """The extension of a feed's URL: "feed.rss", "feed.atom", "feed.json"."""

    regex = "rss|atom|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
