"""From a raw article to an incoming one: one pure transformation a module."""
