"""Every public page: it answers, it shows what it should, and its queries do not grow with content."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.comments.models import Comment
from articles.models import (
    Article,
    ArticlePlace,
    ArticleTopic,
    Author,
    Citation,
    Document,
    Feature,
    Picture,
    ReadCount,
    Story,
)
from newsroom.page_cache.public import PUBLIC
from tests.articles.pages.query_budgets import MOST_QUERIES
from tests.factories import NOON, make_article, make_category, make_comment, make_source, make_topic

pytestmark = pytest.mark.django_db


def fill(number: int) -> dict[str, str]:
    """A site with `number` of everything; returns one address of each kind of page."""
    category, topic, source = make_category(), make_topic(), make_source(host=f"paper-{number}.example")
    author = Author.objects.create(name="Phóng viên", source=source)
    document = Document.objects.create(number=f"{number}-NQ/TW", kind="NQ", issuer="TW")
    further = Document.objects.create(number=f"{number}-KL/TW", kind="KL", issuer="TW")
    article = None
    for count in range(number):
        article = make_article(
            language="vi",
            category=category,
            source=source,
            author=author,
            published_at=NOON + timedelta(minutes=count),
        )
        make_article(language="uk", story=article.story, source=make_source(), machine_translated=True)
        make_article(language="vi", story=article.story, source=make_source(), is_lead=False)
        make_article(language="fr", category=category, source=source)
        ArticleTopic.objects.create(article=article, topic=topic)
        Citation.objects.create(article=article, document=document, cited_as="Nghị quyết")
        Citation.objects.create(article=article, document=further, cited_as="Kết luận")
        ArticlePlace.objects.create(article=article, province=8)
        Picture.objects.create(article=article, caption="Bà con làm đường.")
        make_comment(article=article)
        Feature.objects.create(edition="vi", article=article, starts_at=NOON)
    assert article is not None
    return {
        "front": reverse("articles:front", kwargs={"edition": "vi"}),
        "category": category.get_absolute_url("vi"),
        "topic": topic.get_absolute_url("vi"),
        "topics": reverse("articles:topics", kwargs={"edition": "vi"}),
        "place": reverse("articles:place", kwargs={"edition": "vi", "slug": "tuyen-quang"}),
        "places": reverse("articles:places", kwargs={"edition": "vi"}),
        "source": source.get_absolute_url("vi"),
        "sources": reverse("articles:sources", kwargs={"edition": "vi"}),
        "author": author.get_absolute_url("vi"),
        "document": document.get_absolute_url("vi"),
        "story": article.story.get_absolute_url("vi"),
        "article": article.get_absolute_url(),
        "archive": reverse(
            "articles:archive",
            kwargs={"edition": "vi", "year": NOON.year, "month": NOON.month, "day": NOON.day},
        ),
        "archive-month": reverse(
            "articles:archive-month", kwargs={"edition": "vi", "year": NOON.year, "month": NOON.month}
        ),
        "narrowed": f"{topic.get_absolute_url('vi')}?source={source.slug}&period=2024",
        "search": reverse("articles:search", kwargs={"edition": "vi"}) + "?q=article",
    }


# The pages of this table; those of stories and changes alone are in test_story.
KINDS = sorted(MOST_QUERIES.keys() - {"compare", "changes"})


@pytest.mark.parametrize("kind", KINDS)
def test_queries_do_not_grow_with_content(kind: str, client: Client) -> None:
    few = fill(20)
    client.get(few[kind])
    with CaptureQueriesContext(connection) as at_first:
        assert client.get(few[kind]).status_code == 200
    many = fill(26)
    client.get(many[kind])  # names are kept again
    with CaptureQueriesContext(connection) as later:
        assert client.get(many[kind]).status_code == 200
    assert len(later) <= len(at_first), [query["sql"][:160] for query in later.captured_queries]
    assert len(later) <= MOST_QUERIES[kind]


@pytest.mark.parametrize(
    ("wish", "edition"),
    [
        ("vi", "vi"),
        ("ar-EG,ar;q=0.9,en;q=0.5", "ar"),
        ("zh-TW", "zh-hant"),
        ("zh-CN", "zh-hans"),
        ("xx", "en"),
        ("lo", "lo"),
        ("pt-BR", "pt"),
    ],
)
def test_the_root_leads_to_the_edition_that_the_browser_asks_for(
    wish: str, edition: str, client: Client
) -> None:
    response = client.get("/", headers={"accept-language": wish})
    assert (response.status_code, response["Location"]) == (302, f"/{edition}/")
    assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize(("tag", "edition"), [("zh", "zh-hans"), ("zh-tw", "zh-hant"), ("zh-hk", "zh-hant")])
def test_a_language_without_an_edition_leads_to_the_nearest(client: Client, tag: str, edition: str) -> None:
    response = client.get(f"/{tag}/")
    assert (response.status_code, response["Location"]) == (301, f"/{edition}/")


def test_an_edition_without_articles_says_so(client: Client) -> None:
    response = client.get("/ja/")
    assert response.status_code == 200
    assert 'lang="ja"' in response.content.decode()


def test_lists_go_on_to_older_articles_and_back(client: Client) -> None:
    category = make_category()
    for count in range(45):
        make_article(
            language="vi",
            category=category,
            title=f"Bài {count:02d}",
            published_at=NOON + timedelta(minutes=count),
        )
    seen: list[str] = []
    address: str | None = category.get_absolute_url("vi")
    while address:
        page = client.get(address).context["section"].page
        seen += [article.title for article in page]
        last, address = page, page.older and category.get_absolute_url("vi") + page.older
    assert seen == [f"Bài {count:02d}" for count in reversed(range(45))]
    back = client.get(category.get_absolute_url("vi") + last.newer).context["section"].page
    assert [article.title for article in back] == [f"Bài {count:02d}" for count in reversed(range(5, 25))]


@pytest.mark.parametrize("cursor", ["", "x", "1-2-3", "9" * 40 + "-1", "-5-5", "١-٢"])
def test_a_broken_cursor_starts_at_the_top(cursor: str, client: Client) -> None:
    article = make_article(language="vi", category=make_category())
    response = client.get(article.category.get_absolute_url("vi"), {"before": cursor})
    assert [one.pk for one in response.context["section"].page] == [article.pk]


def test_what_exists_only_in_other_languages_stands_apart(client: Client) -> None:
    category = make_category()
    here = make_article(language="vi", category=category)
    make_article(language="fr", category=category, story=here.story)
    abroad = make_article(language="fr", category=category)
    section = client.get(category.get_absolute_url("vi")).context["section"]
    assert [one.pk for one in section.page] == [here.pk]
    assert [one.pk for one in section.elsewhere] == [abroad.pk]


def test_held_and_off_topic_articles_are_nowhere(client: Client) -> None:
    category = make_category()
    for state in (Article.State.HELD, Article.State.OFF_TOPIC):
        article = make_article(language="vi", category=category, state=state)
        assert client.get(article.get_absolute_url()).status_code == 404
    assert not client.get(category.get_absolute_url("vi")).context["section"].page


def test_an_old_slug_leads_to_the_article(client: Client) -> None:
    article = make_article(language="vi", title="Dân vận khéo ở Đồng Mẫu")
    assert article.slug == "dan-van-kheo-o-dong-mau"
    response = client.get(f"/vi/article/{article.pk}/ten-cu/")
    assert (response.status_code, response["Location"]) == (301, article.get_absolute_url())


def test_a_withdrawn_article_says_that_it_is_gone(client: Client) -> None:
    article = make_article(state=Article.State.WITHDRAWN)
    response = client.get(article.get_absolute_url())
    assert response.status_code == 410
    assert "withdrawn" in response.content.decode()


def test_a_merged_story_leads_to_what_it_became(client: Client) -> None:
    kept, gone = make_article().story, Story.objects.create()
    Story.objects.filter(pk=gone.pk).update(merged_into=kept)
    response = client.get(gone.get_absolute_url("vi"))
    assert (response.status_code, response["Location"]) == (301, kept.get_absolute_url("vi"))


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        pytest.param(
            "/vi/author/{author}/ten-cu/", "/vi/author/{author}/ph%C3%B3ng-vi%C3%AAn/", id="another name"
        ),
        pytest.param(
            "/vi/document/25-nq/tw/?before=1-1", "/vi/document/25-NQ/TW/?before=1-1", id="small letters"
        ),
        pytest.param("/vi/archive/2024/05/09/", "/vi/archive/2024/5/9/", id="a day with a zero"),
    ],
)
def test_a_list_is_known_by_one_address(asked: str, meant: str, client: Client) -> None:
    author = Author.objects.create(name="Phóng viên", source=make_source())
    Document.objects.create(number="25-NQ/TW", kind="NQ", issuer="TW")
    response = client.get(asked.format(author=author.pk))
    assert (response.status_code, response["Location"]) == (301, meant.format(author=author.pk))
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        pytest.param("25-NQ/TW", "25-NQ/TW~2013", id="no year: the one that is cited"),
        pytest.param("25-nq/tw", "25-NQ/TW~2013", id="no year and small letters"),
        pytest.param("25-NQ/TW~1998", "25-NQ/TW~1998", id="its year"),
        pytest.param("23-QD/TW", "23-Q%C4%90/TW~2021", id="lost diacritics"),
    ],
)
def test_a_document_is_found_however_its_number_is_written(asked: str, meant: str, client: Client) -> None:
    for number, year in (("25-NQ/TW", 1998), ("25-NQ/TW", 2013), ("23-QĐ/TW", 2021)):
        document = Document.objects.create(number=number, year=year)
        if year == 2013:
            Citation.objects.create(article=make_article(), document=document, cited_as=number)
    response = client.get(f"/vi/document/{asked}/")
    if response.status_code == 301:
        assert response["Location"] == f"/vi/document/{meant}/"
        response = client.get(response["Location"])
    assert response.status_code == 200
    assert response.context["document"].get_absolute_url("vi") == f"/vi/document/{meant}/"


def test_two_documents_that_differ_in_letter_case_are_two_pages(client: Client) -> None:
    for number in ("25-NQ/TW", "25-nq/tw"):
        Document.objects.create(number=number)
        assert client.get(f"/vi/document/{number}/").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        pytest.param("/vi/archive/9999/12/31/", 404, id="the last day of the calendar"),
        pytest.param("/vi/archive/1/1/1/", 404, id="its first day"),
        pytest.param("/vi/archive/9999/12/31/feed.rss", 404, id="the feed of its last day"),
        pytest.param("/vi/document/a%00b/", 404, id="a null character in a number"),
        pytest.param("/vi/archive/2024/5/9/?source=%00", 200, id="a null character for a source"),
        pytest.param("/vi/archive/2024/5/9/?language=%00", 200, id="a null character for a language"),
    ],
)
def test_an_impossible_address_is_no_fault_of_ours(address: str, status: int, client: Client) -> None:
    assert client.get(address).status_code == status


def test_a_story_without_articles_is_not_found_with_a_way_on(client: Client) -> None:
    latest = make_article(language="vi", title="Bài mới nhất")
    response = client.get(Story.objects.create().get_absolute_url("vi"))
    assert response.status_code == 404
    assert latest.title in response.content.decode()


def test_a_story_whose_articles_were_withdrawn_is_gone(client: Client) -> None:
    story = make_article(state=Article.State.WITHDRAWN).story
    response = client.get(story.get_absolute_url("vi"))
    assert response.status_code == 410
    assert "canonical" not in response.content.decode()


def test_a_topic_leads_to_its_wider_topic_and_its_parts(client: Client) -> None:
    wide = make_topic(name="Dân vận")
    middle = make_topic(name="Dân vận khéo", part_of=wide)
    narrow = make_topic(name="Mô hình", part_of=middle)
    page = client.get(middle.get_absolute_url("vi"))
    assert page.context["related_topics"].wider == wide
    assert page.context["related_topics"].parts == [narrow]
    for topic in (wide, narrow):
        assert f'href="{topic.get_absolute_url("vi")}"' in page.content.decode()
    alone = client.get(make_topic().get_absolute_url("vi")).content.decode()
    assert "parts-head" not in alone


def test_an_article_credits_its_original_and_flags_the_machine(client: Client) -> None:
    source, platform = make_source(name="Báo Gốc"), make_source(name="Nền tảng")
    article = make_article(
        language="uk",
        source=source,
        carrier=platform,
        machine_translated=True,
        origin_url="https://bao-goc.example/bai.html",
        url="https://nen-tang.example/uk/bai",
    )
    html = client.get(article.get_absolute_url()).content.decode()
    assert 'href="https://bao-goc.example/bai.html"' in html
    assert "Báo Gốc" in html
    assert "Nền tảng" in html
    assert 'class="flag"' in html
    box = html[html.index('class="provenance"') :]
    assert f'<a href="{platform.get_absolute_url("uk")}">' in box


def test_an_article_in_arabic_is_set_from_right_to_left(client: Client) -> None:
    html = client.get(
        make_article(language="ar", title="العمل الجماهيري").get_absolute_url()
    ).content.decode()
    assert '<html lang="ar" dir="rtl"' in html


def test_an_article_in_a_language_without_an_edition_keeps_its_own_language(client: Client) -> None:
    html = client.get(
        make_article(language="pl", title="Praca z ludnością").get_absolute_url()
    ).content.decode()
    assert '<html lang="en"' in html
    assert 'lang="pl"' in html


@pytest.mark.parametrize("allowed", [True, False])
def test_pictures_are_shown_as_long_as_their_source_allows_it(allowed: bool, client: Client) -> None:
    article = make_article(source=make_source(pictures_allowed=allowed))
    kept = {"state": "stored", "stored_as": "pictures/one", "widths": [320], "width": 320, "height": 180}
    Picture.objects.create(article=article, **kept)
    for address in (article.get_absolute_url(), "/en/", "/en/feed.json"):
        assert ("pictures/one-320" in client.get(address).content.decode()) is allowed


def test_a_source_that_allows_excerpts_shows_no_whole_text(client: Client) -> None:
    article = make_article(
        source=make_source(rights="excerpt"),
        text="The whole text.",
        html="<p>The whole text.</p>",
        url="https://a.example/1",
    )
    html = client.get(article.get_absolute_url()).content.decode()
    assert "The whole text." not in html
    assert 'href="https://a.example/1"' in html


@pytest.mark.parametrize(
    "address", ["/vi/category/none/", "/vi/topic/none/", "/vi/archive/2026/2/31/", "/vi/none/", "/xx/"]
)
def test_an_unknown_address_is_answered_with_a_way_on(address: str, client: Client) -> None:
    latest = make_article(language="vi", title="Bài mới nhất")
    response = client.get(address)
    assert response.status_code == 404
    assert address.startswith("/xx") or latest.title in response.content.decode()


def test_features_appear_and_expire_by_themselves(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    featured, newest = (
        make_article(language="vi"),
        make_article(language="vi", published_at=NOON + timedelta(days=1)),
    )
    Feature.objects.create(edition="vi", article=featured, starts_at=NOON, ends_at=NOON + timedelta(hours=1))
    shown = {}
    for minutes in (-5, 5, 65):
        monkeypatch.setattr(
            "articles.views.front.timezone.now", lambda minutes=minutes: NOON + timedelta(minutes=minutes)
        )
        shown[minutes] = client.get("/vi/").context["page"].lead.article.pk
    assert shown == {-5: newest.pk, 5: featured.pk, 65: newest.pk}


def test_a_placed_article_stands_on_the_front_page_once_with_its_story(client: Client) -> None:
    lead = make_article(language="vi", category=make_category())
    other = make_article(language="vi", story=lead.story, is_lead=False, source=make_source())
    Feature.objects.create(edition="vi", article=other, starts_at=NOON)
    page = client.get("/vi/").context["page"]
    assert page.lead.article.pk == other.pk
    assert (page.seconds, page.latest, page.categories) == ([], [], [])


def test_what_editors_placed_is_kept_by_no_cache_for_longer_than_a_second(client: Client) -> None:
    """Caches that the site does not know are told this: what begins at noon is seen a moment later."""
    make_article(language="vi")
    assert client.get("/vi/")["Cache-Control"] == PUBLIC


def test_each_slot_fills_up_again_when_what_stood_there_is_over(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed = [make_article(language="vi", published_at=NOON - timedelta(days=9)) for _number in range(2)]
    newest = [make_article(language="vi", published_at=NOON + timedelta(minutes=-one)) for one in range(5)]
    for hours, article in enumerate(placed, start=1):
        Feature.objects.create(
            edition="vi",
            slot=Feature.Slot.SECOND,
            article=article,
            position=hours,
            starts_at=NOON,
            ends_at=NOON + timedelta(hours=hours),
        )
    expected = {
        -1: newest[1:4],
        0: [*placed, newest[1]],
        1: [placed[1], *newest[1:3]],
        2: newest[1:4],
    }
    for hours, articles in expected.items():
        now = NOON + timedelta(hours=hours)
        monkeypatch.setattr("articles.views.front.timezone.now", lambda now=now: now)
        page = client.get("/vi/").context["page"]
        assert page.lead.article.pk == newest[0].pk
        assert [one.article.pk for one in page.seconds] == [one.pk for one in articles], hours


def test_a_placed_story_shows_each_edition_its_version_and_nothing_where_there_is_none(
    client: Client,
) -> None:
    story = make_article(language="vi").story
    french = make_article(language="fr", story=story, published_at=NOON - timedelta(days=3))
    newest = {code: make_article(language=code, published_at=NOON) for code in ("fr", "de")}
    for code in ("fr", "de"):
        Feature.objects.create(edition=code, story=story, starts_at=NOON)
    assert client.get("/fr/").context["page"].lead.article.pk == french.pk
    assert client.get("/de/").context["page"].lead.article.pk == newest["de"].pk


def test_a_placed_article_that_was_withdrawn_leaves_the_front_page(client: Client) -> None:
    gone, newest = make_article(language="vi"), make_article(language="vi")
    Feature.objects.create(edition="vi", article=gone, starts_at=NOON)
    Article.objects.filter(pk=gone.pk).update(state=Article.State.WITHDRAWN)
    assert client.get("/vi/").context["page"].lead.article.pk == newest.pk


def test_most_discussed_is_what_readers_wrote_about_lately(client: Client) -> None:
    quiet, lively, loud, old = (
        make_article(language="vi", published_at=NOON - timedelta(days=days)) for days in (0, 20, 29, 31)
    )
    for article, number in ((lively, 2), (loud, 3), (old, 9)):
        for _number in range(number):
            make_comment(article=article)
    for state in (Comment.State.WAITING, Comment.State.REJECTED):
        make_comment(article=quiet, state=state)
    for _number in range(12):  # the lead, what stands under it, and the latest
        make_article(language="vi")
    discussed = client.get("/vi/").context["page"].discussed
    assert [(one.pk, one.comment_count) for one in discussed] == [(loud.pk, 3), (lively.pk, 2)]


def test_topics_of_the_week_are_those_of_most_articles_in_it(client: Client, time_machine) -> None:
    time_machine.move_to(NOON)
    much, little, past, foreign, off = (make_topic(slug=slug) for slug in ("b", "a", "c", "d", "e"))
    make_article(language="vi", topics=[much, little])
    make_article(language="vi", topics=[much], published_at=NOON - timedelta(days=6))
    make_article(language="vi", topics=[past], published_at=NOON - timedelta(days=8))
    make_article(language="fr", topics=[foreign])
    taken_off = make_article(language="vi")
    ArticleTopic.objects.create(article=taken_off, topic=off, by_hand=True, excluded=True)
    assert [one.pk for one in client.get("/vi/").context["page"].topics] == [much.pk, little.pk]


def test_a_front_page_that_nothing_new_reached_for_months_is_full_still(client: Client) -> None:
    topics = [make_topic(), make_topic()]
    for days in range(400, 420):
        article = make_article(language="vi", topics=topics, published_at=NOON - timedelta(days=days))
    make_comment(article=article)
    page = client.get("/vi/").context["page"]
    assert page.lead
    assert (len(page.seconds), len(page.latest)) == (3, 8)
    assert [one.pk for one in page.discussed] == [article.pk]
    # What is not of this week is no topic of the week.
    assert page.topics == []


def test_each_story_stands_on_the_front_page_once(client: Client) -> None:
    category = make_category()
    articles = [
        make_article(language="vi", category=category, published_at=NOON - timedelta(hours=hours))
        for hours in range(40)
    ]
    for article in articles[::5]:
        for code in ("en", "fr", "ar", "th"):
            make_article(language=code, story=article.story, published_at=NOON)
        make_comment(article=article)
        ReadCount.objects.create(article=article, hour=timezone.now(), reads=3)
    html = client.get("/vi/").content.decode()
    headlines = re.findall(r'<h[23] [^>]*class="headline"[^>]*><a href="(/vi/[^"]+)"', html)
    assert len(headlines) > 20
    assert len(headlines) == len(set(headlines))


def test_what_has_no_date_stands_in_the_order_of_its_original_and_never_leads_without(client: Client) -> None:
    original = make_article(language="vi", published_at=NOON - timedelta(days=3))
    dated = [make_article(language="th", published_at=NOON - timedelta(days=days)) for days in (1, 2, 4, 5)]
    translated = make_article(
        language="th", story=original.story, published_at=None, machine_translated=True, arrived_at=NOON
    )
    unknown = make_article(language="th", published_at=None, arrived_at=NOON + timedelta(hours=1))
    page = client.get("/th/").context["page"]
    top = [page.lead.article, *(one.article for one in page.seconds)]
    assert [one.pk for one in top] == [one.pk for one in (*dated[:2], translated, dated[2])]
    assert top[2].known_since == original.published_at
    assert [one.pk for one in page.latest] == [dated[3].pk, unknown.pk]


@pytest.mark.parametrize("flaw", [{"title_derived": True}, {"title": "Ngày 14 tháng 10, đêm chung kết …"}])
def test_a_headline_that_is_derived_or_cut_never_stands_on_top(client: Client, flaw: dict) -> None:
    flawed = make_article(language="vi", published_at=NOON, **flaw)
    whole = make_article(language="vi", published_at=NOON - timedelta(days=9))
    page = client.get("/vi/").context["page"]
    assert (page.lead.article.pk, page.seconds, [one.pk for one in page.latest]) == (
        whole.pk,
        [],
        [flawed.pk],
    )


def test_an_edition_with_little_of_its_own_shows_another_language_before_vietnamese(client: Client) -> None:
    make_article(language="km")
    english = make_article(language="en")
    make_article(language="vi", story=english.story)
    vietnamese = make_article(language="vi")
    page = client.get("/km/").context["page"]
    assert page.second_language == "en"
    assert [one.pk for one in (*page.beside, *page.second)] == [english.pk]
    assert [one.pk for one in page.elsewhere] == [vietnamese.pk]


def test_what_is_breaking_stands_first_until_its_time(client: Client, time_machine) -> None:
    calm, urgent = (make_article(language="vi") for _number in range(2))
    Feature.objects.create(edition="vi", article=calm, starts_at=NOON)
    Feature.objects.create(
        edition="vi", article=urgent, position=9, starts_at=NOON, breaking_until=NOON + timedelta(hours=1)
    )
    for hours, lead, mark in ((0.5, urgent, True), (1.5, calm, False)):
        time_machine.move_to(NOON + timedelta(hours=hours))
        response = client.get("/vi/")
        assert response.context["page"].lead.article.pk == lead.pk
        assert ('class="breaking"' in response.content.decode()) is mark


def test_most_read_is_what_was_read_in_the_last_two_days(client: Client, time_machine) -> None:
    time_machine.move_to(NOON)
    for days in range(13):  # lead, three below it, eight latest
        make_article(language="vi", published_at=NOON - timedelta(hours=days))
    much, little, past = (
        make_article(language="vi", published_at=NOON - timedelta(days=5 + days)) for days in range(3)
    )
    for article, hours, reads in ((much, 3, 5), (much, 40, 4), (little, 1, 8), (past, 50, 99)):
        ReadCount.objects.create(article=article, hour=NOON - timedelta(hours=hours), reads=reads)
    assert [one.pk for one in client.get("/vi/").context["page"].read] == [much.pk, little.pk]


def test_navigation_names_no_category_without_articles_in_the_language(client: Client) -> None:
    full, foreign = make_category(), make_category()
    make_article(language="vi", category=full)
    make_article(language="fr", category=foreign)
    html = client.get("/vi/topic/").content.decode()
    assert f'href="{full.get_absolute_url("vi")}"' in html
    assert f'href="{foreign.get_absolute_url("vi")}"' not in html


def test_the_byline_of_an_article_names_no_paper_as_its_author(client: Client) -> None:
    paper = make_source(name="Báo Mẫu")
    author = Author.objects.create(name="BÁO MẪU", source=paper)
    article = make_article(source=paper, author=author)
    make_article(source=paper, author=author)
    html = client.get(article.get_absolute_url()).content.decode()
    assert f'href="{author.get_absolute_url("en")}"' not in html
    assert "same-author" not in html


@pytest.mark.parametrize(("words", "opens"), [("Ngắn gọn.", False), ("Một câu dài. " * 20, True)])
def test_a_long_lead_begins_the_text(client: Client, words: str, opens: bool) -> None:
    html = client.get(make_article(language="vi", lead=words).get_absolute_url()).content.decode()
    assert ('class="story-opening"' in html) is opens
    assert ('class="story-lead"' in html) is not opens


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_the_monitors_get_their_answer(path: str, client: Client) -> None:
    assert client.get(path).status_code == 200
