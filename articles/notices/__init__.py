"""What readers report about articles: errors, and wishes to take one down. An app of its own (label `notices`)."""
