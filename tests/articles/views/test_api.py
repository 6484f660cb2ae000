"""The read API: pages, conditions, rights, errors, and answers that its OpenAPI document describes."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from articles.models import Article, Citation, Document, Source, Story
from articles.outgoing.api import openapi
from tests.factories import NOON, make_article, make_category, make_source, make_topic

pytestmark = pytest.mark.django_db
LISTS = ("articles", "stories", "topics", "documents", "places")


def get(client: Any, path: str, status: int = 200) -> Any:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


@pytest.fixture
def filled() -> list[Article]:
    topic, category = make_topic(slug="hoa-giai"), make_category(slug="dia-phuong")
    source = make_source(slug="bao-mau")
    document = Document.objects.create(number="25-NQ/TW", kind="NQ", issuer="TW")
    articles = []
    for number in range(5):
        article = make_article(
            language="vi" if number % 2 else "en",
            title=f"Bài {number}",
            published_at=NOON + timedelta(hours=number),
            topics=[topic],
            category=category,
            source=source,
            text="Cả bài.",
            html="<p>Cả bài.</p>",
        )
        Citation.objects.create(article=article, document=document, cited_as="Nghị quyết 25")
        articles.append(article)
    return articles


def described(name: str, value: Any) -> None:
    """Fails where a value is not what the OpenAPI document says of its schema."""
    document = openapi.document()
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(value)


def test_every_list_and_thing_is_as_it_is_described(client: Any, filled: list[Article]) -> None:
    keys = {"topics": "slug", "places": "slug"}
    for name in LISTS:
        page = get(client, name)
        assert page["items"], name
        thing = openapi.THINGS[name]
        for item in page["items"]:
            described(thing.schema, item)
        first = page["items"][0]
        assert get(client, f"{name}/{first[keys.get(name, 'id')]}") == first


def test_the_description_is_one_and_names_what_is_answered(client: Any) -> None:
    document = get(client, "openapi.json")
    assert document["openapi"].startswith("3.1")
    assert document["security"] == []
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    assert "$defs" not in json.dumps(document)
    for path, item in document["paths"].items():
        answer = client.get(path.replace("{key}", "1"))
        assert str(answer.status_code) in item["get"]["responses"], path
    assert set(get(client, "")) == {*LISTS, "openapi"}


@pytest.mark.parametrize(
    "narrowed",
    [
        "",
        "language=vi",
        "of=topic:hoa-giai",
        "of=category:dia-phuong",
        "of=source:bao-mau",
        "of=topic:hoa-giai&language=en",
    ],
)
def test_pages_follow_each_other_without_gap_or_repetition(
    client: Any, filled: list[Article], narrowed: str
) -> None:
    found, address = [], f"articles?limit=2&{narrowed}".rstrip("&")
    for _page in range(5):
        page = get(client, address)
        found += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        address = page["next"].partition("/api/v1/")[2]
    language = narrowed.partition("language=")[2]
    wanted = [one.pk for one in reversed(filled) if language in ("", one.language)]
    assert found == wanted


def test_a_document_and_its_articles(client: Any, filled: list[Article]) -> None:
    (document,) = get(client, "documents")["items"]
    assert (document["number"], document["articles"]) == ("25-NQ/TW", 5)
    listed = get(client, f"articles?of=document:{document['id']}")["items"]
    assert len(listed) == 5
    assert listed[0]["documents"] == [{"number": "25-NQ/TW", "cited_as": "Nghị quyết 25"}]


def test_only_what_is_published_is_given(client: Any) -> None:
    shown = make_article()
    held = make_article(state=Article.State.HELD)
    gone = make_article(state=Article.State.WITHDRAWN)
    assert [item["id"] for item in get(client, "articles")["items"]] == [shown.pk]
    get(client, f"articles/{held.pk}", 404)
    get(client, f"articles/{gone.pk}", 410)
    get(client, f"stories/{held.story_id}", 404)


def test_rights_keep_the_text_back(client: Any) -> None:
    article = make_article(source=make_source(rights=Source.Rights.EXCERPT), text="Cả bài.", lead="Mở đầu.")
    record = get(client, f"articles/{article.pk}")
    assert (record["lead"], record["text"], record["html"], record["rights"]) == (
        "Mở đầu.",
        None,
        None,
        "excerpt",
    )


def test_a_merged_story_leads_to_the_one_that_it_became(client: Any) -> None:
    article = make_article()
    old = Story.objects.create(merged_into=article.story)
    answer = client.get(f"/api/v1/stories/{old.pk}")
    assert (answer.status_code, answer["Location"]) == (308, f"/api/v1/stories/{article.story_id}")


def test_conditions_are_answered_and_other_sites_may_read(client: Any, filled: list[Article]) -> None:
    answer = client.get("/api/v1/articles?limit=2", headers={"Origin": "https://other.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "public" in answer["Cache-Control"]
    assert 'rel="next"' in answer["Link"]
    again = client.get("/api/v1/articles?limit=2", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Article.objects.filter(pk=filled[-1].pk).update(title="Khác")
    assert (
        client.get("/api/v1/articles?limit=2", headers={"If-None-Match": answer["ETag"]}).status_code == 200
    )
    asked = client.options("/api/v1/articles")
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("articles?limit=31", 400, "from 1 to 30"),
        ("articles?limit=0", 400, "limit"),
        ("articles?before=x", 400, "before"),
        ("articles?before=99999999999999999-1", 200, ""),
        ("articles?nope=1", 400, "There is no parameter 'nope'"),
        ("articles?of=topic:a&of=topic:b", 400, "one value"),
        ("articles?of=topic:nothing", 404, "There is no topic nothing."),
        ("articles?of=topic:a%00b", 400, "of must be"),
        ("articles?of=author:a", 400, "of must be"),
        ("articles/0", 404, "among the articles"),
        ("articles/99999999999999999999", 404, "among the articles"),
        ("articles/%00", 404, "among the articles"),
        ("places/nothing", 404, "There is no place"),
        ("documents?after=999", 200, ""),
        ("nothing/at/all", 404, "There is nothing here"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(client: Any, path: str, status: int, words: str) -> None:
    make_topic(slug="a")
    answer = get(client, path, status)
    if status != 200:
        described("Problem", answer)
        assert words in answer["detail"]


def test_nothing_is_written() -> None:
    client = Client(enforce_csrf_checks=True)
    for method in (client.post, client.put, client.delete):
        answer = method("/api/v1/articles")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("path", ["articles?limit=30", "stories?limit=30", "topics", "documents", "places"])
def test_a_page_costs_the_same_number_of_queries_for_any_number_of_things(
    client: Any, filled: list[Article], path: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(9):
        get(client, path)
