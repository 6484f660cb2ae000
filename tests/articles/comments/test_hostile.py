"""399 hostile texts as comment, name, search and report: kept and shown as typed, or refused with a reason."""

from html import escape
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.html import linebreaks

from articles.comments.models import Comment, Report
from articles.comments.tokens import form_token
from articles.models import Article
from tests.articles.comments.hostile import NUMBER, TEXTS
from tests.articles.comments.writing import form_address
from tests.factories import make_article, make_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return make_article(language="vi")


def encoded(fields: dict[str, str]) -> str:
    """As a browser would send it, and as a program may: lone surrogates are bytes that are no UTF-8."""
    return urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in fields.items()})


def post(client: Client, address: str, number: int, **fields: str) -> HttpResponse:
    return client.post(
        address,
        encoded(fields),
        content_type="application/x-www-form-urlencoded",
        REMOTE_ADDR=f"10.{number // 250}.{number % 250}.1",
    )


def received(text: str) -> str:
    """What a text is after decoding, and after a form has taken the spaces at its ends."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").strip()


def is_refused_with_a_reason(response: HttpResponse) -> bool:
    return response.status_code == 400 and 'class="error"' in response.content.decode()


def test_there_are_as_many_as_promised() -> None:
    assert len(set(TEXTS)) == NUMBER


# In parts: no test may take two minutes on a busy machine.
parts = pytest.mark.parametrize("part", range(4))


@parts
@pytest.mark.parametrize("field", ["body", "name"])
def test_as_a_comment(field: str, part: int, client: Client, article: Article) -> None:
    taken = refused = 0
    texts = TEXTS[part::4]
    for number, text in enumerate(texts):
        fields = {
            "name": "Bạn đọc",
            "body": f"Ý kiến {number}",
            "token": form_token(article.pk, timezone.now()),
        }
        response = post(client, form_address(article), number, **{**fields, field: text})
        if response.status_code == 302:
            taken += 1
            comment = Comment.objects.latest("pk")
            kept = getattr(comment, field).replace("\r\n", "\n").replace("\r", "\n")
            assert kept == received(text).replace("\r\n", "\n").replace("\r", "\n"), ascii(text)
            page = client.get(response["Location"])
            assert page.status_code == 200
            shown = (
                linebreaks(comment.body, autoescape=True)
                if field == "body"
                else escape(comment.name, quote=False)
            )
            assert shown in page.content.decode().replace("&#x27;", "'").replace("&quot;", '"') or (
                field == "body" and shown in page.content.decode()
            ), ascii(text)
        else:
            refused += 1
            assert is_refused_with_a_reason(response), ascii(text)
    assert taken + refused == len(texts)
    assert taken == Comment.objects.count()
    assert taken > 20
    assert refused > 5


@parts
def test_as_a_search(part: int, client: Client, article: Article) -> None:
    for text in TEXTS[part::4]:
        response = client.get(f"/vi/search/?{encoded({'q': text})}")
        assert response.status_code == 200, ascii(text)
        assert "<script>trap" not in response.content.decode()
        assert "<img src=x" not in response.content.decode()


@parts
def test_as_a_report(part: int, client: Client, article: Article) -> None:
    comment = make_comment(article=article)
    kept = 0
    for number, text in enumerate(TEXTS[part::4]):
        response = post(
            client,
            f"/vi/comment/{comment.pk}/report",
            number,
            category="illegal",
            reason=text,
            name=text,
            email="an@mail.example",
        )
        if response.status_code == 302:
            kept += 1
            assert Report.objects.latest("pk").reason == received(text).replace("\r\n", "\n") or "\r" in text
            Report.objects.update(settled_at=timezone.now())
        else:
            assert is_refused_with_a_reason(response), ascii(text)
    assert kept > 25
    assert Comment.objects.get().state == Comment.State.APPROVED
