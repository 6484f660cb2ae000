"""Boxes laid over or below an article: consent texts and invitations to subscribe. They are taken out of the tree."""

import re

from lxml.html import HtmlElement

from articles.incoming import Dropped
from feeds.normalise.inline import plain
from feeds.normalise.prompts import INVITATION, is_invitation

# A box with more text than this holds an article, whatever it is called.
LONGEST_CONSENT = 3_000  # characters
LONGEST_INVITATION = 600  # characters
_CONSENT_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|ccpa|onetrust|didomi|cookiebot|cmp|cmplz|cky|privacy-?(?:notice|banner|popup)|"
    r"cookie-?(?:bar|law|notice|banner|consent|policy|wall)|cc-(?:window|banner))(?:$|[\s_-])|onetrust-|CybotCookiebot|qc-cmp",
    re.IGNORECASE,
)
_INVITATION_NAMES = re.compile(
    r"paywall|regwall|register-?wall|subscri|premium|piano|tp-(?:modal|container)|meter|membership|offer|prompt|gate|barrier|locked|"
    r"dang-?ky|thue-?bao|login-?(?:box|wall|prompt)|sign-?(?:in|up)-?(?:box|wall|prompt)",
    re.IGNORECASE,
)
_KEPT = frozenset({"html", "body", "main", "article"})


def remove_overlays(tree: HtmlElement) -> tuple[Dropped, ...]:
    """Take consent texts and invitations to subscribe out of `tree`; give what was taken, with the reason.

    A box counts by its name, and an invitation also by its words: the name alone may be that of the box of the text.
    """
    found: list[tuple[HtmlElement, str]] = []
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in _KEPT:
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        is_modal = element.get("aria-modal") == "true" or element.get("role") in {"dialog", "alertdialog"}
        if _CONSENT_NAMES.search(names) or (is_modal and names.strip() == ""):
            if not _holds_an_article(element, LONGEST_CONSENT, ("article",)):
                found.append((element, "consent text"))
        elif (is_modal or _INVITATION_NAMES.search(names)) and _invites(element):
            found.append((element, INVITATION))
    dropped = []
    for element, reason in found:
        if element.getparent() is not None and tree in element.iterancestors():
            text = plain(" ".join(element.itertext()))
            dropped += [Dropped(text, reason)] if text else []
            element.drop_tree()
    return tuple(dropped)


def _invites(element: HtmlElement) -> bool:
    if _holds_an_article(element, LONGEST_INVITATION):
        return False
    return any(is_invitation(plain(text)) for text in element.itertext())


def _holds_an_article(element: HtmlElement, longest: int, tags: tuple[str, ...] = ("h1", "article")) -> bool:
    return len(element.text_content()) > longest or next(element.iter(*tags), None) is not None
