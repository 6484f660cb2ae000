"""Lists: narrowed, counted by language and month, headed by what they are of; and the archive."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Author, Citation, Document, Topic
from articles.pages.filters import Filters
from articles.pages.lists import (
    by_year,
    forms_of_citing,
    section_page,
    source_facts,
    source_groups,
)
from articles.pages.places import ArticleList
from tests.factories import NOON, make_article, make_category, make_source, make_topic
from tests.texts import translated

pytestmark = pytest.mark.django_db

MAY, JUNE = datetime(2026, 5, 20, 5, tzinfo=UTC), datetime(2026, 6, 2, 5, tzinfo=UTC)


@pytest.fixture
def topic() -> Topic:
    """A topic with three articles in Vietnamese, of two sources and two months, and one in French."""
    topic = make_topic(slug="dan-van")
    north, south = make_source(slug="north", name="Bắc"), make_source(slug="south", name="Nam")
    for title, source, language, moment in (
        ("north in May", north, "vi", MAY),
        ("south in May", south, "vi", MAY + timedelta(hours=1)),
        ("south in June", south, "vi", JUNE),
        ("nord en mai", north, "fr", MAY),
    ):
        make_article(title=title, source=source, language=language, published_at=moment, topics=[topic])
    return topic


def section_of(client: Client, topic: Topic, **filters: str) -> Any:
    return client.get(topic.get_absolute_url("vi"), filters).context["section"]


def titles(section: Any) -> list[str]:
    return [article.title for article in section.page]


NARROWED = {
    "nothing": ({}, ["south in June", "south in May", "north in May"]),
    "a source": ({"source": "north"}, ["north in May"]),
    "a language": ({"language": "fr"}, ["nord en mai"]),
    "a language in capitals": ({"language": "FR"}, ["nord en mai"]),
    "a month": ({"period": "2026-05"}, ["south in May", "north in May"]),
    "a year": ({"period": "2026"}, ["south in June", "south in May", "north in May"]),
    "a source and a month": ({"source": "south", "period": "2026-06"}, ["south in June"]),
    "all three": ({"source": "north", "period": "2026-05", "language": "fr"}, ["nord en mai"]),
    "what never meets": ({"source": "north", "period": "2026-06"}, []),
    "an unknown source": ({"source": "none"}, []),
    "an unknown language": ({"language": "xx-unknown-tag"}, []),
    "what is no language": ({"language": "<b>"}, []),
    "what is no period": ({"period": "2026-13"}, []),
    "words for a period": ({"period": "May & June"}, []),
    "the first year": ({"period": "1000"}, []),
    "the last year": ({"period": "9998-12"}, []),
}


@pytest.mark.parametrize(("filters", "expected"), NARROWED.values(), ids=NARROWED.keys())
def test_filters_narrow_a_list_together(
    filters: dict[str, str], expected: list[str], topic: Topic, client: Client
) -> None:
    assert titles(section_of(client, topic, **filters)) == expected


@pytest.mark.parametrize("kind", ["source", "language", "period"])
def test_what_is_not_there_leaves_an_empty_list_with_a_way_on(
    kind: str, topic: Topic, client: Client
) -> None:
    response = client.get(topic.get_absolute_url("vi"), {kind: "nothing-like-it"})
    html = response.content.decode()
    assert response.status_code == 200
    assert translated("Nothing in this list fits these filters.", "vi") in html
    assert f'<a href="?">{translated("Show the whole list", "vi")}</a>' in html


def test_each_filter_that_is_set_has_a_link_that_takes_it_away(topic: Topic, client: Client) -> None:
    html = client.get(topic.get_absolute_url("vi"), {"source": "south", "period": "2026-05"}).content.decode()
    ways = re.search(r'<ul class="chips active-filters".*?</ul>', html, re.DOTALL)
    assert ways
    assert re.findall(r'href="([^"]*)"', ways[0]) == ["?period=2026-05", "?source=south"]
    assert ">Nam<" in ways[0]
    assert ">Tháng 5 năm 2026<" in ways[0]


def test_filters_are_kept_from_page_to_page(topic: Topic, client: Client) -> None:
    source = make_source(slug="west")
    for minutes in range(25):
        moment = MAY + timedelta(minutes=minutes)
        make_article(language="vi", source=source, topics=[topic], published_at=moment)
    address = topic.get_absolute_url("vi")
    first = client.get(address, {"source": "west", "period": "2026-05"}).context["section"].page
    second = client.get(address + first.older).context["section"]
    assert second.filters.kept == {"source": "west", "period": "2026-05"}
    assert len(first.articles) + len(second.page.articles) == 25
    back = client.get(address + second.page.newer).context["section"]
    assert [one.pk for one in back.page] == [one.pk for one in first]


def test_a_month_is_one_of_the_readers_zone(client: Client) -> None:
    topic = make_topic()
    # Half past six in the evening of 31 May in Greenwich is already June in Vietnam.
    make_article(
        language="vi", topics=[topic], published_at=datetime(2026, 5, 31, 18, 30, tzinfo=UTC), title="late"
    )
    section = section_of(client, topic)
    assert list(section.months) == [date(2026, 6, 1)]
    assert titles(section_of(client, topic, period="2026-06")) == ["late"]
    assert titles(section_of(client, topic, period="2026-05")) == []


def test_what_a_choice_promises_is_what_the_list_then_holds(topic: Topic, client: Client) -> None:
    shared = make_article(language="vi", topics=[topic], published_at=MAY).story
    south = make_source(slug="east")
    make_article(language="vi", story=shared, is_lead=False, topics=[topic], source=south, published_at=MAY)
    for filters in ({}, {"source": "south"}, {"source": "east"}, {"language": "fr"}):
        section = section_of(client, topic, **filters)
        for month, count in section.months.items():
            narrowed = section_of(client, topic, **{**filters, "period": f"{month:%Y-%m}"})
            assert len(titles(narrowed)) == count, (filters, month)
        for one in section.languages:
            narrowed = section_of(client, topic, **{**filters, "language": one.language})
            assert len(titles(narrowed)) == one.count, (filters, one)


def test_a_list_says_how_much_of_it_is_in_other_languages(topic: Topic, client: Client) -> None:
    section = section_of(client, topic, source="north")
    assert [(one.language, one.count) for one in section.languages] == [("fr", 1), ("vi", 1)]
    assert [one.language for one in section.other_languages] == ["fr"]
    html = client.get(topic.get_absolute_url("vi"), {"source": "north"}).content.decode()
    assert '<a href="?language=fr&amp;source=north">Tiếng Pháp ' in html


def test_the_form_offers_what_narrows_and_keeps_what_is_chosen(topic: Topic, client: Client) -> None:
    html = client.get(topic.get_absolute_url("vi"), {"source": "south"}).content.decode()
    assert '<details class="filter-box">' in html
    assert '<option value="south" lang="vi" selected>' in html
    assert '<option value="2026-05">Tháng 5 năm 2026 (1)</option>' in html
    # All that is left to choose is the source: no box to open, and the period is kept by the form.
    alone = make_topic()
    for _number in range(2):
        make_article(language="vi", topics=[alone], published_at=MAY)
    html = client.get(alone.get_absolute_url("vi"), {"period": "2026"}).content.decode()
    assert "filter-box" not in html
    assert 'name="source"' in html
    assert '<input type="hidden" name="period" value="2026">' in html


def test_a_list_of_one_source_in_one_month_offers_no_form(client: Client) -> None:
    topic = make_topic()
    make_article(language="vi", topics=[topic])
    make_article(language="fr", topics=[topic])
    html = client.get(topic.get_absolute_url("vi")).content.decode()
    assert 'class="filters"' not in html
    assert 'href="?language=fr"' in html


def test_years_hold_their_months_the_newest_first() -> None:
    months = {date(2025, 12, 1): 2, date(2026, 5, 1): 1, date(2026, 6, 1): 4}
    assert by_year(months) == [
        (date(2026, 1, 1), 5, [(date(2026, 6, 1), 4), (date(2026, 5, 1), 1)]),
        (date(2025, 1, 1), 2, [(date(2025, 12, 1), 2)]),
    ]


def test_one_section_asks_a_fixed_number_of_queries(topic: Topic) -> None:
    for filters in (Filters(), Filters(source="south", period="2026-05"), Filters(language="fr")):
        with CaptureQueriesContext(connection) as asked:
            section_page(listing=ArticleList.of(topic), edition="vi", filters=filters)
        # The page with its pictures (no category here), what exists only elsewhere with the same; three choices.
        assert len(asked) <= 7, filters


# --- The chart -----------------------------------------------------------------------------------------------


def test_a_topic_draws_its_months_and_leads_to_each(
    topic: Topic, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.views.lists.timezone.now", lambda: JUNE + timedelta(days=40))
    response = client.get(topic.get_absolute_url("vi"))
    html = response.content.decode()
    assert [(bar.month.month, bar.count) for bar in response.context["chart"].bars] == [
        (5, 2),
        (6, 1),
        (7, 0),
    ]
    figure = re.search(r'<figure class="chart".*?</figure>', html, re.DOTALL)
    assert figure
    assert '<svg role="img" aria-labelledby="chart-title"' in figure[0]
    assert figure[0].count("<rect") == 2
    assert "style=" not in figure[0]  # which the site's Content-Security-Policy forbids
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th><td>(\d+)</td></tr>", figure[0])
    assert rows == [
        ("Tháng 7 năm 2026", "0"),
        ('<a href="?period=2026-06">Tháng 6 năm 2026</a>', "1"),
        ('<a href="?period=2026-05">Tháng 5 năm 2026</a>', "2"),
    ]


def test_the_chart_keeps_the_other_filters_and_marks_the_month(topic: Topic, client: Client) -> None:
    html = client.get(topic.get_absolute_url("vi"), {"source": "south", "period": "2026-05"}).content.decode()
    assert 'href="?source=south&amp;period=2026-05" aria-current="true"' in html
    assert html.count('<rect class="chosen"') == 1


def test_time_runs_from_the_right_in_arabic(client: Client) -> None:
    topic = make_topic()
    for moment in (MAY, JUNE):
        make_article(language="ar", topics=[topic], published_at=moment)
    bars = client.get(topic.get_absolute_url("ar")).context["chart"].bars
    assert bars[0].month < bars[1].month
    assert bars[0].x > bars[1].x


def test_a_topic_of_one_month_draws_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.views.lists.timezone.now", lambda: MAY)
    topic = make_topic()
    make_article(language="vi", topics=[topic], published_at=MAY)
    assert "<figure" not in client.get(topic.get_absolute_url("vi")).content.decode()


# --- What heads a list ---------------------------------------------------------------------------------------


def test_a_document_says_who_cites_it_by_language_and_time(client: Client) -> None:
    document = Document.objects.create(number="25-NQ/TW", kind="NQ", issuer="TW")
    for language, moment, words in (
        ("vi", MAY, "Nghị quyết 25"),
        ("vi", JUNE, "Nghị quyết 25"),
        ("fr", JUNE, "Résolution 25"),
        ("fr", JUNE, "25-NQ/TW"),
    ):
        article = make_article(language=language, published_at=moment)
        Citation.objects.create(article=article, document=document, cited_as=words)
    held = make_article(state=Article.State.HELD)
    Citation.objects.create(article=held, document=document, cited_as="Resolution 25")
    response = client.get(document.get_absolute_url("vi"))
    languages = response.context["citing"]
    assert [(one.language, one.count, one.first, one.latest) for one in languages] == [
        ("fr", 2, JUNE, JUNE),
        ("vi", 2, MAY, JUNE),
    ]
    assert forms_of_citing(document) == [("vi", "Nghị quyết 25"), ("fr", "Résolution 25")]
    html = response.content.decode()
    assert '<bdi lang="fr" dir="auto">Résolution 25</bdi>' in html
    assert re.search(r'<th scope="row"><a href="\?language=fr">Tiếng Pháp</a></th><td>2</td>', html)
    narrowed = client.get(document.get_absolute_url("vi"), {"language": "fr"}).context["section"]
    assert [one.language for one in narrowed.page] == ["fr", "fr"]


def test_a_document_that_nobody_cites_says_only_what_it_is(client: Client) -> None:
    document = Document.objects.create(number="1-NQ/TW")
    html = client.get(document.get_absolute_url("en")).content.decode()
    assert "Who cites it" not in html
    assert "There is nothing here in this language yet." in html


def test_a_source_says_what_it_is_and_what_the_site_has_of_it(client: Client) -> None:
    source = make_source(
        name="Báo Mẫu",
        kind="provincial-paper",
        publisher="Tỉnh ủy Mẫu",
        place="Mẫu",
        homepage="https://a.example/",
    )
    other = make_source()
    make_article(source=source, language="vi", arrived_at=JUNE)
    make_article(source=source, language="vi", arrived_at=MAY)
    make_article(source=other, carrier=source, language="en")
    make_article(source=source, language="fr", state=Article.State.HELD, arrived_at=NOON - timedelta(days=9))
    facts = source_facts(source)
    assert (facts.own, facts.carried, facts.since, facts.languages) == (2, 1, NOON, ["vi", "en"])
    html = client.get(source.get_absolute_url("en")).content.decode()
    assert 'Provincial newspaper, published by <bdi lang="vi">Tỉnh ủy Mẫu</bdi> in <bdi>Mẫu</bdi>.' in html
    assert 'content="Provincial newspaper, published by Tỉnh ủy Mẫu in Mẫu.' in html
    assert "Republished from others" in html
    assert 'href="https://a.example/"' in html


WORDS = {
    "publisher alone": (
        {"kind": "private", "publisher": "X"},
        'Private publisher, published by <bdi lang="vi">X',
    ),
    "place alone": ({"kind": "broadcaster", "place": "Huế"}, "Broadcaster in <bdi>Huế</bdi>."),
    "kind alone": ({"kind": "foreign"}, "Foreign publisher"),
    "not described": ({"kind": "unknown", "publisher": "X"}, "Publisher not described yet"),
    "with marks": ({"kind": "private", "publisher": "<X>"}, "&lt;X&gt;"),
}


@pytest.mark.parametrize(("facts", "words"), WORDS.values(), ids=WORDS.keys())
def test_what_is_not_known_of_a_source_is_left_out(facts: dict[str, str], words: str, client: Client) -> None:
    html = client.get(make_source(**facts).get_absolute_url("en")).content.decode()
    lead = re.search(r'<p class="page-lead">(.*?)</p>', html, re.DOTALL)
    assert lead
    assert words in lead[1]
    assert "Read here since" not in html


def test_a_byline_leads_to_its_paper(client: Client) -> None:
    source = make_source(name="Báo <Mẫu>", slug="bao-mau")
    author = Author.objects.create(name="Phóng viên", source=source)
    html = client.get(author.get_absolute_url("en")).content.decode()
    assert (
        'Articles signed with this name at <a href="/en/source/bao-mau/"><bdi lang="vi">Báo &lt;Mẫu&gt;</bdi></a>'
        in html
    )


def test_sources_stand_by_what_they_are(client: Client) -> None:
    agency, paper = make_source(kind="state-agency"), make_source(kind="party-paper")
    silent = make_source(kind="party-paper")
    for source in (agency, paper):
        make_article(source=source, language="vi")
    groups = source_groups(edition="vi")
    assert [(group.kind.value, group.active, group.silent) for group in groups] == [
        ("party-paper", [paper], [silent]),
        ("state-agency", [agency], []),
    ]
    shown = client.get("/vi/source/", {"kind": "state-agency"}).context["shown"]
    assert [group.kind.value for group in shown] == ["state-agency"]


@pytest.mark.parametrize("kind", ["none", "<b>", "a\0b"])
def test_a_kind_that_is_none_shows_no_sources_and_a_way_on(kind: str, client: Client) -> None:
    make_source(kind="private")
    response = client.get("/en/source/", {"kind": kind})
    assert response.status_code == 200
    assert "There are no sources of this kind." in response.content.decode()


# --- The archive ---------------------------------------------------------------------------------------------


def test_a_day_leads_to_the_days_before_and_after_it(client: Client) -> None:
    for days in (-9, 0, 3, 40):
        make_article(language="vi", published_at=NOON + timedelta(days=days))
    make_article(language="fr", published_at=NOON + timedelta(days=1))
    make_article(language="vi", state=Article.State.HELD, published_at=NOON - timedelta(days=1))
    html = client.get("/vi/archive/2024/5/19/").content.decode()
    assert '<a rel="prev" href="/vi/archive/2024/5/10/">' in html
    assert '<a rel="next" href="/vi/archive/2024/5/22/">' in html
    last = client.get("/vi/archive/2024/6/28/").content.decode()
    assert 'rel="next"' not in last
    assert '<a rel="prev" href="/vi/archive/2024/5/22/">' in last


def test_days_are_those_of_the_readers_zone(client: Client) -> None:
    # The last second of 18 May, and the first of 20 May, in Vietnam.
    for moment in (datetime(2024, 5, 18, 16, 59, 59, tzinfo=UTC), datetime(2024, 5, 19, 17, tzinfo=UTC)):
        make_article(language="vi", published_at=moment)
    response = client.get("/vi/archive/2024/5/19/")
    assert not response.context["section"].page
    neighbours = response.context["neighbours"]
    assert (neighbours.previous, neighbours.next) == (date(2024, 5, 18), date(2024, 5, 20))


@pytest.mark.parametrize(
    "address", ["/vi/archive/1000/1/1/", "/vi/archive/9998/12/31/", "/vi/archive/9998/12/"]
)
def test_the_ends_of_the_calendar_have_pages(address: str, client: Client) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/vi/archive/2024/13/", "/vi/archive/999/1/", "/vi/archive/99999/1/"])
def test_what_is_no_month_is_not_found(address: str, client: Client) -> None:
    assert client.get(address).status_code == 404


def test_a_month_shows_its_days_and_leads_on(client: Client) -> None:
    for days in (0, 0, 3, 40, -60):
        make_article(language="vi", published_at=NOON + timedelta(days=days))
    make_article(language="vi", story=make_article(language="fr").story, published_at=NOON, is_lead=False)
    response = client.get("/vi/archive/2024/5/")
    days = [one for week in response.context["archive"].weeks for one in week if one]
    assert {one.day.day: one.count for one in days if one.count} == {19: 2, 22: 1}
    assert len(days) == 31
    html = response.content.decode()
    assert '<a href="/vi/archive/2024/5/19/">' in html
    assert "19 tháng 5, 2024: 2 bài viết" in html
    assert '<a rel="prev" href="/vi/archive/2024/3/">' in html
    assert '<a rel="next" href="/vi/archive/2024/6/">' in html


def test_a_month_without_articles_says_so(client: Client) -> None:
    make_article(language="vi")
    html = client.get("/vi/archive/2020/1/").content.decode()
    assert translated("Nothing was published in this language this month.", "vi") in html
    assert '<a rel="next" href="/vi/archive/2024/5/">' in html
    assert "<table" not in html
    empty = client.get("/ja/archive/2024/5/")
    assert empty.status_code == 200


def test_a_month_is_known_by_one_address(client: Client) -> None:
    response = client.get("/vi/archive/2024/05/")
    assert (response.status_code, response["Location"]) == (301, "/vi/archive/2024/5/")


def test_the_archive_leads_to_the_newest_month(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.views.lists.timezone.now", lambda: MAY)
    assert client.get("/vi/archive/")["Location"] == "/vi/archive/2026/5/"
    make_article(language="vi", published_at=NOON)
    assert client.get("/vi/archive/")["Location"] == "/vi/archive/2024/5/"
    assert '<a href="/vi/archive/">' in client.get("/vi/").content.decode()


# --- Feeds and sharing ---------------------------------------------------------------------------------------


def test_a_narrowed_list_is_followed_narrowed(topic: Topic, client: Client) -> None:
    address = topic.get_absolute_url("vi")
    filters = {"source": "south", "period": "2026-05"}
    html = client.get(address, {**filters, "before": "1-1"}).content.decode()
    assert f'href="{address}feed.json?source=south&amp;period=2026-05"' in html
    feed = client.get(f"{address}feed.json", filters).json()
    assert [item["title"] for item in feed["items"]] == ["south in May"]
    assert feed["title"].startswith("Topic")
    assert "Nam · tháng 5 năm 2026" in feed["title"]
    assert feed["feed_url"].endswith(f"{address}feed.json?source=south&period=2026-05")
    assert feed["home_page_url"].endswith(f"{address}?source=south&period=2026-05")


@pytest.mark.parametrize("filters", [{"period": "nonsense"}, {"source": "none"}, {"language": "<b>"}])
def test_a_feed_of_nothing_is_a_valid_feed(filters: dict[str, str], topic: Topic, client: Client) -> None:
    response = client.get(f"{topic.get_absolute_url('vi')}feed.json", filters)
    assert response.status_code == 200
    assert response.json()["items"] == []


def test_every_kind_of_list_can_be_narrowed(client: Client) -> None:
    category, topic, source = make_category(), make_topic(), make_source()
    author = Author.objects.create(name="A", source=source)
    document = Document.objects.create(number="1-NQ/TW")
    for moment in (NOON, NOON + timedelta(days=40)):
        article = make_article(
            category=category, topics=[topic], source=source, author=author, published_at=moment
        )
        Citation.objects.create(article=article, document=document, cited_as="x")
    for thing in (category, topic, source, author, document):
        section = client.get(thing.get_absolute_url("en"), {"period": "2024-05"}).context["section"]
        assert len(section.page.articles) == 1, thing
    day = reverse("articles:archive", args=["en", NOON.year, NOON.month, NOON.day])
    section = client.get(day, {"source": source.slug}).context["section"]
    assert (len(section.page.articles), section.months) == (1, {})
