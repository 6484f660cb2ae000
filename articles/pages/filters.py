"""The filters of a list (language, source, period), read from a query string and written into one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.http import urlencode

from articles.pages.periods import Period

NAMES = ("language", "source", "period")


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a list, empty if not set, and its cursors.

    Invalid values are no error: an unknown source or period gives an empty list.
    """

    language: str = ""
    source: str = ""
    period: str = ""
    before: str | None = None
    after: str | None = None

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "Filters":
        def value(name: str) -> str:
            text = parameters.get(name, "").strip()
            # PostgreSQL rejects null characters, and no name has one.
            return "" if "\0" in text else text

        return cls(
            language=value("language").lower(),
            source=value("source"),
            period=value("period"),
            before=parameters.get("before"),
            after=parameters.get("after"),
        )

    def __bool__(self) -> bool:
        """Whether any filter is set."""
        return bool(self.kept)

    @property
    def kept(self) -> dict[str, str]:
        """The filters that are set, which links within the list keep."""
        return {name: value for name in NAMES if (value := str(getattr(self, name)))}

    @property
    def within(self) -> Period | None:
        """The period, if it is valid."""
        return Period.read(self.period)

    def address(self, **changes: str) -> str:
        """The query string of the first page of this list with some filters changed (empty: removed)."""
        wanted = {**self.kept, **changes}
        # In a fixed order, so that a page has one URL.
        return f"?{urlencode({name: wanted[name] for name in NAMES if wanted.get(name)})}"
