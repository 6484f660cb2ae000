"""What the site signs: the form's token, the start of writing, the writer's mark and the private addresses.

Pages for readers are the same for all, so the token of a form says only from which day it is: the page may stand in a
cache. A form sent without one was never fetched from here.
"""

import secrets
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac

from articles.comments.models import Comment, WriterAddress

# Longer than any cache keeps a page: proxies and browsers a minute, a page saved for later until it is opened again.
FORM_LIFE = timedelta(days=14)
_DAY = timedelta(days=1)
_MARK_BYTES = 16


def form_token(article_id: int, now: datetime) -> str:
    """The token of the form below an article; the same for every visitor of a day."""
    return _signer("form").sign(f"{article_id}:{_day(now)}")


def is_form_token(token: str, article_id: int, now: datetime) -> bool:
    """Whether the token was given out for this article's form within FORM_LIFE."""
    article, _colon, day = _unsigned("form", token).partition(":")
    return article == str(article_id) and 0 <= _day(now) - int(day or 0) <= FORM_LIFE // _DAY


def start_token(now: datetime) -> str:
    """The moment at which a page was made for one visitor alone, who then begins to write."""
    return _signer("start").sign(str(int(now.timestamp())))


def seconds_since(token: str, now: datetime) -> int | None:
    """The seconds since `start_token`; None for a token that was not given out here."""
    moment = _unsigned("start", token)
    return int(now.timestamp()) - int(moment) if moment else None


def new_writer() -> str:
    """A new writer's mark."""
    return secrets.token_urlsafe(_MARK_BYTES)


def writer_token(writer: str) -> str:
    """A writer's mark as the browser keeps it: nobody can make up another's."""
    return _signer("writer").sign(writer)


def writer_of(token: str) -> str:
    """The mark that `writer_token` signed; empty for anything else."""
    return _unsigned("writer", token)


def own_key(comment: Comment) -> str:
    """The secret part of a comment's private address."""
    return _signer("own").signature(f"{comment.pk}:{comment.writer}")


def is_own_key(key: str, comment: Comment) -> bool:
    return bool(_unsigned("own", f"{comment.pk}:{comment.writer}:{key}"))


def address_key(address: WriterAddress) -> str:
    """The secret part of the address by which the owner of an e-mail address confirms it or refuses all mail."""
    return _signer("address").signature(address.digest)


def is_address_key(key: str, address: WriterAddress) -> bool:
    return bool(_unsigned("address", f"{address.digest}:{key}"))


def email_digest(email: str) -> str:
    """A keyed hash (hex) of an e-mail address, however it is written."""
    return salted_hmac("newsroom.comments.email", email.strip().lower(), algorithm="sha256").hexdigest()


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"newsroom.comments.{purpose}")


def _unsigned(purpose: str, token: str) -> str:
    try:
        return _signer(purpose).unsign(token)
    except BadSignature:
        return ""


def _day(now: datetime) -> int:
    return int(now.timestamp()) // int(_DAY.total_seconds())
