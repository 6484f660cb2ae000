"""What a watched soak says of the shipped alerts, and of figures on the dashboard's picture."""

import json

import pytest

from bench.soak.prometheus import _panel, _said, alerts_told
from tests.hosts.debian import REPOSITORY


def test_alerts_are_named_with_how_long_they_waited_and_fired() -> None:
    assert alerts_told({}) == "alerts: none was near"
    told = alerts_told(
        {"NewsroomErrors": {"pending": 20, "firing": 5}, "NewsroomDatabaseGone": {"pending": 5}}
    )
    assert [line.split() for line in told.splitlines()] == [
        ["alert", "NewsroomDatabaseGone", "pending", "5", "s"],
        ["alert", "NewsroomErrors", "firing", "5", "s,", "pending", "20", "s"],
    ]


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        (0.123, "percentunit", "12.3%"),
        (0.25, "s", "250 ms"),
        (7200, "s", "2.0 h"),
        (3e9, "bytes", "3.0 GB"),
        (1234, "short", "1,234"),
    ],
)
def test_figures_are_said_as_their_unit_wants(number: float, unit: str, said: str) -> None:
    assert _said(number, unit) == said


def test_every_panel_that_ships_can_be_drawn() -> None:
    class Told:
        def lines(self, expression: str) -> list[tuple[str, list[tuple[float, float]]]]:
            return [("<a>", [(0.0, 1.0), (5.0, float("nan")), (10.0, 2.0)])]

    for panel in json.loads((REPOSITORY / "deploy/grafana/newsroom.json").read_text())["panels"]:
        drawn = _panel(Told(), panel)
        assert "nan" not in drawn
        assert "no data" not in drawn
        assert panel["title"] in drawn
        assert "<a>" not in drawn
