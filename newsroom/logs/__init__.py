"""What is logged: one line an event, which says whose request or run it belongs to, and nothing of persons (`docs/watching.md`)."""
