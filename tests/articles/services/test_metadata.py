"""Better rules for a text that stays as it is; an editor's choices stay, whenever they were made."""

from dataclasses import replace
from datetime import timedelta

import pytest

from articles.models import Article
from articles.services import curation
from articles.services.metadata import update_metadata
from articles.services.store import Rule, store_article
from tests.factories import NOON, make_category, make_incoming

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("rule", "relevant", "state"),
    [
        pytest.param(Rule.PUBLISH, False, Article.State.PUBLISHED, id="publish everything"),
        pytest.param(Rule.ON_TOPIC, True, Article.State.PUBLISHED, id="on topic"),
        pytest.param(Rule.ON_TOPIC, False, Article.State.OFF_TOPIC, id="off topic"),
        pytest.param(Rule.HOLD, True, Article.State.HELD, id="hold"),
    ],
)
def test_the_rule_of_the_feed_decides(rule: Rule, relevant: bool, state: str) -> None:
    incoming = make_incoming(relevant=not relevant)
    article = store_article(incoming=incoming, rule=Rule.HOLD, now=NOON).article
    assert update_metadata(
        article=article, incoming=replace(incoming, relevant=relevant), rule=rule, now=LATER
    )
    article.refresh_from_db()
    assert (article.state, article.relevant) == (state, relevant)


def test_what_is_the_same_is_no_change() -> None:
    incoming = make_incoming()
    article = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
    assert not update_metadata(article=article, incoming=incoming, rule=Rule.PUBLISH, now=LATER)


def test_an_editors_choices_stay_though_the_object_is_older() -> None:
    incoming, category = make_incoming(), make_category()
    stale = store_article(incoming=incoming, rule=Rule.PUBLISH, now=NOON).article
    fresh = Article.objects.get(pk=stale.pk)
    curation.hold(articles=[fresh], by=None, now=NOON)
    curation.set_category(articles=[fresh], category=category, by=None, now=NOON)
    curation.correct_text(article=fresh, title="A better title", lead="A lead.", by=None, now=NOON)
    dated = replace(incoming, published_at=LATER)
    assert update_metadata(article=stale, incoming=dated, rule=Rule.PUBLISH, now=LATER)
    fresh.refresh_from_db()
    assert (fresh.state, fresh.category, fresh.title) == (Article.State.HELD, category, "A better title")
    assert fresh.published_at == LATER
