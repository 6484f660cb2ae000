"""Fill a database with made-up articles, the same for the same seed: `python -m bench.fill`."""
