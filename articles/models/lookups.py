"""Lookups that an index of trigrams answers in every script: `title__holds="của"`, and `title__plainly_holds="cua"`.

Django's `icontains` compares `UPPER(title)`, which no such index knows. Of a regular expression PostgreSQL takes no
trigrams with letters beyond U+07FF, which is most of Vietnamese: it would read the whole index.
"""

from typing import Any

from django.db.models import CharField, Lookup, TextField


class Holds(Lookup):
    """Holds the text, in any case of its letters."""

    lookup_name = "holds"
    prepare_rhs = False
    template = "{} ILIKE %s"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        return self.template.format(column), (*values, within(str(self.rhs)))


class PlainlyHolds(Holds):
    """The same without tone marks, of text and of what is looked for: `articles_plain` of migration 0050."""

    lookup_name = "plainly_holds"
    template = "articles_plain({}) LIKE articles_plain(%s)"


def within(text: str) -> str:
    """The pattern of LIKE for what holds `text`."""
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


for field in (CharField, TextField):
    for lookup in (Holds, PlainlyHolds):
        field.register_lookup(lookup)
