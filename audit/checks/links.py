"""Every internal link of the audited pages leads somewhere."""

from collections import Counter
from collections.abc import Iterable, Mapping

from audit.browser import Audit
from audit.figures import Figure, faults
from audit.pages import links_of, shape

# A page, a permanent or temporary redirect, or 410 for something withdrawn.
GOOD = frozenset({200, 301, 302, 308, 410})
# Lists of sources and topics link to thousands of pages with the same template. All are followed in one
# edition, this many of each template in the others.
IN_FULL = "vi"
OF_A_TEMPLATE = 10


def followed(targets: Iterable[str], editions: Iterable[str]) -> list[str]:
    """The targets to request: all in the edition `IN_FULL` and all that are no pages, some of the others."""
    counts: Counter[tuple[str, str]] = Counter()
    chosen = []
    for target in targets:
        known = shape(target, editions)
        if known:
            counts[known] += 1
            if known[0] != IN_FULL and counts[known] > OF_A_TEMPLATE:
                continue
        chosen.append(target)
    return chosen


def broken(targets: Mapping[str, str], statuses: Mapping[str, int]) -> list[str]:
    """A sentence for each target (with a page that links to it) that answers with a bad status."""
    return [
        f"{page} links to {target}, which answers {statuses[target]}"
        for target, page in targets.items()
        if statuses[target] not in GOOD
    ]


def check(audit: Audit) -> list[Figure]:
    """Counts the broken links."""
    targets: dict[str, str] = {}
    for page in audit.pages:
        for link in links_of(audit.site.get(page.path).text):
            target = audit.site.path_of(link, on=page.path)
            if target:
                targets.setdefault(target, page.path)
    asked = followed(targets, {page.edition for page in audit.pages})
    statuses = {target: audit.site.get(target).status for target in asked}
    return [
        faults(
            "links",
            "links that lead nowhere",
            broken({target: targets[target] for target in asked}, statuses),
        ),
        Figure("links", "links to the site", len(targets)),
        Figure("links", "links followed", len(asked)),
    ]
