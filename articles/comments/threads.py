"""The conversation below an article, as readers see it: one for all versions of its story, in every language."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from articles.comments.models import Comment

COMMENTS_PER_PAGE = 25
# What a page shows of a comment.
COLUMNS = ("article", "parent", "state", "language", "name", "body", "sent_at")


class Order(StrEnum):
    OLDEST = "oldest"
    NEWEST = "newest"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class LanguageOfComments:
    """A language of a conversation, and how many of its comments are in it."""

    language: str
    count: int


@dataclass(frozen=True, slots=True)
class Thread:
    """A page of a conversation. `total` counts shown comments, including replies; `language` is the one chosen, or ""."""

    page: "Page[Comment]"
    order: str
    total: int
    languages: list[LanguageOfComments]
    language: str


def shown_in(story_id: int) -> QuerySet[Comment]:
    """The comments of a story's conversation that readers can read, on all its published articles."""
    return Comment.objects.under_published().filter(article__story_id=story_id, state=Comment.State.APPROVED)


def tops_of(story_id: int) -> QuerySet[Comment]:
    """What stands at the top of a thread: comments that answer none in this story, shown or as a note.

    An answer whose article was split from that of what it answers stands by itself.
    """
    answers = shown_in(story_id).filter(parent=OuterRef("pk"))
    return (
        Comment.objects.under_published()
        .filter(article__story_id=story_id)
        .filter(Q(parent=None) | ~Q(parent__article__story_id=story_id))
        .filter(Q(state=Comment.State.APPROVED) | (Q(state__in=Comment.TOMBSTONES) & Q(Exists(answers))))
    )


def thread_page(
    *,
    story_id: int,
    languages: Iterable[tuple[str, int]],
    page: str | None,
    order: str | None,
    language: str | None,
) -> Thread:
    """One page of a story's conversation, in three queries; in none where nobody has commented.

    `languages` are those of the shown comments with their numbers (`articles.pages.rows.ArticleRows`). What is asked for
    and is not there is passed over.
    """
    counted = [LanguageOfComments(tag, number) for tag, number in languages]
    chosen = language if language and any(one.language == language for one in counted) else ""
    order = order if order in set(Order) else Order.OLDEST
    shown = shown_in(story_id)
    top = _in_order(tops_of(story_id), order) if counted else Comment.objects.none()
    if chosen:
        answered = shown.filter(parent=OuterRef("pk"), language=chosen)
        top = top.filter(Q(language=chosen, state=Comment.State.APPROVED) | Q(Exists(answered)))
    replies = _with_articles(shown.order_by("sent_at", "pk"))
    whole: QuerySet[Comment] = _with_articles(top).prefetch_related(
        Prefetch("replies", queryset=replies, to_attr="shown_replies")
    )
    return Thread(
        page=Paginator(whole, COMMENTS_PER_PAGE).get_page(page),
        order=order,
        total=sum(one.count for one in counted),
        languages=counted,
        language=chosen,
    )


def _with_articles(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """With what an address needs of the article: its text and vector are thousands of bytes."""
    return comments.select_related("article").only(*COLUMNS, "article__language")


def _in_order(tops: QuerySet[Comment], order: str) -> QuerySet[Comment]:
    if order == Order.ANSWERED:
        shown = Q(replies__state=Comment.State.APPROVED, replies__article__story_id=F("article__story_id"))
        return tops.annotate(answers=Count("replies", filter=shown)).order_by("-answers", "sent_at", "pk")
    return tops.order_by("-sent_at" if order == Order.NEWEST else "sent_at", "pk")


def page_of(comment: Comment) -> int:
    """The page, oldest first, on which a shown comment stands. `comment` comes with its article and parent."""
    story = comment.article.story_id
    parent = comment.parent
    top = parent if parent and parent.article.story_id == story else comment
    earlier = Q(sent_at__lt=top.sent_at) | Q(sent_at=top.sent_at, pk__lt=top.pk)
    return tops_of(story).filter(earlier).count() // COMMENTS_PER_PAGE + 1
