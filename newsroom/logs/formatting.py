"""How an event becomes a line: JSON for programs, or words for a terminal.

The project's modules log by Python's own `logging`, as Django and all packages do; structlog gives every record the same
shape.
"""

import logging
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from newsroom.logs import context
from newsroom.logs.scrubbing import without_persons

# What a module may say beside the sentence: logging.info("…", extra={"view": …}).
FIELDS = ("view", "method", "status", "milliseconds", "bytes", "edition")


def _belongs_to(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Says which program wrote it, in which run, for which request."""
    event["program"], event["run"] = context.program(), context.RUN
    if number := context.request_id():
        event["request_id"] = number
    return event


SHARED: tuple[Processor, ...] = (
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    structlog.stdlib.ExtraAdder(FIELDS),
    _belongs_to,
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    without_persons,
)


def formatter(*, as_json: bool) -> logging.Formatter:
    """What makes a line of a record."""
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            timestamp_key="time",
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
