"""What a reader narrowed a list to: a language, a source, a period; as it is read from an address and written into one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.http import urlencode

from articles.periods import Period

NAMES = ("language", "source", "period")


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a list, empty where there is none, and its cursors.

    Nothing that is typed is an error: a source that is not there, or a period that is none, leaves the list empty.
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
            # A null character is in no name, and PostgreSQL refuses to compare one.
            return "" if "\0" in text else text

        return cls(
            language=value("language").lower(),
            source=value("source"),
            period=value("period"),
            before=parameters.get("before"),
            after=parameters.get("after"),
        )

    def __bool__(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.kept)

    @property
    def kept(self) -> dict[str, str]:
        """The filters that are set, which every link within the list carries on."""
        return {name: value for name in NAMES if (value := str(getattr(self, name)))}

    @property
    def within(self) -> Period | None:
        """The period, where what was typed is one."""
        return Period.read(self.period)

    def address(self, **changes: str) -> str:
        """The query of this list with some filters changed (empty: taken away), from its first page on."""
        wanted = {**self.kept, **changes}
        # Always in one order: a page has one address.
        return f"?{urlencode({name: wanted[name] for name in NAMES if wanted.get(name)})}"
