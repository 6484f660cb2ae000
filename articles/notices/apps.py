"""Readers' notices about articles."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "articles.notices"
    label = "notices"
    verbose_name = "Readers' reports about articles"

    # What waits for a person (`desk.queue`).
    queue = ("articles.notices.waiting.OpenNotice",)

    # What the record of acts keeps: who sent a notice, and what they wrote, is nobody's business there.
    recorded = {"Notice": ("visitor", "block", "mark", "name", "email", "body", "mailed_at")}
    not_recorded = {"NoticeStep": "is the log of what was done with notices itself"}

    def ready(self) -> None:
        # Here, as this imports the models, which are not there before.
        from articles.notices.services.handling import log_taken_back
        from desk import undoing

        undoing.AFTER.append(log_taken_back)
