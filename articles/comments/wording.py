"""What a writer is told about a comment, in the language that is active."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.comments.models import Comment
from articles.comments.reasons import reason_words

_STATES = {
    Comment.State.WAITING: _(
        "Thank you. Your comment appears below the article when a moderator has read it."
    ),
    Comment.State.APPROVED: _("Your comment is published."),
    Comment.State.REJECTED: _("A moderator declined this comment."),
    Comment.State.REMOVED: _("A moderator removed this comment."),
    Comment.State.SPAM: _("A moderator declined this comment."),
    Comment.State.HIDDEN: _(
        "Readers reported your comment. It is hidden until a moderator has looked at it."
    ),
    Comment.State.ERASED: _("This comment was erased."),
    Comment.State.WITHDRAWN: _("You withdrew this comment."),
}


def what_became(comment: Comment) -> list[str]:
    """What became of a comment, why, and what a moderator adds, as sentences to its writer."""
    said = [str(_STATES[Comment.State(comment.state)])]
    if reason := reason_words(comment.reason):
        said.append(gettext("Reason: %(reason)s") % {"reason": reason})
    if comment.note:
        said.append(gettext("A moderator writes: %(note)s") % {"note": comment.note})
    return said
