"""What the site is built on: known faults of its packages, and the list of them that others can read."""
