"""What the phases of the screening are given and what they return."""

from dataclasses import dataclass, field
from enum import IntEnum


class Verdict(IntEnum):
    """What to do with a comment; of several findings the highest counts."""

    PUBLISH = 0
    HOLD = 1
    REFUSE = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """What a phase says, and why: the name of a reason, empty with PUBLISH."""

    verdict: Verdict
    reason: str = ""


FINE = Finding(Verdict.PUBLISH)


def hold(reason: str) -> Finding:
    return Finding(Verdict.HOLD, reason)


def refuse(reason: str) -> Finding:
    return Finding(Verdict.REFUSE, reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What somebody sends. `language` is that of the words, `edition` that of the page; `seconds` since its writer began,
    None where nobody knows; `honeypot` what stands in the field that people do not see."""

    name: str
    body: str
    language: str = ""
    edition: str = ""
    honeypot: str = ""
    seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A phrase of an editor's list, folded. `language` is empty for all."""

    phrase: str
    language: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """How many comments were sent in the last ten minutes by this writer, from this address and block, on this story and
    on the whole site; and today from this address and block. Those of writers in good standing are no part of `block` and
    `block_today`."""

    writer: int = 0
    visitor: int = 0
    block: int = 0
    story: int = 0
    site: int = 0
    visitor_today: int = 0
    block_today: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the site knows when a comment comes in.

    `site_names` are its own names in every language, `source_names` those of sources that are written like the name given,
    all folded. `others_with_text` counts the visitors who sent the same words today. `in_standing`: moderators approved
    comments of this writer and took none away. `is_spam` and `filter_is_silent` are what a spam filter says, where one is
    asked.
    """

    site_names: frozenset[str] = frozenset()
    source_names: frozenset[str] = frozenset()
    words: tuple[Word, ...] = ()
    recent: Recent = field(default_factory=Recent)
    others_with_text: int = 0
    in_standing: bool = False
    is_barred: bool = False
    is_spam: bool = False
    filter_is_silent: bool = False
