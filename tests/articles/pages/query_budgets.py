"""The most database queries that each public page may make, whatever the site holds: one number a page.

On pages with cards one of them counts the comments of all their stories.
"""

MOST_QUERIES = {
    "front": 20,
    "category": 10,
    "topic": 11,
    "place": 10,
    "places": 3,
    "narrowed": 11,
    "topics": 4,
    "source": 11,
    "sources": 3,
    "author": 9,
    "document": 13,
    "story": 2,
    "article": 7,
    "compare": 4,
    "changes": 7,
    "archive": 10,
    "archive-month": 4,
    "search": 20,
}
