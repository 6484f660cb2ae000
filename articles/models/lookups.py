"""A lookup that an index of trigrams answers in every script: `title__holds="của"`.

Django's `icontains` compares `UPPER(title)`, which no such index knows. Of a regular expression PostgreSQL takes no
trigrams with letters beyond U+07FF, which is most of Vietnamese: it would read the whole index.
"""

from typing import Any

from django.db.models import CharField, Lookup, TextField


class Holds(Lookup):
    """Holds the text, in any case of its letters."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} ILIKE %s", (*values, within(str(self.rhs)))


def within(text: str) -> str:
    """The pattern of LIKE for what holds `text`."""
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


CharField.register_lookup(Holds)
TextField.register_lookup(Holds)
