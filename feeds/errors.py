"""The errors of fetching, parsing and reading. Each carries the address or path it is about, and a sentence for people."""

from datetime import datetime


class FeedError(Exception):
    """Root of the package's errors.

    `where` is the address or path that the error is about; `message` says what is wrong and what to do.
    """

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where = where
        self.message = message


def sentence(text: str) -> str:
    """A reason as a sentence: a capital at its beginning and a full stop at its end."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"


def unexpected(error: Exception) -> str:
    """The sentence for an error that nobody foresaw; the caller writes it to the log."""
    return f"An unexpected error ({type(error).__name__}); it is in the log."


def refusal(status: int) -> str:
    """A sentence for editors on an HTTP status other than success."""
    advice = {
        401: "it wants a password",
        403: "it refuses us",
        404: "there is nothing at this address; look for its new one",
        410: "it is gone for good",
        429: "it is asked too often and is left alone for a while",
        503: "it is out of order or too busy; it is asked again later",
    }.get(status, "check the address, or try again later")
    return f"The server answered {status}: {advice}."


class FetchError(FeedError):
    """An address could not be fetched. `status` is the HTTP status where one arrived."""

    def __init__(self, where: str, message: str, *, status: int | None = None) -> None:
        super().__init__(where, message)
        self.status = status


class HostBackoffError(FetchError):
    """An address was not fetched, as its host backs off or has no free slot. `until` is when to try again."""

    def __init__(self, where: str, message: str, *, until: datetime) -> None:
        super().__init__(where, message)
        self.until = until


class ParseError(FeedError):
    """A body arrived but is not what it should be.

    `instead` names what came where that is a page made for people ("challenge", "login" or "page"), else it is empty.
    """

    def __init__(self, where: str, message: str, *, instead: str = "") -> None:
        super().__init__(where, message)
        self.instead = instead


class EntryError(FeedError):
    """One entry of a feed, or one article of an input, cannot be used."""
