"""A comparison in words that an editor can check: what both articles state, and what only looks alike."""

from articles.evidence.comparison import Comparison
from articles.evidence.kinds import Kind

FACTS_IN_A_REASON = 5
_NAMES = {
    Kind.DOCUMENT: "documents",
    Kind.FIGURE: "figures",
    Kind.DAY: "days",
    Kind.PLACE: "places",
    Kind.NAME: "names",
    Kind.WORD: "words",
}


def reasons_of(comparison: Comparison) -> tuple[str, ...]:
    """Short phrases, the rarest facts of each kind first: "figures: 1284, 96.5%", "days: 31/10"."""
    found = []
    for kind, name in _NAMES.items():
        facts = [_written(kind, key) for shared, key, _bits in comparison.shared if shared is kind]
        if facts:
            more = f" and {len(facts) - FACTS_IN_A_REASON} more" if len(facts) > FACTS_IN_A_REASON else ""
            found.append(f"{name}: {', '.join(facts[:FACTS_IN_A_REASON])}{more}")
    return (*found, *comparison.against)


def _written(kind: Kind, key: str) -> str:
    if kind is Kind.DAY:
        month, day = key.split("-")
        return f"{int(day)}/{int(month)}"
    if kind is Kind.FIGURE:
        return key if key.endswith("%") or "." in key else f"{int(key):,}"
    return key.replace("-", " ").title() if kind in (Kind.PLACE, Kind.NAME) else key
