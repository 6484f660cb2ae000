"""Comments as Atom 1.0 (RFC 4287), with what they answer (RFC 4685)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.xmlutils import SimplerXMLGenerator

from articles.comments.models import Comment
from articles.outgoing.feeds.entries import NEVER, absolute, legal

FEED_SIZE = 50
THREADING = "http://purl.org/syndication/thread/1.0"


def comment_feed(
    comments: Sequence[Comment], *, title: str, address: str, feed_address: str, edition: str
) -> tuple[str, datetime]:
    """The feed of `comments`, newest first, each with its article; and when it last changed."""
    feed = _Atom(
        title=legal(title),
        link=address,
        description=None,
        language=edition,
        author_name=settings.SITE_NAME,
        feed_url=feed_address,
        feed_guid=feed_address,
    )
    for comment in comments:
        feed.add_item(
            title=legal(f"{comment.name}: {comment.article.title}"),
            link=absolute(comment.get_absolute_url()),
            description=legal(str(linebreaks(comment.body, autoescape=True))),
            author_name=legal(comment.name),
            pubdate=comment.sent_at,
            updateddate=_changed(comment),
            unique_id=_identity(comment.pk),
            comment=comment,
        )
    return str(feed.writeString("utf-8")), max(map(_changed, comments), default=NEVER)


class _Atom(Atom1Feed):
    """Django's writer, with the language of each comment and what it answers."""

    def root_attributes(self) -> dict[str, Any]:
        return {**super().root_attributes(), "xmlns:thr": THREADING}

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["comment"].language}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        comment: Comment = item["comment"]
        answered = {"ref": f"{_authority()}:article-{comment.article_id}"}
        if comment.parent_id:
            answered = {"ref": _identity(comment.parent_id)}
        handler.addQuickElement("thr:in-reply-to", None, answered)


def _changed(comment: Comment) -> datetime:
    return max(filter(None, (comment.sent_at, comment.edited_at, comment.moderated_at)))


def _identity(pk: int) -> str:
    """A permanent id; the year is that in which this form of ids was chosen."""
    return f"{_authority()}:comment-{pk}"


def _authority() -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026"
