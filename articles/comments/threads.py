"""The conversation below an article, as readers see it: one for all versions of its story, in every language."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from articles.comments.models import Comment
from articles.models import Article

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


def _shown_among(articles: Collection[int]) -> QuerySet[Comment]:
    return Comment.objects.filter(article__in=articles, state=Comment.State.APPROVED)


def _tops_among(articles: Collection[int]) -> QuerySet[Comment]:
    """What stands at the top of a thread: comments that answer none on these articles, the published ones of a story,
    shown or as a note.

    An answer whose article was split from that of what it answers stands by itself.
    """
    answers = _shown_among(articles).filter(parent=OuterRef("pk"))
    return (
        Comment.objects.filter(article__in=articles)
        .filter(Q(parent=None) | ~Q(parent__article__in=articles))
        .filter(Q(state=Comment.State.APPROVED) | (Q(state__in=Comment.TOMBSTONES) & Q(Exists(answers))))
    )


def thread_page(
    *,
    articles: Mapping[int, str],
    languages: Iterable[tuple[str, int]],
    page: str | None,
    order: str | None,
    language: str | None,
) -> Thread:
    """One page of a story's conversation, in two queries, three where it has several pages; in none where nobody has
    commented.

    `articles` are the story's published ones by id, each with its language; `languages` those of the shown comments with
    their numbers (`articles.pages.rows.ArticleRows`). What is asked for and is not there is passed over.
    """
    counted = [LanguageOfComments(tag, number) for tag, number in languages]
    total = sum(one.count for one in counted)
    chosen = language if language and any(one.language == language for one in counted) else ""
    order = order if order in set(Order) else Order.OLDEST
    shown = _shown_among(articles)
    top = _in_order(_tops_among(articles), order, articles) if counted else Comment.objects.none()
    if chosen:
        answered = shown.filter(parent=OuterRef("pk"), language=chosen)
        top = top.filter(Q(language=chosen, state=Comment.State.APPROVED) | Q(Exists(answered)))
    replies = shown.order_by("sent_at", "pk").only(*COLUMNS)
    whole: QuerySet[Comment] = top.only(*COLUMNS).prefetch_related(
        Prefetch("replies", queryset=replies, to_attr="shown_replies")
    )
    # At the top stands what is shown, or what a shown comment answers: no more than are shown, and on one page uncounted.
    tops = whole if total > COMMENTS_PER_PAGE else list(whole)
    found = Paginator(tops, COMMENTS_PER_PAGE).get_page(page)
    found.object_list = list(found.object_list)
    _with_articles(found.object_list, articles)
    return Thread(page=found, order=order, total=total, languages=counted, language=chosen)


def _with_articles(tops: Iterable[Comment], articles: Mapping[int, str]) -> None:
    """Gives comments and their answers what an address needs of the article, without reading it."""
    known = {pk: Article.from_db(None, ["id", "language"], [pk, tag]) for pk, tag in articles.items()}
    for top in tops:
        for one in (top, *top.shown_replies):  # type: ignore[attr-defined]  # what was fetched along
            one.article = known[one.article_id]


def _in_order(tops: QuerySet[Comment], order: str, articles: Collection[int]) -> QuerySet[Comment]:
    if order == Order.ANSWERED:
        shown = Q(replies__state=Comment.State.APPROVED, replies__article__in=articles)
        return tops.annotate(answers=Count("replies", filter=shown)).order_by("-answers", "sent_at", "pk")
    return tops.order_by("-sent_at" if order == Order.NEWEST else "sent_at", "pk")


def page_of(comment: Comment) -> int:
    """The page, oldest first, on which a shown comment stands. `comment` comes with its article and parent."""
    story = comment.article.story_id
    parent = comment.parent
    top = parent if parent and parent.article.story_id == story else comment
    articles = set(Article.objects.published().filter(story=story).values_list("pk", flat=True))
    earlier = Q(sent_at__lt=top.sent_at) | Q(sent_at=top.sent_at, pk__lt=top.pk)
    return _tops_among(articles).filter(earlier).count() // COMMENTS_PER_PAGE + 1
