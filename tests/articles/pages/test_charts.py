"""How the bars of a chart of months lie."""

from datetime import date

from articles.pages.charts import GAP, HEIGHT, LOWEST, SLOT, MonthChart, month_chart
from articles.pages.periods import Period

TODAY = date(2026, 11, 26)
COUNTS = {date(2026, 8, 1): 4, date(2026, 10, 1): 2}


def chart_of(counts: dict[date, int] = COUNTS, **options: object) -> MonthChart:
    chart = month_chart(counts, today=TODAY, **options)  # type: ignore[arg-type]
    assert chart is not None
    return chart


def test_it_runs_from_the_first_article_to_today_and_empty_months_count_nothing() -> None:
    chart = chart_of()
    assert [(bar.month.month, bar.count) for bar in chart.bars] == [(8, 4), (9, 0), (10, 2), (11, 0)]
    assert (chart.first, chart.last, chart.total) == (date(2026, 8, 1), date(2026, 11, 1), 6)
    assert [bar.month.month for bar in chart.newest_first] == [11, 10, 9, 8]


def test_bars_stand_on_the_ground_and_reach_as_high_as_their_months_share_of_the_most() -> None:
    chart = chart_of()
    assert [bar.height for bar in chart.bars] == [HEIGHT, 0, HEIGHT / 2, 0]
    assert all(bar.y + bar.height == chart.height for bar in chart.bars)
    assert [bar.x for bar in chart.bars] == [GAP / 2 + SLOT * place for place in range(4)]
    assert all(bar.x >= 0 and bar.x + bar.width <= chart.width for bar in chart.bars)


def test_time_runs_in_the_direction_of_reading() -> None:
    there, back = chart_of(), chart_of(right_to_left=True)
    assert [bar.month for bar in back.bars] == [bar.month for bar in there.bars]
    assert [bar.x for bar in back.bars] == [bar.x for bar in reversed(there.bars)]


def test_one_article_is_seen_beside_a_month_of_hundreds() -> None:
    chart = chart_of({date(2026, 10, 1): 900, date(2026, 11, 1): 1})
    assert chart.bars[1].height == LOWEST


def test_it_shows_two_years_at_most() -> None:
    chart = chart_of({date(2020, 1, 1): 50, date(2026, 11, 1): 1})
    assert (len(chart.bars), chart.first, chart.total) == (24, date(2024, 12, 1), 1)


def test_a_topic_that_fell_silent_shows_its_last_years() -> None:
    chart = chart_of({date(2018, 1, 1): 1, date(2020, 3, 1): 2})
    assert (chart.first, chart.last, len(chart.bars)) == (date(2018, 4, 1), date(2020, 3, 1), 24)
    edge = chart_of({date(2018, 1, 1): 1, date(2024, 12, 1): 1})
    assert (edge.first, edge.last) == (date(2024, 12, 1), date(2026, 11, 1))


def test_a_month_ahead_of_the_clock_is_shown() -> None:
    assert chart_of({date(2026, 11, 1): 1, date(2026, 12, 1): 1}).last == date(2026, 12, 1)


def test_fewer_than_two_months_with_articles_are_no_chart() -> None:
    assert month_chart({}, today=TODAY) is None
    assert month_chart({date(2026, 9, 1): 0}, today=TODAY) is None
    assert month_chart({date(2026, 9, 1): 7, date(2026, 10, 1): 0}, today=TODAY) is None


def test_of_several_months_with_most_the_latest_is_named() -> None:
    assert chart_of({date(2026, 9, 1): 3, date(2026, 10, 1): 3}).peak.month == date(2026, 10, 1)


def test_the_months_of_the_list_are_marked() -> None:
    def marked(period: Period | None) -> list[int]:
        return [bar.month.month for bar in chart_of(chosen=period).bars if bar.chosen]

    assert marked(Period(2026, 9)) == [9]
    assert marked(Period(2026)) == [8, 9, 10, 11]
    assert marked(None) == marked(Period(2025)) == []
