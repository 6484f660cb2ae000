"""Screening: what is said against a comment before a person reads it. Pure: from the words and what is known to reasons.

Each phase is a function of a `Submission` and of `Known` and returns a `Finding`: publish, hold for a moderator or
refuse, with the reason by a name. `articles.comments.screening.order` lists them; `articles.comments.reasons` says each
reason in the languages of the editions.
"""
