"""Production refuses to start without what it needs, and says what that is."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
COMPLETE = {
    "NEWSROOM_ENV": "production",
    "SECRET_KEY": "a-secret-that-is-long-enough-for-a-test-of-settings-0123456789",
    "SITE_URL": "https://news.example",
    "ALLOWED_HOSTS": "news.example",
    "CONTACT_EMAIL": "editors@news.example",
    "TRUSTED_PROXIES": "1",
    "DATABASE_URL": "postgres://newsroom:secret@db.example:5432/newsroom",
}


def check(data: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Loads the settings as production would, with nothing else in the environment."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "ERROR"],
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"], "NEWSROOM_DATA_DIR": str(data), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_complete_settings_pass(tmp_path: Path) -> None:
    result = check(tmp_path, COMPLETE)
    assert result.returncode == 0, result.stderr


def test_plain_requests_are_redirected_to_the_address_of_the_site_with_its_port(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from newsroom import settings; print(settings.SECURE_SSL_HOST)"],
        cwd=REPOSITORY,
        env=COMPLETE
        | {
            "PATH": os.environ["PATH"],
            "NEWSROOM_DATA_DIR": str(tmp_path),
            "SITE_URL": "https://news.example:8443",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "news.example:8443\n"


@pytest.mark.parametrize("name", sorted(set(COMPLETE) - {"NEWSROOM_ENV"}))
def test_production_names_what_is_missing(name: str, tmp_path: Path) -> None:
    result = check(tmp_path, {key: value for key, value in COMPLETE.items() if key != name})
    assert result.returncode != 0
    assert f"{name} is not set" in result.stderr
    assert "Traceback" not in result.stderr


def test_production_refuses_to_show_its_insides(tmp_path: Path) -> None:
    result = check(tmp_path, {**COMPLETE, "DEBUG": "1"})
    assert result.returncode != 0
    assert "DEBUG must be off" in result.stderr


@pytest.mark.parametrize("proxies", ["one", "-1", "1.5"])
def test_what_is_no_number_of_proxies_is_named(proxies: str, tmp_path: Path) -> None:
    result = check(tmp_path, {**COMPLETE, "TRUSTED_PROXIES": proxies})
    assert result.returncode != 0
    assert "such as 1" in result.stderr


@pytest.mark.parametrize(
    "others", [{"TRUSTED_PROXIES": "0"}, {"TRUSTED_PROXIES": "", "SITE_URL": "http://news.example"}]
)
def test_a_site_without_proxies_says_so_or_speaks_plain_http(others: dict[str, str], tmp_path: Path) -> None:
    assert check(tmp_path, {**COMPLETE, **others}).returncode == 0


def test_an_unknown_way_of_publishing_comments_is_named(tmp_path: Path) -> None:
    result = check(tmp_path, {**COMPLETE, "COMMENTS_PUBLISH": "everything"})
    assert result.returncode != 0
    assert "nothing, known-writers or screened" in result.stderr


def test_a_replica_is_named_beside_the_primary_and_given_up_sooner(tmp_path: Path) -> None:
    replica = "postgres://reader:other@replica.example:6432/newsroom?sslmode=require"
    said = subprocess.run(
        [sys.executable, "-c", "from newsroom import settings; print(settings.DATABASES['replica'])"],
        cwd=REPOSITORY,
        env=COMPLETE
        | {
            "PATH": os.environ["PATH"],
            "NEWSROOM_DATA_DIR": str(tmp_path),
            "DATABASE_REPLICA_URL": replica,
            "DATABASE_PASSWORD": "of the primary",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    found = ast.literal_eval(said.stdout)
    assert (found["HOST"], found["PORT"], found["USER"]) == ("replica.example", 6432, "reader")
    assert found["PASSWORD"] == "other"
    options = found["OPTIONS"]
    assert (options["sslmode"], options["connect_timeout"]) == ("require", 2)
    assert found["CONN_HEALTH_CHECKS"]


@pytest.mark.parametrize(
    "others",
    [
        {"PURGE_CDN": "https://api.cdn.example/purge"},
        {"PURGE_CDN": "http://api.cdn.example/purge", "PURGE_CDN_TOKEN": "a token"},
    ],
)
def test_a_cdn_without_a_token_or_in_plain_is_refused(others: dict[str, str], tmp_path: Path) -> None:
    result = check(tmp_path, COMPLETE | others)
    assert result.returncode != 0
    assert "PURGE_CDN wants an address that begins with https://" in result.stderr


TOLD = {"PURGE_CDN": "https://api.cdn.example/purge", "PURGE_CDN_TOKEN": "0123456789"}
IN_BUCKET = {"PICTURES_BUCKET": "news", "PICTURES_URL": "https://pictures.example/"}


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (
            {"PURGE_PROXIES": "127.0.0.1:8081"},
            "PURGE_PROXIES has '127.0.0.1:8081'; write scheme, host and port",
        ),
        ({"PURGE_PROXIES": "http://127.0.0.1:port"}, "write scheme, host and port"),
        ({"PURGE_PROXIES": "http://127.0.0.1:8081/purge"}, "write scheme, host and port"),
        (
            TOLD | {"PURGE_CDN": f"https://api.cdn.example/{'a' * 200}"},
            "PURGE_CDN is no address that can be asked",
        ),
        (TOLD | {"PURGE_CDN_TOKEN": "não 0123456789"}, "PURGE_CDN_TOKEN has characters"),
        (IN_BUCKET | {"PICTURES_ENDPOINT": "s3.eu.example.net"}, "PICTURES_ENDPOINT is no address"),
        (
            IN_BUCKET | {"PICTURES_URL": "https://pictures.example; script-src *"},
            "where readers get the files",
        ),
        (IN_BUCKET | {"PICTURES_URL": "https://me:word@pictures.example/"}, "where readers get the files"),
        (IN_BUCKET | {"PICTURES_URL": "https://pictures.example:none/"}, "where readers get the files"),
        (IN_BUCKET | {"PICTURES_URL": "https://pictures.example/a b/"}, "where readers get the files"),
    ],
)
def test_addresses_that_nobody_can_be_asked_at_are_refused(
    environment: dict[str, str], said: str, tmp_path: Path
) -> None:
    program = "from newsroom import settings"
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"], "NEWSROOM_DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said in result.stderr
    assert "0123456789" not in result.stderr


def test_an_unknown_kind_of_host_is_named(tmp_path: Path) -> None:
    result = check(tmp_path, {"NEWSROOM_ENV": "staging"})
    assert result.returncode != 0
    assert "local or production" in result.stderr


def test_a_local_checkout_makes_its_own_secret_for_its_owner_only(tmp_path: Path) -> None:
    assert check(tmp_path, {}).returncode == 0
    secret = tmp_path / "secret-key"
    first = secret.read_text()
    assert secret.stat().st_mode & 0o777 == 0o600
    assert check(tmp_path, {}).returncode == 0
    assert secret.read_text() == first


def test_a_replica_is_not_asked_to_be_a_primary(tmp_path: Path) -> None:
    program = (
        "from newsroom.settings import DATABASES\n"
        "print(*(one['OPTIONS'].get('target_session_attrs') for one in DATABASES.values()))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        env={
            "PATH": os.environ["PATH"],
            "NEWSROOM_DATA_DIR": str(tmp_path),
            "DATABASE_URL": "postgres://one@a:5432,b:5432/news?target_session_attrs=read-write",
            "DATABASE_REPLICA_URL": "postgres://one@c/news",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "read-write None\n"
