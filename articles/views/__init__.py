"""Views: validate, ask `articles.pages` or a service, render."""
