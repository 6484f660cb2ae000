"""Every write of more than one row: one atomic function each."""
