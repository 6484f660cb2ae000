"""What visitors and the log are told where something fails."""
