"""Newsletters: what is new in an edition or in some topics, by mail. An app of its own (label `newsletters`)."""
