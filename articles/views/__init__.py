"""Views: validate the request, call `articles.pages` or a service, render."""
