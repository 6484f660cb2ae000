"""The body of an article with its pictures where they stand."""

import re

import pytest
from django.test import Client

from articles.models import Article, Picture
from articles.pages.body import blocks_of, body_of, headings_in_order, places_moved
from articles.pages.values import ShownPicture
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db

HEADINGS = {
    "as they should be": ("<h2>A</h2><h3>B</h3><h2>C</h2>", "<h2>A</h2><h3>B</h3><h2>C</h2>"),
    "one level too deep": ("<h3>A</h3><p>…</p><h3>B</h3>", "<h2>A</h2><p>…</p><h2>B</h2>"),
    "a level left out": ("<h2>A</h2><h4>B</h4><h4>C</h4>", "<h2>A</h2><h3>B</h3><h3>C</h3>"),
    "falling back": ("<h4>A</h4><h2>B</h2><h5>C</h5>", "<h2>A</h2><h2>B</h2><h3>C</h3>"),
    "a second h1": ('<h1 id="a">A</h1>', '<h2 id="a">A</h2>'),
    "no heading": ("<p>h2 and <hr> stay</p>", "<p>h2 and <hr> stay</p>"),
}


@pytest.mark.parametrize(("html", "expected"), HEADINGS.values(), ids=HEADINGS.keys())
def test_headings_of_an_article_follow_the_one_of_its_page(html: str, expected: str) -> None:
    assert headings_in_order(html) == expected


BLOCKS = {
    "paragraphs": ("<p>a</p>\n<p>b</p>", ["<p>a</p>", "\n<p>b</p>"]),
    "nested": ("<ul><li>a<ul><li>b</li></ul></li></ul><p>c<br>d</p>", None),
    "a line of its own at the end": ("<p>a</p>\n", ["<p>a</p>\n"]),
    "text without an element": ("a", ["a"]),
    "nothing": ("", []),
    "signs in text and attributes": (
        '<p><a href="https://a.example/?x=&lt;p&gt;">a &lt;p&gt;</a></p><p>b</p>',
        None,
    ),
}


@pytest.mark.parametrize(("html", "wanted"), BLOCKS.values(), ids=BLOCKS.keys())
def test_html_is_cut_between_its_outermost_elements(html: str, wanted: list[str] | None) -> None:
    blocks = blocks_of(html)
    assert "".join(blocks) == html
    assert blocks == wanted if wanted is not None else len(blocks) == 2


def _photo_story(**source: object) -> Article:
    article = make_article(
        title="A day in the village",
        html="<p>Morning.</p>\n<h4>Noon</h4>\n<p>Evening.</p>",
        text="Morning.\nNoon\nEvening.",
        source=make_source(**source),
    )
    for position, (name, place) in enumerate([("mist", 1), ("loom", 1), ("fire", 3)]):
        _picture(article, position, name, place)
    return article


def _picture(article: Article, position: int, name: str, place: int | None) -> None:
    Picture.objects.create(
        article=article,
        position=position,
        place=place,
        caption=f"The {name}",
        credit=f"By {name}",
        state="stored",
        stored_as=f"pictures/{name}",
        widths=[320],
        width=320,
        height=180,
    )


def _order(html: str, *pieces: str) -> bool:
    places = [html.index(piece) for piece in pieces]
    return places == sorted(places)


def test_all_pictures_are_shown_with_their_captions_where_they_stand(client: Client) -> None:
    html = client.get(_photo_story().get_absolute_url()).content.decode()
    html = html[html.index("<article") :]
    assert _order(
        html,
        *("<p>Morning.</p>", "pictures/mist-320", "<figcaption>The mist", "By mist</bdi>"),
        *("pictures/loom-320", "The loom", "<h2>Noon</h2>", "<p>Evening.</p>", "pictures/fire-320"),
    )
    assert html.count("fetchpriority") == 1
    assert _order(html, "fetchpriority", "pictures/loom-320")


def test_reader_modes_find_no_words_of_links_below_a_picture(client: Client) -> None:
    html = client.get(_photo_story().get_absolute_url()).content.decode()
    figure = html[html.index("<figure") : html.index("</figure>")]
    # What is hidden is left out of what they show.
    shown = re.sub(r"<(span|a)[^>]* hidden>[^<]*</\1>", "", figure)
    assert re.sub(r"<[^>]*>", " ", shown).split() == ["The", "mist", "By", "mist"]
    named = re.search(r'aria-labelledby="(\S+) (\S+)"', figure)
    assert named is not None
    assert all(f'id="{one}"' in figure for one in named.groups())


def test_a_picture_above_the_text_opens_the_article(client: Client) -> None:
    article = make_article(html="<p>Morning.</p>", text="Morning.")
    _picture(article, 0, "mist", 0)
    html = client.get(article.get_absolute_url()).content.decode()
    html = html[html.index("<article") :]
    assert _order(html, "<h1>", "pictures/mist-320", '<div class="prose">', "<p>Morning.</p>")


@pytest.mark.parametrize(("in_text", "is_above"), [(False, True), (True, False)])
def test_a_picture_declared_beside_the_text(in_text: bool, is_above: bool, client: Client) -> None:
    """It opens an article without other pictures; otherwise it follows the text."""
    article = make_article(html="<p>Morning.</p>", text="Morning.")
    if in_text:
        _picture(article, 0, "loom", 1)
    _picture(article, 1, "mist", None)
    html = client.get(article.get_absolute_url()).content.decode()
    html = html[html.index("<article") :]
    assert _order(html, "pictures/mist-320", "<p>Morning.</p>") is is_above


def test_where_the_source_allows_no_pictures_their_captions_stand_in_the_text(client: Client) -> None:
    html = client.get(_photo_story(pictures_allowed=False).get_absolute_url()).content.decode()
    assert "pictures/" not in html
    assert _order(html, "<p>Morning.</p>", "The mist", "The loom", "<h2>Noon</h2>", "The fire")
    assert html.count("Picture at the source:") == 3


def test_where_only_an_excerpt_is_allowed_one_picture_is_shown_and_no_text(client: Client) -> None:
    html = client.get(_photo_story(rights="excerpt").get_absolute_url()).content.decode()
    html = html[html.index("<article") :]
    assert "pictures/mist-320" in html
    assert not any(word in html for word in ("pictures/loom", "The fire", "Evening."))


def test_a_place_beyond_the_text_is_its_end() -> None:
    article = make_article(html="<p>Morning.</p>")
    _picture(article, 0, "mist", 9)
    pictures = [ShownPicture.of(one) for one in article.pictures.all()]
    parts = body_of(article.html, pictures, allowed=True)
    assert [(part.html, len(part.pictures)) for part in parts] == [("<p>Morning.</p>", 0), ("", 1)]


@pytest.mark.parametrize(("rights", "images"), [("full", 3), ("excerpt", 1)])
def test_structured_data_name_the_pictures_that_the_page_shows(
    rights: str, images: int, client: Client
) -> None:
    html = client.get(_photo_story(rights=rights).get_absolute_url()).content.decode()
    data = html[html.index("application/ld+json") :]
    assert data[: data.index("</script>")].count('"ImageObject"') == images


@pytest.mark.parametrize(("allowed", "images"), [(True, 2), (False, 0)])
def test_a_feed_carries_the_other_pictures_in_the_text(allowed: bool, images: int, client: Client) -> None:
    _photo_story(pictures_allowed=allowed)
    (item,) = client.get("/en/feed.json").json()["items"]
    assert item["content_html"].count("<figure><img") == images
    assert ("The loom By loom" in item["content_html"]) is allowed


@pytest.mark.parametrize(
    ("new", "places"),
    [
        ("abc", [0, 1, 2, 3]),
        ("xabc", [1, 2, 3, 4]),
        ("axbc", [0, 2, 3, 4]),
        ("abcx", [0, 1, 2, 4]),
        ("ac", [0, 1, 1, 2]),
        ("bc", [0, 0, 1, 2]),
        ("aBc", [0, 1, 2, 3]),
        ("aBxc", [0, 1, 3, 4]),
        ("x", [0, 1, 1, 1]),
        ("", [0, 0, 0, 0]),
    ],
)
@pytest.mark.parametrize("between", ["", "\n"])
def test_pictures_stay_before_what_followed_them(new: str, places: list[int], between: str) -> None:
    def html(letters: str) -> str:
        return between.join(f"<p>{letter}</p>" for letter in letters)

    assert places_moved(html("abc"), html(new), [0, 1, 2, 3]) == places
    assert places_moved(html("abc"), html(new), [99]) == places[-1:]


LINES = ("Rain fell on the valley", "Boats crossed at first light", "Nobody in the market spoke")


@pytest.mark.parametrize(
    ("new", "places"),
    [
        ((LINES[0], "Nobody in the big market spoke"), [0, 1, 1, 2]),
        ((LINES[0], "A sentence of its own", "Boats crossed at very first light", LINES[2]), [0, 2, 3, 4]),
        (("Rain fell on the whole valley", LINES[2]), [0, 1, 1, 2]),
        ((LINES[0], "Words that have nothing of either"), [0, 1, 2, 2]),
    ],
    ids=[
        "one goes, the next is changed",
        "one comes, the next is changed",
        "one is changed, the next goes",
        "all new",
    ],
)
def test_pictures_stay_before_the_words_that_followed_them(new: tuple[str, ...], places: list[int]) -> None:
    old, text = ("\n".join(f"<p>{line}.</p>" for line in lines) for lines in (LINES, new))
    assert places_moved(old, text, [0, 1, 2, 3]) == places


def test_pictures_of_a_long_text_that_is_all_new_are_placed_at_once() -> None:
    old, new = (
        "".join(f"<p>{word} {number}</p>" for number in range(size))
        for word, size in (("a", 900), ("b", 800))
    )
    assert places_moved(old, new, [0, 700, 850, 900]) == [0, 700, 800, 800]
