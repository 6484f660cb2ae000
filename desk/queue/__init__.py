"""The desk's first page: one queue of what needs a person now, a decision at a time."""
