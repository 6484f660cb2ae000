"""What strangers may send to any parser: never an exception but the one that it promises, never an answer of another kind."""
