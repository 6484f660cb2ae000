"""The app that fetches feeds and pages and stores their articles."""

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "feeds"
    verbose_name = "Feeds"

    # What waits for a person (`desk.queue`).
    queue = ("feeds.admin.waiting.BrokenFeed", "feeds.admin.waiting.QuietFeed")
    work = {"feeds.ask": "feeds.pull.asking.ASK"}

    # What the record of acts keeps (`desk.triggers`).
    recorded = {"Feed": (), "Entry": (), "SourceRules": (), "DigestReader": ()}
    not_recorded = {
        "Fetch": "the record of attempts itself",
        "Host": "when a host may be asked again; nothing that readers see",
        "HostSlot": "which puller asks a host just now",
        "LastDocument": "reckoned from a feed's last answer, and made anew by the next",
        "PictureAttempt": "when a picture is tried again; nothing that readers see",
        "RobotsFile": "what a host answered, asked again each day",
        "Subscription": "made anew by the next pull",
        "TakenPart": "which documents were asked; nothing that readers see",
    }
