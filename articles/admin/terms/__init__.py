"""A topic's terms on its own page: tried on a text, and seen to the end before they are applied."""
