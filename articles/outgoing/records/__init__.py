"""Articles as records for other programs: the fields of one (`record`), its JSON Schema, and a stream of them."""
