"""Natural queries in all twenty editions find the right story among the first three, on a filled site of 2,000 articles.

Costs some 25 s of processor time for the site, which is filled once, and as much for the 500 queries.
`queries/<edition>.tsv` holds them: what is typed, the subject that a right story tells (`bench.fill.subjects`), and behind
an @ the province that it names. They were written before search could find them, and every second one was not looked at
until it did.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from psycopg2 import sql
from pytest_django import DjangoDbBlocker

from articles.catalogue.places import load_provinces
from articles.languages import SITE_LANGUAGES
from articles.models import ArticlePlace
from articles.search import find, parse
from bench.fill.filling import fill
from bench.fill.subjects import load_subjects, subject_of

QUERIES = Path(__file__).parent / "queries"
ARTICLES, SEED, NEWEST = 2_000, 1, datetime(2026, 11, 1, 12, tzinfo=UTC)
QUERIES_AT_LEAST, LOOKED_AT = 25, 3
RIGHT_AT_LEAST, RIGHT_OF_AN_EDITION = 0.90, 0.80


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A filled site in a database of its own, beside that of the other tests."""
    usual = connection.settings_dict["NAME"]
    name = f"{usual}_filled"
    with django_db_blocker.unblock():
        connection.close()
        template = sql.Identifier(connection.settings_dict["TEST"]["TEMPLATE"])
        with connection._nodb_cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template))
        connection.settings_dict["NAME"] = name
        try:
            call_command("migrate", verbosity=0, interactive=False)
            for _step in fill(ARTICLES, seed=SEED, newest=NEWEST, processes=1):
                pass
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual
            with connection._nodb_cursor() as cursor:
                cursor.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def wrong(filled: None) -> dict[str, list[str]]:
    """By edition the queries that do not find a right story among the first, with what they find."""
    places: dict[int, set[int]] = defaultdict(set)
    for story, province in ArticlePlace.objects.values_list("article__story_id", "province"):
        places[story].add(province)
    found: dict[str, list[str]] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("articles.search.results.PAGE_SIZE", LOOKED_AT)
        for edition in SITE_LANGUAGES:
            found[edition] = []
            for typed, subject, province in queries_of(edition):
                page = find(parse(typed), edition=edition)
                stories = [one.article.story_id for one in (*page.here, *page.elsewhere)[:LOOKED_AT]]
                subjects = [subject_of(story - 1, seed=SEED) for story in stories]
                if not any(
                    one == subject and (not province or province in places[story])
                    for story, one in zip(stories, subjects, strict=True)
                ):
                    found[edition].append(f"{typed} [{subject} {province or ''}]: {', '.join(subjects)}")
    return found


def queries_of(edition: str) -> list[tuple[str, str, int]]:
    """What is typed, the subject, and the number of the province, 0 for none."""
    rows = (
        line.split("\t") for line in (QUERIES / f"{edition}.tsv").read_text(encoding="utf-8").splitlines()
    )
    wanted = ((typed, *answer.partition("@")[::2]) for typed, answer in rows)
    return [(typed, subject, load_provinces()[slug].number if slug else 0) for typed, subject, slug in wanted]


@pytest.mark.parametrize("edition", SITE_LANGUAGES)
def test_every_edition_has_its_queries(edition: str) -> None:
    queries = queries_of(edition)
    assert len({typed for typed, *_wanted in queries}) >= QUERIES_AT_LEAST
    assert {subject for _typed, subject, _province in queries} <= load_subjects(edition).keys()


@pytest.mark.long
@pytest.mark.timeout(600)
def test_natural_queries_find_the_right_story(wrong: dict[str, list[str]]) -> None:
    asked = sum(len(queries_of(edition)) for edition in SITE_LANGUAGES)
    failed = sum(map(len, wrong.values()))
    assert 1 - failed / asked >= RIGHT_AT_LEAST, wrong
    poor = {
        edition: lines
        for edition, lines in wrong.items()
        if 1 - len(lines) / len(queries_of(edition)) < RIGHT_OF_AN_EDITION
    }
    assert poor == {}
