"""The comments under an article, as readers see them."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch

from articles.comments.models import Comment
from articles.models import Article

COMMENTS_PER_PAGE = 25
OLDEST, NEWEST = "oldest", "newest"


@dataclass(frozen=True, slots=True)
class Thread:
    """A page of an article's comments. `total` counts approved ones, replies included."""

    page: Page
    order: str
    total: int


def thread_page(*, article: Article, page: str | None, order: str | None) -> Thread:
    """One page of top-level comments with their replies, in four queries whatever their number."""
    order = NEWEST if order == NEWEST else OLDEST
    replies = Comment.objects.filter(state=Comment.State.APPROVED).order_by("sent_at", "pk")
    top = (
        Comment.objects.visible()
        .filter(article=article, parent=None)
        .order_by("-sent_at" if order == NEWEST else "sent_at", "pk")
        .prefetch_related(Prefetch("replies", queryset=replies, to_attr="shown_replies"))
    )
    total = Comment.objects.filter(article=article, state=Comment.State.APPROVED).count()
    return Thread(page=Paginator(top, COMMENTS_PER_PAGE).get_page(page), order=order, total=total)
