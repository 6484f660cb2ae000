"""Copying the articles of a filled database within it, with other numbers, days and addresses."""
