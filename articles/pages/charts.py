"""A bar chart of the number of articles per month. Pure: from counts to coordinates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from articles.pages.periods import Period, months_back, months_between

MOST_MONTHS = 24  # bars still distinguishable on a phone of 320 px
FEWEST_MONTHS = 2  # fewer bars compare nothing
SLOT, GAP, HEIGHT = (
    10,
    3,
    100,
)  # units of the drawing: a month's share of its width, the air in it, its height
LOWEST = 2  # units; the least height of a month with articles


@dataclass(frozen=True, slots=True)
class Bar:
    """A month with its number of articles and its rectangle; `chosen` if the list is narrowed to it."""

    month: date
    count: int
    x: float
    y: float
    width: float
    height: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class MonthChart:
    """Bars in order of time, in a drawing of `width` × `height` units."""

    bars: tuple[Bar, ...]
    width: int
    height: int

    @property
    def first(self) -> date:
        return self.bars[0].month

    @property
    def last(self) -> date:
        return self.bars[-1].month

    @property
    def peak(self) -> Bar:
        """The month with most articles; the latest of several."""
        return max(self.bars, key=lambda bar: (bar.count, bar.month))

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)

    @property
    def newest_first(self) -> tuple[Bar, ...]:
        return self.bars[::-1]


def month_chart(
    counts: Mapping[date, int], *, today: date, right_to_left: bool = False, chosen: Period | None = None
) -> MonthChart | None:
    """The chart of `counts` (by first day of the month) up to the month of `today`, at most 24 months.

    It starts at the first article; months without a count are 0. If the last article is older than the span,
    the chart ends with it. None for fewer than two months with articles. Time runs in the direction of reading.
    """
    filled = [month for month, count in counts.items() if count]
    if len(filled) < FEWEST_MONTHS:
        return None
    newest, this_month = max(filled), today.replace(day=1)
    last = max(newest, this_month) if newest > months_back(this_month, MOST_MONTHS) else newest
    months = list(months_between(max(min(filled), months_back(last, MOST_MONTHS - 1)), last))
    most = max(counts.get(month, 0) for month in months)
    bars = []
    for place, month in enumerate(months):
        slot = len(months) - 1 - place if right_to_left else place
        count = counts.get(month, 0)
        height = max(round(HEIGHT * count / most, 1), LOWEST) if count else 0
        is_chosen = chosen is not None and chosen.holds(month)
        bars.append(Bar(month, count, slot * SLOT + GAP / 2, HEIGHT - height, SLOT - GAP, height, is_chosen))
    return MonthChart(tuple(bars), SLOT * len(months), HEIGHT)
