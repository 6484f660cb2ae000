"""Lighthouse on a simulated cheap phone: accessibility, best practices and SEO 100, fast entry pages."""

import json
import re
from collections.abc import Iterator
from typing import Any

from audit.browser import Audit
from audit.figures import Figure
from audit.pages import ARTICLE, FRONT, Page
from audit.tools import CHROMIUM, FLAGS, ONLY_LOOPBACK, AuditError, module, program, run

EDITIONS = ("vi", "ar")
FAST = {FRONT: "front", "category/*": "category", ARTICLE: "article"}
TEMPLATES = {**FAST, "topic/*": "topic", "search?q": "search"}
SCORES = {"accessibility": 100, "best-practices": 100, "seo": 100}
PERFORMANCE = 98
# Budgets of entry pages: milliseconds, and the unitless layout shift.
TIMES = {
    "largest-contentful-paint": ("LCP", 1800, "ms"),
    "cumulative-layout-shift": ("CLS", 0.01, ""),
    "total-blocking-time": ("TBT", 100, "ms"),
}
SECONDS = 240
# The browser sometimes gives no trace; the second attempt succeeds.
NO_TRACE = "NO_NAVSTART"


def figures_of(report: dict[str, Any], name: str, *, fast: bool) -> Iterator[Figure]:
    """The figures of one report. `fast`: whether the page must keep the time budgets."""
    for category, floor in SCORES.items():
        score = round(report["categories"][category]["score"] * 100)
        yield Figure("lighthouse", f"{name}: {category}", score, floor, "least", "", _lost(report, category))
    score = round(report["categories"]["performance"]["score"] * 100)
    yield Figure("lighthouse", f"{name}: performance", score, PERFORMANCE if fast else None, "least")
    for audit, (short, most, unit) in TIMES.items():
        value = report["audits"][audit]["numericValue"]
        value = round(value, 4 if unit == "" else 0)
        yield Figure("lighthouse", f"{name}: {short}", value, most if fast else None, "most", unit)


def _lost(report: dict[str, Any], category: str) -> tuple[str, ...]:
    """The audits that lowered a category's score."""
    return tuple(
        f"{one['id']}: {report['audits'][one['id']]['title']}"
        for one in report["categories"][category]["auditRefs"]
        if one["weight"] and (report["audits"][one["id"]].get("score") or 0) < 1
        if report["audits"][one["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    )


def check(audit: Audit) -> list[Figure]:
    """One page at a time, so that none slows down another."""
    figures: list[Figure] = []
    for page in audit.of(EDITIONS):
        if page.template in TEMPLATES:
            report = _report(audit, page)
            name = f"{page.edition} {TEMPLATES[page.template]}"
            figures += figures_of(report, name, fast=page.template in FAST)
    return sorted(figures, key=lambda figure: EDITIONS.index(figure.name[:2]))


def _report(audit: Audit, page: Page, *, again: bool = True) -> dict[str, Any]:
    answer = audit.site.get(page.path).text
    # A page with noindex loses no points for it.
    hidden = re.search(r'<meta name="robots" content="noindex', answer)
    said = run(
        [
            *(program("node", "nodejs"), str(module("lighthouse/cli/index.js")), audit.site.url(page.path)),
            *("--output=json", "--quiet", "--form-factor=mobile", "--no-enable-error-reporting"),
            "--only-categories=performance,accessibility,best-practices,seo",
            *(["--skip-audits=is-crawlable"] if hidden else []),
            f"--chrome-flags=--headless=new --disable-gpu {' '.join(FLAGS)} '{ONLY_LOOPBACK}'",
        ],
        seconds=SECONDS,
        environment={"CHROME_PATH": CHROMIUM},
    )
    try:
        report: dict[str, Any] = json.loads(said)
    except ValueError as error:
        if again:
            return _report(audit, page, again=False)
        raise AuditError(f"Lighthouse gave no report of {page}:\n{said[-800:]}") from error
    if report.get("runtimeError") and again and report["runtimeError"]["code"] == NO_TRACE:
        return _report(audit, page, again=False)
    return report
