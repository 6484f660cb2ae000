"""A Django database backend: PostgreSQL as ever, on the server that `newsroom.database` starts when it is needed."""
