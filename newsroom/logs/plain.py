"""The few lines of gunicorn's first process, which loads neither settings nor packages of the site, so that a reload finds
both as they are."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]


class PlainLines(logging.Formatter):
    """The same shape as the site's own lines; words instead where a terminal reads them."""

    def format(self, record: logging.LogRecord) -> str:
        text = record.getMessage()
        if record.exc_info:
            text = f"{text}\n{self.formatException(record.exc_info)}"
        if sys.stderr.isatty():
            return text
        told = {
            "event": text,
            "level": record.levelname.lower(),
            "logger": record.name,
            "time": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
            "program": "gunicorn",
        }
        return json.dumps(told, ensure_ascii=False)


class GunicornLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's log in these lines. It has none of requests: that would hold network addresses."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(PlainLines())

    def access(self, *_said: Any) -> None:
        """Nothing: see `newsroom.logs.requests`."""
