"""Pages that all web processes share, in Redis or Valkey; and who of them makes one just now.

An entry is signed: whoever could write to Redis could otherwise write pages, and statements that are run. What Redis
does not give in time is made here.
"""

import base64
import hashlib
import hmac
import json
import logging
import time
import zlib
from typing import Any, Protocol

from django.conf import settings

from articles.dependence import Statement
from articles.views.conditional import code_version
from newsroom.page_cache.changes import LONGEST_SILENCE, Snapshot
from newsroom.page_cache.pages import Page

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 0.5
# After a failure Redis is left alone for so long.
QUIET_SECONDS = 2.0
# Who makes a page and dies has the others wait for so long.
MAKING_SECONDS = 10.0
# In which changes are still known.
KEPT_SECONDS = LONGEST_SILENCE
_SIGNATURE_BYTES = 32


class Shared(Protocol):
    """Where web processes share pages."""

    def get(self, key: str) -> Page | None: ...

    def put(self, key: str, page: Page) -> None: ...

    def drop(self, key: str) -> None: ...

    def begin(self, key: str) -> bool:
        """Whether this process makes the page now; False where another one does."""
        ...

    def end(self, key: str) -> None: ...


class Alone:
    """Nothing is shared: this process has its own pages."""

    def get(self, key: str) -> Page | None:
        return None

    def put(self, key: str, page: Page) -> None:
        pass

    def drop(self, key: str) -> None:
        pass

    def begin(self, key: str) -> bool:
        return True

    def end(self, key: str) -> None:
        pass


class RedisPages:
    """Pages in a Redis or Valkey, which itself forgets those asked for least (`maxmemory-policy allkeys-lru`)."""

    def __init__(self, url: str) -> None:
        import redis

        self._errors = (redis.RedisError, OSError)
        self._redis = redis.Redis.from_url(
            url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
        )
        self._quiet_until = 0.0

    def get(self, key: str) -> Page | None:
        found = self._do("get", _name("page", key))
        return unpacked(found, key) if found else None

    def put(self, key: str, page: Page) -> None:
        self._do("set", _name("page", key), packed(page, key), ex=KEPT_SECONDS)

    def drop(self, key: str) -> None:
        self._do("delete", _name("page", key))

    def begin(self, key: str) -> bool:
        taken = self._do("set", _name("making", key), b"1", nx=True, px=int(1000 * MAKING_SECONDS))
        return taken is not None or time.monotonic() < self._quiet_until

    def end(self, key: str) -> None:
        self._do("delete", _name("making", key))

    def _do(self, command: str, *values: Any, **options: Any) -> Any:
        """What Redis answers; None where it does not."""
        if time.monotonic() < self._quiet_until:
            return None
        try:
            return getattr(self._redis, command)(*values, **options)
        except self._errors as error:
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            log.warning("Pages are not shared just now: Redis says %s", type(error).__name__)
            return None


def shared_pages() -> Shared:
    """As the settings say."""
    return RedisPages(settings.PAGE_CACHE_REDIS) if settings.PAGE_CACHE_REDIS else Alone()


def _name(kind: str, key: str) -> str:
    """A release of other code, or with other settings, makes other pages."""
    release = code_version()[:16]
    return f"newsroom:{kind}:{release}:{hashlib.sha256(key.encode()).hexdigest()}"


def _signature(content: bytes, key: str) -> bytes:
    secret = b"newsroom.page_cache" + settings.SECRET_KEY.encode()
    return hmac.digest(secret, key.encode() + b"\0" + content, "sha256")


def packed(page: Page, key: str) -> bytes:
    """A page in bytes, signed for its key."""
    told = {
        "status": page.status,
        "headers": page.headers,
        "etag": page.etag,
        "modified": page.modified,
        "view": page.view,
        "edition": page.edition,
        "statements": [
            [one.sql.decode(), sorted(one.names), base64.b64encode(one.digest).decode()]
            for one in page.statements
        ],
        "tables": sorted(page.tables),
        "is_whole": page.is_whole,
        "until": page.until,
        "snapshot": page.snapshot.text,
    }
    content = zlib.compress(json.dumps(told).encode() + b"\n" + page.body, 1)
    return _signature(content, key) + content


def unpacked(data: bytes, key: str) -> Page | None:
    """The page of `packed`; None where the signature is another's."""
    signature, content = data[:_SIGNATURE_BYTES], data[_SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(content, key)):
        log.warning("A shared page is not signed by this site")
        return None
    head, _line, body = zlib.decompress(content).partition(b"\n")
    told = json.loads(head)
    return Page(
        status=told["status"],
        headers=[(name, value) for name, value in told["headers"]],
        body=body,
        etag=told["etag"],
        modified=told["modified"],
        view=told["view"],
        edition=told["edition"],
        statements=tuple(
            Statement(sql.encode(), frozenset(names), base64.b64decode(digest))
            for sql, names, digest in told["statements"]
        ),
        tables=frozenset(told["tables"]),
        is_whole=told["is_whole"],
        until=told["until"],
        snapshot=Snapshot(told["snapshot"]),
    )
