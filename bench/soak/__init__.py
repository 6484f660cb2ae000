"""Readers, pulls, comments and an editor while the database, the pooler, the disk and the clocks fail: `make soak`."""
