"""Bytes that a fuzzer makes of feeds and comments, on their way to the database and onto a page: `python -m tests.fuzz`."""
