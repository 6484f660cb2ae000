"""The project's own sample stories, from their inputs to what their manifests say should become of them."""

import json

import pytest

from articles.catalogue import load_categories, load_topics
from articles.incoming import IncomingArticle
from bench.sample_quality import SAMPLES, Version, differences, read, versions
from feeds.vocabulary import language_independent

VERSIONS = list(versions())
# Remarks under the text, related headlines and brand lines of the samples' invented platform and papers.
NEVER_IN_A_TEXT = (
    "Nền tảng tin bài mẫu",
    "Tin liên quan",
    "Cùng chuyên mục",
    "Cùng tác giả",
    "Chè cổ thụ Tà Mẫu vào vụ",
    "https://",
)


@pytest.fixture(scope="module")
def articles() -> dict[str, IncomingArticle]:
    return read()


@pytest.mark.parametrize("wanted", VERSIONS, ids=[version.name for version in VERSIONS])
def test_each_version_becomes_what_its_manifest_says(
    wanted: Version, articles: dict[str, IncomingArticle]
) -> None:
    assert differences(wanted, articles.get(wanted.url or wanted.file)) == []


@pytest.mark.parametrize("wanted", VERSIONS, ids=[version.name for version in VERSIONS])
def test_no_furniture_stays_in_the_text(wanted: Version, articles: dict[str, IncomingArticle]) -> None:
    article = articles[wanted.url or wanted.file]
    lines = article.text.splitlines()
    assert [line for line in lines if any(mark in line for mark in NEVER_IN_A_TEXT)] == []
    assert [line for line in lines if line.casefold() in language_independent().language_names] == []
    assert not any(line in (article.title, article.lead) for line in lines)
    assert len(lines) == len(dict.fromkeys(lines))


def test_the_articles_of_no_manifest_are_none(articles: dict[str, IncomingArticle]) -> None:
    assert set(articles) == {version.url or version.file for version in VERSIONS}


def test_all_versions_of_a_story_cite_one_origin(articles: dict[str, IncomingArticle]) -> None:
    for version in VERSIONS:
        if version.origin:
            assert articles[version.url or version.file].origin_url == version.origin


@pytest.mark.parametrize("manifest", sorted(SAMPLES.glob("stories-*.json")), ids=lambda path: path.stem)
def test_manifests_use_the_slugs_of_the_catalogue(manifest) -> None:
    topics = {topic.slug for topic in load_topics()}
    categories = {category.slug for category in load_categories()}
    for story in json.loads(manifest.read_text(encoding="utf-8")).values():
        assert set(story["topics"]) <= topics
        assert story["category"] in categories
        assert all((SAMPLES / row["file"]).is_file() for row in story["articles"].values())
