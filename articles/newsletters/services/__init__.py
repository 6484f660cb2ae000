"""Every write of the newsletters."""
