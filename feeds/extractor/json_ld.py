"""The JSON-LD of a page (JSON-LD 1.1, schema.org) as one graph.

Read are the forms that publishers write: nodes in a list, in `@graph` or in one another, references by `@id` over all
script elements of the page, compact and full IRIs ("schema:author"), terms that a context renames, value objects,
language maps, `@list` and `@set`. Remote contexts are not loaded: every term is taken for schema.org's.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from feeds.normalise.inline import plain

Node = dict[str, Any]

DEEPEST = 12  # levels; the object of an article is within the first four
MOST_NODES = 5_000
_LOOSE = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
# A comma before a closing bracket is the commonest fault of hand-made JSON-LD.
_LAST_COMMA = re.compile(r",(\s*[}\]])")
_PREFIX = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)")
# Nodes under these properties are other works than the page's own.
_OF_OTHERS = frozenset(
    "itemListElement item hasPart comment review isPartOf isBasedOn translationOfWork workTranslation citation mentions "  # noqa: SIM905 - words in a row read better than a list
    "relatedLink significantLink liveBlogUpdate blogPost isRelatedTo exampleOfWork sharedContent potentialAction".split()
)
# Languages in which the family name comes first.
_FAMILY_FIRST = frozenset({"vi", "zh", "ja", "ko", "hu", "km"})


@dataclass(frozen=True, slots=True)
class Graph:
    """The nodes of a page in document order: `own` can be the page's own work, `ids` holds every node by its `@id`,
    `language` is the page's BCP 47 tag, by which texts are chosen from language maps ("" where it is unknown)."""

    own: tuple[Node, ...] = ()
    ids: dict[str, Node] = field(default_factory=dict)
    language: str = ""

    def values(self, node: Node, name: str) -> list[Any]:
        """The values of a property, references resolved, containers opened. A schema.org `Role` stands for its values of
        the same property."""
        found = [self._resolved(value) for value in _opened(node.get(name))]
        return [
            self._resolved(inner)
            for value in found
            for inner in (_opened(value.get(name)) if _is_role(value) and name in value else [value])
        ]

    def texts(self, node: Node, name: str) -> list[str]:
        """The values of a property as plain text: literals, and the names of nodes."""
        return self._texts(self.values(node, name))

    def _texts(self, values: list[Any]) -> list[str]:
        tagged = [value for value in values if isinstance(value, dict) and "@language" in value]
        if len(tagged) > 1:
            values = [self._in_language({str(one["@language"]): one for one in tagged})]
        return [text for value in values if (text := self.text_of(value))]

    def text(self, node: Node, *names: str) -> str:
        """The first text of the first property that has one; empty where none has."""
        return next((text for name in names for text in self.texts(node, name)), "")

    def text_of(self, value: Any) -> str:
        """A value as plain text: a string, a value object, a language map, the name of a node."""
        if isinstance(value, str):
            return plain(unescape(value))
        if not isinstance(value, dict):
            return ""
        if "@value" in value:
            return self.text_of(value["@value"]) if isinstance(value["@value"], str) else ""
        if "@type" not in value and value and all(_is_language(key) for key in value):
            return self.text_of(next(iter(_opened(self._in_language(value))), ""))
        return self.name_of(value)

    def name_of(self, node: Node) -> str:
        """The name of a person or organisation: `name`, else given and family name in the language's order."""
        named = self._literal(node, "name")
        if named:
            return named
        parts = [self._literal(node, name) for name in ("givenName", "additionalName", "familyName")]
        if self.language.partition("-")[0].lower() in _FAMILY_FIRST:
            parts = [parts[2], parts[1], parts[0]]
        return " ".join(part for part in parts if part)

    def _literal(self, node: Node, name: str) -> str:
        """The first literal of a property; a node there, which may lead back to this one, is not followed."""
        values = [one for one in _opened(node.get(name)) if not (isinstance(one, dict) and "@id" in one)]
        literals = [
            one for one in values if not isinstance(one, dict) or "@value" in one or "@type" not in one
        ]
        return next(iter(self._texts(literals)), "")

    def addresses(self, node: Node, *names: str) -> list[str]:
        """The addresses under some properties: strings, and `url`, `contentUrl` or `@id` of nodes."""
        found = (self.address_of(value) for name in names for value in self.values(node, name))
        return [address for address in found if address]

    def address_of(self, value: Any) -> str:
        """The address that a value is or has; empty where it has none."""
        if isinstance(value, dict):
            inner = (one for name in ("url", "contentUrl") for one in _opened(value.get(name)))
            value = next((self.address_of(one) for one in inner if one is not value), value.get("@id"))
        return value.strip() if isinstance(value, str) else ""

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("@id"), str) and set(value) <= {"@id", "@type"}:
            return self.ids.get(value["@id"], value)
        if isinstance(value, str) and value in self.ids:
            return self.ids[value]
        return value

    def _in_language(self, texts: dict[str, Any]) -> Any:
        wanted = self.language.lower()
        for tag, text in texts.items():
            if tag.lower() == wanted or (
                wanted and tag.lower().partition("-")[0] == wanted.partition("-")[0]
            ):
                return text
        return next(iter(texts.values()))


def read_graph(tree: HtmlElement, *, language: str) -> Graph:
    """Give the graph of a page. What is no JSON is skipped; nothing is raised."""
    own: list[Node] = []
    ids: dict[str, Node] = {}
    count = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for node, is_own in _nodes(
            _with_plain_names(_parse(script.text_content()), {}, 0), is_own=True, depth=0
        ):
            count += 1
            if count > MOST_NODES:
                break
            identity = node.get("@id")
            if isinstance(identity, str) and not set(node) <= {"@id", "@type"}:
                ids.setdefault(identity, node)
            if is_own:
                own.append(node)
    return Graph(tuple(own), ids, language)


def types_of(node: Node) -> list[str]:
    """The types of a node without their namespace ("NewsArticle")."""
    return [re.split(r"[/#:]", name)[-1] for name in _opened(node.get("@type")) if isinstance(name, str)]


def _parse(text: str) -> Any:
    loose = _LOOSE.sub("", text.strip()).strip()
    for attempt in (
        str,
        lambda one: _LAST_COMMA.sub(r"\1", one),
        lambda one: _LAST_COMMA.sub(r"\1", unescape(one)),
    ):
        try:
            return json.loads(attempt(loose), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _with_plain_names(value: Any, terms: dict[str, str], depth: int) -> Any:
    """The value with every property under the plain name of schema.org, to a limited depth."""
    if depth > DEEPEST:
        return None
    if isinstance(value, list):
        return [_with_plain_names(one, terms, depth + 1) for one in value]
    if not isinstance(value, dict):
        return value
    terms = {**terms, **_terms(value.get("@context"))}
    found: Node = {}
    for key, inner in value.items():
        if key != "@context":
            name = _plain_name(key, terms)
            found.setdefault(name, _with_plain_names(inner, terms, depth + 1))
    return found


def _terms(context: Any) -> dict[str, str]:
    """What a context written in the page renames: its terms and prefixes, each with the IRI."""
    terms: dict[str, str] = {}
    for one in context if isinstance(context, list) else [context]:
        for term, meaning in one.items() if isinstance(one, dict) else ():
            iri = meaning.get("@id") if isinstance(meaning, dict) else meaning
            if isinstance(iri, str):
                terms[term] = iri
    return terms


def _plain_name(key: str, terms: dict[str, str]) -> str:
    prefix, colon, rest = key.partition(":")
    iri = terms.get(key) or (terms[prefix] + rest if colon and prefix in terms else key)
    prefix, colon, rest = iri.partition(":")
    if colon and prefix in terms:
        iri = terms[prefix] + rest
    if iri.startswith("@"):
        return iri
    return _PREFIX.sub("", iri)


def _nodes(value: Any, *, is_own: bool, depth: int) -> Iterator[tuple[Node, bool]]:
    """Every node in a document, and whether it may be the page's own work."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one, is_own=is_own, depth=depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "@id" in value:
            yield value, is_own
        for name, inner in value.items():
            if isinstance(inner, dict | list):
                yield from _nodes(inner, is_own=is_own and name not in _OF_OTHERS, depth=depth + 1)


def _opened(value: Any) -> list[Any]:
    """A property's value as a list, `@list` and `@set` opened; empty for none."""
    if isinstance(value, dict) and ("@list" in value or "@set" in value):
        value = value.get("@list", value.get("@set"))
    if value is None:
        return []
    if isinstance(value, list):
        return [one for part in value for one in _opened(part)]
    return [value]


def _is_role(value: Any) -> bool:
    return isinstance(value, dict) and any(name.endswith("Role") for name in types_of(value))


def _is_language(key: str) -> bool:
    return re.fullmatch(r"(?:[a-z]{2}|fil)(?:[-_][A-Za-z0-9]{2,8})*|@none", key) is not None
