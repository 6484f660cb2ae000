"""Values that a query adds to its rows (`annotate`, raw SQL) and the model does not declare."""

from typing import Any

from django.db.models import Model


def annotated(row: Model, name: str) -> Any:
    """The value that the query of `row` added as `name`. Raises AttributeError if it did not."""
    return getattr(row, name)
