"""Which version of a story stands for it where no language fits (`hreflang="x-default"`)."""

from collections.abc import Collection

from articles.models import Article
from articles.models.taxonomy import FALLBACK_LANGUAGES


def default_version(versions: Collection[Article]) -> Article:
    """The original among `versions`, else the one in a language that most readers know, else the oldest.

    The original is the version whose address the others cite. `versions` holds at least one; every version of a
    story gives the same answer, as search engines demand.
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
