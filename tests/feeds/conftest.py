"""What the tests of the road in may ask for."""

from collections.abc import Iterator

import pytest

from tests.feeds.server import FeedServer


@pytest.fixture
def feed_server() -> Iterator[FeedServer]:
    """A scriptable HTTP server on loopback."""
    with FeedServer() as server:
        yield server
