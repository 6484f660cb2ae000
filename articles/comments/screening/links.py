"""The phase that counts links, bare domains too."""

import re
from functools import lru_cache

from publicsuffixlist import PublicSuffixList

from articles.comments.screening.findings import FINE, Finding, Known, Submission, hold, refuse

LINKS_AT_MOST = 2
# So many are no comment.
LINKS_REFUSED_FROM = 10
_ADDRESS = re.compile(r"(?:https?://|\bwww\.)\S*|\[url|\bhref\s*=", re.IGNORECASE)
# A name with a dot: "shop.example.com", "đẹp.vn". Not before or after a sign of an address that was counted already.
_DOTTED = re.compile(r"(?<![\w@/.-])(?:[\w-]{1,63}\.)+([a-z]{2,24}|[^\W\d_a-z]{2,24})(?![\w-])")


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


def links_in(text: str) -> int:
    """How many links a text has: addresses, and names of hosts under a top-level domain that exists.

    "hay.Tôi" is a missing space, not a host.
    """
    without, addresses = _ADDRESS.subn(" ", text)
    endings = _DOTTED.findall(without)
    return addresses + sum(_suffixes().publicsuffix(f"x.{ending}") is not None for ending in endings)


def links(submission: Submission, known: Known) -> Finding:
    """Many links; one in the name is too many."""
    if links_in(submission.name):
        return refuse("link-in-name")
    number = links_in(submission.body)
    if number >= LINKS_REFUSED_FROM:
        return refuse("links")
    return hold("links") if number > LINKS_AT_MOST else FINE
