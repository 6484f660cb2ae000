"""Files of pictures on a disk that fills, under a process that is killed, and after their articles are gone."""

import errno
import os
import signal
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from articles.models import Picture
from articles.picture_files import clear_files, is_whole
from articles.services.pictures import store_picture
from articles.storage import WholeFileStorage
from tests.articles.services.test_pictures import photo
from tests.factories import make_article

ADDRESS = "https://paper.example/photo.jpg"


@pytest.fixture
def disk(tmp_path: Path, settings) -> Path:
    """Pictures on the disk, as production keeps them."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "articles.storage.WholeFileStorage"}}
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files_of(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def stored(article=None, content: bytes | None = None) -> Picture:
    picture = Picture.objects.create(article=article or make_article(), original_url=ADDRESS)
    return store_picture(picture=picture, content=content or photo(400, 300))


def test_a_full_disk_leaves_no_half_file(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        default_storage.save("pictures/ab/one.jpg", ContentFile(b"x" * 1000))
    assert files_of(disk) == []


def test_a_process_that_is_killed_while_it_writes_leaves_no_file_in_place(tmp_path: Path) -> None:
    """It is killed in the middle of the second piece of its file."""
    code = f"""
import os, signal
from django.conf import settings
settings.configure(MEDIA_ROOT={str(tmp_path)!r})
from django.core.files.base import ContentFile
from articles.storage import WholeFileStorage
class Killed(ContentFile):
    def chunks(self, chunk_size=None):
        yield b"half"
        os.kill(os.getpid(), signal.SIGKILL)
WholeFileStorage(location={str(tmp_path)!r}).save("one.jpg", Killed(b"half and half"))
"""
    ended = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).resolve().parents[3], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert not (tmp_path / "one.jpg").exists()
    storage = WholeFileStorage(location=tmp_path)
    assert storage.save("one.jpg", ContentFile(b"whole")) == "one.jpg"
    assert (tmp_path / "one.jpg").read_bytes() == b"whole"


@pytest.mark.django_db
def test_a_half_file_is_made_again(disk: Path) -> None:
    picture = stored()
    for file in files_of(disk):
        file.write_bytes(file.read_bytes()[:-20])
    assert not any(is_whole(str(file.relative_to(disk))) for file in files_of(disk))
    store_picture(picture=picture, content=photo(400, 300))
    assert files_of(disk)
    assert all(is_whole(str(file.relative_to(disk))) for file in files_of(disk))


@pytest.mark.django_db
def test_a_row_says_stored_only_where_its_files_are_there(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(storage: WholeFileStorage, name: str, content: object) -> str:
        (disk / name).parent.mkdir(parents=True, exist_ok=True)
        (disk / name).touch()
        return name

    monkeypatch.setattr(WholeFileStorage, "_save", lose)
    picture = Picture.objects.create(article=make_article(), original_url=ADDRESS)
    with pytest.raises(OSError, match="is there room on its disk"), transaction.atomic():
        store_picture(picture=picture, content=photo(400, 300))
    picture.refresh_from_db()
    assert picture.state == Picture.State.WAITING


@pytest.mark.django_db
def test_files_that_nobody_shows_are_cleared_and_missing_ones_fetched_again(disk: Path) -> None:
    kept, broken, gone = stored(), stored(content=photo(410, 300)), stored(content=photo(420, 300))
    names = {picture: set(disk.glob(f"{picture.stored_as}-*")) for picture in (kept, broken, gone)}
    unfinished = disk / "pictures" / "ab" / "abcd-320.jpg-x.part"
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    unfinished.touch()
    gone.article.delete()
    one = min(names[broken])
    one.write_bytes(one.read_bytes()[:100])
    old = (timezone.now() - timedelta(days=40)).timestamp()
    for file in files_of(disk):
        os.utime(file, (old, old))
    month = timezone.now() - timedelta(days=30)
    out = StringIO()
    call_command("clear_pictures", "--dry-run", stdout=out)
    assert out.getvalue().startswith("Nothing was changed. Would be: ")
    assert names[gone] <= set(files_of(disk))
    found = clear_files(older_than=month)
    assert (found.files, found.pictures) == (len(names[gone]) + 1, 1)
    assert set(files_of(disk)) == names[kept] | names[broken]
    broken.refresh_from_db()
    kept.refresh_from_db()
    assert (broken.state, broken.stored_as) == (Picture.State.WAITING, "")
    assert kept.state == Picture.State.STORED


@pytest.mark.django_db
def test_files_of_the_last_days_are_left(disk: Path) -> None:
    gone = stored()
    gone.article.delete()
    assert clear_files(older_than=timezone.now() - timedelta(days=1)).files == 0
    assert files_of(disk)
