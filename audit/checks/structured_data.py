"""JSON-LD: every page's data parses, is valid schema.org, and agrees with what the page shows."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from audit.browser import Audit
from audit.figures import Figure, faults
from audit.pages import ARTICLE, shape, sitemap_paths, tree
from audit.tools import module

CONTEXTS = ("https://schema.org", "https://schema.org/", "http://schema.org", "http://schema.org/")
# Text or a URL may stand for any thing (schema.org/docs/datamodel.html), a plain number only for these:
# consumers document a picture's width as a number of pixels.
NUMBERS = frozenset(("Number", "Integer", "Float", "Boolean", "QuantitativeValue", "Text"))
ALWAYS = ("headline", "inLanguage", "author", "publisher", "url", "mainEntityOfPage")
DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """schema.org: the ancestors of every type, itself included; the expected types of every property."""

    ancestors: dict[str, frozenset[str]]
    properties: dict[str, dict[str, frozenset[str]]]

    def expected(self, kind: str, name: str) -> frozenset[str] | None:
        """The types expected for a property of a type; None if the type has no such property."""
        for ancestor in self.ancestors[kind]:
            if name in self.properties.get(ancestor, {}):
                return self.properties[ancestor][name]
        return None


def read_vocabulary(declarations: str) -> Vocabulary:
    """The vocabulary from the TypeScript declarations of npm's `schema-dts`.

    There "XBase" has the properties of X and extends the bases of its parents; "XLeaf" names the type.
    """
    parents: dict[str, list[str]] = {}
    properties: dict[str, dict[str, frozenset[str]]] = {}
    pattern = re.compile(r"^(?:export )?interface (\w+?)(Base|Leaf) extends ([^{]+)\{(.*?)^\}", re.M | re.S)
    for name, part, extended, body in pattern.findall(declarations):
        above = [base for base in re.findall(r"\b(\w+)Base\b", extended) if base != name]
        parents.setdefault(name, []).extend(above)
        if part == "Base":
            properties[name] = {
                own: frozenset(re.findall(r"\b[A-Z]\w*", held)) - {"SchemaValue", "IdReference"}
                for own, held in re.findall(r'^    "(\w+)"\?: ([^;]+);', body, re.M)
            }

    def lineage(name: str) -> Iterator[str]:
        yield name
        for parent in parents.get(name, ()):
            yield from lineage(parent)

    return Vocabulary({name: frozenset(lineage(name)) for name in parents}, properties)


def blocks(page: str) -> list[str]:
    """The contents of a page's JSON-LD scripts."""
    return [
        str(one.text or "") for one in tree(page).iter("script") if one.get("type") == "application/ld+json"
    ]


def misused(data: Any, vocabulary: Vocabulary, path: str = "") -> Iterator[str]:
    """Sentences about types and properties unknown to schema.org, and values of an unexpected type."""
    if isinstance(data, list):
        for one in data:
            yield from misused(one, vocabulary, path)
        return
    if not isinstance(data, dict):
        return
    kind = data.get("@type")
    if not isinstance(kind, str) or kind not in vocabulary.ancestors:
        # Only an id: a reference to something described elsewhere.
        if set(data) != {"@id"}:
            yield f"{path or 'the data'} is of the type {kind!r}, which schema.org does not have"
        return
    for name, value in data.items():
        here = f"{path}.{name}".strip(".")
        if name == "@context" and value not in CONTEXTS:
            yield f"the context is {value!r}, not schema.org's"
        if name.startswith("@"):
            continue
        expected = vocabulary.expected(kind, name)
        if expected is None:
            yield f"{here} is no property of {kind}"
            continue
        for one in value if isinstance(value, list) else [value]:
            yield from _unexpected(one, expected, vocabulary, here)
        yield from misused(value, vocabulary, here)


def _unexpected(value: Any, expected: frozenset[str], vocabulary: Vocabulary, path: str) -> Iterator[str]:
    if value in ("", None, [], {}):
        yield f"{path} is empty"
    elif isinstance(value, dict):
        kinds = vocabulary.ancestors.get(str(value.get("@type")), frozenset())
        if kinds and not kinds & expected:
            yield f"{path} holds a {value['@type']}, expected: {', '.join(sorted(expected))}"
    elif isinstance(value, int | float) and not expected & NUMBERS:
        yield f"{path} is {value!r}, expected: {', '.join(sorted(expected))}"
    elif expected <= {"Date", "DateTime"} and not (isinstance(value, str) and DATE.fullmatch(value)):
        yield f"{path} is {value!r}, no date of ISO 8601 with its zone"


def stated_on_page(page: str) -> dict[str, str]:
    """What the article page shows and its data must state: property, and value if known."""
    root = tree(page)
    wanted = dict.fromkeys(ALWAYS, "")
    article = root.find(".//article[@lang]")
    if article is None:
        return wanted
    wanted["inLanguage"] = str(article.get("lang"))
    headline = article.find(".//h1")
    wanted["headline"] = " ".join(headline.text_content().split()) if headline is not None else ""
    if article.getroottree().find(".//meta[@property='article:published_time']") is not None:
        wanted["datePublished"] = ""
    box = article.find(".//aside[@class='provenance']")
    original = None if box is None else box.find(".//a[@rel='noopener external']")
    if original is not None:
        wanted["isBasedOn"] = str(original.get("href"))
        if box is not None and box.find(".//*[@class='flag']") is not None:
            wanted["translationOfWork"] = str(original.get("href"))
    return wanted


def missing_or_different(data: dict[str, Any], wanted: dict[str, str]) -> Iterator[str]:
    """What a NewsArticle lacks, or states differently from its page."""
    for name, value in wanted.items():
        held = data.get(name)
        if not held:
            yield f"{name} is missing"
            continue
        said = held.get("url", "") if isinstance(held, dict) else " ".join(str(held).split())
        if value and said.lower() != value.lower():
            yield f"{name} is {said!r}, the page shows {value!r}"


def merged(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The nodes with those of one @id as one, as a processor reads them (JSON-LD 1.1 API, 4.2)."""
    found: dict[str, dict[str, Any]] = {}
    for number, node in enumerate(nodes):
        name = str(node.get("@id") or f"_:{number}")
        found[name] = {**found.get(name, {}), **node}
    return list(found.values())


def examine(page: str, vocabulary: Vocabulary, *, article: bool) -> Iterator[str]:
    """All faults of a page's JSON-LD. `article`: whether it must contain a NewsArticle."""
    parsed: list[dict[str, Any]] = []
    for block in blocks(page):
        try:
            data = json.loads(block)
        except ValueError as error:
            yield f"is no JSON: {error}"
            continue
        found = data if isinstance(data, list) else [data]
        if not all(isinstance(one, dict) for one in found):
            yield "is no object"
            continue
        parsed += found
    if any("@context" not in one for one in parsed):
        yield "names no context"
    yield from misused(parsed, vocabulary)
    if article:
        news = [one for one in merged(parsed) if one.get("@type") == "NewsArticle"]
        if len(news) != 1:
            yield f"holds {len(news)} NewsArticles instead of one"
        for one in news:
            yield from missing_or_different(one, stated_on_page(page))


def check(audit: Audit) -> list[Figure]:
    """Counts the faults on all audited pages and all articles in the sitemap."""
    vocabulary = read_vocabulary(module("schema-dts/dist/schema.d.ts").read_text(encoding="utf-8"))
    editions = {page.edition for page in audit.pages}
    known = {path: (shape(path, editions) or ("", ""))[1] for path in sitemap_paths(audit.site)}
    paths = {page.path: page.template for page in audit.pages} | {
        path: template for path, template in known.items() if template == ARTICLE
    }
    found, counted = [], 0
    for path, template in paths.items():
        answer = audit.site.get(path)
        counted += len(blocks(answer.text))
        faulty = examine(answer.text, vocabulary, article=template == ARTICLE and answer.status == 200)
        found += [f"{path}: {fault}" for fault in faulty]
    return [faults("json-ld", "faults", found), Figure("json-ld", "pieces of data read", counted)]
