"""`srcset` is parsed as the HTML standard says."""

import pytest

from feeds.normalise.markup.srcset import MOST_CANDIDATES, Candidate, candidates

SETS = {
    "widths": ("/a.jpg 320w, /b.jpg 640w", [Candidate("/a.jpg", 320), Candidate("/b.jpg", 640)]),
    "densities": ("/a.jpg, /b.jpg 2x", [Candidate("/a.jpg"), Candidate("/b.jpg", density=2.0)]),
    "a fraction": ("/a.jpg 1.5x", [Candidate("/a.jpg", density=1.5)]),
    "commas in addresses": (
        "https://a.example/w_320,h_180/p.jpg 320w, https://a.example/w_640,h_360/p.jpg 640w",
        [
            Candidate("https://a.example/w_320,h_180/p.jpg", 320),
            Candidate("https://a.example/w_640,h_360/p.jpg", 640),
        ],
    ),
    "no space after the dividing comma": (
        "/a.jpg 320w,/b.jpg 640w",
        [Candidate("/a.jpg", 320), Candidate("/b.jpg", 640)],
    ),
    "a comma ends an address without descriptor": (
        "/a.jpg, /b.jpg",
        [Candidate("/a.jpg"), Candidate("/b.jpg")],
    ),
    "commas only divide before a space": ("/a.jpg,/b.jpg", [Candidate("/a.jpg,/b.jpg")]),
    "line breaks": (
        "\n /a.jpg 1x,\n\t/b.jpg 2x\n",
        [Candidate("/a.jpg", density=1.0), Candidate("/b.jpg", density=2.0)],
    ),
    "a height beside the width": ("/a.jpg 300w 200h", [Candidate("/a.jpg", 300)]),
    "width and density": ("/a.jpg 300w 2x, /b.jpg 2x", [Candidate("/b.jpg", density=2.0)]),
    "an unknown descriptor": ("/a.jpg big, /b.jpg 2x", [Candidate("/b.jpg", density=2.0)]),
    "a descriptor in brackets": ("/a.jpg (1, 2) 1x, /b.jpg", [Candidate("/b.jpg")]),
    "no width": ("/a.jpg 0w", []),
    "nothing": (" , ", []),
}


@pytest.mark.parametrize(("srcset", "wanted"), SETS.values(), ids=SETS.keys())
def test_candidates(srcset: str, wanted: list[Candidate]) -> None:
    assert list(candidates(srcset)) == wanted


def test_a_set_without_end_ends() -> None:
    assert len(candidates("/a.jpg 1x, " * 1_000)) == MOST_CANDIDATES
    assert candidates("/a.jpg " + "(" * 1_000) == ()
