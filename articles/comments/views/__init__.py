"""Addresses of comments: writing one, its private page, reporting one, confirming an e-mail address."""
