"""The drawings of the sample articles, and how they come to them."""

from pathlib import Path

import pytest
from PIL import Image

from articles.models import Picture, Story
from newsroom.management.commands.load_samples import DRAWINGS, attach_pictures
from tests.factories import make_article, make_source

LARGEST = 25_000  # bytes

FILES = sorted(DRAWINGS.glob("*.jpg"))


def test_there_are_drawings() -> None:
    assert len(FILES) >= 20


@pytest.mark.parametrize("file", FILES, ids=[file.stem[:30] for file in FILES])
def test_a_drawing_is_small_and_of_the_shape_that_pages_show(file: Path) -> None:
    assert file.stat().st_size <= LARGEST
    with Image.open(file) as image:
        assert (image.format, image.size) == ("JPEG", (960, 540))


def waiting(*, story: Story, source: object, address: str) -> Picture:
    article = make_article(story=story, source=source, language=f"x{Picture.objects.count()}")
    return Picture.objects.create(article=article, original_url=address)


@pytest.mark.django_db
def test_all_versions_of_a_story_show_the_drawing_that_one_of_them_names() -> None:
    source, story = make_source(slug="sample"), Story.objects.create()
    named = waiting(story=story, source=source, address=f"https://paper.example/anh/{FILES[-1].name}")
    nameless = waiting(story=story, source=source, address="")
    assert attach_pictures(["sample"]) == 2
    named.refresh_from_db()
    nameless.refresh_from_db()
    assert named.is_shown
    assert named.stored_as == nameless.stored_as


@pytest.mark.django_db
def test_a_story_that_names_no_drawing_shows_one_for_any_and_others_are_left_alone() -> None:
    picture = waiting(story=Story.objects.create(), source=make_source(slug="sample"), address="")
    other = waiting(
        story=Story.objects.create(), source=make_source(slug="real"), address="https://real.example/a.jpg"
    )
    attach_pictures(["sample"])
    picture.refresh_from_db()
    other.refresh_from_db()
    assert picture.is_shown
    assert other.state == Picture.State.WAITING


@pytest.mark.django_db
def test_loading_again_changes_nothing() -> None:
    waiting(story=Story.objects.create(), source=make_source(slug="sample"), address="")
    assert attach_pictures(["sample"]) == 1
    assert attach_pictures(["sample"]) == 0
