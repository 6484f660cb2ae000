"""Akismet, a spam filter of another company; asked only where the operator gave it a key.

What is sent: the words, the name, the network address, the name of the browser, the page. The privacy page says so.
"""

import logging
import time
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException, HTTPSConnection
from urllib.parse import urlencode

from django.conf import settings

logger = logging.getLogger(__name__)

HOST = "rest.akismet.com"
SECONDS = 3
# After a failure nobody waits for it again for so long; comments are held meanwhile.
PAUSE_SECONDS = 300


class Answer(StrEnum):
    NOT_ASKED = ""
    HAM = "ham"
    SPAM = "spam"
    SILENT = "silent"


@dataclass(slots=True)
class _Health:
    silent_until: float = 0.0


_health = _Health()


def ask(*, name: str, body: str, address: str, agent: str, page: str) -> Answer:
    """What Akismet says of a comment; SILENT where it does not answer, NOT_ASKED where the operator uses none."""
    if not settings.AKISMET_KEY:
        return Answer.NOT_ASKED
    if time.monotonic() < _health.silent_until:
        return Answer.SILENT
    fields = {
        "api_key": settings.AKISMET_KEY,
        "blog": settings.SITE_URL,
        "user_ip": address,
        "user_agent": agent,
        "comment_type": "comment",
        "comment_author": name,
        "comment_content": body,
        "permalink": page,
    }
    try:
        said = _post(urlencode(fields))
    except (OSError, HTTPException) as error:
        return _silent(str(error))
    if said in {"true", "false"}:
        return Answer.SPAM if said == "true" else Answer.HAM
    return _silent(said[:100])


def _post(body: str) -> str:
    connection = HTTPSConnection(HOST, timeout=SECONDS)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": settings.USER_AGENT}
        connection.request("POST", "/1.1/comment-check", body, headers)
        return connection.getresponse().read(200).decode("utf-8", "replace").strip()
    finally:
        connection.close()


def _silent(why: str) -> Answer:
    logger.warning("Akismet gave no answer (%s): comments are held for %d seconds.", why, PAUSE_SECONDS)
    _health.silent_until = time.monotonic() + PAUSE_SECONDS
    return Answer.SILENT
