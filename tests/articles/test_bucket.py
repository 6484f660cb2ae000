"""Pictures in S3-compatible storage: OpenStack Swift with its S3 interface, as Debian has it, on loopback."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import boto3
import pytest
import urllib3
from botocore.config import Config
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser

from articles.models import Picture
from articles.models.picture import _prefix
from articles.picture_files import clear_files
from articles.services.pictures import store_picture
from newsroom.doctor.checks import bucket as bucket_check
from newsroom.environment import origin_of
from tests.articles.services.test_pictures import photo
from tests.factories import make_article
from tests.newsroom.test_serve import free_port
from tests.programs import needed

pytestmark = pytest.mark.django_db(transaction=True)
REPOSITORY = Path(__file__).resolve().parents[2]
SERVERS = REPOSITORY / "tests" / "swift_servers.py"
PATIENCE = 60.0
KEY_ID, KEY, BUCKET = "newsroom:pictures", "s3secret", "pictures-of-a-site"


@dataclass(frozen=True)
class Bucket:
    """A bucket: the address of its server, and where everybody may read its files."""

    endpoint: str
    public: str

    @property
    def options(self) -> dict[str, str]:
        return {
            "bucket": BUCKET,
            "address": self.public,
            "endpoint": self.endpoint,
            "region": "us-east-1",
            "key_id": KEY_ID,
            "secret": KEY,
        }


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    needed("/usr/lib/python3/dist-packages/swift/common/wsgi.py", package="python3-swift")
    needed("memcached", package="memcached")
    ports = [free_port() for _number in range(5)]
    with tempfile.TemporaryDirectory(prefix="swift") as folder, (Path(folder) / "log").open("wb") as log:
        command = ["/usr/bin/python3", "-W", "ignore", str(SERVERS), folder, *map(str, ports)]
        servers = subprocess.Popen(command, stdout=log, stderr=log, env={"PATH": os.environ["PATH"]})
        try:
            endpoint = f"http://127.0.0.1:{ports[0]}"
            made(endpoint)
            yield Bucket(endpoint, f"{endpoint}/v1/AUTH_newsroom/{BUCKET}/")
        finally:
            servers.terminate()
            servers.wait(30)


def made(endpoint: str) -> None:
    """Makes the bucket, which everybody may read, once the servers answer."""
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=KEY_ID,
        aws_secret_access_key=KEY,
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
    )
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            client.create_bucket(Bucket=BUCKET)
            break
        except client.exceptions.BucketAlreadyOwnedByYou:
            break
        except Exception:
            assert time.monotonic() < ends
            time.sleep(0.1)
    client.put_bucket_acl(Bucket=BUCKET, ACL="public-read")


@pytest.fixture
def storage(bucket: Bucket, settings: Any) -> Iterator[Bucket]:
    """Pictures lie in the bucket, as the settings put them there."""
    settings.PICTURES_BUCKET, settings.PICTURES_URL = BUCKET, bucket.public
    settings.MEDIA_URL = bucket.public
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "articles.bucket.BucketStorage", "OPTIONS": bucket.options}
    }
    _prefix.cache_clear()
    yield bucket
    _prefix.cache_clear()


def stored() -> Picture:
    picture = Picture.objects.create(article=make_article(), original_url="https://paper.example/photo.jpg")
    return store_picture(picture=picture, content=photo(400, 300))


def names() -> set[str]:
    found: set[str] = set()
    for folder in default_storage.listdir("pictures")[0]:
        found |= {f"pictures/{folder}/{name}" for name in default_storage.listdir(f"pictures/{folder}")[1]}
    return found


def test_pictures_are_stored_read_by_everybody_and_deleted_when_no_article_has_them(storage: Bucket) -> None:
    picture, gone = stored(), stored()
    assert picture.state == Picture.State.STORED
    assert picture.jpg_bytes
    width = picture.widths[0]
    for kind, media_type in (("webp", "image/webp"), ("jpg", "image/jpeg")):
        answer = urllib3.request("GET", f"{storage.public}{picture.stored_as}-{width}.{kind}")
        assert (answer.status, answer.headers["Content-Type"]) == (200, media_type)
        assert "immutable" in answer.headers["Cache-Control"]
    files = names()
    assert {f"{picture.stored_as}-{width}.jpg", f"{picture.stored_as}-{width}.webp"} <= files
    # The same bytes once more are the same files.
    assert gone.stored_as == picture.stored_as
    Picture.objects.all().delete()
    later = timezone.now() + timedelta(days=1)
    assert clear_files(older_than=later, dry_run=True).files == len(files)
    assert names() == files
    clear_files(older_than=later)
    assert names() == set()


def test_a_picture_whose_file_is_gone_is_fetched_again(storage: Bucket) -> None:
    picture = stored()
    assert clear_files(older_than=timezone.now() - timedelta(days=1)).pictures == 0
    default_storage.delete(f"{picture.stored_as}-{picture.widths[0]}.jpg")
    assert clear_files(older_than=timezone.now() - timedelta(days=1)).pictures == 1
    picture.refresh_from_db()
    assert picture.state == Picture.State.WAITING


def test_no_picture_is_taken_for_lost_when_the_bucket_fails_half_way(
    storage: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = stored()

    def failed(name: str) -> bool:
        raise OSError("The bucket of the pictures cannot be used: it timed out")

    monkeypatch.setattr(type(default_storage._wrapped), "exists", lambda self, name: failed(name))  # type: ignore[attr-defined]
    with pytest.raises(OSError, match="timed out"):
        clear_files(older_than=timezone.now() - timedelta(days=1))
    picture.refresh_from_db()
    assert picture.state == Picture.State.STORED


def test_a_browser_shows_them_under_the_policy_of_the_site(
    storage: Bucket, settings: Any, live_server: Any, chromium: Browser
) -> None:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = policy | {"img-src": [*policy["img-src"], origin_of(storage.public)]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": allowed}
    address = stored().article.get_absolute_url()
    page = chromium.new_page()
    try:
        page.goto(f"{live_server.url}{address}")
        shown = page.locator("article img, main img").first
        shown.scroll_into_view_if_needed()
        page.wait_for_function(
            "picture => picture.complete && picture.naturalWidth > 0", arg=shown.element_handle()
        )
        assert str(shown.evaluate("picture => picture.currentSrc")).startswith(storage.public)
    finally:
        page.close()


def test_a_bucket_that_is_not_there_is_told_and_loses_no_picture(storage: Bucket, settings: Any) -> None:
    assert bucket_check() == ""
    wrong = storage.options | {"bucket": "nowhere-at-all"}
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "articles.bucket.BucketStorage", "OPTIONS": wrong}
    }
    assert "Check PICTURES_BUCKET" in bucket_check()
    with pytest.raises(OSError, match="The bucket of the pictures cannot be used"):
        stored()
    assert Picture.objects.get().state == Picture.State.WAITING


def test_a_backup_says_that_the_pictures_are_not_in_it(storage: Bucket, tmp_path: Path) -> None:
    stored()
    out = StringIO()
    call_command("backup", to=tmp_path, no_trial=True, stdout=out)
    assert f"stay in the bucket {BUCKET}" in out.getvalue()
    assert "0 pictures" in out.getvalue()


SETTINGS = """
import sys
import django
django.setup()
from django.conf import settings
from articles.models.picture import file_address
print(settings.MEDIA_URL, *settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"])
print(file_address("pictures/ab/abcd", 320, "webp"), "boto3" in sys.modules)
"""


def test_settings_alone_put_them_there_and_pages_load_no_client() -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "NEWSROOM_DATA_DIR": str(REPOSITORY / "var" / "test"),
        "PICTURES_BUCKET": "one",
        "PICTURES_URL": "https://pictures.news.example/files",
    }
    run = [sys.executable, "-W", "ignore", "-c", SETTINGS]
    done = subprocess.run(run, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "https://pictures.news.example/files/ 'self' data: https://pictures.news.example",
        "https://pictures.news.example/files/pictures/ab/abcd-320.webp False",
    ]
    del environment["PICTURES_URL"]
    wrong = subprocess.run(run, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert "write where readers get the files" in wrong.stderr
