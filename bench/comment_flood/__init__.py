"""The flood of comments, a measurement of its own."""
