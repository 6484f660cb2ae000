"""What is typed into the search of the list of articles: words of a title without their marks, and words with a name before
them, in either language of the desk: source:, host:, author:, text: (nguồn:, tên miền:, tác giả:, nội dung:).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from articles.grouping.folding import fold_case, unmarked
from articles.models import Article, Author, Source, SourceDomain
from articles.models.article import ArticleQuerySet
from articles.search.candidates import candidates
from articles.search.plan import plan
from articles.search.query import parse

# Rows of a small table that a name may mean; with more, it says too little to look for their articles.
MOST_MEANT = 100
_NAMES = {
    "source": ("source", "nguon"),
    "host": ("host", "ten mien"),
    "author": ("author", "tac gia"),
    "text": ("text", "body", "noi dung"),
    "number": ("id", "number", "so"),
}
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names}
_NAMED = re.compile(
    rf"(?<!\S)(?P<name>{'|'.join(sorted(_KINDS, key=len, reverse=True))})\s?:\s?(?:\"(?P<phrase>[^\"]*)\"?|(?P<word>\S+))"
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: words of titles, and what stands behind a name, by its kind."""

    words: str
    named: Sequence[tuple[str, str]]


def read(typed: str) -> Typed:
    """Never fails: what is no known name is a word like others."""
    text = typed.strip().replace("\0", "")
    plain = "".join(unmarked(fold_case(letter))[:1] or letter for letter in text)  # of the same length
    named, words, end = [], "", 0
    for found in _NAMED.finditer(plain):
        group = "phrase" if found["phrase"] is not None else "word"
        named.append((_KINDS[found["name"]], text[found.start(group) : found.end(group)].strip()))
        words += text[end : found.start()]
        end = found.end()
    return Typed((words + text[end:]).strip(), [(kind, value) for kind, value in named if value])


def narrowed(articles: QuerySet[Article], typed: Typed, *, language: str) -> QuerySet[Article]:
    """The articles that all of it is true of. `language` is that of who asks."""
    for kind, value in typed.named:
        if kind == "number":
            number = int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0
            articles = articles.filter(pk=number)
        elif kind == "source":
            articles = articles.filter(source__in=_keys(Source.objects.filter(name__plainly_holds=value)))
        elif kind == "host":
            hosts = SourceDomain.objects.filter(host__holds=value.lower().removeprefix("www."))
            articles = articles.filter(source__in=_keys(hosts, "source"))
        elif kind == "author":
            articles = articles.filter(author__in=_keys(Author.objects.filter(name__plainly_holds=value)))
        else:
            articles = articles.filter(pk__in=_with_words(value, language))
    words: ArticleQuerySet = articles.titled(typed.words)  # type: ignore[attr-defined]
    return words


def _keys(rows: QuerySet[Any], column: str = "pk") -> list[int]:
    return list(rows.order_by().values_list(column, flat=True).distinct()[:MOST_MEANT])


def _with_words(words: str, language: str) -> list[int]:
    """The newest published articles with these words in title, lead or text, by the readers' index of search."""
    asked = plan(parse(words), {}, language)
    found = candidates(Article.objects.published(), asked, language, filtered=False).found
    return [one.pk for one in found]
