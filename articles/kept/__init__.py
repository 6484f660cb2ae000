"""What is kept so that no page counts articles: read here, folded, compared with the articles and mended.

It is written by triggers of the database alone (`articles/migrations/0017_kept_counts.py`, for places `0026_places_of_articles.py`).
"""
