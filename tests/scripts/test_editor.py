"""The desk's editor of texts, which is built: what is committed is what its sources give, with the licences of its parts."""

import json
import os
import re
import subprocess

import pytest

from tests.conftest import REPOSITORY

UNREACHABLE = 75  # what editor/build ends with where npm cannot be reached
BUILT = REPOSITORY / "static" / "editor"


@pytest.mark.timeout(300)  # seconds: npm may have to fetch some fifteen packages
def test_the_built_editor_is_what_its_sources_give():
    ran = subprocess.run(
        [REPOSITORY / "editor" / "build", "--check"], capture_output=True, text=True, check=False
    )
    if ran.returncode == UNREACHABLE and not os.environ.get("CI"):
        pytest.skip("npm cannot be reached, so that the editor cannot be built")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_licence_of_each_part_is_beside_it():
    stored = json.loads((REPOSITORY / "editor" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    parts = {
        f"{path.removeprefix('node_modules/')} {row['version']} ({row['license']})"
        for path, row in stored.items()
        if path and not row.get("dev")
    }
    licences = (BUILT / "licences.txt").read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)^\S+ [\d.]+ \(\S+\)$", licences)) == parts
    assert "licences.txt" in (BUILT / "editor.js").read_text(encoding="utf-8")[:200]


def test_nothing_in_it_makes_code_of_text():
    script = (BUILT / "editor.js").read_text(encoding="utf-8")
    assert not re.findall(r"\beval\(|\bFunction\(|createElement\(\"style\"\)|setAttribute\(\"style\"", script)
