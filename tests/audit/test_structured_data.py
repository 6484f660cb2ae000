"""JSON-LD against the vocabulary, and against what its page shows."""

import pytest

from audit.checks.structured_data import (
    examine,
    missing_or_different,
    misused,
    read_vocabulary,
    stated_on_page,
)

# As npm's schema-dts declares types, with what these tests use.
DECLARATIONS = """
interface ThingBase extends Partial<IdReference> {
    /** The name. */
    "name"?: SchemaValue<Text, "name">;
    "url"?: SchemaValue<URL, "url">;
}
interface CreativeWorkBase extends ThingBase {
    "author"?: SchemaValue<Organization | Person | IdReference, "author">;
    "datePublished"?: SchemaValue<Date | DateTime, "datePublished">;
    "isBasedOn"?: SchemaValue<CreativeWork | URL | IdReference, "isBasedOn">;
}
interface ArticleBase extends CreativeWorkBase {
    "articleSection"?: SchemaValue<Text, "articleSection">;
}
export interface NewsArticleLeaf extends ArticleBase {
    "@type": "NewsArticle";
}
interface PersonBase extends ThingBase {
}
export interface PersonLeaf extends PersonBase {
    "@type": "Person";
}
export interface CreativeWorkLeaf extends CreativeWorkBase {
    "@type": "CreativeWork";
}
"""
VOCABULARY = read_vocabulary(DECLARATIONS)
GOOD = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "name": "A",
    "author": {"@type": "Person", "name": "B"},
    "datePublished": "2026-11-26T10:00:00+07:00",
    "isBasedOn": {"@type": "NewsArticle", "url": "https://paper.example/"},
    "articleSection": "Land",
}


def test_properties_are_inherited() -> None:
    assert VOCABULARY.ancestors["NewsArticle"] == {"NewsArticle", "Article", "CreativeWork", "Thing"}
    assert VOCABULARY.expected("NewsArticle", "author") == {"Organization", "Person"}
    assert VOCABULARY.expected("Person", "author") is None
    assert list(misused(GOOD, VOCABULARY)) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"@type": "Newspiece"}, "which schema.org does not have"),
        ({"@context": "https://other.example"}, "not schema.org's"),
        ({"headlines": "A"}, "headlines is no property of NewsArticle"),
        ({"author": {"@type": "CreativeWork", "name": "B"}}, "author holds a CreativeWork"),
        (
            {"author": {"@type": "Person", "articleSection": "B"}},
            "author.articleSection is no property of Person",
        ),
        ({"author": 7}, "author is 7, expected: Organization, Person"),
        ({"name": ""}, "name is empty"),
        ({"datePublished": "26/11/2026"}, "no date of ISO 8601"),
        ({"datePublished": "2026-11-26T10:00:00"}, "no date of ISO 8601"),
    ],
)
def test_misuse_is_named(change: dict, words: str) -> None:
    assert any(words in fault for fault in misused({**GOOD, **change}, VOCABULARY))


PAGE = """<meta property="article:published_time" content="2026-11-26"><article class="story" lang="vi"><header><h1>Đường  mới</h1><time datetime="2026-11-26">26</time>
<aside class="provenance"><a href="https://paper.example/" rel="noopener external">x</a><p class="flag">m</p></aside>
</header></article>"""


def test_what_the_page_shows_the_data_must_say() -> None:
    wanted = stated_on_page(PAGE)
    assert wanted["headline"] == "Đường mới"
    assert wanted["isBasedOn"] == wanted["translationOfWork"] == "https://paper.example/"
    assert "datePublished" in wanted
    assert "datePublished" not in stated_on_page(PAGE.replace("published_time", "modified_time"))
    assert "isBasedOn" not in stated_on_page(PAGE.replace("<aside", "<div"))


def test_broken_promises_are_named() -> None:
    data = {"headline": "Đường mới", "isBasedOn": {"url": "https://other.example/"}}
    found = list(
        missing_or_different(
            data, {"headline": "Đường mới", "isBasedOn": "https://paper.example/", "url": ""}
        )
    )
    assert found == [
        "isBasedOn is 'https://other.example/', the page shows 'https://paper.example/'",
        "url is missing",
    ]


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("{", "is no JSON"),
        ("7", "is no object"),
        ('{"@type": "Person"}', "names no context"),
        ('{"@context": "https://schema.org", "@type": "Person"}', "0 NewsArticles"),
    ],
)
def test_pages_are_examined(script: str, words: str) -> None:
    page = f'<script type="application/ld+json">{script}</script>'
    assert any(words in fault for fault in examine(page, VOCABULARY, article=True))
