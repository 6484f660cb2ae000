"""Audits of the served site: `make audit`, or `python -m audit` (docs/audit.md says what is checked)."""
