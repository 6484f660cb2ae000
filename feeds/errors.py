"""What can go wrong on the road in. Every error carries the address or path it is about, in a sentence for people."""

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


def refusal(status: int) -> str:
    """What an HTTP status other than success means for whoever gave the address."""
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


class HostRestsError(FetchError):
    """An address was not asked, as its host wants to be left alone or is busy with others. `until`: not before."""

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
