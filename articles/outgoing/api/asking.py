"""What a request of the API may say: its parameters, each checked, with a sentence for whatever is wrong."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from articles.pages.places import Place

FEWEST, USUAL, MOST = 1, 20, 30
# As long as a number of the database, with room to spare.
NUMBER = r"[1-9][0-9]{0,14}"
SLUG = r"[A-Za-z0-9_-]{1,80}"
LANGUAGE = r"[a-z]{2,3}(-[a-z0-9]{2,8})*"
CURSOR = r"[0-9]{1,17}-[0-9]{1,15}"


class RefusedError(Exception):
    """A request that cannot be answered; `status` is that of HTTP, the message is for whoever wrote the program."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a query: its pattern, what it means, and how its text is read."""

    name: str
    pattern: str
    meaning: str
    read: Callable[[str], Any] = str
    is_number: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        if self.name == "limit":
            return {"type": "integer", "minimum": FEWEST, "maximum": MOST, "default": USUAL}
        if self.is_number:
            return {"type": "integer", "minimum": 1, "maximum": 10**15 - 1}
        return {"type": "string", "pattern": f"^({self.pattern})$"}


LIMIT = Parameter("limit", r"[1-9][0-9]{0,2}", "How many things a page holds.", int)
BEFORE = Parameter("before", CURSOR, "The place after which the page starts, from `next` of the page before.")
AFTER = Parameter(
    "after", NUMBER, "The number after which the page starts, from `next`.", int, is_number=True
)
OF = Parameter(
    "of",
    rf"(category|topic|source|place):{SLUG}|document:{NUMBER}",
    "The list: a category, topic, source or place by its slug, or a document by its number here, as `topic:dan-van`.",
    lambda text: tuple(text.split(":", 1)),
)
IN_LANGUAGE = Parameter("language", LANGUAGE, "A BCP 47 tag in lower case, as `vi` or `zh-hans`.")


def asked(query: QueryDict, parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    """The values of the parameters that a query has. Raises `RefusedError` for a wrong, an unknown or a repeated one."""
    known: Mapping[str, Parameter] = {one.name: one for one in parameters}
    found: dict[str, Any] = {}
    for name, values in query.lists():
        parameter = known.get(name)
        if parameter is None:
            names = ", ".join(known) or "none"
            raise RefusedError(400, f"There is no parameter {name[:60]!r} here; these are known: {names}.")
        if len(values) != 1 or not re.fullmatch(parameter.pattern, values[0], re.ASCII):
            raise RefusedError(400, f"The parameter {name} must be one value like {parameter.pattern}.")
        found[name] = parameter.read(values[0])
    if not FEWEST <= found.setdefault("limit", USUAL) <= MOST:
        raise RefusedError(400, f"The parameter limit must be from {FEWEST} to {MOST}.")
    if "before" in found:
        found["before"] = Place.read(found["before"])
        if found["before"] is None:
            raise RefusedError(400, "The parameter before is no place in a list; take it from `next`.")
    return found
