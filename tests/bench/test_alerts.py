"""The rehearsal of alerts: each shipped one has a fault that is to raise it, and copies of it differ by their times alone."""

import subprocess
from pathlib import Path

import pytest

from bench.alerts.__main__ import told
from bench.alerts.faults import FAULTS
from bench.alerts.rules import Rule, hurried, rules_in
from bench.soak.prometheus import RULES

ALERTS = rules_in(RULES.read_text())
TIMES = {"Gone": ("a fault", 100.0, 200.0)}


def test_each_shipped_alert_has_a_fault_that_lasts_longer_than_it_waits() -> None:
    lasts = {alert: fault.lasts for fault in FAULTS for alert in fault.alerts}
    assert set(lasts) == {one.name for one in ALERTS}
    assert RULES.read_text().count("- alert:") == len(ALERTS)
    for one in ALERTS:
        assert lasts[one.name] > (one.waits if one.waits < 1800 else one.waits / 10), one.name


def test_copies_have_shorter_times_and_the_same_measures(tmp_path: Path) -> None:
    text = hurried([one for one in ALERTS if one.name in ("NewsroomSlow", "NewsroomFeedsFail")], 10)
    assert "for: 60s" in text
    assert "[60s]" in text
    assert "for: 720s" in text
    assert 'labels: {hurried: "10", severity: warning}' in text
    assert "> 0.3" in text


@pytest.mark.parametrize(
    ("spans", "said", "status"),
    [
        ([(150.0, 230.0)], "50 s | 30 s", 0),
        ([], "NEVER", 1),
        ([(150.0, 9e12)], "50 s | NEVER", 1),
        # An alarm of before is none of this fault.
        ([(10.0, 20.0), (160.0, 210.0)], "60 s | 10 s", 0),
    ],
)
def test_the_table_says_what_fired_and_went(
    spans: list[tuple[float, float]], said: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told([Rule("Gone", 120, "")], {"Gone": ""}, {("Gone", ""): spans}, TIMES, 10)
    assert found == status
    assert said in capsys.readouterr().out


def test_promtool_takes_the_copies(tmp_path: Path) -> None:
    file = tmp_path / "hurried.yml"
    file.write_text(hurried(ALERTS, 10))
    try:
        subprocess.run(["promtool", "check", "rules", file], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("promtool is not installed")
