"""The conversation below an article, as readers see it: one for all versions of its story, in every language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from articles.comments.models import Comment
from articles.models import Article
from articles.prepared import Prepared

COMMENTS_PER_PAGE = 25
_SHOWN = {"id", "article_id", "parent_id", "state", "language", "name", "body", "sent_at"}
# What a page shows of a comment, in the order in which Django makes an object of it.
COLUMNS = [field.attname for field in Comment._meta.concrete_fields if field.attname in _SHOWN]
_COLUMNS = ", ".join(f"c.{column}" for column in COLUMNS)


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


_TOMBSTONES = ", ".join(f"'{state}'" for state in Comment.TOMBSTONES)
# What stands at the top of a thread: comments that answer none on these articles, the published ones of a story, shown or
# as a note. An answer stands by itself where what it answers is on none of them: its article was split off, or withdrawn.
_TOPS = f"""
WITH told AS MATERIALIZED (
  SELECT id, parent_id, state, language, sent_at FROM comments_comment
  WHERE article_id = ANY(%(articles)s) AND state IN ('approved', {_TOMBSTONES})
), answered AS MATERIALIZED (
  SELECT parent_id, count(*) AS answers, bool_or(language = %(language)s) AS in_language
  FROM told WHERE state = 'approved' AND parent_id IS NOT NULL GROUP BY parent_id
), tops AS (
  SELECT c.id, c.sent_at, coalesce(a.answers, 0) AS answers
  FROM told c LEFT JOIN answered a ON a.parent_id = c.id LEFT JOIN comments_comment p ON p.id = c.parent_id
  WHERE (c.parent_id IS NULL OR p.article_id <> ALL(%(articles)s))
    AND (c.state = 'approved' OR a.answers > 0)
    AND (%(language)s = '' OR c.language = %(language)s AND c.state = 'approved' OR a.in_language)
)
"""  # noqa: S608  # own names only
# A page of them, each with its place, and the answers to them, which have none.
_CONVERSATION = f"""
{_TOPS}, placed AS (
  SELECT id, count(*) OVER () AS number, row_number() OVER (ORDER BY
    CASE WHEN %(order)s = '{Order.ANSWERED}' THEN answers END DESC,
    CASE WHEN %(order)s = '{Order.NEWEST}' THEN sent_at END DESC, sent_at, id) - 1 AS place
  FROM tops
), page AS MATERIALIZED (
  SELECT * FROM placed
  WHERE place / {COMMENTS_PER_PAGE} = least(%(page)s, (number + {COMMENTS_PER_PAGE - 1}) / {COMMENTS_PER_PAGE}) - 1
)
SELECT {_COLUMNS}, page.number, page.place FROM page JOIN comments_comment c ON c.id = page.id
UNION ALL
SELECT {_COLUMNS}, NULL, NULL FROM comments_comment c
WHERE c.parent_id IN (SELECT id FROM page) AND c.article_id = ANY(%(articles)s) AND c.state = 'approved'
ORDER BY place, sent_at, id
"""  # noqa: S608  # own names only
_CONVERSATION_ROWS = Prepared(
    "conversation", _CONVERSATION, articles="bigint[]", language="text", order="text", page="bigint"
)
_EARLIER = _TOPS + "SELECT count(*) FROM tops WHERE (sent_at, id) < (%(sent_at)s, %(comment)s)"  # noqa: S608  # own names only
_EARLIER_ROWS = Prepared(
    "earlier_comments",
    _EARLIER,
    articles="bigint[]",
    language="text",
    sent_at="timestamptz",
    comment="bigint",
)
_LAST_PAGE = 1_000_000


def thread_page(
    *,
    articles: Mapping[int, str],
    languages: Iterable[tuple[str, int]],
    page: str | None,
    order: str | None,
    language: str | None,
) -> Thread:
    """One page of a story's conversation, in one query; in none where nobody has commented.

    `articles` are the story's published ones by id, each with its language; `languages` those of the shown comments with
    their numbers (`articles.pages.rows.ArticleRows`). What is asked for and is not there is passed over.
    """
    counted = [LanguageOfComments(tag, number) for tag, number in languages]
    chosen = language if language and any(one.language == language for one in counted) else ""
    order = order if order in set(Order) else Order.OLDEST
    number = _number(page)
    asked = {"articles": list(articles), "language": chosen, "order": str(order), "page": number}
    return Thread(
        page=_page(_CONVERSATION_ROWS.rows(asked) if counted else [], articles, number),
        order=order,
        total=sum(one.count for one in counted),
        languages=counted,
        language=chosen,
    )


def _number(page: str | None) -> int:
    """The page that is asked for; the last one where there is none of that number, as Django's paginator does."""
    try:
        number = int(page or 1)
    except ValueError:
        return 1
    return number if 1 <= number < _LAST_PAGE else _LAST_PAGE


def _page(rows: list[tuple[Any, ...]], articles: Mapping[int, str], asked: int) -> "Page[Comment]":
    """The page that these rows make, with what an address needs of each comment's article."""
    known = {pk: Article.from_db(None, ["id", "language"], [pk, tag]) for pk, tag in articles.items()}
    tops: dict[int, Comment] = {}
    for *values, _tops, place in rows:
        comment = Comment.from_db(None, COLUMNS, values)
        comment.article = known[comment.article_id]
        if place is None:
            tops[comment.parent_id].shown_replies.append(comment)  # type: ignore[index, attr-defined]
        else:
            comment.shown_replies = []  # type: ignore[attr-defined]
            tops[comment.pk] = comment
    pages = Paginator(range(rows[0][-2] if rows else 0), COMMENTS_PER_PAGE)
    return Page(list(tops.values()), min(asked, pages.num_pages), pages)  # type: ignore[arg-type]


def page_of(comment: Comment) -> int:
    """The page, oldest first, on which a shown comment stands. `comment` comes with its article and parent."""
    of_story = Article.objects.published().filter(story=comment.article.story_id)
    articles = list(of_story.values_list("pk", flat=True))
    parent = comment.parent
    top = parent if parent and parent.article_id in articles else comment
    asked = {"articles": articles, "language": "", "sent_at": top.sent_at, "comment": top.pk}
    ((earlier,),) = _EARLIER_ROWS.rows(asked)
    return int(earlier) // COMMENTS_PER_PAGE + 1
