"""Structured data of a conversation for search engines: JSON-LD (schema.org)."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from articles.comments.models import Comment
from articles.comments.threads import Thread
from articles.models import Article
from articles.outgoing.feeds.entries import absolute
from articles.outgoing.structured_data import CONTEXT, as_json, bcp47

register = template.Library()


@register.simple_tag
def uses_akismet() -> bool:
    """Whether comments are sent to Akismet: the setting AKISMET_KEY."""
    return bool(settings.AKISMET_KEY)


@register.simple_tag
def publishing() -> str:
    """Which comments are published without a person: the setting COMMENTS_PUBLISH."""
    return str(settings.COMMENTS_PUBLISH)


@register.simple_tag
def comments_json(thread: Thread, article: Article) -> SafeString:
    """The comments that the page shows, each a schema.org `Comment` of the article."""
    shown = [one for one in thread.page if one.state == Comment.State.APPROVED]
    return as_json(
        {
            "@context": CONTEXT,
            "@type": "NewsArticle",
            "@id": absolute(article.get_absolute_url()),
            "commentCount": thread.total,
            "comment": [_comment(one, one.shown_replies) for one in shown],  # type: ignore[attr-defined]
        }
    )


def _comment(comment: Comment, replies: list[Comment]) -> dict[str, Any]:
    address = absolute(comment.get_absolute_url())
    data = {
        "@type": "Comment",
        "@id": address,
        "url": address,
        "text": comment.body,
        "inLanguage": bcp47(comment.language),
        "dateCreated": comment.sent_at.isoformat(),
        "author": {"@type": "Person", "name": comment.name},
    }
    return data | ({"comment": [_comment(one, []) for one in replies]} if replies else {})
