"""Pages for readers, kept in front of Django's handler: what each depends on is noted, and a change of it makes it anew."""
