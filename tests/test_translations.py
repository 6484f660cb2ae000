"""Every text of the interface is there in every edition, and says what the original says."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext, to_locale

REPOSITORY = Path(__file__).resolve().parents[1]
EDITIONS = [code for code, _name in settings.LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
TAG = re.compile(r"</?\w+")
# The catalogue of the desk: its texts are translated into Vietnamese, and into no other language.
DESK = "desk/vi"
CATALOGUES = [*EDITIONS, DESK]


def catalog_of(code: str) -> Catalog:
    folder = code if code == DESK else to_locale(code)
    file = REPOSITORY / "locale" / folder / "LC_MESSAGES" / "django.po"
    with file.open("rb") as lines:
        return read_po(lines, abort_invalid=True)


def forms_of(message: Message) -> list[tuple[str, str]]:
    """Each translated form beside the original that it stands for."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    singular, plural = message.id
    return [(plural if number else singular, text) for number, text in enumerate(message.string)]


@pytest.mark.parametrize("code", CATALOGUES)
def test_nothing_is_untranslated(code: str) -> None:
    messages = [message for message in catalog_of(code) if message.id]
    assert len(messages) > 200
    missing = [
        message.id
        for message in messages
        if message.fuzzy or not all(text for _id, text in forms_of(message))
    ]
    assert missing == []


@pytest.mark.parametrize("code", CATALOGUES)
def test_translations_keep_placeholders_and_markup(code: str) -> None:
    wrong = []
    for message in catalog_of(code):
        for original, text in forms_of(message) if message.id else []:
            expected = set(PLACEHOLDER.findall(original))
            # A form for one or two may say the number in words.
            may_drop = {"%(counter)s", "%(total)s"} if not isinstance(message.id, str) else set()
            found = set(PLACEHOLDER.findall(text))
            if not (expected - may_drop <= found <= expected) or TAG.findall(original) != TAG.findall(text):
                wrong.append((original, text))
    assert wrong == []


@pytest.mark.parametrize("code", EDITIONS)
def test_all_editions_translate_the_same_texts(code: str) -> None:
    ours, first = ({str(message.id) for message in catalog_of(tag)} for tag in (code, EDITIONS[0]))
    assert ours == first


def test_the_desk_has_one_catalogue_and_no_text_of_readers() -> None:
    ours, readers = (
        {(message.context, str(message.id)) for message in catalog_of(tag) if message.id}
        for tag in (DESK, "vi")
    )
    assert ours & readers == set()
    assert [file.parts[-3] for file in (REPOSITORY / "locale" / "desk").glob("*/*/*.po")] == ["vi"]


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("en", 1, "1 comment"),
        ("en", 2, "2 comments"),
        ("ru", 1, "1 комментарий"),
        ("ru", 3, "3 комментария"),
        ("ru", 11, "11 комментариев"),
        ("uk", 22, "22 коментарі"),
        ("vi", 5, "5 bình luận"),
    ],
)
def test_plurals_follow_the_language(code: str, number: int, text: str) -> None:
    with translation.override(code):
        assert ngettext("%(counter)s comment", "%(counter)s comments", number) % {"counter": number} == text


@pytest.mark.parametrize("code", EDITIONS)
def test_the_compiled_texts_are_used(code: str) -> None:
    with translation.override(code):
        assert gettext("Read the original") != "Read the original"
