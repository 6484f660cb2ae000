"""Whether a feed lists readers' comments instead of articles, from the document itself."""

import re
from collections.abc import Sequence

from feeds.formats.document import ParsedEntry

# Where each content system anchors a comment in the page of its article.
_COMMENT_ANCHOR = re.compile(
    r"#(?:(?:div-)?comment-?\d|c(?:omment)?[-_]?\d|reply-?\d|respons?e-?\d|post_?comment)|[?&](?:showComment|replytocom)=",
    re.IGNORECASE,
)
# RFC 4685: the entry is a reply to another.
_REPLY = re.compile(r"<[\w.-]+:in-reply-to\b", re.IGNORECASE)
# An entry that has comments of its own is an article.
_HAS_COMMENTS = re.compile(r"<(?:wfw:commentRss|slash:comments|comments)\b", re.IGNORECASE)
_TITLE = re.compile(r"(?:comments (?:on|for)\b|bình luận (?:về|cho|trên)\b)", re.IGNORECASE)


def is_comments_feed(title: str, entries: Sequence[ParsedEntry]) -> bool:
    """Whether all entries are comments; of a feed without entries the title decides."""
    if not entries:
        return bool(_TITLE.match(title))
    return all(map(is_comment, entries))


def is_comment(entry: ParsedEntry) -> bool:
    """Whether an entry is a comment: it replies to another entry or has its place in a page's comments."""
    link = entry.link or ""
    anchored = ("#" in link or "?" in link) and _COMMENT_ANCHOR.search(link) is not None
    replies = "in-reply-to" in entry.raw and _REPLY.search(entry.raw) is not None
    return (anchored or replies) and not _HAS_COMMENTS.search(entry.raw)
