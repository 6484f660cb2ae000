"""Templates: how they are laid out for their authors, and that readers are not sent the layout."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.template.base import TextNode
from django.template.loader import get_template

from newsroom.template_layout import without_layout
from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))

# A text as it stands in a template, in what it begins ("<": a tag, a quotation mark: a value), and what is sent.
LAYOUTS = {
    "nothing to drop": ("<p>One <b>two</b> three</p>", "", "<p>One <b>two</b> three</p>"),
    "between tags": (
        "<ul>\n  <li>One</li>\n  <li>Two</li>\n</ul>\n",
        "",
        "<ul><li>One</li><li>Two</li></ul>",
    ),
    "around the text of a tag": ("<p>\n  One two\n</p>", "", "<p>One two</p>"),
    "between words": ("<p>\n  One\n  two\n</p>", "", "<p>One two</p>"),
    "empty lines": ("<p>One</p>\n\n  \n<p>Two</p>", "", "<p>One</p><p>Two</p>"),
    "at the ends": ("\n  One\n", "", "One"),
    "a space within a line": (
        "<b>One</b> <b>two</b>\n<i>three</i> ",
        "",
        "<b>One</b> <b>two</b><i>three</i> ",
    ),
    "between attributes": ('<a\n  href="/"\n  hidden\n>\n  One\n</a>', "", '<a href="/" hidden>One</a>'),
    "a tag without content": ('<rect\n  x="1"\n/>', "", '<rect x="1"/>'),
    "in a value": ('<img sizes="one,\n  two"\n>', "", '<img sizes="one, two">'),
    "in a value, beside a tag of Django": ("\n    ", '"', ""),
    "in a tag, beside a tag of Django": ("\n  ", "<", " "),
    "before the end of a tag": ("\n>\n  One", "<", ">One"),
    "a tag's sign in a value": ('<a title="1 > 0"\n  href="/">\n', "", '<a title="1 > 0" href="/">'),
    "one quotation mark in the other": (
        "<a title='a \"b'\n  href='/'>\n</a>",
        "",
        "<a title='a \"b' href='/'></a>",
    ),
    "an apostrophe in a text": ("don't\n<b>\n", "", "don't<b>"),
    "a sign that opens no tag": ("1 < 2\nand 3", "", "1 < 2 and 3"),
    "other line ends": ("<p>\r\n  One\r\n  two\r\n</p>", "", "<p>One two</p>"),
}


@pytest.mark.parametrize(("text", "within", "expected"), LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layout_is_dropped_and_spaces_between_words_stay(text: str, within: str, expected: str) -> None:
    assert without_layout(text, within)[0] == expected
    assert without_layout(expected, within)[0] == expected, "a second run changes nothing"


ENDS = {
    "text": ("One", "", ""),
    "a whole tag": ('<a href="/">', "", ""),
    "a tag": ("<a", "", "<"),
    "a tag whose name is Django's": ("<", "", "<"),
    "a value": ('<a href="', "", '"'),
    "the end of a value": ('">', '"', ""),
    "another quotation mark in a value": ("'", '"', '"'),
}


@pytest.mark.parametrize(("text", "within", "expected"), ENDS.values(), ids=ENDS.keys())
def test_the_next_piece_of_text_knows_in_what_it_begins(text: str, within: str, expected: str) -> None:
    assert without_layout(text, within)[1] == expected


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_sends_its_layout(name: str) -> None:
    texts = get_template(name).template.nodelist.get_nodes_by_type(TextNode)
    assert [text.s for text in texts if "\n" in text.s] == []


def test_templates_of_others_and_scripts_stay_as_they_are() -> None:
    for name in ("admin/object_history.html", "service_worker.js"):
        texts = get_template(name).template.nodelist.get_nodes_by_type(TextNode)
        assert any("\n" in text.s for text in texts), name


# --- How templates are written -------------------------------------------------------------------------------

LONGEST_LINE = 120  # characters
DJANGO = r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
TAG = re.compile(rf'</?[a-zA-Z!{{](?:{DJANGO}|"(?:{DJANGO}|[^"])*"|[^<>"])*>')
# The text of a translation is one piece, whatever tags stand in it.
TRANSLATION = re.compile(r"(?s)(\{% blocktranslate [^%]*%\}).*?(?=\{% endblocktranslate %\})")
BLOCK = re.compile(r"\{% (?:if|for|with|block|ifchanged) ")
# Their line breaks would mean something. A text area that holds none of the template's is like any other element.
VERBATIM = re.compile(r'(?i)<(?:pre|style)\b|<!--|<textarea\b(?!(?:[^<>"]|"[^"]*")*>[^\n]*</textarea>)')
OWN_LANGUAGE = re.compile(r'(?<![\w-])(?:lang|dir)="\{[{%]')


def without_translations(source: str) -> str:
    """The template with the lines of its translations left empty, so that the others keep their numbers."""
    return TRANSLATION.sub(lambda found: found[1] + "\n" * found[0].count("\n"), source)


def starts(source: str) -> Counter[int]:
    """How many elements and blocks begin in each line; a block within a tag is part of that tag."""
    tags = list(TAG.finditer(source))
    begins = [tag.start() for tag in tags if not tag[0].startswith("</")]
    begins += [
        block.start()
        for block in BLOCK.finditer(source)
        if not any(tag.start() < block.start() < tag.end() for tag in tags)
    ]
    return Counter(source.count("\n", 0, begin) + 1 for begin in begins)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_one_tag_a_line_and_short_lines(name: str) -> None:
    source = (FOLDER / name).read_text(encoding="utf-8")
    lines = source.splitlines()
    assert [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE] == []
    assert [number for number, line in enumerate(lines, 1) if line != line.rstrip() or "\t" in line] == []
    assert [number for number, count in starts(without_translations(source)).items() if count > 1] == []
    assert VERBATIM.search(source) is None


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_language_of_an_element_is_written_by_the_tag_for_it(name: str) -> None:
    assert OWN_LANGUAGE.findall(Path(FOLDER / name).read_text(encoding="utf-8")) == []


WRITTEN = {
    "one element": ("<p>{{ one }}</p>", [1]),
    "two elements": ("<p><b>{{ one }}</b></p>", [2]),
    "a block in a tag": ("<p{% if one %} hidden{% endif %}>", [1]),
    "a block around an element": ("{% if one %}<p>{% endif %}", [2]),
    "a block in a value": ('<p class="a{% if one > 2 %} b{% endif %}">', [1]),
    "a tag over lines": ('<p\n  {% if one %}hidden{% endif %}\n  class="a"\n>', [1]),
    "an element in a translation": (
        "<p>{% blocktranslate trimmed %}<b>One</b>{% endblocktranslate %}</p>",
        [1],
    ),
    "text alone": ("One {{ two }} {% translate 'three' %}", []),
}


@pytest.mark.parametrize(("source", "expected"), WRITTEN.values(), ids=WRITTEN.keys())
def test_tags_of_a_line_are_counted(source: str, expected: list[int]) -> None:
    assert sorted(starts(without_translations(source)).values()) == expected
