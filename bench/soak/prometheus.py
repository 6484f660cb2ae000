"""Debian's Prometheus beside the soak: what the shipped alerts make of each fault, and a picture of the shipped dashboard."""

import html
import json
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import urllib3

from bench.pages.processes import free_port
from bench.soak.world import REPOSITORY, World, wait_until

PROMETHEUS = shutil.which("prometheus")
RULES = REPOSITORY / "deploy" / "prometheus" / "alerts.yml"
EVERY = 5  # seconds, between two scrapes and two looks at the rules
# A panel of the picture, in pixels; Grafana's grid has 24 columns.
COLUMN, ROW, MARGIN = 56, 34, 10
COLOURS = ("#2f6f4f", "#b5532a", "#3b5b92", "#8a6d1f", "#7a3f76", "#1f7d86", "#a83246", "#5c6670")
MOST_LINES = 8


class Prometheus:
    """A Prometheus with the shipped rules, and the metrics of a world, which it asks."""

    def __init__(self, world: World, *, rules: Sequence[Path] = (RULES,)) -> None:
        if PROMETHEUS is None:
            raise RuntimeError("There is no prometheus here: apt-get install prometheus.")
        self._world, self._began = world, time.time()
        self._base = f"http://127.0.0.1:{free_port()}"
        self._http = urllib3.PoolManager(retries=False, timeout=10)
        settings = {
            "global": {"scrape_interval": f"{EVERY}s", "evaluation_interval": f"{EVERY}s"},
            "rule_files": [str(one) for one in rules],
            "scrape_configs": [
                {"job_name": "newsroom", "static_configs": [{"targets": [world.environment["METRICS_BIND"]]}]}
            ],
        }
        # JSON is YAML too.
        file = world.data / "prometheus.yml"
        file.write_text(json.dumps(settings))
        world.manage("metrics", "metrics")
        options = [f"--config.file={file}", f"--storage.tsdb.path={world.data / 'prometheus'}"]
        world.start(
            "prometheus", [PROMETHEUS, *options, f"--web.listen-address={self._base.removeprefix('http://')}"]
        )
        wait_until(self._is_ready, "Prometheus")

    def _is_ready(self) -> bool:
        with suppress(urllib3.exceptions.HTTPError):
            return self._http.request("GET", f"{self._base}/-/ready").status == 200
        return False

    def _asked(self, path: str, **fields: Any) -> list[dict[str, Any]]:
        answer = self._http.request("GET", f"{self._base}/api/v1/{path}", fields=fields)
        found: list[dict[str, Any]] = answer.json()["data"]["result"]
        return found

    def alerts(self) -> dict[str, dict[str, int]]:
        """Alert → seconds for which it waited to see whether its cause lasts (`pending`), and for which it fired (`firing`)."""
        seconds = int(time.time() - self._began) + 1
        told: dict[str, dict[str, int]] = {}
        query = f"count_over_time(ALERTS[{seconds}s]) * {EVERY}"
        for one in self._asked("query", query=query):
            labels = one["metric"]
            told.setdefault(labels["alertname"], {})[labels["alertstate"]] = int(float(one["value"][1]))
        return told

    def fired(self) -> dict[tuple[str, str], list[tuple[float, float]]]:
        """Alert and its label `hurried` → from when to when it fired, as often as it did."""
        found = self._asked(
            "query_range", query='ALERTS{alertstate="firing"}', start=self._began, end=time.time(), step=EVERY
        )
        told: dict[tuple[str, str], list[tuple[float, float]]] = {}
        for one in found:
            spans = told.setdefault((one["metric"]["alertname"], one["metric"].get("hurried", "")), [])
            for at in (float(at) for at, _value in one["values"]):
                if spans and at - spans[-1][1] <= 2 * EVERY:
                    spans[-1] = (spans[-1][0], at)
                else:
                    spans.append((at, at))
        return told

    def lines(self, expression: str) -> list[tuple[str, list[tuple[float, float]]]]:
        """Name → points of each line of an expression of the dashboard, since the beginning."""
        now = time.time()
        step = max((now - self._began) / 120, EVERY)
        query = expression.replace("$instance", ".*").replace("[10m]", "[2m]").replace("[5m]", "[1m]")
        found = self._asked("query_range", query=query, start=self._began, end=now, step=step)
        return [
            (" ".join(one["metric"].values()), [(float(at), float(number)) for at, number in one["values"]])
            for one in found
        ]


def alerts_told(found: dict[str, dict[str, int]]) -> str:
    """What the alerts did, as lines for the end of a soak."""
    if not found:
        return "alerts: none was near"
    lines = (
        f"alert  {name:<28} " + ", ".join(f"{state} {seconds} s" for state, seconds in sorted(states.items()))
        for name, states in sorted(found.items())
    )
    return "\n".join(lines)


# --- The picture ---------------------------------------------------------------------------------------------------


def picture(prometheus: Prometheus, file: Path) -> None:
    """Draws the panels of the shipped dashboard from what Prometheus has, and takes a picture with Chromium."""
    from playwright.sync_api import sync_playwright

    from audit.tools import CHROMIUM, FLAGS

    dashboard = json.loads((REPOSITORY / "deploy" / "grafana" / "newsroom.json").read_text())
    panels = dashboard["panels"]
    width = 24 * COLUMN
    height = max(one["gridPos"]["y"] + one["gridPos"]["h"] for one in panels) * ROW
    drawn = "".join(_panel(prometheus, one) for one in panels)
    page = (
        "<!doctype html><meta charset=utf-8><style>body{margin:0;background:#f4f3ef;font:12px sans-serif}"
        "svg text{fill:#222}</style>"
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{drawn}</svg>'
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        tab = browser.new_page(viewport={"width": width, "height": height})
        tab.set_content(page)
        tab.screenshot(path=file)
        browser.close()


def _panel(prometheus: Prometheus, panel: dict[str, Any]) -> str:
    place, unit = panel["gridPos"], panel.get("fieldConfig", {}).get("defaults", {}).get("unit", "short")
    x, y = place["x"] * COLUMN + MARGIN / 2, place["y"] * ROW + MARGIN / 2
    width, height = place["w"] * COLUMN - MARGIN, place["h"] * ROW - MARGIN
    lines = [line for one in panel["targets"] for line in prometheus.lines(one["expr"])]
    lines = [(name, [point for point in points if point[1] == point[1]]) for name, points in lines]  # NaN
    lines = sorted((one for one in lines if one[1]), key=lambda one: -one[1][-1][1])[:MOST_LINES]
    inner = (
        _number(lines, unit, width, height) if panel["type"] == "stat" else _chart(lines, unit, width, height)
    )
    return (
        f'<g transform="translate({x} {y})"><rect width="{width}" height="{height}" rx="4" fill="#fff"/>'
        f'<text x="10" y="18" font-weight="bold">{html.escape(panel["title"])}</text>{inner}</g>'
    )


def _number(lines: list[Any], unit: str, width: float, height: float) -> str:
    said = _said(lines[0][1][-1][1], unit) if lines else "no data"
    return f'<text x="{width / 2}" y="{height * 0.68}" font-size="30" text-anchor="middle">{said}</text>'


def _chart(lines: list[Any], unit: str, width: float, height: float) -> str:
    if not lines:
        return f'<text x="{width / 2}" y="{height / 2}" text-anchor="middle">no data</text>'
    left, top, right, bottom = 62.0, 30.0, width - 128, height - 14
    times = [at for _name, points in lines for at, _number in points]
    first, span = min(times), max(max(times) - min(times), 1.0)
    most = max(number for _name, points in lines for _at, number in points) or 1.0
    drawn = [
        f'<line x1="{left}" x2="{right}" y1="{at}" y2="{at}" stroke="#ddd"/>'
        f'<text x="{left - 6}" y="{at + 4}" text-anchor="end">{_said(number, unit)}</text>'
        for at, number in ((top, most), ((top + bottom) / 2, most / 2), (bottom, 0.0))
    ]
    for number, (name, points) in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(
            f"{left + (at - first) / span * (right - left):.1f},{bottom - value / most * (bottom - top):.1f}"
            for at, value in points
        )
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>')
        drawn.append(
            f'<text x="{right + 8}" y="{top + 6 + number * 15}" style="fill:{colour}">{html.escape(name[:19])}</text>'
        )
    return "".join(drawn)


def _said(number: float, unit: str) -> str:
    if unit == "percentunit":
        return f"{number:.1%}"
    if unit == "bytes":
        return f"{number / 1e9:.1f} GB" if number > 1e9 else f"{number / 1e6:.0f} MB"
    if unit == "s":
        if number < 1:
            return f"{number * 1000:.0f} ms"
        if number < 600:
            return f"{number:.1f} s" if number < 10 else f"{number:.0f} s"
        return f"{number / 3600:.1f} h"
    return f"{number:.1f}" if number < 10 and number % 1 else f"{number:,.0f}"
