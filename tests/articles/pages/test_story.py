"""A story's versions, two of them side by side, and what changed in an article: pages and views."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.grouping.changes import Happened, Part
from articles.linking.evidence_rows import store_evidence
from articles.models import Article, Citation, Document, Revision, Source, Story
from articles.pages.article import article_page
from articles.pages.changes import changes_page, last_change
from articles.pages.comparison import comparison_page
from articles.pages.rows import around, article_rows, story_rows
from articles.pages.story import original_among, story_page
from articles.services.curation import correct_text
from articles.services.revisions import keep_revision
from articles.services.stories import merge_stories
from tests.articles.pages.query_budgets import MOST_QUERIES
from tests.factories import NOON, make_article, make_category, make_source, make_topic
from tests.texts import translated

pytestmark = pytest.mark.django_db

ORIGINAL = "https://paper.example/na-mau.html"
KEY = "paper.example/na-mau.html"
LATER = NOON + timedelta(hours=3)


def make_original(**overrides: Any) -> Article:
    return make_article(
        **{
            "language": "vi",
            "title": "Bản Mẫu hiến đất",
            "lead": "Sáng 12/5, 120 hộ dân họp.",
            "text": "Đường rộng 25 mét.\nAi cũng đồng ý.",
            "html": "<p>Đường rộng 25 mét.</p><p>Ai cũng đồng ý.</p>",
            "url": ORIGINAL,
            "address_key": KEY,
            "category": make_category(),
            **overrides,
        }
    )


def make_translation(original: Article, **overrides: Any) -> Article:
    return make_article(
        **{
            "story": original.story,
            "source": original.source,
            "language": "ar",
            "title": "قرية ماو تتبرع بالأرض",
            "lead": "اجتمعت 120 أسرة في 12 مايو.",
            "text": "عرض الطريق 25 مترا.\nووافق الجميع.",
            "html": "<p>عرض الطريق 25 مترا.</p><p>ووافق الجميع.</p>",
            "machine_translated": True,
            "origin_url": ORIGINAL,
            "origin_key": KEY,
            "published_at": NOON + timedelta(hours=1),
            **overrides,
        }
    )


def comparison(first: Article, second: Article, edition: str = "en", story: Story | None = None) -> str:
    return f"/{edition}/story/{(story or first.story).pk}/compare/{first.pk}/{second.pk}/"


def revise(
    article: Article, *, hours: int = 3, cause: Revision.Cause = Revision.Cause.PUBLISHER, **changed: Any
) -> Article:
    """The article gets another wording so many hours after noon."""
    keep_revision(article=article, cause=cause, now=NOON + timedelta(hours=hours))
    for name, value in changed.items():
        setattr(article, name, value)
    article.save()
    return article


# --- All versions of a story -----------------------------------------------------------------------------------


def test_papers_stand_in_the_order_in_which_they_told_a_story(client: Client) -> None:
    original = make_original(source=make_source(name="Báo Mẫu", kind=Source.Kind.PARTY_PAPER))
    translation = make_translation(original, carrier=make_source(name="Nền tảng Mẫu"))
    other = make_article(
        story=original.story, language="vi", is_lead=False, title="Ba bản hiến đất", published_at=LATER
    )
    page = story_page(pk=original.story_id, edition="en")
    told = [
        (one.sign, one.text.pk, [other.pk for other in one.others], one.is_first) for one in page.tellings
    ]
    assert told == [("A", original.pk, [translation.pk], True), ("B", other.pk, [], False)]
    html = client.get(original.story.get_absolute_url("en")).content.decode()
    first = html[html.index('class="telling"') : html.index(f"told-{other.pk}")]
    for words in (
        *("Báo Mẫu", "Party newspaper", ">Original<", "first to publish", "12:00 (GMT+7)"),
        *("العربية", "machine translation", "Nền tảng Mẫu"),
    ):
        assert words in first
    assert f'href="{comparison(translation, original)}"' in first
    assert "<b>2</b> papers" in html
    assert "<b>3</b> versions" in html


def test_a_paper_is_known_by_its_original_whenever_that_came() -> None:
    original = make_original(published_at=NOON + timedelta(days=2))
    translation = make_translation(original)
    (telling,) = story_page(pk=original.story_id, edition="en").tellings
    assert (telling.text.pk, [one.pk for one in telling.others]) == (original.pk, [translation.pk])


def test_a_translation_that_others_cite_is_not_the_original() -> None:
    original = make_original(published_at=NOON + timedelta(hours=9))
    make_translation(original, address_key="other.example/1")
    make_translation(original, language="th", origin_key="other.example/1")
    versions = story_rows(original.story_id, edition="en").versions
    found = original_among(versions)
    assert found
    assert (len(versions), found.pk) == (3, original.pk)


@pytest.mark.parametrize(
    ("edition", "headline"),
    [("ar", "قرية ماو تتبرع بالأرض"), ("vi", "Bản Mẫu hiến đất"), ("th", "Bản Mẫu hiến đất")],
)
def test_a_story_speaks_the_language_of_the_edition(edition: str, headline: str, client: Client) -> None:
    original = make_original()
    make_translation(original)
    html = client.get(original.story.get_absolute_url(edition)).content.decode()
    assert re.search(rf"<h1[^>]*>{headline}</h1>", html)
    assert f'<meta property="og:title" content="{headline}">' in html
    assert f"<title>{headline} –" in html


def test_a_story_that_goes_on_for_days_has_a_timeline(client: Client) -> None:
    original = make_original(source=make_source(name="Báo Mẫu"))
    assert story_page(pk=original.story_id, edition="vi").timeline == []
    later = make_article(
        story=original.story, language="vi", is_lead=False, published_at=NOON + timedelta(days=2)
    )
    correct_text(article=original, by=None, now=NOON + timedelta(days=3), title="Bản Mẫu hiến 3 ha")
    timeline = story_page(pk=original.story_id, edition="vi").timeline
    happened = [(one.article.pk, one.is_correction) for one in timeline]
    assert happened == [(original.pk, False), (later.pk, False), (original.pk, True)]
    html = client.get(original.story.get_absolute_url("en")).content.decode()
    assert f'<a class="changed" href="{Article.objects.get(pk=original.pk).get_changes_url()}">' in html


def test_a_story_names_the_documents_that_its_papers_cite(client: Client) -> None:
    original = make_original()
    other = make_article(story=original.story, language="vi", is_lead=False, published_at=LATER)
    both, one = (Document.objects.create(number=number) for number in ("25-NQ/TW", "10-NQ/TW"))
    for article, document in ((original, both), (other, both), (other, one)):
        Citation.objects.create(article=article, document=document, cited_as="")
    documents = story_page(pk=original.story_id, edition="en").documents
    assert [(str(cited.document), cited.signs) for cited in documents] == [
        ("25-NQ/TW", ["A", "B"]),
        ("10-NQ/TW", ["B"]),
    ]
    assert "<b>2</b> documents" in client.get(original.story.get_absolute_url("en")).content.decode()


def test_a_story_leads_to_others_on_its_topics_in_the_edition(client: Client) -> None:
    topic = make_topic()
    original = make_original(topics=[topic])
    near = make_article(language="en", title="Another road", topics=[topic])
    make_article(language="th", title="ถนน", topics=[topic])
    make_translation(original, language="en", topics=[topic])
    assert [one.pk for one in story_page(pk=original.story_id, edition="en").related] == [near.pk]
    assert "Another road" in client.get(original.story.get_absolute_url("en")).content.decode()


def make_report(*, days: int = 0, language: str = "en", text: str, **overrides: Any) -> Article:
    """A report with the evidence of its text."""
    article = make_article(
        language=language, text=text, published_at=NOON + timedelta(days=days), title="A report", **overrides
    )
    store_evidence([article])
    return article


def test_an_article_leads_to_other_reports_of_its_event(client: Client) -> None:
    facts = "1,284 people and 9,316 hectares, said Nguyen Van Binh Minh"
    topic = make_topic()
    article = make_report(text=f"In Cao Bang: {facts}.", topics=[topic])
    same = make_report(days=1, text=f"{facts}. Nothing else.", topics=[topic])
    make_report(days=1, text=f"In Ca Mau: {facts}.")  # another province
    make_report(days=6, text=f"In Cao Bang: {facts}.")  # too late
    make_report(days=1, text="In Cao Bang: 1,284 people.")  # one fact alone
    make_report(days=1, text=f"{facts}", language="fr")  # other readers'
    make_report(days=1, text=f"{facts}.", state=Article.State.HELD)
    rows = article_rows(article.pk)
    assert rows
    assert [one.pk for one in around(rows).event] == [same.pk]
    assert same.pk not in {one.pk for one in around(rows).topic}
    html = client.get(article.get_absolute_url()).content.decode()
    block = html.partition('id="same-event"')[2].partition("</section>")[0]
    assert "Other reports of this event" in block
    assert same.get_absolute_url() in block
    alone = make_report(text="Nothing that anybody else states.")
    assert "same-event" not in client.get(alone.get_absolute_url()).content.decode()


def test_two_papers_in_one_language_are_compared_before_a_translation() -> None:
    original = make_original()
    translation = make_translation(original)
    page = story_page(pk=original.story_id, edition="ar")
    assert [one.pk for one in page.pair or ()] == [translation.pk, original.pk]
    other = make_article(story=original.story, language="vi", is_lead=False, published_at=LATER)
    page = story_page(pk=original.story_id, edition="ar")
    assert {one.pk for one in page.pair or ()} == {original.pk, other.pk}


@pytest.mark.parametrize("closed", ["the original", "the translation"])
def test_no_comparison_is_offered_where_a_source_allows_only_an_excerpt(closed: str, client: Client) -> None:
    excerpt = make_source(rights=Source.Rights.EXCERPT)
    original = make_original(**({"source": excerpt} if closed == "the original" else {}))
    source = excerpt if closed == "the translation" else make_source()
    translation = make_translation(original, source=source)
    for address in (original.story.get_absolute_url("en"), translation.get_absolute_url()):
        assert "/compare/" not in client.get(address).content.decode()


def test_an_article_leads_to_its_comparison_with_the_original(client: Client) -> None:
    original = make_original()
    translation = make_translation(original)
    html = client.get(translation.get_absolute_url()).content.decode()
    assert f'href="{comparison(translation, original, "ar")}"' in html
    assert "/compare/" not in client.get(original.get_absolute_url()).content.decode()


# --- Two versions side by side ---------------------------------------------------------------------------------


def texts(side: Any) -> list[str]:
    return [one.passage.text for one in side]


def marks(side: Any) -> list[str]:
    return [part.text for one in side for part in one.stretches if part.is_marked]


def test_a_translation_stands_beside_its_original(client: Client) -> None:
    original = make_original()
    translation = make_translation(original)
    response = client.get(comparison(translation, original))
    html = response.content.decode()
    rows = response.context["page"].rows
    assert [(texts(row.left), texts(row.right)) for row in rows] == [
        (["اجتمعت 120 أسرة في 12 مايو."], ["Sáng 12/5, 120 hộ dân họp."]),
        (["عرض الطريق 25 مترا."], ["Đường rộng 25 mét."]),
        (["ووافق الجميع."], ["Ai cũng đồng ý."]),
    ]
    assert [row.finding for row in rows] == ["same"] * 3
    assert "<mark>" not in html
    assert html.count('<div class="prose" lang="ar" dir="rtl">') == 3
    assert html.count('<div class="prose" lang="vi" dir="ltr">') == 3
    assert 'aria-label="Passage 1 of 3"' in html
    for address in (original.get_absolute_url(), translation.get_absolute_url()):
        assert f'href="{address}"' in html


def test_facts_that_a_translation_does_not_have_are_marked(client: Client) -> None:
    original = make_original(
        lead="Sáng 12/5, 120 hộ dân bản Nà Mẫu họp theo Nghị quyết 25-NQ/TW.",
        html="<p>Đường rộng 25 mét, dài 2,8 km.</p><p>Ai cũng đồng ý.</p>",
    )
    translation = make_translation(
        original,
        language="en",
        lead="On the morning of 13 May, 120 families of Na Mau met.",
        html="<p>The road is 25 metres wide.</p><p>All agreed.</p>",
    )
    page = comparison_page(story=original.story, first=original, second=translation)
    assert [row.finding for row in page.rows] == ["different", "different", "same"]
    assert marks(page.rows[0].left) == ["12/5", "25-NQ/TW"]
    assert marks(page.rows[0].right) == ["13 May"]
    assert (marks(page.rows[1].left), marks(page.rows[1].right)) == (["2,8"], [])
    html = client.get(comparison(original, translation)).content.decode()
    assert "<mark>25-NQ/TW</mark>" in html
    assert "<b>2</b> passages differ" in html


def test_two_papers_in_one_language_are_compared_word_by_word(client: Client) -> None:
    one = make_original(
        lead="Sau sáu tháng vận động, 118 hộ đưa trâu bò ra khỏi gầm sàn.",
        html="<p>Mỗi chuồng cần 12 ngày công.</p><p>Ai cũng đồng ý với việc này.</p>",
    )
    other = make_article(
        story=one.story,
        language="vi",
        is_lead=False,
        lead="Sau nửa năm vận động, 118 hộ đưa trâu bò ra khỏi gầm sàn.",
        html="<p>Mỗi chuồng cần 12 ngày công.</p><p>Ai cũng đồng ý với việc này.</p>"
        "<p>Tám hộ còn lại chưa có đất làm chuồng trại mới.</p>",
    )
    page = comparison_page(story=one.story, first=one, second=other)
    assert [row.finding for row in page.rows] == ["different", "same", "same", "only-second"]
    assert (marks(page.rows[0].left), marks(page.rows[0].right)) == (["sáu tháng"], ["nửa năm"])
    assert [(run.is_same, len(run.rows)) for run in page.runs] == [(False, 1), (True, 2), (False, 1)]
    html = client.get(comparison(one, other)).content.decode()
    for words in (
        "<b>1</b> passage differs",
        "<b>2</b> passages are the same",
        "only in B",
        "Not in this version",
    ):
        assert words in html
    # Equal passages are folded and stand there once.
    assert html.count("12 ngày công") == 2  # the passage, and the words by which it is named
    assert '<details class="same">' in html
    everything = client.get(comparison(one, other) + "?show=all").content.decode()
    assert '<details class="same" open>' in everything


def test_two_texts_that_share_few_words_are_not_marked_all_over() -> None:
    one = make_original(lead="", html="<p>Sáng sớm bà con ra đồng gặt lúa.</p>")
    other = make_article(
        story=one.story, language="vi", is_lead=False, html="<p>Chiều muộn học sinh về nhà.</p>"
    )
    page = comparison_page(story=one.story, first=one, second=other)
    assert all(not marks(row.left) and not marks(row.right) for row in page.rows)


def test_two_versions_of_one_source_are_told_apart_by_where_they_stand(client: Client) -> None:
    original = make_original(source=make_source(name="Báo Mẫu"))
    again = make_translation(
        original,
        language="vi",
        is_lead=False,
        carrier=make_source(name="Nền tảng Mẫu"),
        machine_translated=False,
    )
    html = client.get(comparison(again, original)).content.decode()
    names = re.findall(r'<span class="visually-hidden">Vietnamese · <bdi lang="vi">([^<]+)</bdi>', html)
    assert names[:2] == ["Nền tảng Mẫu", "Báo Mẫu"]


def test_a_comparison_is_not_for_search_engines(client: Client) -> None:
    original = make_original()
    translation = make_translation(original)
    html = client.get(comparison(translation, original)).content.decode()
    story = f"http://127.0.0.1:8000{original.story.get_absolute_url('en')}"
    assert '<meta name="robots" content="noindex, follow">' in html
    assert f'<link rel="canonical" href="{story}">' in html
    assert '<link rel="alternate" hreflang' not in html
    assert 'hreflang="th" dir="ltr"' in html  # the switcher still leads to the same two in another edition
    assert comparison(translation, original, "th") in html


def test_a_lead_of_one_version_may_be_the_first_paragraph_of_the_other() -> None:
    original = make_original(
        lead="", html="<p>Sáng 12/5, 120 hộ dân họp.</p><p>Đường rộng 25 mét.</p><p>Ai cũng đồng ý.</p>"
    )
    translation = make_translation(original)
    rows = comparison_page(story=original.story, first=translation, second=original).rows
    assert [(len(row.left), len(row.right)) for row in rows] == [(1, 1)] * 3
    assert rows[0].right[0].passage.text == "Sáng 12/5, 120 hộ dân họp."


@pytest.mark.parametrize("closed", [0, 1])
def test_where_only_an_excerpt_is_allowed_leads_alone_are_compared(closed: int, client: Client) -> None:
    excerpt = make_source(name="Báo Kín", rights=Source.Rights.EXCERPT)
    original = make_original(**({"source": excerpt} if closed == 0 else {}))
    translation = make_translation(original, **({"source": excerpt} if closed == 1 else {}))
    html = client.get(comparison(translation, original)).content.decode()
    assert "Báo Kín allows only an excerpt." in html
    assert "Sáng 12/5, 120 hộ dân họp." in html
    for hidden in ("Đường rộng 25 mét.", "عرض الطريق 25 مترا."):
        assert hidden not in html


def test_two_versions_without_a_text_say_so(client: Client) -> None:
    first = make_article()
    second = make_article(story=first.story, language="vi")
    html = client.get(comparison(first, second)).content.decode()
    assert "neither version has a text here" in html


def test_an_article_is_not_compared_with_itself(client: Client) -> None:
    article = make_original()
    response = client.get(comparison(article, article))
    assert (response.status_code, response["Location"]) == (301, article.story.get_absolute_url("en"))


def test_versions_of_a_merged_story_are_compared_where_they_are_now(client: Client) -> None:
    original = make_original()
    translation = make_translation(original)
    other = make_article()
    address = comparison(translation, original)
    merge_stories(kept=other.story, gone=original.story)
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (
        301,
        comparison(translation, original, story=other.story),
    )
    assert client.get(response["Location"]).status_code == 200


def test_articles_of_two_stories_are_not_compared(client: Client) -> None:
    article, stranger = make_original(), make_article(title="Another story")
    response = client.get(comparison(article, stranger))
    assert response.status_code == 404
    assert "not versions of one story" in response.content.decode()


@pytest.mark.parametrize(
    ("state", "status"),
    [(Article.State.WITHDRAWN, 410), (Article.State.HELD, 404), (Article.State.OFF_TOPIC, 404)],
)
def test_what_is_not_published_is_not_compared(state: str, status: int, client: Client) -> None:
    original = make_original()
    translation = make_translation(original, state=state)
    for address in (comparison(translation, original), comparison(original, translation)):
        response = client.get(address)
        assert response.status_code == status
        assert "ووافق الجميع" not in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/en/story/{story}/compare/{article}/99999999999999999999/",
        "/en/story/99999999999999999999/compare/{article}/{article}/",
        "/en/story/{story}/compare/{article}/0/",
        "/en/story/{story}/compare/{article}/x/",
        "/xx/story/{story}/compare/{article}/1/",
        "/en/article/99999999999999999999/x/changes/",
    ],
)
def test_an_impossible_address_is_not_found(path: str, client: Client) -> None:
    article = make_original()
    assert client.get(path.format(story=article.story_id, article=article.pk)).status_code == 404


# --- What changed ----------------------------------------------------------------------------------------------


def test_an_article_that_changed_says_when_and_leads_to_what(client: Client) -> None:
    article = revise(make_original(), title="Bản Mẫu hiến 3 ha đất")
    html = client.get(article.get_absolute_url()).content.decode()
    assert f'<a class="changed" href="{article.get_changes_url()}">' in html
    assert re.search(r'<time datetime="2024-05-19T15:00\+07:00">[^<]*15:00 \(GMT\+7\)</time>', html)
    data = json.loads(re.findall(r'ld\+json">(.*?)</script>', html, re.DOTALL)[0])[0]
    assert data["dateModified"] == LATER.isoformat()
    assert f'<meta property="article:modified_time" content="{LATER.isoformat()}">' in html


def test_the_publishers_own_word_on_its_update_counts(client: Client) -> None:
    stated = NOON + timedelta(hours=2)
    article = revise(make_original(), title="Bản Mẫu hiến 3 ha đất", updated_at=stated)
    rows = article_rows(article.pk)
    assert rows
    page = article_page(rows=rows, around=around(rows))
    assert (page.updated_at, page.changed_at) == (stated, LATER)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({}, id="nothing"),
        pytest.param(
            {"title": "Bản  Mẫu hiến đất ", "text": "Đường rộng 25 mét. Ai cũng đồng ý.\n"}, id="spaces"
        ),
        pytest.param({"html": "<p><em>Đường</em> rộng 25 mét.</p>"}, id="marks"),
    ],
)
def test_what_no_reader_would_see_is_no_change(changed: dict[str, str], client: Client) -> None:
    article = revise(make_original(), **changed)
    html = client.get(article.get_absolute_url()).content.decode()
    assert article.get_changes_url() not in html
    assert translated("What changed", "vi") not in html
    changes = client.get(article.get_changes_url())
    assert changes.status_code == 200
    assert translated("No change of this text is known.", "vi") in changes.content.decode()


def test_each_change_stands_under_its_time_the_latest_first(client: Client) -> None:
    article = revise(make_original(), title="Bản Mẫu hiến 3 ha đất")
    revise(article, hours=4, lead=article.lead + " ")
    revise(article, hours=5, text="Đường rộng 35 mét.\nAi cũng đồng ý.\nTin mới nhất.")
    page = changes_page(article=article)
    told = [
        (edit.when - NOON, [(change.part, change.happened) for change in edit.changes]) for edit in page.edits
    ]
    assert told == [
        (timedelta(hours=5), [(Part.PARAGRAPH, Happened.REWORDED), (Part.PARAGRAPH, Happened.ADDED)]),
        (timedelta(hours=3), [(Part.TITLE, Happened.REWORDED)]),
    ]
    assert last_change(article) == page.updated_at == NOON + timedelta(hours=5)


def test_a_better_reading_is_a_change_but_no_update(client: Client) -> None:
    article = revise(make_original(), title="Bản Mẫu hiến 3 ha đất")
    revise(article, hours=4, cause=Revision.Cause.READING, text="Đường rộng 35 mét.\nAi cũng đồng ý.")
    page = changes_page(article=article)
    assert [(edit.when - NOON, edit.is_update) for edit in page.edits] == [
        (timedelta(hours=4), False),
        (timedelta(hours=3), True),
    ]
    assert last_change(article) == page.updated_at == NOON + timedelta(hours=3)


def test_what_changed_can_be_heard_as_well_as_seen(client: Client) -> None:
    article = revise(make_translation(make_original()), text="عرض الطريق 35 مترا.\nووافق الجميع.")
    html = client.get(article.get_changes_url()).content.decode()
    assert '<p class="change" lang="ar" dir="rtl">' in html
    hidden = '<span class="visually-hidden" lang="ar" dir="rtl">{} </span>'
    assert f"<del>{hidden.format(translated('removed:', 'ar'))}25</del> " in html
    assert f"<ins>{hidden.format(translated('added:', 'ar'))}35</ins> " in html
    assert '<meta name="robots" content="noindex, follow">' in html
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{article.get_absolute_url()}">' in html
    assert html.count('rel="canonical"') == 1


def test_what_changed_in_a_text_cannot_become_markup(client: Client) -> None:
    article = revise(make_original(), title="<script>alert(1)</script>")
    html = client.get(article.get_changes_url()).content.decode()
    assert "<script>alert" not in html


def test_of_an_excerpt_only_title_and_lead_show_their_changes(client: Client) -> None:
    article = make_original(source=make_source(rights=Source.Rights.EXCERPT))
    revise(article, text="Đường rộng 35 mét.")
    assert last_change(article) is None
    revise(article, lead="Sáng 13/5, 120 hộ dân họp.", text="Đường rộng 45 mét.")
    html = client.get(article.get_changes_url()).content.decode()
    assert translated("Lead reworded", "vi") in html
    for hidden in ("mét", "đồng ý"):
        assert hidden not in html


@pytest.mark.parametrize(("state", "status"), [(Article.State.WITHDRAWN, 410), (Article.State.HELD, 404)])
def test_changes_of_what_is_not_published_are_nowhere(state: str, status: int, client: Client) -> None:
    article = revise(make_original(state=state), title="Bí mật")
    assert client.get(article.get_changes_url()).status_code == status


def test_changes_have_one_address(client: Client) -> None:
    article = make_original()
    response = client.get(f"/vi/article/{article.pk}/ten-cu/changes/")
    assert (response.status_code, response["Location"]) == (301, article.get_changes_url())


# --- The number of queries -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["article", "changes", "compare", "story"])
def test_queries_do_not_grow_with_versions_and_changes(kind: str, client: Client) -> None:
    original = make_original()
    translation = make_translation(original, carrier=make_source())
    revise(original, title="Bản Mẫu hiến 3 ha đất")
    addresses = {
        "story": original.story.get_absolute_url("vi"),
        "compare": comparison(translation, original, "vi"),
        "changes": original.get_changes_url(),
        "article": original.get_absolute_url(),
    }
    client.get(addresses[kind])
    with CaptureQueriesContext(connection) as at_first:
        assert client.get(addresses[kind]).status_code == 200
    for number, language in enumerate(("th", "lo", "km", "fr")):
        make_translation(original, language=language, source=make_source(), carrier=make_source())
        revise(original, hours=4 + number, lead=f"Bản tin thứ {number}.")
    addresses["changes"] = original.get_changes_url()
    client.get(addresses[kind])  # names are kept again
    with CaptureQueriesContext(connection) as later:
        assert client.get(addresses[kind]).status_code == 200
    assert len(later) == len(at_first), [query["sql"][:160] for query in later.captured_queries]
    assert len(later) <= MOST_QUERIES[kind], [query["sql"][:160] for query in later.captured_queries]
