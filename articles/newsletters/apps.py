"""Newsletters by topic and edition."""

from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    name = "articles.newsletters"
    label = "newsletters"
    verbose_name = "Newsletters"

    recorded: dict[str, tuple[str, ...]] = {}
    not_recorded = {
        "Subscriber": "whose address it is is nobody's business",
        "Issue": "is the log of what was sent itself",
    }
