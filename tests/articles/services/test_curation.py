"""What editors do to articles: each act is marked as theirs and survives the next pull."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from articles.comments.models import Comment, Report
from articles.comments.services.moderating import settle_reports
from articles.incoming import IncomingPicture
from articles.models import Article, ArticleTopic, FieldLock, Picture, Revision, Story, StoryDecision
from articles.services import curation
from articles.services.editing.following import follow_publisher
from articles.services.store import Rule, store_article
from articles.services.stories import merge_by_hand
from tests.factories import NOON, make_article, make_category, make_incoming, make_topic

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def editor():
    return get_user_model().objects.create_user("editor")


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        pytest.param(curation.publish, Article.State.HELD, Article.State.PUBLISHED, id="publish"),
        pytest.param(curation.hold, Article.State.PUBLISHED, Article.State.HELD, id="hold"),
        pytest.param(curation.withdraw, Article.State.PUBLISHED, Article.State.WITHDRAWN, id="withdraw"),
    ],
)
def test_a_state_is_set_and_marked_as_the_editors(editor, act, before, after):
    changed, same = make_article(state=before), make_article(state=after)
    assert act(articles=[changed, same], by=editor, now=NOON) == 1
    rows = Article.objects.filter(pk__in=[changed.pk, same.pk])
    assert set(rows.values_list("state", "state_by_hand")) == {(after, True)}
    assert (changed.state, changed.state_by_hand) == (after, True)


def test_withdrawing_the_lead_of_a_story_lets_another_stand_for_it(editor):
    story = Story.objects.create()
    first = make_article(story=story, is_lead=True)
    second = make_article(story=story, is_lead=False)
    curation.withdraw(articles=[first], by=editor, now=NOON)
    assert list(Article.objects.filter(story=story, is_lead=True)) == [second]


def test_a_later_pull_leaves_state_category_and_topics_of_an_editor_alone(editor):
    by_rule, by_hand = make_topic(slug="by-rule"), make_topic()
    category = make_category()
    incoming = make_incoming(topics=("by-rule",), relevant=True)
    article = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
    curation.hold(articles=[article], by=editor, now=NOON)
    curation.set_category(articles=[article], category=category, by=editor, now=NOON)
    assert curation.set_topics(article=article, topics=[by_hand], by=editor, now=NOON) == (1, 1)

    changed = make_incoming(url=incoming.url, title="Another title", topics=("by-rule",), relevant=True)
    store_article(incoming=changed, rule=Rule.PUBLISH, now=LATER)

    article.refresh_from_db()
    assert (article.title, article.state, article.category) == ("Another title", Article.State.HELD, category)
    links = dict(ArticleTopic.objects.filter(article=article).values_list("topic_id", "excluded"))
    assert links == {by_rule.pk: True, by_hand.pk: False}


def test_a_topic_taken_off_comes_back_when_an_editor_adds_it_again(editor):
    topic = make_topic()
    article = make_article(topics=[topic])
    curation.set_topics(article=article, topics=[], by=editor, now=NOON)
    assert not Article.objects.on_topic(topic).exists()
    curation.set_topics(article=article, topics=[topic], by=editor, now=NOON)
    assert list(Article.objects.on_topic(topic)) == [article]
    assert article.topic_links.get().by_hand


def test_a_topic_found_by_rule_that_stays_is_still_the_rules(editor):
    kept, added = make_topic(), make_topic()
    article = make_article(topics=[kept])
    curation.set_topics(article=article, topics=[kept, added], by=editor, now=NOON)
    assert dict(article.topic_links.values_list("topic_id", "by_hand")) == {kept.pk: False, added.pk: True}


def test_taking_an_article_out_of_every_category_is_remembered(editor):
    article = make_article(category=make_category())
    assert curation.set_category(articles=[article], category=None, by=editor, now=NOON) == 1
    article.refresh_from_db()
    assert article.category is None
    assert article.category_by_hand


def test_a_corrected_text_keeps_what_it_was_and_survives_an_unchanged_pull(editor):
    incoming = make_incoming(title="Teh people", lead="Lead")
    article = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
    assert curation.correct_text(article=article, title=" The people ", lead="Lead", by=editor, now=LATER)
    assert not curation.correct_text(article=article, title="The people", lead="Lead", by=editor, now=LATER)
    assert article.revisions.get().cause == Revision.Cause.EDITOR
    store_article(incoming=incoming, rule=Rule.PUBLISH, now=LATER)
    article.refresh_from_db()
    assert article.title == "The people"
    revision = Revision.objects.get(article=article)
    assert (revision.title, revision.lead, revision.replaced_at) == ("Teh people", "Lead", LATER)


def test_pictures_stay_where_they_stood_in_a_text_that_an_editor_changed(editor):
    pictures = tuple(
        IncomingPicture(f"https://a.example/{place}.jpg", place=place) for place in (0, 1, 2, None)
    )
    incoming = make_incoming(html="<p>One.</p><p>Two.</p>", text="One.\nTwo.", pictures=pictures)
    article = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article

    def places():
        return list(article.pictures.order_by("position").values_list("place", flat=True))

    new = "<p>One.</p><p>Between.</p><p>Two.</p>"
    curation.correct_text(article=article, html=new, by=editor, now=NOON)
    assert places() == [0, 2, 3, None]
    # The publisher adds a paragraph, which the editor's text lacks, and a picture behind it.
    again = replace(
        incoming,
        html="<p>Before.</p><p>One.</p><p>Two.</p>",
        text="Before.\nOne.\nTwo.",
        pictures=tuple(replace(one, place=None if one.place is None else one.place + 1) for one in pictures),
    )
    store_article(incoming=again, rule=Rule.PUBLISH, now=LATER)
    assert places() == [0, 2, 3, None]
    follow_publisher(article=article, fields=[FieldLock.Field.TEXT], by=editor, now=NOON)
    assert places() == [1, 2, 3, None]


def test_a_derived_title_that_an_editor_replaced_is_derived_no_more(editor):
    article = make_article(title="First sentence", title_derived=True)
    curation.correct_text(article=article, title="First sentence", lead="New", by=editor, now=NOON)
    assert article.title_derived
    curation.correct_text(article=article, title="A headline", lead="New", by=editor, now=NOON)
    article.refresh_from_db()
    assert not article.title_derived


def test_an_empty_title_is_refused(editor):
    article = make_article()
    with pytest.raises(ValueError, match="needs a title"):
        curation.correct_text(article=article, title="  ", lead="", by=editor, now=NOON)


def test_splitting_leaves_the_last_article_where_it_is(editor):
    articles = [make_article(), make_article()]
    story = merge_by_hand(articles=articles, by=editor)
    articles = list(Article.objects.filter(story=story).order_by("pk"))
    parted = curation.split(articles=articles, by=editor, now=NOON)
    assert parted == articles[:1]
    assert Article.objects.filter(story=story).get() == articles[1]
    assert StoryDecision.objects.get().verdict == StoryDecision.Verdict.APART


def test_a_picture_that_an_editor_took_off_stays_off_when_it_moves(editor):
    one, two = (IncomingPicture(f"https://a.example/{name}.jpg") for name in ("one", "two"))
    incoming = make_incoming(pictures=(one, two))
    article = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
    refused = article.pictures.get(position=0)
    curation.refuse_pictures(pictures=[refused], by=editor, now=NOON)
    newer = replace(incoming, html="<p>Other words.</p>", pictures=(two, one))
    assert store_article(incoming=newer, rule=Rule.PUBLISH, now=LATER).article == article
    assert list(article.pictures.values_list("original_url", "state")) == [
        (two.url, Picture.State.WAITING),
        (one.url, Picture.State.REFUSED),
    ]


def test_pictures_that_an_editor_took_off_are_not_shown(editor):
    picture = Picture.objects.create(
        article=make_article(), state=Picture.State.STORED, stored_as="a/b", widths=[320]
    )
    assert curation.refuse_pictures(pictures=[picture], by=editor, now=NOON) == 1
    picture.refresh_from_db()
    assert not picture.is_shown
    assert picture.reason


def test_settling_reports_leaves_the_comment_alone(editor):
    comment = Comment.objects.create(
        article=make_article(), name="A", body="B", language="en", sent_at=NOON, state=Comment.State.APPROVED
    )
    reports = [
        Report.objects.create(comment=comment, visitor=str(number), sent_at=NOON) for number in range(2)
    ]
    assert settle_reports(reports=reports, by=editor, now=LATER) == 2
    assert settle_reports(reports=reports, by=editor, now=LATER) == 0
    comment.refresh_from_db()
    assert comment.state == Comment.State.APPROVED
