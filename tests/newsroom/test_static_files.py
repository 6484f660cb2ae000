"""Static files are collected when they changed."""

import os
import time
from pathlib import Path

from django.test import override_settings

from newsroom.static_files import collect_if_changed


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
