"""What can go wrong on the road in. Every error carries the address or path it is about, in a sentence for people."""


class FeedError(Exception):
    """Root of the package's errors.

    `where` is the address or path that the error is about; `message` says what is wrong and what to do.
    """

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


class FetchError(FeedError):
    """An address could not be fetched. `status` is the HTTP status where one arrived."""

    def __init__(self, where: str, message: str, *, status: int | None = None) -> None:
        super().__init__(where, message)
        self.status = status


class ParseError(FeedError):
    """A body arrived but is not what it should be.

    `instead` names what came where that is a page made for people ("challenge", "login" or "page"), else it is empty.
    """

    def __init__(self, where: str, message: str, *, instead: str = "") -> None:
        super().__init__(where, message)
        self.instead = instead


class EntryError(FeedError):
    """One entry of a feed, or one article of an input, cannot be used."""
