"""The one way in: what becomes of an IncomingArticle in the database."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from articles.incoming import CitedDocument, IncomingPicture, IncomingSource
from articles.models import Article, ArticleTopic, Document, Source, Story
from articles.services.curation import withdraw
from articles.services.store import Outcome, Rule, store_article
from articles.services.stories import split_by_hand
from tests.factories import NOON, make_category, make_incoming, make_source, make_topic

LATER = NOON + timedelta(hours=1)
ORIGINAL = "https://bao-goc.example/dan-van-kheo-o-xa-dong-mau-1024.html"


def store(incoming, rule=Rule.PUBLISH, **options):
    return store_article(incoming=incoming, rule=rule, now=NOON, **options)


@pytest.mark.django_db
class TestStore:
    def test_a_new_article_is_created_with_its_intake(self) -> None:
        stored = store(make_incoming(raw="<p>raw</p>", warnings=("odd",)))
        assert stored.outcome is Outcome.CREATED
        assert stored.article.state == Article.State.PUBLISHED
        assert stored.article.is_lead
        assert (stored.article.intake.raw, stored.article.intake.warnings) == ("<p>raw</p>", ["odd"])

    def test_the_same_article_again_changes_nothing(self) -> None:
        incoming = make_incoming()
        first, again = store(incoming), store(incoming)
        assert (again.outcome, again.article.pk) == (Outcome.UNCHANGED, first.article.pk)
        assert not again.article.revisions.exists()

    def test_another_spelling_of_the_address_is_the_same_article(self) -> None:
        incoming = make_incoming(url="https://paper.example/articles/mass-work-in-the-hills-77.html")
        store(incoming)
        store(replace(incoming, url="http://www.paper.example/articles/mass-work-in-the-hills-77.html"))
        assert Article.objects.count() == 1

    def test_an_unknown_date_stays_unknown_and_sorts_by_arrival(self) -> None:
        article = Article.objects.get(pk=store(make_incoming(published_at=None)).article.pk)
        assert (article.published_at, article.ordered_at) == (None, NOON)

    def test_a_date_once_known_is_not_forgotten(self) -> None:
        incoming = make_incoming()
        store(incoming)
        store(replace(incoming, published_at=None, html="<p>Another text.</p>"))
        assert Article.objects.get().published_at == NOON

    @pytest.mark.parametrize(
        ("rule", "relevant", "state"),
        [
            (Rule.PUBLISH, False, "published"),
            (Rule.ON_TOPIC, True, "published"),
            (Rule.ON_TOPIC, False, "off-topic"),
            (Rule.HOLD, True, "held"),
        ],
    )
    def test_the_rule_of_the_feed_decides_what_appears(self, rule: Rule, relevant: bool, state: str) -> None:
        assert store(make_incoming(relevant=relevant), rule).article.state == state

    def test_an_editors_state_and_category_survive_a_change_upstream(self) -> None:
        incoming, chosen = make_incoming(), make_category()
        article = store(incoming).article
        Article.objects.filter(pk=article.pk).update(
            state="held", state_by_hand=True, category=chosen, category_by_hand=True
        )
        store(replace(incoming, html="<p>Changed.</p>"), category=make_category())
        article.refresh_from_db()
        assert (article.state, article.category) == ("held", chosen)
        assert article.html == "<p>Changed.</p>"

    def test_topics_follow_the_text_but_not_against_an_editor(self) -> None:
        kept, dropped, barred = make_topic(), make_topic(), make_topic()
        incoming = make_incoming(topics=(dropped.slug, barred.slug))
        article = store(incoming).article
        ArticleTopic.objects.filter(topic=barred).update(excluded=True, by_hand=True)
        ArticleTopic.objects.create(article=article, topic=kept, by_hand=True)
        store(replace(incoming, html="<p>Changed.</p>", topics=(barred.slug,)))
        shown = ArticleTopic.objects.filter(article=article, excluded=False)
        assert [link.topic for link in shown] == [kept]

    def test_the_original_publisher_is_credited_and_the_platform_named(self) -> None:
        paper = make_source(host="bao-goc.example")
        platform = make_source(host="nen-tang.example", kind=Source.Kind.PLATFORM)
        article = store(
            make_incoming(
                url="https://nen-tang.example/uk/dan-van-kheo-o-xa-dong-mau",
                origin_url=ORIGINAL,
                source=IncomingSource("Báo Gốc", "bao-goc.example"),
            )
        ).article
        assert (article.source, article.carrier) == (paper, platform)

    def test_an_unknown_publisher_becomes_a_source_to_describe(self) -> None:
        article = store(make_incoming(source=IncomingSource("Báo Lạ", "bao-la.example"))).article
        assert (article.source.name, article.source.kind) == ("Báo Lạ", Source.Kind.UNKNOWN)
        assert Source.objects.for_host("www.bao-la.example") == article.source

    def test_documents_are_one_whatever_language_cites_them(self) -> None:
        cited = CitedDocument("23-QĐ/TW", "Quyết định số 23-QĐ/TW", "QĐ", "TW")
        one = store(make_incoming(documents=(cited,))).article
        other = store(make_incoming(documents=(replace(cited, cited_as="Decision 23-QD/TW"),))).article
        assert set(Document.objects.get().articles.all()) == {one, other}

    def test_pictures_know_their_place_and_the_size_that_the_source_states(self) -> None:
        pictures = (
            IncomingPicture("https://a.example/1.jpg", width=1200, height=800, place=2),
            IncomingPicture("https://a.example/2.jpg", place=100_000),
            IncomingPicture("https://a.example/3.jpg"),
        )
        article = store(make_incoming(pictures=pictures)).article
        rows = article.pictures.order_by("position").values_list("place", "width", "height")
        assert list(rows) == [(2, 1200, 800), (32_767, None, None), (None, None, None)]

    def test_pictures_keep_their_files_while_their_address_stays(self) -> None:
        incoming = make_incoming(pictures=(IncomingPicture("https://a.example/1.jpg", "One"),))
        article = store(incoming).article
        article.pictures.update(state="stored", stored_as="pictures/one", widths=[320])
        store(
            replace(
                incoming,
                html="<p>Changed.</p>",
                pictures=(IncomingPicture("https://a.example/1.jpg", "Other words"),),
            )
        )
        picture = article.pictures.get()
        assert (picture.caption, picture.stored_as) == ("Other words", "pictures/one")

    def test_a_long_title_and_a_null_character_do_no_harm(self) -> None:
        article = store(make_incoming(title="a" * 900, raw="a\0b")).article
        assert len(article.title) == 500
        assert article.intake.raw == "a\ufffdb"

    def test_versions_of_one_original_are_one_story_in_any_order(self) -> None:
        uk = store(
            make_incoming(url="https://nen-tang.example/uk/x", origin_url=ORIGINAL, language="uk")
        ).article
        th = store(make_incoming(url=None, origin_url=ORIGINAL, language="th")).article
        vi = store(make_incoming(url=ORIGINAL, language="vi")).article
        assert uk.story_id == th.story_id == vi.story_id

    def test_a_split_survives_the_next_pull(self) -> None:
        vi = make_incoming(url=ORIGINAL, language="vi")
        uk = make_incoming(url="https://nen-tang.example/uk/x", origin_url=ORIGINAL, language="uk")
        store(vi)
        article = store(uk).article
        split_by_hand(article=article, by=None, now=NOON)
        store(replace(uk, html="<p>Changed.</p>"))
        article.refresh_from_db()
        assert article.story_id != Article.objects.get(language="vi").story_id

    def test_a_later_republication_does_not_move_the_lead(self) -> None:
        original = store(make_incoming(url=ORIGINAL, language="vi")).article
        copy = store(
            make_incoming(
                url="https://other.example/vi/ban-sao",
                origin_url=ORIGINAL,
                language="vi",
                published_at=NOON - timedelta(days=1),
            )
        ).article
        original.refresh_from_db()
        copy.refresh_from_db()
        assert (original.is_lead, copy.is_lead) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_two_pullers_at_once_make_one_story() -> None:
    make_source(host="bao-goc.example")
    start = threading.Barrier(2)

    def work(language: str) -> None:
        start.wait()
        store(
            make_incoming(
                url=f"https://nen-tang.example/{language}/x",
                origin_url=ORIGINAL,
                language=language,
                source=IncomingSource("Báo Gốc", "bao-goc.example"),
            )
        )
        connection.close()

    threads = [threading.Thread(target=work, args=(language,)) for language in ("uk", "th")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Article.objects.count() == 2
    assert Story.objects.filter(articles__isnull=False).distinct().count() == 1


@pytest.mark.django_db
class TestAnotherLanguage:
    """A publisher's page that a later reading finds to be in another language."""

    def test_it_gives_way_to_the_article_that_leads_there(self) -> None:
        origin = "https://origin.example/a-story-of-four-words-1.html"
        english = store_article(
            incoming=make_incoming(origin_url=origin), rule=Rule.PUBLISH, now=NOON
        ).article
        incoming = make_incoming(origin_url=origin, language="ms")
        malay = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
        other = store_article(
            incoming=make_incoming(origin_url=origin, language="ms"), rule=Rule.PUBLISH, now=NOON
        ).article
        assert (malay.is_lead, other.is_lead, malay.story) == (True, False, english.story)
        store_article(incoming=replace(incoming, language="en"), rule=Rule.PUBLISH, now=LATER)
        leads = Article.objects.filter(story=english.story, is_lead=True)
        assert set(leads.values_list("pk", "language")) == {(english.pk, "en"), (other.pk, "ms")}

    def test_an_editors_state_stays_though_the_entry_was_read_before(self) -> None:
        incoming = make_incoming()
        known = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
        withdraw(articles=[Article.objects.get(pk=known.pk)], by=None, now=NOON)
        newer = replace(incoming, html="<p>Newer.</p>")
        store_article(incoming=newer, rule=Rule.PUBLISH, now=LATER, known_as=known)
        assert Article.objects.get(pk=known.pk).state == Article.State.WITHDRAWN
