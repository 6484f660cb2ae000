"""Which articles are surely versions of one story, and which stands for it."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from articles.grouping.versions import Candidate, elect_lead, is_another_instalment, story_keys

ORIGINAL = "https://bao-goc.example/dan-van-kheo-o-xa-dong-mau-1024.html"
NOON = datetime(2024, 5, 19, 5, 0, tzinfo=UTC)

SHARED_KEY = {
    "two texts of one original": (
        {"url": "https://a.example/fr/x", "origin_url": ORIGINAL},
        {"url": "https://b.example/y", "origin_url": ORIGINAL},
    ),
    "a text and the original that it cites": (
        {"url": "https://a.example/th/x", "origin_url": ORIGINAL},
        {"url": ORIGINAL, "origin_url": None},
    ),
    "the original cited by its mobile page, over http, with tracking": (
        {"url": None, "origin_url": ORIGINAL.replace("https://", "http://m.") + "?utm_source=x"},
        {"url": ORIGINAL, "origin_url": None},
    ),
    "one slug in two language paths of a site": (
        {"url": "https://platform.example/uk/dan-van-kheo-o-xa-dong-mau/", "origin_url": None},
        {"url": "https://platform.example/th/dan-van-kheo-o-xa-dong-mau/", "origin_url": None},
    ),
    "one slug on two language hosts of a site": (
        {"url": "https://en.example.com/dan-van-kheo-o-xa-dong-mau-post10001.html", "origin_url": None},
        {"url": "https://fr.example.com/dan-van-kheo-o-xa-dong-mau-post10002.html", "origin_url": None},
    ),
}
NO_SHARED_KEY = {
    "one slug on two sites": (
        {"url": "https://a.example/en/dan-van-kheo-o-xa-dong-mau", "origin_url": None},
        {"url": "https://b.example/fr/dan-van-kheo-o-xa-dong-mau", "origin_url": None},
    ),
    "one slug on a site that names no language": (
        {"url": "https://a.example/tin/dan-van-kheo-o-xa-dong-mau-10001.html", "origin_url": None},
        {"url": "https://a.example/bai/dan-van-kheo-o-xa-dong-mau-10002.html", "origin_url": None},
    ),
    "a slug that names a section": (
        {"url": "https://a.example/en/tin-tuc", "origin_url": None},
        {"url": "https://a.example/fr/tin-tuc", "origin_url": None},
    ),
    "no address at all": ({"url": None, "origin_url": None}, {"url": None, "origin_url": None}),
}


@pytest.mark.parametrize(
    "section", ["https://goc.example/news", "https://goc.example/thoi-su", "https://goc.example/vi/tin/"]
)
def test_texts_that_cite_one_section_are_no_story(section: str) -> None:
    one, other = (
        story_keys(url=f"https://bao.example/bai-{number}", origin_url=section) for number in (101, 102)
    )
    assert one
    assert not set(one) & set(other)


@pytest.mark.parametrize(("one", "other"), SHARED_KEY.values(), ids=SHARED_KEY)
def test_surely_one_story(one: dict[str, str | None], other: dict[str, str | None]) -> None:
    assert set(story_keys(**one)) & set(story_keys(**other))


@pytest.mark.parametrize(("one", "other"), NO_SHARED_KEY.values(), ids=NO_SHARED_KEY)
def test_nothing_is_guessed(one: dict[str, str | None], other: dict[str, str | None]) -> None:
    assert not set(story_keys(**one)) & set(story_keys(**other))


def test_the_original_comes_first_and_no_key_twice() -> None:
    keys = story_keys(url=ORIGINAL, origin_url=ORIGINAL)
    assert len(keys) == len(set(keys))
    keys = story_keys(url="https://platform.example/uk/dan-van-kheo-o-xa-dong-mau", origin_url=ORIGINAL)
    assert "bao-goc.example" in keys[0]
    assert keys[-1].startswith("slug:")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a.example/en/todays-news-in-brief-101001", "a.example/en/todays-news-in-brief-101002", True),
        ("a.example/en/todays-news-in-brief-101001", "a.example/fr/todays-news-in-brief-101002", False),
        ("a.example/en/todays-news-in-brief-101001", "b.example/en/todays-news-in-brief-101002", False),
        ("a.example/en/todays-news-in-brief-101001", "a.example/en/todays-news-in-brief-101001", False),
        ("a.example/en/one-village-builds-a-bridge", "a.example/en/another-village-plants-trees", False),
        ("a.example/en/1", "a.example/en/2", False),
    ],
    ids=["next issue", "other language", "other site", "same page", "other slug", "no slug"],
)
def test_another_instalment(one: str, other: str, expected: bool) -> None:
    assert is_another_instalment(one, other) is expected


def candidate(pk: int, **overrides: object) -> Candidate:
    values = {
        "is_public": True,
        "is_original": True,
        "machine_translated": False,
        "ordered_at": NOON,
        **overrides,
    }
    return Candidate(pk=pk, **values)  # type: ignore[arg-type]


LEADS = {
    "the public one before one that is held": [candidate(2), candidate(1, is_public=False)],
    "the original before an earlier copy": [
        candidate(2),
        candidate(1, is_original=False, ordered_at=NOON - timedelta(days=1)),
    ],
    "a public copy before an original that is held": [
        candidate(2, is_original=False),
        candidate(1, is_public=False),
    ],
    "a person's text before a machine's": [candidate(2), candidate(1, machine_translated=True)],
    "the earliest of equals": [candidate(2, ordered_at=NOON - timedelta(hours=1)), candidate(1)],
    "the first stored of twins": [candidate(1), candidate(2)],
}


@pytest.mark.parametrize("candidates", LEADS.values(), ids=LEADS)
def test_who_leads(candidates: list[Candidate]) -> None:
    for order in permutations(candidates):
        assert elect_lead(order) == candidates[0].pk


def test_nobody_leads_an_empty_story() -> None:
    assert elect_lead([]) is None
