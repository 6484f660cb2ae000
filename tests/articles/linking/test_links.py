"""Links by shared facts: made where certain, said and taken back, and never against a hand."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.linking import links
from articles.linking.links import RULE, review_links, take_back
from articles.linking.suggestions import MatchResult, match_articles
from articles.models import Article, Evidence, LinkingThreshold, Story, StoryKey, StoryLink, StorySuggestion
from articles.services.stories import merge_by_hand, split_by_hand
from tests.factories import NOON, make_article, make_topic

VI = "Ngày 31/10, tỉnh Thanh Hóa bàn giao 1.284 căn nhà ở xã Nông Cống; 96,5% hộ đồng thuận, 880 người giúp."
EN = "On 31 October Thanh Hoa province handed over 1,284 houses in Nong Cong; 96.5 percent agreed, 880 people helped."
TH = "เมื่อวันที่ 31 ตุลาคม จังหวัดแทงฮว้า มอบบ้าน 1,284 หลังในตำบลหนองก๊ง ประชาชน 96.5% เห็นด้วย มีคนช่วย 880 คน"

pytestmark = pytest.mark.django_db


def versions(**overrides: object) -> tuple[Article, Article]:
    one = make_article(language="vi", title="Bàn giao nhà", text=VI)
    return one, make_article(**{"language": "en", "title": "Houses", "text": EN, **overrides})


def run() -> MatchResult:
    return match_articles(pks=list(Article.objects.order_by("pk").values_list("pk", flat=True)), now=NOON)


def stories() -> int:
    return Article.objects.values("story").distinct().count()


def test_three_languages_become_one_story() -> None:
    versions()
    make_article(language="th", title="มอบบ้าน", text=TH)
    assert run().linked == 2
    assert stories() == 1
    assert not StorySuggestion.objects.waiting().exists()


def test_the_link_says_its_rule_its_day_and_its_facts() -> None:
    one, other = versions()
    run()
    link = StoryLink.objects.get()
    assert (link.first, link.second, link.rule, link.made_at) == (one, other, RULE, NOON)
    assert "figures: 1,284, 880, 96.5%" in link.facts or "figures: 1,284, 96.5%, 880" in link.facts
    assert "days: 31/10" in link.facts
    assert "names: Nong Cong" in link.facts


def test_running_it_again_changes_nothing() -> None:
    versions()
    run()
    assert run() == MatchResult(articles=2, joined=0, suggested=0, linked=0)
    assert StoryLink.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    [
        EN.replace("Thanh Hoa", "Nghe An"),
        EN.replace("31 October", "25 October"),
        "On 31 October Thanh Hoa province handed over houses; 1,284 families moved.",
    ],
    ids=["another province", "another day", "few facts"],
)
def test_what_is_not_certain_is_left_to_editors(text: str) -> None:
    versions(text=text)
    assert run().linked == 0
    assert stories() == 2


def test_two_that_are_as_good_as_each_other_are_left_to_editors() -> None:
    versions()
    make_article(language="en", title="Houses again", text=EN.replace("880", "881"))
    assert run().linked == 0
    assert StorySuggestion.objects.filter(kind="facts").exists()


def test_what_an_editor_parted_is_not_linked() -> None:
    one, other = versions()
    merge_by_hand(articles=[one, other], by=None)
    split_by_hand(article=other, by=None, now=NOON)
    assert run().linked == 0
    assert stories() == 2


def test_an_editor_sets_the_threshold() -> None:
    versions()
    LinkingThreshold.objects.create(suggest_at=10, join_at=500)
    assert run().linked == 0
    assert StorySuggestion.objects.waiting().count() == 1


def test_taken_back_each_story_has_its_articles_keys_and_address() -> None:
    one, other = versions()
    key = StoryKey.objects.create(story=other.story, key="url:https://paper.example/1")
    former = other.story_id
    run()
    assert Article.objects.get(pk=other.pk).story_id == one.story_id
    assert Story.objects.get(pk=former).merged_into_id == one.story_id
    assert take_back(link=StoryLink.objects.get(), now=NOON)
    assert Article.objects.get(pk=other.pk).story_id == former
    assert Story.objects.get(pk=former).merged_into_id is None
    assert StoryKey.objects.get(pk=key.pk).story_id == former
    assert Article.objects.filter(is_lead=True).count() == 2
    assert not StoryLink.objects.standing().exists()


def test_what_a_hand_joined_is_never_taken_back() -> None:
    one, other = versions()
    run()
    merge_by_hand(articles=[one, other], by=None)
    assert not take_back(link=StoryLink.objects.get(), now=NOON)
    assert stories() == 1


def test_links_of_an_earlier_rule_are_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _one, other = versions()
    run()
    assert review_links(other, now=NOON) == 0
    monkeypatch.setattr(links, "RULE", "shared facts, 2030-01-01")
    assert review_links(other, now=NOON) == 0
    assert StoryLink.objects.get().rule == "shared facts, 2030-01-01"
    monkeypatch.setattr(links, "RULE", "shared facts, 2031-01-01")
    LinkingThreshold.objects.create(suggest_at=10, join_at=500)
    assert review_links(other, now=NOON) == 1
    assert stories() == 2


def test_regroup_takes_back_what_the_rule_would_not_make_now(monkeypatch: pytest.MonkeyPatch) -> None:
    make_topic(slug="dan-van").terms.create(language="vi", phrase="dân vận", weight=1)
    versions()
    run()
    monkeypatch.setattr(links, "RULE", "shared facts, 2031-01-01")
    LinkingThreshold.objects.create(suggest_at=10, join_at=500)
    out = StringIO()
    call_command("regroup", stdout=out, stderr=StringIO())
    assert stories() == 2
    assert "story" in out.getvalue()


def test_evidence_is_written_once_and_forgotten_but_for_places() -> None:
    versions()
    run()
    rows = Evidence.objects.count()
    run()
    assert Evidence.objects.count() == rows
    call_command("suggest_stories", stdout=StringIO())
    assert set(Evidence.objects.values_list("key", flat=True)) == {"thanh-hoa"}


def test_a_revised_article_is_looked_at_again() -> None:
    now = timezone.now()
    one, other = versions(text="On 31 October.")
    Article.objects.update(arrived_at=now - timedelta(hours=10), published_at=now)
    call_command("suggest_stories", hours=24, stdout=StringIO())
    assert stories() == 2
    Article.objects.filter(pk=other.pk).update(text=EN)
    other.revisions.create(title="Houses", content_hash="0", replaced_at=now)
    call_command("suggest_stories", stdout=StringIO())
    assert Article.objects.get(pk=other.pk).story_id == one.story_id
