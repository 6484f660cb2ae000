"""What is kept, for how long, and the one command that forgets it in time (`docs/retention.md`)."""
