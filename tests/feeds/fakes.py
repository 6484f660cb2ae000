"""Stand-ins with the real signatures."""

from collections.abc import Mapping

from feeds.errors import FetchError
from feeds.web.accept import FEED_ACCEPT
from feeds.web.fetcher import Conditions, FetchResult


class FakeFetcher:
    """Answers from a table. An address that the table does not know raises FetchError.

    `asked` keeps every call as (url, conditions), so that a test can see what was sent.
    """

    def __init__(self, answers: Mapping[str, FetchResult | FetchError]) -> None:
        self._answers = dict(answers)
        self.asked: list[tuple[str, Conditions | None]] = []

    def fetch(
        self, url: str, conditions: Conditions | None = None, *, accept: str = FEED_ACCEPT
    ) -> FetchResult:
        self.asked.append((url, conditions))
        answer = self._answers.get(url, FetchError(url, "the name of the host is not known"))
        if isinstance(answer, FetchError):
            raise answer
        return answer

    def close(self) -> None:
        """Nothing to close."""
