"""All HTTP, and its limits: what may be asked, how often, and how much may come back."""
