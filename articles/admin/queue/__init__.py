"""What of articles, stories and front pages waits for a person, for the queue on the desk's first page."""
