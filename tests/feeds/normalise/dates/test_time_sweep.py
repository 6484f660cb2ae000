"""Every date and time pattern of the Unicode CLDR in the languages of the site, read back."""

from collections import Counter

import pytest

from bench import time_sweep
from bench.time_sweep import LOCALES, judge, measure, written_in

# Every so-manieth text, by a prime so that all patterns, moments and zones have their turn; the whole sweep takes
# half a minute and runs in `bench.quality`.
STEP = 7
# Of all texts, English numerals whose order nothing decides, and hours without any word.
FEWEST_RIGHT = 0.98


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_is_read_wrong(locale: str) -> None:
    results = measure((locale,), step=STEP)
    assert len(results) > 200
    assert [result for result in results if result.verdict == "wrong"] == []
    counts = Counter(result.verdict for result in results)
    assert counts["right"] / len(results) > (0.85 if locale == "en" else FEWEST_RIGHT - 0.02)


def test_a_wrong_reading_is_told() -> None:
    written = next(iter(written_in("vi")))
    right = judge(written)
    assert right.verdict == "right"
    late = time_sweep.replace(written, meant=written.meant.replace(year=2021))
    assert judge(late).verdict == "wrong"
