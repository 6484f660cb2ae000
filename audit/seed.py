"""Seed data that the sample articles lack: comments with a reply, a new article, a withdrawn one, subscribers.

Runs as a program on the audit's own database; prints the paths of pages that nothing links to, as JSON.
"""

import json
import os
import sys
from datetime import datetime
from hashlib import sha256

import django

# A comment in one script and its reply in another.
COMMENT = ("th", "ขอบคุณสำหรับข่าวนี้ หมู่บ้านของเราก็ทำเช่นเดียวกัน")
REPLY = ("ar", "أوافق على هذا الرأي، وشكراً لكم.")
NAME = "Bạn đọc"


def seed() -> dict[str, list[str]]:
    """Comments on every published article; a new and a withdrawn article in every language. Paths by
    template.
    """
    from django.utils import timezone

    from articles.comments.models import Comment
    from articles.models import Article, Story

    now = timezone.now()
    replies, gone = [], {}
    for article in Article.objects.published().select_related("source").order_by("pk"):
        first, second = (
            Comment(
                article=article,
                name=NAME,
                language=tag,
                body=words,
                state=Comment.State.APPROVED,
                sent_at=now,
            )
            for tag, words in (COMMENT, REPLY)
        )
        first.save()
        second.parent = first
        second.save()
        replies.append(f"/{article.language}/comment/on/{article.pk}/?reply={first.pk}")
        if article.language not in gone:
            # A new article in every language, for the news sitemap of the last two days.
            Article.objects.filter(pk=article.pk).update(published_at=now)
            withdrawn = Article.objects.create(
                story=Story.objects.create(),
                source=article.source,
                language=article.language,
                title=article.title,
                arrived_at=now,
                state=Article.State.WITHDRAWN,
                content_hash=sha256(article.language.encode()).hexdigest(),
            )
            gone[article.language] = withdrawn.get_absolute_url()
    return {
        "comment/on/*": replies,
        "withdrawn": list(gone.values()),
        **_newsletters(sorted(gone), now),
    }


def _newsletters(editions: list[str], now: datetime) -> dict[str, list[str]]:
    """The private pages of a subscriber in each edition, before and after the confirmation."""
    from articles.newsletters.models import Subscriber

    paths: dict[str, list[str]] = {"newsletter, asked": [], "newsletter, confirmed": []}
    for edition in editions:
        for kind, confirmed in (("newsletter, asked", None), ("newsletter, confirmed", now)):
            mark = f"{edition}-{'open' if confirmed else 'wait'}"
            Subscriber.objects.create(
                **dict.fromkeys(("digest", "mailbox", "mark"), mark),
                domain="mail.example",
                email="reader@mail.example",
                edition=edition,
                made_at=now,
                asked_at=now,
                told_at=now,
                confirmed_at=confirmed,
                next_at=confirmed,
            )
            paths[kind].append(f"/{edition}/newsletter/{mark}/")
    return paths


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    json.dump(seed(), sys.stdout)
