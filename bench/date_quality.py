"""Quality of reading publication dates: `python -m bench.date_quality [--feeds FOLDER] [--show N]`.

The dates are written by the Unicode CLDR in the medium, long and full forms of each language, with and without a
time; each is read with and without its language given, and by dateparser alone for comparison.
With `--feeds`, the dates of captured feeds (`*.expected.json` with `published_raw` and `published_utc`) are read too.
"""

import argparse
import json
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import dateparser
from babel.dates import format_date, format_datetime

from feeds.normalise.dates.parse import VIETNAM, understand

LANGUAGES = (
    *(
        "vi",
        "en",
        "fr",
        "de",
        "es",
        "pt",
        "it",
        "nl",
        "ru",
        "uk",
        "pl",
        "cs",
        "sk",
        "hu",
        "ro",
        "bg",
        "el",
        "tr",
    ),
    *("ar", "fa", "he", "hi", "bn", "th", "lo", "km", "my", "id", "ms", "fil", "zh", "zh_Hant", "ja", "ko"),
    *("sv", "da", "nb", "fi"),
)
NOW = datetime(2026, 11, 21, 16, tzinfo=UTC)
# One day per month, with one and two digits, and hours before and after noon.
SAMPLES = tuple(
    datetime(2024 + month % 3, month, day, hour, 4 * month, tzinfo=VIETNAM)
    for month, day, hour in zip(
        range(1, 13), (1, 9, 12, 14, 23, 28, 30, 31, 5, 10, 11, 22), (0, 5, 7, 9, 11, 12) * 2, strict=True
    )
    if (2024 + month % 3, month) <= (2026, 10)
)
Reader = Callable[[str, str], datetime | None]


def written_dates() -> Iterator[tuple[str, str, datetime, bool]]:
    """Language, text, the moment it means, and whether the text has a time."""
    for language in LANGUAGES:
        for moment in SAMPLES:
            for form in ("medium", "long", "full"):
                yield language, format_date(moment, form, locale=language), moment, False
            for form in ("medium", "long"):
                yield language, format_datetime(moment, form, locale=language, tzinfo=VIETNAM), moment, True


def read_with_language(text: str, language: str) -> datetime | None:
    moment = understand(text, language=language.replace("_", "-"), now=NOW)
    return None if moment is None else moment.at


def read_without_language(text: str, language: str) -> datetime | None:
    moment = understand(text, language=None, now=NOW)
    return None if moment is None else moment.at


def read_with_dateparser(text: str, language: str) -> datetime | None:
    known = language.replace("_", "-")
    settings = {"TIMEZONE": "Asia/Ho_Chi_Minh", "RETURN_AS_TIMEZONE_AWARE": True, "DATE_ORDER": "DMY"}
    try:
        found = dateparser.parse(text, languages=[known], settings=settings)
    except ValueError:
        return None
    return None if found is None else found.astimezone(UTC)


def measure(name: str, reader: Reader, show: int) -> None:
    verdicts: Counter[str] = Counter()
    failures: list[str] = []
    started = time.perf_counter()
    for language, text, meant, has_time in written_dates():
        found = reader(text, language)
        if found is None:
            verdict = "unknown"
        elif has_time:
            verdict = "right" if abs((found - meant).total_seconds()) < 60 else "wrong"
        else:
            verdict = "right" if found.astimezone(VIETNAM).date() == meant.date() else "wrong"
        verdicts[verdict] += 1
        if verdict != "right":
            failures.append(f"  {verdict:8}{language:8}{text!r} -> {found} (meant {meant})")
    total = sum(verdicts.values())
    each = (time.perf_counter() - started) / total * 1000
    print(
        f"{name:32} {verdicts['right']}/{total} right, {verdicts['wrong']} wrong, "
        f"{verdicts['unknown']} unknown, {each:.2f} ms a date"
    )
    print("\n".join(failures[:show]))


def measure_feeds(folder: Path) -> None:
    right = total = 0
    for path in sorted(folder.rglob("*.expected.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        for item in content.get("items", ()) if isinstance(content, dict) else ():
            if "published_raw" not in item:
                continue
            moment = understand(item["published_raw"] or "", language=None, now=NOW)
            total += 1
            right += (None if moment is None else f"{moment.at:%Y-%m-%dT%H:%M:%SZ}") == item["published_utc"]
    print(f"{'captured feeds':32} {right}/{total} right")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=Path, help="folder with captured feeds and their expectations")
    parser.add_argument("--show", type=int, default=0, help="how many failures to print")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # dateparser warns when it guesses
    measure("with the language", read_with_language, options.show)
    measure("without the language", read_without_language, options.show)
    measure("dateparser alone", read_with_dateparser, 0)
    if options.feeds:
        measure_feeds(options.feeds)


if __name__ == "__main__":
    main()
