"""Finding rows in the lists of the desk: what is typed into their search, and their filters."""
