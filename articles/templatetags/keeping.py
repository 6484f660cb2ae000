"""A template tag that keeps what is the same on many pages."""

import threading
from collections.abc import Sequence
from typing import Any

from django import template
from django.db.models import Model
from django.template.base import FilterExpression, Node, NodeList, Parser, Token

register = template.Library()

# Pieces that one tag keeps at most: the cards of ten front pages, some five megabytes.
MOST_KEPT = 1_000


class Tally(threading.local):
    """How many pieces this thread found kept, and how many it made."""

    hits = 0
    misses = 0


tally = Tally()


class KeptNode(Node):
    """Renders its content once for each combination of `values`, in each process."""

    def __init__(self, nodelist: NodeList, values: Sequence[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.values = [(_name_of(value), value) for value in values]
        self.kept: dict[tuple[Any, ...], str] = {}
        self.lock = threading.Lock()

    def render(self, context: template.Context) -> str:
        key = tuple(_resolved(name, value, context) for name, value in self.values)
        html = self.kept.get(key)
        if html is not None:
            tally.hits += 1
        else:
            tally.misses += 1
            html = self.nodelist.render(context)
            with self.lock:
                if len(self.kept) >= MOST_KEPT:
                    del self.kept[next(iter(self.kept))]  # the oldest
                self.kept[key] = html
        return html


def _name_of(value: FilterExpression) -> str:
    """The name of a variable with nothing after it, else "". Most of a card's are missing, which the resolver finds out by
    raising errors: of an article's page they were a sixth of all variables."""
    lookups: tuple[str, ...] = getattr(value.var, "lookups", None) or ()
    return lookups[0] if len(lookups) == 1 and not value.filters else ""


def _resolved(name: str, expression: FilterExpression, context: template.Context) -> Any:
    value = context.get(name) if name else None
    if not name or callable(value):
        value = expression.resolve(context, ignore_failures=True)
    return _plain(value)


def _plain(value: Any) -> Any:
    """The value itself. Raises TypeError for a row of the database, which equals its own former state."""
    if isinstance(value, Model):
        raise TypeError(f"{type(value).__name__} is no key of what is kept: its values may change.")
    return value


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept edition other.value %}…{% endkept %}`: the content depends on these values alone, and is rendered once
    for each combination of them in each process. The language of the interface must be one of them.
    """
    _name, *values = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, [parser.compile_filter(value) for value in values])
