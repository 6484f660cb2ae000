"""The formatter of all handlers, which loads structlog with the first line.

Most commands write none, and structlog takes three megabytes.
"""

import logging
from functools import cached_property


class LateFormatter(logging.Formatter):
    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    @cached_property
    def _formatter(self) -> logging.Formatter:
        from newsroom.logs.formatting import formatter

        return formatter(as_json=self._as_json)

    def format(self, record: logging.LogRecord) -> str:
        return self._formatter.format(record)
