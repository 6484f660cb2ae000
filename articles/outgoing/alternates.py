"""The default version of a story for search engines (`hreflang="x-default"`)."""

from collections.abc import Collection
from typing import Protocol, TypeVar

from articles.models.taxonomy import FALLBACK_LANGUAGES


class Versioned(Protocol):
    """An article, or the values of one that are compared here."""

    @property
    def pk(self) -> int: ...
    @property
    def language(self) -> str: ...
    @property
    def address_key(self) -> str: ...
    @property
    def origin_key(self) -> str: ...
    @property
    def machine_translated(self) -> bool: ...


Version = TypeVar("Version", bound=Versioned)


def default_version(versions: Collection[Version]) -> Version:
    """The original among `versions`, else the one in a widely read language, else the oldest.

    The original is the version whose URL the others cite. `versions` holds at least one. All versions of a
    story get the same answer, as search engines require.
    """
    cited = {version.origin_key for version in versions if version.origin_key}
    fallback = {tag: place for place, tag in enumerate(FALLBACK_LANGUAGES)}
    return min(
        versions,
        key=lambda version: (
            version.address_key not in cited,
            version.machine_translated,
            fallback.get(version.language, len(fallback)),
            version.pk,
        ),
    )
