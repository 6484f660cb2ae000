"""Stories in the database: joined in any order, merged, split, and never twice by two pullers at once."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from django.db import connection, transaction

from articles.incoming import IncomingArticle
from articles.models import Article, Feature, Story, StoryDecision, StoryKey
from articles.services.store import Rule, Stored, store_article
from articles.services.stories import (
    choose_leads,
    join_by_rule,
    lead_by_hand,
    merge_by_hand,
    merge_stories,
    split_by_hand,
    story_for,
)
from tests.factories import NOON, make_article, make_incoming

ORIGINAL = "https://bao-goc.example/dan-van-kheo-o-xa-dong-mau-1024.html"
PLATFORM = "https://platform.example/{}/dan-van-kheo-o-xa-dong-mau/"


def store(incoming: IncomingArticle, **options: object) -> Stored:
    return store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON, **options)


def story_ids() -> set[int]:
    return set(Article.objects.values_list("story_id", flat=True))


def original(**overrides: object) -> IncomingArticle:
    return make_incoming(
        **{"url": ORIGINAL, "language": "vi", "title": "Dân vận khéo", "html": "<p>Gốc</p>", **overrides}
    )


def translation(language: str, **overrides: object) -> IncomingArticle:
    values = {
        "url": f"https://{language}.reprint.example/articles/{language}-1",
        "origin_url": ORIGINAL,
        "language": language,
        "html": f"<p>{language}</p>",
        **overrides,
    }
    return make_incoming(**values)


JOINED = {
    "the original and two translations that cite it": [original(), translation("fr"), translation("th")],
    "two translations whose original never came": [translation("fr"), translation("th")],
    "pages of one site under one slug": [
        make_incoming(url=PLATFORM.format(tag), language=tag, html=f"<p>{tag}</p>")
        for tag in ("uk", "th", "id")
    ],
    "a page that cites the original bridges the platform and the paper": [
        original(),
        make_incoming(url=PLATFORM.format("uk"), language="uk", html="<p>uk</p>"),
        make_incoming(url=PLATFORM.format("th"), origin_url=ORIGINAL, language="th", html="<p>th</p>"),
    ],
}
ORDERS = {
    f"{name}, order {number}": order
    for name, incoming in JOINED.items()
    for number, order in enumerate(permutations(incoming), start=1)
}


@pytest.mark.django_db
class TestJoining:
    @pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
    def test_one_story_in_any_order_of_arrival(self, order: tuple[IncomingArticle, ...]) -> None:
        for incoming in order:
            store(incoming)
        assert Article.objects.count() == len(order)
        assert len(story_ids()) == 1
        assert set(StoryKey.objects.values_list("story_id", flat=True)) == story_ids()
        assert Article.objects.filter(is_lead=True).count() == len({incoming.language for incoming in order})

    def test_the_merged_story_leads_to_the_one_it_became(self) -> None:
        first = store(original()).article.story
        second = store(make_incoming(url=PLATFORM.format("uk"), language="uk")).article.story
        third = store(
            make_incoming(url=PLATFORM.format("th"), origin_url=ORIGINAL, language="th")
        ).article.story
        gone = {first, second, third} - {Story.objects.get(pk=pk) for pk in story_ids()}
        assert {story.pk for story in Story.objects.filter(merged_into__in=story_ids())} == {
            story.pk for story in gone
        }

    def test_unrelated_articles_stay_apart(self) -> None:
        store(original())
        store(make_incoming(url="https://bao-goc.example/mot-bai-khac-hoan-toan-2048.html", language="vi"))
        assert len(story_ids()) == 2

    def test_instalments_of_a_column_are_no_versions(self) -> None:
        for number in (10001, 10002, 10003):
            url = f"https://en.example.com/news-of-the-day-in-brief-post{number}.html"
            store(make_incoming(url=url, html=f"<p>{number}</p>"))
        assert len(story_ids()) == 3

    def test_a_version_of_another_language_joins_in_spite_of_its_number(self) -> None:
        for tag, number in (("en", 10001), ("fr", 10002)):
            url = f"https://{tag}.example.com/dan-van-kheo-o-xa-dong-mau-post{number}.html"
            store(make_incoming(url=url, language=tag, html=f"<p>{number}</p>"))
        assert len(story_ids()) == 1

    def test_an_article_that_was_merged_behind_its_back_is_not_moved_back(self) -> None:
        """A puller holds the object of an article whose story is merged before it stores the new text."""
        held = store(translation("fr", origin_url=None)).article
        home = store(original()).article
        stale = Article.objects.get(pk=held.pk)
        merge_stories(kept=home.story, gone=Article.objects.get(pk=held.pk).story)
        store(translation("fr", origin_url=None, html="<p>revised</p>"), known_as=stale)
        assert story_ids() == {home.story_id}

    def test_merging_into_a_story_that_was_merged_reaches_the_living_one(self) -> None:
        first, second, third = (make_article() for _ in range(3))
        merge_stories(kept=first.story, gone=second.story)
        merge_stories(kept=second.story, gone=third.story)
        assert story_ids() == {first.story_id}
        assert Story.objects.get(pk=third.story_id).merged_into_id == first.story_id

    def test_merging_a_story_with_itself_changes_nothing(self) -> None:
        article = make_article()
        merge_stories(kept=article.story, gone=article.story)
        assert Story.objects.get(pk=article.story_id).merged_into is None

    def test_merging_takes_keys_and_features_along(self) -> None:
        kept, gone = make_article(), make_article()
        StoryKey.objects.create(story=gone.story, key="address:x")
        feature = Feature.objects.create(story=gone.story, **feature_values())
        merge_stories(kept=kept.story, gone=gone.story)
        feature.refresh_from_db()
        assert (StoryKey.objects.get().story_id, feature.story_id) == (kept.story_id, kept.story_id)


def feature_values() -> dict[str, object]:
    return {"edition": "vi", "starts_at": NOON}


@pytest.mark.django_db
class TestLeads:
    def test_the_original_takes_over_when_it_arrives(self) -> None:
        copy = store(translation("vi", html="<p>Bản sao</p>", published_at=NOON - timedelta(days=1))).article
        assert copy.is_lead
        first = store(original()).article
        copy.refresh_from_db()
        assert (first.is_lead, copy.is_lead) == (True, False)

    def test_a_merger_leaves_one_lead_a_language(self) -> None:
        early, late = make_article(published_at=NOON - timedelta(hours=1)), make_article()
        other = make_article(language="fr", story=late.story)
        merge_stories(kept=late.story, gone=early.story)
        assert set(Article.objects.filter(is_lead=True)) == {early, other}

    def test_the_next_one_leads_when_the_lead_is_withdrawn(self) -> None:
        story = Story.objects.create()
        lead = make_article(story=story)
        second = make_article(story=story, is_lead=False, published_at=NOON + timedelta(hours=1))
        Article.objects.filter(pk=lead.pk).update(state=Article.State.WITHDRAWN)
        choose_leads(story=story)
        assert list(Article.objects.filter(is_lead=True)) == [second]


@pytest.mark.django_db
class TestEditors:
    def test_a_split_survives_later_pulls_of_everything(self, django_user_model: type) -> None:
        editor = django_user_model.objects.create(username="editor")
        incoming = [original(), translation("fr"), translation("th")]
        first, french, thai = (store(one).article for one in incoming)
        new = split_by_hand(article=french, by=editor, now=NOON)
        for one in incoming:
            store(replace(one, html=f"{one.html}<p>Revised.</p>"))
        french.refresh_from_db()
        first.refresh_from_db()
        thai.refresh_from_db()
        assert (french.story_id, french.is_lead) == (new.pk, True)
        assert first.story_id == thai.story_id != new.pk

    def test_a_split_survives_an_article_that_bridges_both(self) -> None:
        first, french = store(original()).article, store(translation("fr")).article
        split_by_hand(article=french, by=None, now=NOON)
        store(
            make_incoming(url="https://c.example/1", origin_url=french.url, language="de", html="<p>de</p>")
        )
        store(translation("es"))
        assert Article.objects.get(language="de").story_id == french.story_id
        assert Article.objects.get(language="es").story_id == first.story_id
        assert len(story_ids()) == 2

    def test_a_split_leaves_the_rest_with_a_lead(self) -> None:
        story = Story.objects.create()
        lead = make_article(story=story)
        rest = make_article(story=story, is_lead=False)
        split_by_hand(article=lead, by=None, now=NOON)
        assert set(Article.objects.filter(is_lead=True)) == {lead, rest}

    def test_a_merger_by_hand_of_many_articles(self) -> None:
        story = Story.objects.create()
        one, two, three = make_article(), make_article(story=story), make_article(story=story, language="fr")
        home = merge_by_hand(articles=[one, two, three], by=None)
        assert story_ids() == {home.pk} == {two.story_id, three.story_id, one.story_id}
        assert set(StoryDecision.objects.values_list("verdict", flat=True)) == {StoryDecision.Verdict.SAME}

    def test_a_merger_by_hand_overrules_an_earlier_split(self) -> None:
        first, french = store(original()).article, store(translation("fr")).article
        split_by_hand(article=french, by=None, now=NOON)
        merge_by_hand(articles=[first, french], by=None)
        store(replace(translation("fr"), html="<p>Revised.</p>"))
        assert len(story_ids()) == 1

    def test_a_rule_does_not_join_what_an_editor_parted(self) -> None:
        first, french = store(original()).article, store(translation("fr")).article
        split_by_hand(article=french, by=None, now=NOON)
        assert not join_by_rule(article=first, other=french)
        assert len(story_ids()) == 2


def at_once(*actions: Callable[[], object]) -> None:
    """Runs every action in a thread with a connection of its own, all from the same moment; raises what they raise."""
    start, errors = threading.Barrier(len(actions)), []

    def run(action: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            action()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    if errors:
        raise errors[0]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_versions_of_one_piece(self) -> None:
        incoming = [original(), *(translation(tag) for tag in ("fr", "th", "de", "es", "ru"))]
        at_once(*(lambda one=one: store(one) for one in incoming))
        assert Article.objects.count() == len(incoming)
        assert len(story_ids()) == 1

    def test_the_same_article(self) -> None:
        incoming = original()
        at_once(*(lambda: store(incoming) for _ in range(4)))
        assert Article.objects.count() == Story.objects.count() == 1

    def test_articles_of_one_language_with_other_keys_of_one_story_elect_one_lead(self) -> None:
        """Each puller holds a key that the other has not: only the story itself makes them wait."""
        story = Story.objects.create()
        StoryKey.objects.bulk_create([StoryKey(story=story, key=f"key:{number}") for number in range(4)])

        def add(number: int) -> None:
            with transaction.atomic():
                home = story_for(keys=[f"key:{number}"])
                make_article(story=home, is_lead=False, title=f"Article {number}", source=source)
                choose_leads(story=home, language="en")

        source = make_article(language="vi", story=story).source
        at_once(*(lambda number=number: add(number) for number in range(4)))
        assert Article.objects.filter(language="en").count() == 4
        assert Article.objects.filter(language="en", is_lead=True).count() == 1

    def test_an_article_that_joins_a_story_while_it_is_merged_away(self) -> None:
        """Whoever comes first, the article ends in the living story."""
        for number in range(5):
            kept, gone = make_article(language="vi"), make_article(language="vi")
            StoryKey.objects.create(story=gone.story, key=f"key:{number}")

            def join(number: int = number, source: object = kept.source) -> None:
                with transaction.atomic():
                    home = story_for(keys=[f"key:{number}"])
                    make_article(story=home, language="fr", source=source)

            def merge(kept: Article = kept, gone: Article = gone) -> None:
                with transaction.atomic():
                    merge_stories(kept=kept.story, gone=gone.story)

            at_once(join, merge)
            assert not Article.objects.filter(story__merged_into__isnull=False).exists()


@pytest.mark.django_db
class TestTheEditorsLead:
    def test_an_article_that_an_editor_chose_leads_its_story(self) -> None:
        story = Story.objects.create()
        first = make_article(story=story)
        second = make_article(story=story, is_lead=False)
        assert lead_by_hand(articles=[second]) == 1
        choose_leads(story=story)
        assert list(Article.objects.filter(is_lead=True)) == [second]
        assert lead_by_hand(articles=[first]) == 1
        assert list(Article.objects.filter(lead_by_hand=True)) == [first]

    def test_one_that_readers_cannot_open_leads_nothing(self) -> None:
        story = Story.objects.create()
        first = make_article(story=story)
        second = make_article(story=story, is_lead=False, state="held")
        assert lead_by_hand(articles=[second]) == 0
        assert list(Article.objects.filter(is_lead=True)) == [first]
        Article.objects.filter(pk=second.pk).update(state="published")
        choose_leads(story=story)
        assert list(Article.objects.filter(is_lead=True)) == [second]
