"""Unpacked models are made once, never seen half made, and read where nothing can be kept as well."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

import numpy as np
import pytest

from feeds.normalise.languages import model_files
from feeds.normalise.languages.model_files import mapped_arrays

NUMBERS = np.arange(12, dtype=np.float32).reshape(3, 4)
LETTERS = np.frombuffer("đêm".encode(), dtype=np.uint8)


def archive(*, packed: bool = False) -> IO[bytes]:
    file = io.BytesIO()
    (np.savez_compressed if packed else np.savez)(file, numbers=NUMBERS, letters=LETTERS)
    file.seek(0)
    return file


def never() -> IO[bytes]:
    raise AssertionError("it is kept already")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "share" / "newsroom"
    monkeypatch.setattr(model_files, "_folder", lambda: place)
    return place


def assert_read(name: str, unpack: Callable[[], IO[bytes]]) -> None:
    arrays = mapped_arrays(name, unpack)
    assert arrays.keys() == {"numbers", "letters"}
    assert np.array_equal(arrays["numbers"], NUMBERS)
    assert arrays["numbers"].dtype == NUMBERS.dtype
    assert arrays["letters"].tobytes().decode() == "đêm"
    assert not arrays["numbers"].flags.writeable


def test_an_archive_is_unpacked_once(folder: Path) -> None:
    assert_read("a.npz", archive)
    assert_read("a.npz", never)
    assert [file.name for file in folder.iterdir()] == ["a.npz"]


def test_another_user_may_read_what_is_kept(folder: Path) -> None:
    assert_read("a.npz", archive)
    assert (folder / "a.npz").stat().st_mode & 0o777 == 0o644


def test_where_nothing_can_be_kept_a_process_has_its_own(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("no folder")
    assert_read("a.npz", archive)
    assert folder.read_text() == "no folder"


def test_without_a_virtual_environment_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    assert_read("a.npz", archive)
    assert list(tmp_path.iterdir()) == []


def test_what_fails_while_it_is_unpacked_leaves_nothing(folder: Path) -> None:
    class Torn(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise EOFError("the file ends in the middle")

    with pytest.raises(EOFError):
        mapped_arrays("a.npz", Torn)
    assert list(folder.iterdir()) == []
    assert_read("a.npz", archive)


def test_a_packed_archive_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="compressed"):
        mapped_arrays("a.npz", lambda: archive(packed=True))


def test_the_models_say_the_same_whether_kept_or_not(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from feeds.normalise.languages import model_files\n"
        "model_files._folder = lambda: Path(sys.argv[1]) if sys.argv[1] else None\n"
        "from feeds.normalise.languages.evidence import log_evidence\n"
        "print(log_evidence('The committee met the families of the commune.', ['en', 'fr', 'ms', 'de']))"
    )
    said = [
        subprocess.run([sys.executable, "-c", code, place], capture_output=True, check=True, text=True).stdout
        for place in ("", str(folder), str(folder))
    ]
    assert said[0].startswith("{'en'")
    assert said[0] == said[1] == said[2]
    assert len(list(folder.iterdir())) == 2
