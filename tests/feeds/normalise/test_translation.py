"""Machine translation: what counts as evidence and what does not."""

import pytest

from feeds.normalise.origin import Origin
from feeds.normalise.translation import is_machine_translated

PLATFORM = "https://platform.example/id/hoi-nghi-tong-ket-dan-van"
VIETNAMESE = "https://baotinhxa.vn/hoi-nghi-tong-ket-cong-tac-dan-van-382516.html"


def origin(url: str | None) -> Origin:
    return Origin(url, "baotinhxa.vn", "source line")


@pytest.mark.parametrize(
    "note",
    [
        "Bản dịch tự động",
        "Bài viết được dịch bởi AI.",
        "(Translated by AI)",
        "This article was automatically translated from Vietnamese.",
        "Machine-translated, not reviewed",
        "Traduit automatiquement du vietnamien",
        "Maschinell übersetzt",
        "Traducción automática",
        "Tradução automática",
        "Traduzione automatica",
        "Переведено автоматически",
        "Машинний переклад",
        "ترجمة آلية",
        "मशीनी अनुवाद",
        "แปลโดยอัตโนมัติ",
        "Diterjemahkan secara otomatis",
        "机器翻译",
        "AIによる翻訳",
        "기계 번역",
    ],
)
def test_a_note_is_evidence(note: str) -> None:
    evidence = is_machine_translated(language="en", url=None, origin=None, lines=("First line.", note))
    assert evidence is not None
    assert evidence.quote == note


@pytest.mark.parametrize(
    "line",
    [
        "Translated by a staff writer",
        "Người dịch: Nguyễn Văn An",
        "The ministry presented an application of artificial intelligence for farmers.",
        "The museum's guide offers machine translation of its labels"
        + ", as visitors from twenty countries say" * 3,
    ],
)
def test_other_lines_are_none(line: str) -> None:
    assert is_machine_translated(language="en", url=None, origin=None, lines=(line,)) is None


PLACE = {
    "another site cites a Vietnamese page": ("id", PLATFORM, VIETNAMESE, True),
    "a text without address": ("th", None, VIETNAMESE, True),
    "explicit Vietnamese path": ("uk", PLATFORM, "https://bao.vn/vi/hoi-nghi-tong-ket-dan-van-123456", True),
    "Vietnamese newspaper outside .vn": (
        "en",
        PLATFORM,
        "https://vnexpress.net/hoi-nghi-tong-ket-dan-van-4790123.html",
        True,
    ),
    "one slug in two editions": (
        "uk",
        "https://nentang.vn/uk/hoi-nghi-tong-ket-dan-van",
        "https://nentang.vn/vi/hoi-nghi-tong-ket-dan-van",
        True,
    ),
    "Vietnamese text": ("vi", PLATFORM, VIETNAMESE, False),
    "English edition by subdomain": (
        "en",
        PLATFORM,
        "https://en.bao.vn/hoi-nghi-tong-ket-dan-van-12345.html",
        False,
    ),
    "English edition by path": ("fr", PLATFORM, "https://bao.vn/en-US/hoi-nghi-tong-ket.html", False),
    "English words in the address": (
        "en",
        PLATFORM,
        "https://news.vn/party-leader-visits-northern-province-123456.html",
        False,
    ),
    "foreign newspaper": ("en", PLATFORM, "https://paper.example/hoi-nghi-tong-ket-dan-van", False),
    "the same newspaper's desk": (
        "en",
        "https://baotinhxa.vn/en/conference-reviews-mass-mobilisation.html",
        VIETNAMESE,
        False,
    ),
    "only the publisher": ("id", PLATFORM, None, False),
    "language unknown": ("und", PLATFORM, VIETNAMESE, False),
}


@pytest.mark.parametrize(("language", "url", "cited", "expected"), PLACE.values(), ids=PLACE.keys())
def test_place_as_evidence(language: str, url: str | None, cited: str | None, expected: bool) -> None:
    evidence = is_machine_translated(language=language, url=url, origin=origin(cited))
    assert (evidence is not None) is expected


def test_no_origin_is_no_evidence() -> None:
    assert is_machine_translated(language="uk", url=PLATFORM, origin=None) is None


def test_the_declared_language_counts_where_the_text_does_not_tell() -> None:
    evidence = is_machine_translated(
        language="und", declared_language="lo", url=PLATFORM, origin=origin(VIETNAMESE)
    )
    assert evidence is not None
    assert "lo" in evidence.reason


@pytest.mark.parametrize(("language", "expected"), [("uk", True), ("vi", False)])
def test_a_platform_that_declares_its_translations(language: str, expected: bool) -> None:
    evidence = is_machine_translated(language=language, url=PLATFORM, origin=None, platform_declares=True)
    assert (evidence is not None) is expected
