"""A made-up set of stories in fourteen languages, and how well they are linked."""
