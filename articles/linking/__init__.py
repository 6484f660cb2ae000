"""Which articles tell one story: evidence kept in rows, candidates by rarity, suggestions to editors, links by rule."""
