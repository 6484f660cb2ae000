"""Every write of comments: one atomic function each."""
