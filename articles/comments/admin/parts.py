"""What the lists of comments and of reports share."""

from django.utils.safestring import SafeString

from articles.admin.formatting import (
    link_to,
    text_in,
)
from articles.comments.models import Comment

TONES = {
    Comment.State.WAITING: "waiting",
    Comment.State.APPROVED: "good",
    Comment.State.REJECTED: "quiet",
    Comment.State.REMOVED: "bad",
    Comment.State.SPAM: "quiet",
    Comment.State.HIDDEN: "bad",
    Comment.State.WITHDRAWN: "quiet",
    Comment.State.ERASED: "quiet",
}
# Enough to see that two comments come from one visitor.
VISITOR_CHARACTERS = 8
ARTICLE_TITLE_CHARACTERS = 90
ARTICLE_TEXTS = ("text", "html", "lead", "search")


def article_link(comment: Comment) -> SafeString:
    """A link to the public article: moderators may lack access to the articles' admin."""
    article = comment.article
    return link_to(
        article.get_absolute_url(), text_in(article.language, article.title, ARTICLE_TITLE_CHARACTERS)
    )
