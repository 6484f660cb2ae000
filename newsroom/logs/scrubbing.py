"""What says who somebody is, is taken out of each event before it is written."""

import re
from collections.abc import MutableMapping
from ipaddress import ip_address
from typing import Any

from django.http import HttpRequest

from newsroom.logs import context

_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_MAYBE_ADDRESS = re.compile(r"(?<![\w.:])[0-9A-Fa-f]*[:.][0-9A-Fa-f:.]+(?![\w:])")
_QUERY = re.compile(r"(?<=[\w/%.-])\?[^\s'\"<>]*=[^\s'\"<>]*")
# A private address has a secret in its path: https://…/en/newsletter/<mark>/.
_SECRETS = ("key", "mark", "token", "uidb64")
_LOOKS_SECRET = re.compile(r"(?<=/)(?=[\w:-]*[A-Z:])[\w:-]{20,}(?=/|$)")
HIDDEN = "…"


def scrubbed(text: str) -> str:
    """The text without mail addresses and, in a web process, without network addresses and what a query asked for.

    Commands speak of publishers' hosts and feeds, which are no persons.
    """
    text = _MAIL.sub("[mail]", text)
    if context.program() != "web":
        return text
    return _MAYBE_ADDRESS.sub(_without_address, _QUERY.sub("?[query]", text))


def _without_address(found: re.Match[str]) -> str:
    try:
        ip_address(found[0].rstrip(".:"))
    except ValueError:
        return found[0]
    return "[address]"


def shown_path(request: HttpRequest) -> str:
    """The path of a request, without the secrets of private addresses."""
    path: str = request.path
    if request.resolver_match:
        for name in _SECRETS:
            if value := request.resolver_match.kwargs.get(name):
                path = path.replace(str(value), HIDDEN)
    return _LOOKS_SECRET.sub(HIDDEN, path)


def without_persons(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor of structlog: scrubs every text of an event, its traceback too."""
    request = getattr(event.get("_record"), "request", None)
    for name, value in event.items():
        if isinstance(value, str):
            if isinstance(request, HttpRequest) and len(request.path) > 1:
                value = value.replace(request.path, shown_path(request))
            event[name] = scrubbed(value)
    return event
