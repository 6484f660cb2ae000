"""The page cache as the settings want it."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from newsroom.page_cache.changes import changes
from newsroom.page_cache.memory import Memory
from newsroom.page_cache.serving import PageCache
from newsroom.page_cache.shared import shared_pages

Application = Callable[..., Iterable[bytes]]


def in_front_of(handler: WSGIHandler) -> Application:
    """The handler behind a page cache; the handler itself where there is to be none."""
    if not settings.PAGE_CACHE_MB:
        return handler
    memory = Memory(settings.PAGE_CACHE_MB * 1024 * 1024)
    return PageCache(handler, changes=changes, memory=memory, shared=shared_pages())
