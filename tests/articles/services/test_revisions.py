"""When an article's words last changed, as its row keeps it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from articles.models import Article, Revision
from articles.services.curation import correct_text
from articles.services.editing.following import follow_publisher
from articles.services.revisions import keep_revision
from desk.models import Act
from desk.record import recorded
from desk.undoing import undo
from tests.factories import NOON, make_article

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)
LATEST = NOON + timedelta(days=2)


def changed_at(article: Article) -> object:
    return Article.objects.values_list("changed_at", flat=True).get(pk=article.pk)


def test_an_article_that_nobody_changed_has_no_such_time() -> None:
    assert changed_at(make_article()) is None


def test_a_correction_and_its_end_are_kept() -> None:
    article = make_article(title="Three families")
    correct_text(article=article, by=None, now=LATER, title="Four families")
    assert changed_at(article) == LATER
    follow_publisher(article=article, fields=["title"], by=None, now=LATEST)
    assert changed_at(article) == LATEST


def test_spaces_are_no_change() -> None:
    article = make_article(lead="Three families")
    correct_text(article=article, by=None, now=LATER, lead="Three  families")
    assert changed_at(article) is None


def test_taking_a_correction_back_is_a_change_too() -> None:
    article = make_article(title="Three families")
    with recorded("test", road=Act.Road.DESK, about="test"):
        correct_text(article=article, by=None, now=LATER, title="Four families")
    assert undo(act=Act.objects.get(), by=None, now=LATEST) == []
    assert (Article.objects.get(pk=article.pk).title, changed_at(article)) == ("Three families", LATEST)


def test_the_migration_finds_former_changes() -> None:
    corrected, reread, spaced = (make_article(title=f"Road {number}") for number in range(3))
    for number, article in enumerate((corrected, reread, spaced)):
        cause = Revision.Cause.READING if article == reread else Revision.Cause.EDITOR
        keep_revision(article=article, cause=cause, now=LATER + timedelta(hours=number))
    Article.objects.exclude(pk=spaced.pk).update(title="Another road")
    Article.objects.filter(pk=spaced.pk).update(title="Road  2")
    with connection.cursor() as cursor:
        cursor.execute(import_module("articles.migrations.0027_when_words_changed").FORMER)
    assert [changed_at(one) for one in (corrected, reread, spaced)] == [LATER, None, None]
