"""Copies of pages, to compare two states of the code."""
