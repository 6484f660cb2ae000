"""Measure the pages of a filled site: `python -m bench.pages`."""
