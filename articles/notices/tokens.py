"""The secret part of a notice's private address."""

import secrets

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from articles.notices.models import Notice

_MARK_BYTES = 16


def new_mark() -> str:
    return secrets.token_urlsafe(_MARK_BYTES)


def own_key(notice: Notice) -> str:
    return Signer(salt="newsroom.notices.own").signature(f"{notice.pk}:{notice.mark}")


def is_own_key(key: str, notice: Notice) -> bool:
    return constant_time_compare(key, own_key(notice))
