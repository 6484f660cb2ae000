"""From how many bits of evidence on a pair is suggested, and joined: as shipped, or as an editor set it."""

from dataclasses import dataclass

from articles.evidence.comparison import JOIN_AT_BITS, SUGGEST_AT_BITS
from articles.models import LinkingThreshold


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Bits of evidence."""

    suggest_at: float
    join_at: float


def current_thresholds() -> Thresholds:
    """The thresholds that an editor set last; those that ship if nobody set any."""
    row = LinkingThreshold.objects.first()
    return Thresholds(row.suggest_at, row.join_at) if row else Thresholds(SUGGEST_AT_BITS, JOIN_AT_BITS)
