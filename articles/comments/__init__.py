"""Readers' comments, an app of its own."""
