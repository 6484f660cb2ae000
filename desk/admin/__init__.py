"""The desk's part of every list and form of the admin."""
