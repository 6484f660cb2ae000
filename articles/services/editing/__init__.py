"""What editors set by hand, and how it stands beside what pulls and rules bring."""
