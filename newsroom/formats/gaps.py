"""Texts of Django and of the packages that the desk shows and that they do not have in Vietnamese."""

GAPS: tuple[str, ...] = ()
