"""Sending a comment as a browser does, the form's token and all; and reading the conversation as a page does."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.comments.threads import Thread, thread_page
from articles.comments.tokens import form_token
from articles.models import Article
from articles.pages.rows import around, article_rows


def form_address(article: Article) -> str:
    return reverse("comments:write", kwargs={"language": article.language, "pk": article.pk})


def send(
    client: Client, article: Article, headers: dict[str, str] | None = None, **fields: Any
) -> HttpResponse:
    typed = {
        "name": "Bạn đọc",
        "body": "Bài viết hay.",
        "token": form_token(article.pk, timezone.now()),
        **fields,
    }
    return client.post(form_address(article), typed, headers=headers or {})


def thread_of(article: Article, *, page: str | None, order: str | None, language: str | None) -> Thread:
    """The conversation below an article as its page asks for it."""
    rows = article_rows(article.pk)
    assert rows
    return thread_page(
        articles={one.pk: one.language for one in (rows.article, *around(rows).story)},
        languages=rows.comment_languages,
        page=page,
        order=order,
        language=language,
    )
