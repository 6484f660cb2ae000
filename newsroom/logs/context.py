"""Which program writes, in which run of it, and for which request. Known to the log and to PostgreSQL alike.

Light on purpose: the settings import it.
"""

import re
import secrets
import sys
from contextvars import ContextVar
from pathlib import PurePath

# PostgreSQL cuts longer names off.
LONGEST_NAME = 63  # bytes
# The number of this run: of one pull, one worker, one web process. Processes that it forks have the same.
RUN = secrets.token_hex(8)

_WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,40}")
_request: ContextVar[str] = ContextVar("newsroom_request_id", default="")


def _named_by(arguments: list[str]) -> str:
    name = PurePath(arguments[0] if arguments else "").name
    if name == "manage.py" and len(arguments) > 1:
        name = arguments[1]
    # PostgreSQL takes ASCII alone, and a quote would end a statement.
    return re.sub(r"[^a-z0-9_]", "", name.lower())[:20] or "python"


class _Program:
    name = _named_by(sys.argv)


def program() -> str:
    """The name of this program: that of the command, or "web"."""
    return _Program.name


def is_web() -> None:
    """Says that this process serves requests."""
    _Program.name = "web"


def application_name() -> str:
    """Of a connection to PostgreSQL: `newsroom`, the program, and the request it works for, else its run."""
    return f"newsroom {program()} {request_id() or RUN}"[:LONGEST_NAME]


def request_id() -> str:
    """The number of the request under way; empty outside of one."""
    return _request.get()


def request_id_of(header: str) -> str:
    """The number that a proxy gave, where it is well-formed; else a new one."""
    return header if _WELL_FORMED.fullmatch(header) else secrets.token_hex(16)


def begin_request(number: str) -> None:
    """Everything that this thread does from now on belongs to the request of this number, what the server says of it after
    its end too; until the next one."""
    _request.set(number)
