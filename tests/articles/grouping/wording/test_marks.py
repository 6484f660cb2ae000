"""Where terms stand in a text that an editor tries."""

import pytest

from articles.grouping.wording.marks import marked


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("High-water and a Flood: another flood.", "flood", ["Flood", "flood"]),
        ("A High-water mark", "high water", ["High-water"]),
        ("Of C++, and of C alone", "C++", ["C++"]),
        ("Down by 50%. So it is", "50%", ["50%"]),
        ("Dân vận! Và dân vận.", "dân vận!", ["Dân vận!"]),
        ("Of TP.HCM.", "TP.HCM", ["TP.HCM"]),
        ("Of AT&T and AT", "AT&T", ["AT&T"]),
        ("เพื่อประชาชนทุกคน", "ประชาชน", ["ประชาชน"]),
        ("做好群众工作的经验", "群众工作", ["群众工作"]),
        ("The mobilization of the broad masses.", "mobili* ** masses", ["mobilization of the broad masses"]),
        ("Nothing of it", "flood", []),
        ("", "flood", []),
    ],
)
def test_a_term_is_marked_as_it_is_written(text: str, phrase: str, found: list[str]) -> None:
    pieces = marked(text, [phrase])
    assert [one.text for one in pieces if one.term] == found
    assert "".join(one.text for one in pieces) == text


def test_without_marks_a_term_is_found_where_the_text_has_none() -> None:
    assert [one.text for one in marked("cong tac dan van", ["dân vận"], plain=True) if one.term] == [
        "dan van"
    ]
    assert not [one for one in marked("cong tac dan van", ["dân vận"]) if one.term]
