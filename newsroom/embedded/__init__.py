"""A Django database backend: PostgreSQL on the server that `newsroom.database` starts on demand."""
