"""Pictures in a bucket of S3-compatible storage, as the settings name it.

The client is loaded with the first file that is written or looked for: a page needs no more than addresses, which are a
prefix and a name. What fails is an OSError, as on a disk.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import Storage

TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}
# Names are hashes of what is in them.
FOR_EVER = "public, max-age=31536000, immutable"
CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 5, 30, 3


class BucketStorage(Storage):
    """Files in a bucket, which browsers get from `address`: the bucket's own, or that of whatever stands before it."""

    # A file is there once all of it is.
    has_whole_files = True

    def __init__(
        self, *, bucket: str, address: str, endpoint: str, region: str, key_id: str, secret: str
    ) -> None:
        self._address = address
        self._options = {
            "bucket_name": bucket,
            "endpoint_url": endpoint or None,
            "region_name": region or None,
            "access_key": key_id or None,
            "secret_key": secret or None,
            "file_overwrite": True,
            "default_acl": None,
            "object_parameters": {"CacheControl": FOR_EVER},
        }

    @cached_property
    def _files(self) -> Any:
        try:
            from botocore.config import Config  # type: ignore[import-untyped]
            from storages.backends.s3 import S3Storage  # type: ignore[import-untyped]
        except ImportError as error:
            raise ImproperlyConfigured(
                "PICTURES_BUCKET is set, but its client is not installed: pip install -r requirements-s3.txt"
            ) from error
        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            # Servers that are not Amazon's know no bucket in the name of a host, and not each of its checksums.
            s3={"addressing_style": "path" if self._options["endpoint_url"] else "auto"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            signature_version="s3v4",
        )
        return S3Storage(**self._options, client_config=config)

    def url(self, name: str | None) -> str:
        return f"{self._address}{name}"

    def exists(self, name: str) -> bool:
        with _as_on_a_disk():
            return bool(self._files.exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _as_on_a_disk():
            folders, files = self._files.listdir(path)
        return folders, files

    def size(self, name: str) -> int:
        with _as_on_a_disk():
            return int(self._files.size(name))

    def get_modified_time(self, name: str) -> datetime:
        with _as_on_a_disk():
            modified: datetime = self._files.get_modified_time(name)
        return modified

    def delete(self, name: str) -> None:
        with _as_on_a_disk():
            self._files.delete(name)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _as_on_a_disk():
            return self._files.open(name, mode)

    def _save(self, name: str, content: Any) -> str:
        content.content_type = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
        with _as_on_a_disk():
            saved: str = self._files.save(name, content)
        return saved


@contextmanager
def _as_on_a_disk() -> Iterator[None]:
    """What the client raises, as an OSError that says so."""
    try:
        yield
    except Exception as error:
        # What it raises can be named only where it is loaded.
        if not type(error).__module__.startswith(("botocore.", "boto3.", "s3transfer.")):
            raise
        raise OSError(f"The bucket of the pictures cannot be used: {error}") from error
