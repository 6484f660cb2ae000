"""Readers' comments."""

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "articles.comments"
    label = "comments"
    verbose_name = "Comments"

    # What waits for a person (`desk.queue`).
    queue = ("articles.comments.admin.waiting.WaitingComment",)

    # What the record of acts keeps; what tells who sent something is nobody's business there.
    recorded = {
        "Bar": (),
        "Comment": ("visitor", "block", "key_id", "text_key", "writer", "address_id"),
        "Opening": (),
        "Report": ("visitor",),
        "ScreeningWord": (),
    }
    not_recorded = {
        "HashKey": "a secret",
        "Moderation": "is the record of decisions about comments itself",
        "WriterAddress": "whose address it is is nobody's business",
    }
