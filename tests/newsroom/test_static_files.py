"""Static files: the joined style sheet, and collecting what changed."""

import os
import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from newsroom.static_files import SHEET, collect_if_changed, joined
from tests.conftest import REPOSITORY

STYLES = REPOSITORY / "styles"


def test_the_same_files_are_collected_once(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    (source / "site.css").write_text("a { color: red }")
    finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with override_settings(STATIC_ROOT=target, STATICFILES_DIRS=[source], STATICFILES_FINDERS=finders):
        assert [collect_if_changed(), collect_if_changed()] == [True, False]
        (source / "site.css").write_text("a { color: green }")
        # Django compares whole seconds.
        later = time.time() + 2
        os.utime(source / "site.css", (later, later))
        assert collect_if_changed()
        assert (target / "site.css").read_text() == "a { color: green }"


def write_styles(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.css").write_text(text, encoding="utf-8")
    return folder / "site.css"


def test_components_are_joined_in_the_order_of_the_sheet(tmp_path: Path) -> None:
    sheet = write_styles(
        tmp_path,
        site='/* The sheet. */\n@import url("b.css");\n@import url("a.css");\n',
        a="a {\n  color: red; /* one\n  line */\n}\n",
        b='@media print {\n  b::after {\n    content: "›" / "";\n  }\n}\n\n',
    )
    assert joined(sheet) == '@media print {\nb::after {\ncontent: "›" / "";\n}\n}\na {\ncolor: red;\n}\n'


SHEETS = {
    "a rule": "a { color: red }",
    "a file elsewhere": '@import url("../a.css");',
    "a site": '@import url("https://fonts.example/a.css");',
    "a file that is not there": '@import url("b.css");',
}


@pytest.mark.parametrize("text", SHEETS.values(), ids=SHEETS.keys())
def test_a_sheet_that_cannot_be_joined_says_so(text: str, tmp_path: Path) -> None:
    sheet = write_styles(tmp_path, site=text, a="")
    with pytest.raises(ImproperlyConfigured, match=r"site\.css"):
        joined(sheet)


def test_every_component_is_joined_once() -> None:
    imported = re.findall(r'url\("(.+?)"\)', (STYLES / "site.css").read_text(encoding="utf-8"))
    assert sorted(imported) == sorted(
        str(file.relative_to(STYLES))
        for folder in STYLES.iterdir()
        if folder.is_dir()
        for file in folder.iterdir()
    )


def test_the_joined_sheet_is_found_and_written_when_a_component_changed(tmp_path: Path) -> None:
    styles = tmp_path / "styles"
    styles.mkdir()
    write_styles(styles, site='@import url("a.css");', a="a { color: red; }\n")
    with override_settings(DATA_DIR=tmp_path / "data", STYLES_DIR=styles):
        file = Path(finders.find(SHEET))
        written = file.stat().st_mtime_ns
        assert file.read_text(encoding="utf-8") == "a { color: red; }\n"
        assert Path(finders.find(SHEET)).stat().st_mtime_ns == written
        write_styles(styles, a="a { color: green; }\n")
        assert Path(finders.find(SHEET)).read_text(encoding="utf-8") == "a { color: green; }\n"


def test_the_joined_sheet_is_collected_like_any_other_file(tmp_path: Path) -> None:
    styles = tmp_path / "styles"
    styles.mkdir()
    write_styles(styles, site='@import url("a.css");', a="a { color: red; }\n")
    own = ["newsroom.static_files.JoinedStyles"]
    with override_settings(
        DATA_DIR=tmp_path, STATIC_ROOT=tmp_path / "static", STYLES_DIR=styles, STATICFILES_FINDERS=own
    ):
        assert [collect_if_changed(), collect_if_changed()] == [True, False]
        assert (tmp_path / "static" / SHEET).read_text(encoding="utf-8") == "a { color: red; }\n"
        write_styles(styles, a="a { color: green; }\n")
        # Django compares whole seconds.
        earlier = time.time() - 2
        os.utime(tmp_path / "static" / SHEET, (earlier, earlier))
        assert collect_if_changed()
        assert (tmp_path / "static" / SHEET).read_text(encoding="utf-8") == "a { color: green; }\n"


SCRIPT = """// Why it is here.
const slash = /[/*]"+/g; /* one
line */
const text = `a  //  b
c`;
"""


def test_scripts_are_collected_without_comments(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    for folder in ("js", "package"):
        (source / folder).mkdir(parents=True)
        (source / folder / "site.js").write_text(SCRIPT, encoding="utf-8")
    finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "newsroom.static_files.ShortScripts"}}
    with override_settings(
        STATIC_ROOT=target, STATICFILES_DIRS=[source], STATICFILES_FINDERS=finders, STORAGES=storages
    ):
        collect_if_changed()
        served = target / staticfiles_storage.stored_name("js/site.js")
    text = served.read_text(encoding="utf-8")
    assert text == 'const slash=/[/*]"+/g;const text=`a  //  b\nc`;'
    assert (target / "package/site.js").read_text(encoding="utf-8") == SCRIPT
