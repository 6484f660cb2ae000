"""Editors' answers are labels: precision by kind of evidence, and thresholds that they bear out."""

from io import StringIO

import pytest
from django.core.management import call_command

from articles.linking.quality import Label, linking_quality, threshold
from articles.models import StoryDecision, StoryLink, StorySuggestion
from tests.factories import NOON, make_article


def test_a_threshold_needs_answers_and_enough_right_ones() -> None:
    right = [Label(bits, ("figures",), same=True) for bits in range(20, 70)]
    assert threshold(right[:49], 0.9) is None
    assert threshold(right, 0.9) == 20
    wrong = [Label(10 - number / 10, ("days",), same=False) for number in range(10)]
    assert threshold([*right, *wrong], 0.9) == pytest.approx(9.6)
    assert threshold([*wrong, *right], 0.995) == 20


@pytest.mark.django_db
def test_the_command_reports_by_kind_and_changes_nothing() -> None:
    one, other, third = make_article(), make_article(), make_article()
    common = {"kind": "facts", "score": 0.4, "suggested_at": NOON, "decided_at": NOON}
    StorySuggestion.objects.create(
        first=one, second=other, decided="same", reasons=["figures: 45", "names: X"], **common
    )
    StorySuggestion.objects.create(
        first=one, second=third, decided="apart", reasons=["figures: 45"], **common
    )
    StoryLink.objects.create(first=one, second=third, gone=third.story, rule="r", bits=20, made_at=NOON)
    StoryDecision.objects.create(first=one, second=third, verdict="apart")
    assert linking_quality().kinds == {"figures": (2, 1), "names": (1, 1)}
    out = StringIO()
    call_command("linking_quality", stdout=out)
    assert "figures: 1 of 2 right (50%)" in out.getvalue()
    assert "Links by rule: 1, of which editors parted 1." in out.getvalue()
    assert "Suggested from 10 bits on; fewer than 50 answers bear out another." in out.getvalue()


@pytest.mark.django_db
def test_the_command_says_that_nothing_is_answered() -> None:
    out = StringIO()
    call_command("linking_quality", stdout=out)
    assert "No suggestion by shared facts has been answered yet." in out.getvalue()
