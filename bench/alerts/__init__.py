"""A running site is hurt for minutes, so that each shipped alert fires in a real Prometheus and goes away again."""
