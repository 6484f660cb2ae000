"""What hangs on rows that go into the bin, beside what goes with them."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext


def losing(rows: Iterable[Any]) -> dict[str, int]:
    """How many rows of which kind stay and lose these rows, by words: `articles that lose it: 40`."""
    chosen = list(rows)
    found: dict[str, int] = {}
    for relation in chosen[0]._meta.related_objects if chosen else ():
        field = relation.field
        if relation.on_delete is not models.SET_NULL:
            continue
        number = relation.related_model._base_manager.filter(**{f"{field.name}__in": chosen}).count()
        if number:
            name = relation.related_model._meta.verbose_name_plural
            found[
                gettext("%(name)s that lose it (%(field)s)") % {"name": name, "field": field.verbose_name}
            ] = number
    return found
