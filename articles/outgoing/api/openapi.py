"""The OpenAPI document of the API (OpenAPI 3.1.1), made of the parameters that requests are checked by, and of the
schema of exported records.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from articles.outgoing.api.asking import AFTER, BEFORE, IN_LANGUAGE, LIMIT, OF, SLUG, Parameter
from articles.outgoing.feeds.entries import absolute
from articles.outgoing.records.record import schema as article_schema

ROOT = "/api/v1/"
Schema = dict[str, Any]

_ID, _SLUG = (
    {"type": "integer", "minimum": 1, "maximum": 10**15 - 1},
    {"type": "string", "pattern": f"^{SLUG}$"},
)
_NAMES: Schema = {
    "type": "object",
    "description": "By language (BCP 47, lower case).",
    "additionalProperties": {"type": "string"},
}
_COUNT: Schema = {"type": "integer", "minimum": 0, "description": "Published articles, in all languages."}
_ADDRESS: Schema = {"$ref": "#/components/schemas/address"}


@dataclass(frozen=True, slots=True)
class Thing:
    """A kind of thing: its lists and how one of it is named."""

    name: str
    schema: str
    parameters: tuple[Parameter, ...]
    key: Schema
    summary: str


THINGS: Mapping[str, Thing] = {
    one.name: one
    for one in (
        Thing(
            "articles",
            "Article",
            (LIMIT, BEFORE, IN_LANGUAGE, OF),
            _ID,
            "The newest published articles, of all or of one list",
        ),
        Thing(
            "stories",
            "Story",
            (LIMIT, BEFORE, IN_LANGUAGE),
            _ID,
            "The newest stories told in a language (vi)",
        ),
        Thing("topics", "Topic", (), _SLUG, "All topics in the order of the site"),
        Thing(
            "documents",
            "Document",
            (LIMIT, AFTER),
            _ID,
            "Official documents that articles cite, by their number here",
        ),
        Thing("places", "Place", (), _SLUG, "The provinces of Viet Nam"),
    )
}


@cache
def document() -> Schema:
    """The document itself."""
    paths: Schema = {}
    for thing in THINGS.values():
        paths[f"{ROOT}{thing.name}"] = {"get": _list_of(thing)}
        paths[f"{ROOT}{thing.name}/{{key}}"] = {"get": _one_of(thing)}
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Newsroom",
            "version": "1.0.0",
            "summary": "What the site publishes, for reading.",
            "description": "Every list starts at its newest thing; `next` is the address of the following page. What a "
            "source's rights keep back is null. Answers may be kept for a minute and have an ETag.",
        },
        "servers": [{"url": absolute("/").rstrip("/")}],
        # An empty list says that no account is needed; without one, nothing is said (OpenAPI 3.1, "security").
        "security": [],
        "paths": paths,
        "components": {"schemas": _schemas(), "headers": _HEADERS},
    }


_HEADERS: Schema = {
    "ETag": {"schema": {"type": "string"}, "description": "For If-None-Match, which is answered with 304."},
    "Link": {"schema": {"type": "string"}, "description": 'The next page, as rel="next".'},
}


def _list_of(thing: Thing) -> Schema:
    answer: Schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{thing.schema}"}},
            "next": {"anyOf": [_ADDRESS, {"type": "null"}]},
        },
    }
    parameters = [
        {"name": one.name, "in": "query", "description": one.meaning, "schema": one.schema}
        for one in thing.parameters
    ]
    return {
        "operationId": f"list_{thing.name}",
        "summary": thing.summary,
        "parameters": parameters,
        "responses": _responses(answer, "A page of the list", ("400", "404"), has_next=True),
    }


def _one_of(thing: Thing) -> Schema:
    errors = ("400", "404", "410") if thing.name == "articles" else ("400", "404")
    responses = _responses({"$ref": f"#/components/schemas/{thing.schema}"}, thing.schema, errors)
    if thing.name == "stories":
        responses["308"] = {
            "description": "The story was merged into the one at Location",
            "headers": {"Location": {"schema": {"type": "string"}}},
        }
    return {
        "operationId": f"get_{thing.name}",
        "summary": f"One of the {thing.name}",
        "parameters": [{"name": "key", "in": "path", "required": True, "schema": thing.key}],
        "responses": responses,
    }


def _responses(answer: Schema, what: str, errors: tuple[str, ...], *, has_next: bool = False) -> Schema:
    names = ("ETag", "Link") if has_next else ("ETag",)
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    said = {"400": "What was asked is wrong", "404": "There is no such thing", "410": "It was withdrawn"}
    return {
        "200": {"description": what, "headers": headers, "content": {"application/json": {"schema": answer}}},
        "304": {"description": "It stands as the ETag in If-None-Match says"},
        **{status: {"description": said[status], "content": problem} for status in errors},
    }


def _schemas() -> Schema:
    """The schema of exported articles, with its definitions beside it, and those of the other things."""
    article = deepcopy(article_schema())
    shared = article.pop("$defs")
    for name in ("$schema", "$id"):
        article.pop(name)
    article["description"] = "One article. Null stands for what is unknown, or what rights do not allow."
    of_articles: Schema = _moved({"Article": article, **shared})
    return of_articles | {
        "Story": _object(
            id=_ID,
            address=_ADDRESS,
            languages={"type": "array", "items": {"$ref": "#/components/schemas/language"}},
            versions={"type": "array", "items": {"$ref": "#/components/schemas/Version"}},
        ),
        "Version": _object(
            id=_ID,
            language={"$ref": "#/components/schemas/language"},
            title={"type": "string"},
            address=_ADDRESS,
        ),
        "Topic": _object(
            slug=_SLUG, names=_NAMES, part_of={"type": ["string", "null"]}, articles=_COUNT, address=_ADDRESS
        ),
        "Document": _object(
            id=_ID,
            number={"type": "string"},
            year={"type": ["integer", "null"]},
            kind={"type": "string", "description": "The code in its number, as NQ; empty where it has none."},
            issuer={
                "type": "string",
                "description": "The code in its number, as TW; empty where it has none.",
            },
            issued_on={"type": ["string", "null"], "format": "date"},
            titles=_NAMES,
            articles=_COUNT,
            address=_ADDRESS,
        ),
        "Place": _object(
            slug=_SLUG,
            number={"type": "integer", "description": "The official number of the province."},
            name={"type": "string"},
            names=_NAMES,
            former={
                "type": "array",
                "items": {"type": "string"},
                "description": "Slugs of provinces that it took in.",
            },
            articles=_COUNT,
            address=_ADDRESS,
        ),
        "Problem": _object(
            type={"const": "about:blank"},
            title={"type": "string"},
            status={"type": "integer"},
            detail={"type": "string", "description": "What is wrong, and what to do."},
        ),
    }


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }


def _moved(schema: Any) -> Any:
    """The same with its references to definitions where an OpenAPI document has them."""
    if isinstance(schema, dict):
        return {
            name: value.replace("#/$defs/", "#/components/schemas/") if name == "$ref" else _moved(value)
            for name, value in schema.items()
        }
    return [_moved(one) for one in schema] if isinstance(schema, list) else schema
