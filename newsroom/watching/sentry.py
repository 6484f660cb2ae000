"""Faults to Sentry, where SENTRY_DSN is set; without it nothing of the package is loaded."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from newsroom.logs import context
from newsroom.logs.scrubbing import scrubbed

# What an event may say of a request.
_OF_REQUESTS = ("method",)


def begin() -> None:
    """Has faults sent. Raises ImproperlyConfigured where the package is not installed."""
    try:
        import sentry_sdk  # type: ignore[import-not-found]
    except ImportError:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, but sentry-sdk is not installed: pip install -r requirements-sentry.txt"
        ) from None
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=without_persons,
    )


def without_persons(event: dict[str, Any], _hint: Any = None) -> dict[str, Any]:
    """The event without what says who somebody is: of the request its method alone, in all texts what the log leaves out."""
    request = event.pop("request", None) or {}
    for name in ("user", "breadcrumbs", "server_name"):
        event.pop(name, None)
    clean: dict[str, Any] = _clean(event)
    clean["request"] = {name: request[name] for name in _OF_REQUESTS if name in request}
    clean.setdefault("tags", {}).update(
        program=context.program(), run=context.RUN, request_id=context.request_id()
    )
    return clean


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return scrubbed(value)
    if isinstance(value, dict):
        return {name: _clean(one) for name, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list | tuple) else value
