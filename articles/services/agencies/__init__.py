"""What news agencies say of articles: which version is the newer one, what is embargoed, and what is canceled."""
