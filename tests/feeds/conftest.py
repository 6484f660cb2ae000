"""What the tests of the road in may ask for."""

import inspect
import sys
from collections.abc import Iterator

import pytest

from tests.feeds.server import FeedServer


@pytest.fixture
def feed_server() -> Iterator[FeedServer]:
    """A scriptable HTTP server on loopback."""
    with FeedServer() as server:
        yield server


# More than any reader needs for an ordinary document, less than a walk takes that nothing stops.
SHALLOW_STACK = 200  # frames


@pytest.fixture
def shallow_stack() -> Iterator[None]:
    """A stack of few frames: a reader that recurses without a limit fails on nesting that harms nobody."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + SHALLOW_STACK)
    yield
    sys.setrecursionlimit(usual)
