"""Audits of the running site: `make audit`, or `python -m audit` (docs/audit.md lists the checks)."""
