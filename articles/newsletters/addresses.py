"""E-mail addresses as far as limits need them, the private addresses of a subscriber, and the ids of mails."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from articles.comments.tokens import email_digest
from articles.newsletters.models import Issue, Subscriber

# At these a dot in the name makes no other mailbox.
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


def mailbox_digest(email: str) -> str:
    """A keyed hash of the mailbox behind an address: without what follows a plus sign, so that nobody gets one mail for
    each tag that can be made up."""
    name, _at, domain = email.strip().lower().rpartition("@")
    name = name.partition("+")[0]
    return email_digest(f"{name.replace('.', '') if domain in _DOTLESS else name}@{domain}")


def domain_digest(email: str) -> str:
    """A keyed hash of the host that takes the mail of an address."""
    return email_digest(email.strip().lower().rpartition("@")[2])


def own_address(subscriber: Subscriber) -> str:
    """The private address at which a subscriber confirms, changes or ends the newsletter."""
    return _absolute("newsletters:own", subscriber)


def unsubscribe_address(subscriber: Subscriber) -> str:
    """The private address that ends the newsletter by one POST (RFC 8058)."""
    return _absolute("newsletters:unsubscribe", subscriber)


def _absolute(view: str, subscriber: Subscriber) -> str:
    kept = {"edition": subscriber.edition, "mark": subscriber.mark}
    return settings.SITE_URL + reverse(view, kwargs=kept)


def host() -> str:
    """The site's host name."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def message_id(issue: Issue) -> str:
    """The Message-ID of an issue. It is signed: a delivery report counts if it quotes one, which nobody knows but who got
    the mail."""
    return f"<{issue.pk}.{_signature(issue.pk)}@{host()}>"


def issue_of(message: str) -> int | None:
    """The id of the issue whose Message-ID this is; None for any other."""
    number, _dot, signature = message.strip().strip("<>").rpartition("@")[0].partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    return int(number) if constant_time_compare(signature, _signature(int(number))) else None


def _signature(pk: int) -> str:
    return Signer(salt="newsroom.newsletters.issue").signature(str(pk))
