"""A backup holds all, is tried before it counts, and takes the site's place as a whole or not at all."""

import json
import subprocess
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import psycopg2
import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from psycopg2 import sql
from pytest_django import DjangoDbBlocker

from articles.comments.models import Comment
from articles.models import Article
from newsroom.backups import server
from newsroom.backups.errors import BackupError
from newsroom.backups.folder import MANIFEST, name_of, unpack_pictures
from newsroom.backups.rotation import superfluous
from newsroom.faults import read_only
from tests.articles.comments.writing import send
from tests.factories import make_article, make_comment
from tests.template_database import template_database

REPOSITORY = Path(__file__).resolve().parents[2]
NAME = "backups"


@pytest.fixture
def site(
    django_db_blocker: DjangoDbBlocker, django_db_setup: None, settings: Any, tmp_path: Path
) -> Iterator[Path]:
    """A site with a database and a folder of pictures of its own; gives the folder in which its backups lie."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.BACKUP_DIR = str(tmp_path / "backups")
    usual = connection.settings_dict["NAME"]
    own = f"{NAME}_{usual}"
    with django_db_blocker.unblock():
        connection.close()
        for left in databases_of(own):
            server.drop_database(left)
        with server.session(server.ELSEWHERE) as session, session.cursor() as cursor:
            names = sql.Identifier(own), sql.Identifier(template_database())
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        connection.settings_dict["NAME"] = own
        try:
            yield tmp_path / "backups"
        finally:
            connection.close()
            for name in databases_of(own):
                server.drop_database(name)
            connection.settings_dict["NAME"] = usual


def databases_of(name: str) -> list[str]:
    with server.session(server.ELSEWHERE) as own, own.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname = %s OR starts_with(datname, %s)"
            " OR starts_with(datname, 'newsroom_trial') ORDER BY datname",
            [name, f"{name}_"],
        )
        return [found for (found,) in cursor.fetchall()]


def fill(media: Path) -> Article:
    article = make_article(title="Cả bản cùng làm đường", text="Sáng sớm, bà con ra đường.")
    make_comment(article=article, body="Hay quá")
    (media / "2026" / "11").mkdir(parents=True)
    (media / "2026" / "11" / "a.webp").write_bytes(b"picture")
    (media / "2026" / "11" / "b.webp-x.part").write_bytes(b"half")
    return article


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_what_was_lost_comes_back(site: Path) -> None:
    media = site.parent / "media"
    article = fill(media)
    said = run("backup")
    (folder,) = site.iterdir()
    assert str(folder) in said
    assert "1 pictures" in said
    assert "tried by a restore" in said
    manifest = json.loads((folder / MANIFEST).read_text())
    assert manifest["rows"]["articles_article"] == manifest["rows"]["comments_comment"] == 1
    assert manifest["checked"] is True
    assert len(databases_of(connection.settings_dict["NAME"])) == 1, "the database of the trial is gone"

    Comment.objects.all().delete()
    Article.objects.filter(pk=article.pk).update(title="Bị hỏng")
    make_article(title="Bài sau bản sao lưu")
    (media / "2026" / "11" / "a.webp").unlink()
    said = run("restore", str(folder))
    former = databases_of(connection.settings_dict["NAME"])[-1]
    assert former in said
    assert list(Article.objects.values_list("title", "text")) == [(article.title, article.text)]
    assert Comment.objects.get().body == "Hay quá"
    assert (media / "2026" / "11" / "a.webp").read_bytes() == b"picture"
    make_article(title="Bài mới")  # the counters of keys came back too, and writing is allowed again
    with server.session(former) as own, own.cursor() as cursor:
        cursor.execute("SELECT title FROM articles_article ORDER BY id")
        assert [title for (title,) in cursor.fetchall()] == ["Bị hỏng", "Bài sau bản sao lưu"]
        cursor.execute("DELETE FROM comments_comment")  # nothing stays read-only


def test_a_backup_for_the_holder_of_a_key_alone(site: Path, settings: Any, tmp_path: Path) -> None:
    key = pyrage.x25519.Identity.generate()
    settings.BACKUP_KEYS = [str(key.to_public())]
    fill(site.parent / "media")
    run("backup", "--no-trial")
    (folder,) = site.iterdir()
    assert {file.name for file in folder.iterdir()} == {MANIFEST, "database.dump.age", "media.tar.age"}
    assert "Cả bản" not in (folder / "database.dump.age").read_bytes().decode(errors="replace")
    with pytest.raises(CommandError, match="is encrypted: name the file with the private key by --identity"):
        run("restore", str(folder))
    identity = tmp_path / "key.txt"
    identity.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    with pytest.raises(CommandError, match="cannot be decrypted with the key"):
        run("restore", str(folder), "--identity", str(identity))
    identity.write_text("nothing of use\n")
    with pytest.raises(CommandError, match="holds no private key of age"):
        run("restore", str(folder), "--identity", str(identity))
    assert len(databases_of(connection.settings_dict["NAME"])) == 1
    Article.objects.update(title="Bị hỏng")
    identity.write_text(f"# of the newsroom\n{key}\n")
    run("restore", str(folder), "--identity", str(identity))
    assert Article.objects.get().title == "Cả bản cùng làm đường"
    settings.BACKUP_KEYS = ["age1nothing"]
    with pytest.raises(CommandError, match="BACKUP_KEYS has 'age1nothing', which is no public key"):
        run("backup")


def test_what_is_damaged_or_no_backup_is_refused(site: Path) -> None:
    fill(site.parent / "media")
    run("backup", "--no-trial")
    (folder,) = site.iterdir()
    dump = folder / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-9] + b"different")
    with pytest.raises(CommandError, match=r"database\.dump is damaged: its checksum differs"):
        run("restore", str(folder))
    dump.unlink()
    with pytest.raises(CommandError, match=r"database\.dump is missing"):
        run("restore", str(folder))
    (folder / MANIFEST).write_text('{"made_at": 3}')
    with pytest.raises(CommandError, match="is damaged; take another backup"):
        run("restore", str(folder))
    with pytest.raises(CommandError, match="is no backup"):
        run("restore", str(site))


@pytest.mark.parametrize("name", ["../outside.webp", "/tmp/outside.webp", "a/../../outside.webp"])
def test_pictures_are_unpacked_into_their_folder_alone(name: str, tmp_path: Path) -> None:
    archive = tmp_path / "media.tar"
    with tarfile.open(archive, "w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = 4
        tar.addfile(entry, BytesIO(b"evil"))
    with pytest.raises(BackupError, match="is no picture of the site"):
        unpack_pictures(archive, tmp_path / "media")
    assert sorted(tmp_path.rglob("*.webp")) == []


def test_a_backup_that_cannot_be_written_leaves_nothing(site: Path, settings: Any) -> None:
    site.write_text("a file where the folder should be")
    with pytest.raises(CommandError, match="cannot be written to"):
        run("backup")
    settings.BACKUP_DIR = ""
    with pytest.raises(CommandError, match="set BACKUP_DIR, or name a folder by --to"):
        run("backup")


def test_a_trial_that_the_role_may_not_make_is_said(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_name: str) -> None:
        raise BackupError('Allow it as PostgreSQL\'s superuser: ALTER ROLE "x" CREATEDB.')

    monkeypatch.setattr(server, "create_database", refuse)
    with pytest.raises(CommandError, match="CREATEDB"):
        run("backup")
    assert list(site.iterdir()) == []


def test_a_role_without_the_right_is_told_how_to_get_it(site: Path) -> None:
    with server.session(server.ELSEWHERE) as own, own.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS backups_without_rights")
        cursor.execute("CREATE ROLE backups_without_rights LOGIN")
    usual, connection.settings_dict["USER"] = connection.settings_dict["USER"], "backups_without_rights"
    try:
        with pytest.raises(BackupError, match='ALTER ROLE "backups_without_rights" CREATEDB'):
            server.create_database("newsroom_trial_x")
    finally:
        connection.settings_dict["USER"] = usual


def test_readers_read_on_while_nothing_is_written(site: Path, client: Client) -> None:
    client.raise_request_exception = False
    article = make_article(title="Cả bản cùng làm đường", language="vi")
    with server.session(server.ELSEWHERE) as own:
        with read_only.mode(own, connection.settings_dict["NAME"]):
            connection.close()
            assert client.get(article.get_absolute_url()).status_code == 200
            refused = send(client, article)
            assert (refused.status_code, refused["Retry-After"]) == (503, "300")
            assert "chưa nhận" in refused.content.decode()
        connection.close()
    assert Comment.objects.count() == 0
    make_article()


def test_a_session_that_works_is_waited_for(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_only, "PATIENCE_SECONDS", 0.3)
    name = connection.settings_dict["NAME"]
    with server.session(name) as busy, server.session(server.ELSEWHERE) as own:
        busy.autocommit = False
        with busy.cursor() as cursor:
            cursor.execute("SELECT 1")  # a transaction that stays open
        read_only.set_read_only(own, name, is_on=True)
        with pytest.raises(psycopg2.OperationalError), busy.cursor() as cursor:
            cursor.execute("SELECT 1")
        read_only.set_read_only(own, name, is_on=False)


def test_the_newest_of_each_day_week_and_month_stay() -> None:
    begin = datetime(2026, 11, 30, 23, tzinfo=UTC)
    folders = [Path(name_of(begin - timedelta(hours=8 * number))) for number in range(3 * 400)]
    gone = superfluous(folders)
    kept = [folder for folder in folders if folder not in gone]
    assert kept[:7] == folders[0:21:3], "seven days, the newest of each"
    months = {folder.name[9:15] for folder in kept}
    assert len(months) == 12
    assert len(kept) <= 7 + 5 + 12
    assert superfluous(kept) == [], "what stays today was not needed for nothing"
    assert superfluous(folders[:1]) == []


MAKE = {
    ("backup", "TO=there"): '.venv/bin/python manage.py backup --to "there"',
    ("backup", "COMPOSE=docker compose"): "docker compose exec -T web python manage.py backup",
    ("restore", "FROM=there", "IDENTITY=key"): '.venv/bin/python manage.py restore "there" --identity "key"',
    ("restore", "FROM=/data/backups/a", "COMPOSE=docker compose"): (
        'docker compose exec -T web python manage.py restore "/data/backups/a"'
    ),
}


@pytest.mark.parametrize("arguments", MAKE)
def test_make_calls_them_here_and_in_compose(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        ["make", "--dry-run", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1].strip() == MAKE[arguments]


def test_make_restore_wants_to_know_which() -> None:
    done = subprocess.run(
        ["make", "restore", "COMPOSE=false"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (
        2,
        "Say which backup: make restore FROM=backups/newsroom-20261130T032000Z\n",
    )


@pytest.mark.parametrize(
    ("said", "is_refused"),
    [
        ('ERROR:  unrecognized configuration parameter "transaction_timeout"', False),
        ('ERROR:  relation "articles_article" already exists', True),
    ],
)
def test_an_older_server_need_not_know_what_a_newer_program_sets(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, is_refused: bool
) -> None:
    program = tmp_path / "pg_restore"
    known = 'pg_restore: error: could not execute query: ERROR:  unrecognized configuration parameter "transaction_timeout"'
    program.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{known}\npg_restore: error: {said}\nEND\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(server, "_program", lambda name: str(program))
    monkeypatch.setattr(server, "KNOWS_TRANSACTION_TIMEOUT", 990_000)
    if is_refused:
        with pytest.raises(BackupError, match="already exists"):
            server.fill("any", tmp_path / "dump", jobs=1)
    else:
        server.fill("any", tmp_path / "dump", jobs=1)
    monkeypatch.setattr(server, "KNOWS_TRANSACTION_TIMEOUT", 170_000)
    with pytest.raises(BackupError, match="pg_restore failed"):
        server.fill("any", tmp_path / "dump", jobs=1)
