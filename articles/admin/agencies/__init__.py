"""What the desk shows of a news agency's item beside its article."""
