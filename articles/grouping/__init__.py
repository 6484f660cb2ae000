"""Pure rules: which texts belong together, and what they are about."""
