"""Dates and times as written, in the languages and calendars of the sources."""
