"""CPU time of each stage of the pipeline for one page of 1,000 words: `python -m bench.stage_times`.

The page is a Vietnamese sample of the project with its boilerplate. Each stage is timed alone on the same input as in
`feeds.normalise.article`; the figure is the median of all runs.
"""

import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import django

Result = TypeVar("Result")
RUNS = 15
WORDS = 1000
PAGE = (
    Path(__file__).resolve().parents[1]
    / "samples/pages/vi-ban-na-mau-hien-dat-mo-duong-nong-san-xuong-nui-nhanh-hon-mot-gio.html"
)


def page_of(words: int, run: int = 0, sample: Path = PAGE) -> bytes:
    """The sample page with its paragraphs repeated, with changing numbers, up to this many words."""
    html = sample.read_text(encoding="utf-8")
    paragraphs = [one for one in re.findall(r"<p>.*?</p>", html, re.DOTALL) if len(one) > 120]
    added: list[str] = []
    while len(" ".join((html, *added)).split()) < words + len(html.split()) // 2:
        number = len(added)
        remark = f" Lần thứ {number}, ghi {number * 7 + run * 1000} ý kiến.</p>"
        added.append(paragraphs[number % len(paragraphs)].replace("</p>", remark))
    at = html.index(paragraphs[-1])
    return (html[:at] + "\n".join(added) + html[at:]).encode()


def measure(runs: int = RUNS) -> Mapping[str, float]:
    """Milliseconds by stage (medians over pages of different words); "total" is reading and normalising."""
    _stages(page_of(WORDS))  # loads models and tables
    times: dict[str, list[float]] = {}
    for run in range(1, runs + 1):
        for name, milliseconds in _stages(page_of(WORDS, run)).items():
            times.setdefault(name, []).append(milliseconds)
    return {name: median(of_stage) for name, of_stage in times.items()}


def _timed(stage: Callable[[], Result]) -> tuple[Result, float]:
    """The stage's result, and its milliseconds of CPU time, which other processes do not affect."""
    started = time.process_time()
    result = stage()
    return result, (time.process_time() - started) * 1000


def _stages(html: bytes) -> dict[str, float]:
    """Milliseconds of each stage for one page, in the order of `feeds.normalise.article`."""
    from articles.grouping.addresses import canonical_link
    from articles.grouping.documents import find_documents
    from articles.grouping.relevance import judge
    from bench.sample_quality import NOW
    from feeds.extractor.page import extract_page
    from feeds.normalise.article import normalise
    from feeds.normalise.dates.parse import understand
    from feeds.normalise.furniture import remove_furniture
    from feeds.normalise.languages.identify import foreign_paragraphs, identify
    from feeds.normalise.origin import find_origin
    from feeds.normalise.sanitise import sanitise
    from feeds.normalise.structure import html_of, text_of

    knowledge, times = _knowledge(), {}
    raw, times["read"] = _timed(lambda: extract_page(html, url=None, input="page"))
    tidy, times["furniture"] = _timed(lambda: remove_furniture(raw, language="vi"))
    text, times["structure"] = _timed(lambda: text_of(tidy.blocks))
    _, times["language"] = _timed(lambda: identify(text[:6000], declared="vi"))
    lines = [block.text for block in tidy.blocks]
    _, times["foreign paragraphs"] = _timed(lambda: foreign_paragraphs(lines, "vi"))
    _, times["origin"] = _timed(lambda: find_origin(tidy))
    documents, times["documents"] = _timed(lambda: find_documents(text))
    matched, times["topics"] = _timed(lambda: knowledge.matcher.match(raw.title, raw.lead, text, "vi"))
    _, times["relevance"] = _timed(
        lambda: judge(
            raw.title,
            raw.lead,
            text,
            language="vi",
            matcher=knowledge.matcher,
            documents=documents,
            matched=matched,
        )
    )
    _, times["dates"] = _timed(lambda: understand(raw.published_text, language="vi", now=NOW))
    _, times["sanitise"] = _timed(
        lambda: sanitise(
            html_of(tidy.blocks), base_url=None, rewrite=lambda link: canonical_link(link) or link
        )
    )
    whole = replace(raw, blocks=tuple(replace(block, text=f"{block.text} ") for block in raw.blocks))
    _, times["all of normalise"] = _timed(lambda: normalise(whole, knowledge=knowledge, now=NOW))
    times["total"] = times["read"] + times["all of normalise"]
    return times


@cache
def _knowledge() -> Any:
    from feeds.knowledge import from_catalogue

    return from_catalogue()


def main() -> int:
    print(f"{len(page_of(WORDS).split())} words of HTML; median of {RUNS} runs")
    for name, milliseconds in measure().items():
        print(f"{name:<20}{milliseconds:>9.2f} ms")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    raise SystemExit(main())
