"""`manage.py reindex` writes what search keeps anew, in batches that can be resumed."""

from io import StringIO

import pytest
from django.core.management import call_command

from articles.management.commands import reindex
from articles.models import Article
from articles.search import find, parse
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_articles_without_an_entry_are_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindex, "BATCH", 2)
    pks = [make_article(title="River").pk for _number in range(3)]
    Article.objects.update(search=None)
    assert not find(parse("river"), edition="en")
    out = StringIO()
    call_command("reindex", after=pks[0], stdout=out)
    assert out.getvalue().splitlines()[-1] == "Search knows 2 articles."
    assert find(parse("river"), edition="en").total == 2
