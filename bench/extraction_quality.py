"""Quality of page extraction on a folder of captured pages with expectations beside them.

`python -m bench.extraction_quality FOLDER` prints a table by kind of expectation, and the worst pages. The text of an article
is its lead and its blocks, captions left out; the measure is F1 over the multiset of word tokens (single characters
in scripts that write no spaces).
"""

import json
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from statistics import mean
from typing import Any

from feeds.errors import ParseError
from feeds.extractor.page import extract_page
from feeds.normalise.structure import text_of
from feeds.raw import RawArticle

TOKEN = re.compile(
    r"[\u0e00-\u0e7f\u0e80-\u0eff\u1780-\u17ff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]|[^\W_]+"
)
WORST = 12  # pages listed after the table


def token_f1(found: str, wanted: str) -> tuple[float, float, float]:
    """F1, precision and recall of two texts over their multisets of tokens; 1.0 if both are empty."""
    one, other = Counter(TOKEN.findall(found.lower())), Counter(TOKEN.findall(wanted.lower()))
    shared = sum((one & other).values())
    precision = shared / sum(one.values()) if one else float(not other)
    recall = shared / sum(other.values()) if other else float(not one)
    return (
        (2 * precision * recall / (precision + recall) if shared else float(not one and not other)),
        precision,
        recall,
    )


def article_text(article: RawArticle) -> str:
    """The text that is measured: the lead, then the blocks without captions."""
    return f"{article.lead}\n{text_of(article.blocks)}".strip()


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def measure_page(page: Path, expected: dict[str, Any]) -> dict[str, Any]:
    """The figures of one page, for which its expectation has a value."""
    start = time.perf_counter()
    try:
        article = extract_page(page.read_bytes(), url=expected.get("url"), input=page.name)
    except ParseError as error:
        article = RawArticle(input=page.name, kind="page", identity="refused", warnings=(error.message,))
    text = article_text(article)
    row: dict[str, Any] = {
        "page": page.stem,
        "truth": expected.get("truth", ""),
        "seconds": time.perf_counter() - start,
    }
    row["language"] = expected.get("language")
    row["refused"] = article.identity == "refused"
    if expected.get("text") and expected["truth"] != "partial":
        row["f1"], row["precision"], row["recall"] = token_f1(text, expected["text"])
    if expected["truth"] == "partial":
        row["starts"] = _squeezed(text).startswith(_squeezed(expected["text"])[:200])
    whole = _squeezed(f"{article.title}\n{article.author}\n{text}")
    row["with"] = [_squeezed(one) in whole for one in expected.get("with", [])]
    row["without"] = [_squeezed(one) not in _squeezed(text) for one in expected.get("without", [])]
    wanted = str(expected.get("date") or expected.get("date_in_page") or "")[:10]
    if re.match(r"\d{4}-\d\d-\d\d", wanted):
        row["date"] = (
            "right"
            if article.published_text[:10] == wanted
            else "wrong"
            if article.published_text
            else "missing"
        )
        row["date_found"], row["date_wanted"] = article.published_text, wanted
    if expected.get("title"):
        row["title"] = token_f1(article.title, expected["title"])[0] > 0.95
    return row


def measure(folder: Path) -> dict[str, Any]:
    """The figures of all pages of a folder: `rows` (one per page) and `summary` (by kind of expectation)."""
    rows = []
    for expectation in sorted(folder.glob("*.expected.json")):
        page = expectation.with_name(expectation.name.replace(".expected.json", ".html"))
        if page.exists():
            rows.append(measure_page(page, json.loads(expectation.read_text(encoding="utf-8"))))
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        kinds[row["truth"]].append(row)
        if row["truth"] in {"gold", "silver"}:
            kinds["gold and silver"].append(row)
        if row["language"] == "vi" and "f1" in row:
            kinds["Vietnamese"].append(row)
        kinds["all"].append(row)
    return {"rows": rows, "summary": {kind: _summary(of) for kind, of in kinds.items()}}


def _summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    def average(values: list[Any]) -> float | None:
        return round(mean(values), 4) if values else None

    dates = [row["date"] for row in rows if "date" in row]
    return {
        "pages": len(rows),
        "f1": average([row["f1"] for row in rows if "f1" in row]),
        "with": average([hit for row in rows for hit in row["with"]]),
        "without": average([hit for row in rows for hit in row["without"]]),
        "date_right": average([date == "right" for date in dates]),
        "date_wrong": average([date == "wrong" for date in dates]),
        "title": average([row["title"] for row in rows if "title" in row]),
        "refused": sum(row["refused"] for row in rows),
        "seconds": average([row["seconds"] for row in rows]),
    }


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("Give the folder of captured pages: python -m bench.extraction_quality FOLDER", file=sys.stderr)
        return 2
    result = measure(Path(arguments[0]))
    names = ["pages", "f1", "with", "without", "date_right", "date_wrong", "title", "refused", "seconds"]
    print(f"{'truth':<20}" + "".join(f"{name:>11}" for name in names))
    for kind, figures in result["summary"].items():
        print(
            f"{kind:<20}"
            + "".join(f"{'-' if figures[name] is None else figures[name]:>11}" for name in names)
        )
    scored = sorted((row for row in result["rows"] if "f1" in row), key=lambda row: row["f1"])
    for row in scored[:WORST]:
        print(
            f"{row['f1']:.3f} p={row['precision']:.3f} r={row['recall']:.3f} {row['truth']:<17} {row['page']}"
        )
    for row in result["rows"]:
        if row.get("date", "right") != "right":
            print(
                f"date {row['date']}: found {row['date_found']!r}, wanted {row['date_wanted']}: {row['page']}"
            )
        if row.get("title") is False or not all(row["with"]) or not all(row["without"]):
            print(
                f"title or segments differ: title={row.get('title')} {row['with']} {row['without']} {row['page']}"
            )
        if row["refused"]:
            print(f"refused: {row['page']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
