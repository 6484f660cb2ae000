"""What is done with notices: sent, handled, answered by mail, forgotten."""
