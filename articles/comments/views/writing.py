"""The page on which a comment is written, and what is sent there."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.comments import tokens
from articles.comments.forms import CommentForm
from articles.comments.models import Comment
from articles.comments.origin import is_from_elsewhere
from articles.comments.reasons import reason_words
from articles.comments.services import akismet
from articles.comments.services.opening import is_open
from articles.comments.services.sending import (
    AnsweredGoneError,
    ClosedError,
    Draft,
    RefusedError,
    send_comment,
)
from articles.comments.services.visitors import visitor_at
from articles.comments.threads import shown_in
from articles.comments.views.own import own_address
from articles.models import Article

# Of an article: its address and title, and what editors may open or close comments for.
NEEDED = ("language", "title", "state", "ordered_at", "story", "source", "category")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, language: str, pk: int) -> HttpResponse:
    """The form for a comment or, with `reply`, for an answer, on a page of its own; takes what is sent.

    What cannot be taken comes back with its reasons and everything that was typed; `preview` shows it as readers would
    see it. An accepted comment leads to its writer's private page.
    """
    article = get_object_or_404(Article.objects.published().only(*NEEDED), pk=pk)
    now = timezone.now()
    if request.method != "POST":
        answered = _answered(article, request.GET.get("reply", ""))
        initial = {"parent": answered.pk if answered else None}
        form = CommentForm(initial={**initial, "token": tokens.form_token(article.pk, now)})
        return _page(request, article, form, answered=answered)
    form = CommentForm(_dated(request, article, now))
    if is_from_elsewhere(request):
        form.add_error(None, _("This form came from another site. Send it again from this page."))
    elif not tokens.is_form_token(request.POST.get("token", ""), article.pk, now):
        form.add_error(
            None,
            _("This page was open for a long time. What you typed is still here: read it and send it again."),
        )
    if form.is_valid() and "preview" not in request.POST:
        comment = _taken(request, article, form, now)
        if comment:
            return HttpResponseRedirect(own_address(comment, edition=get_language() or ""))
    answered = _answered(article, str(form["parent"].value() or ""))
    return _page(request, article, form, answered=answered, status=200 if form.is_valid() else 400)


def _dated(request: HttpRequest, article: Article, now: datetime) -> dict[str, object]:
    """What was sent, with a new token for the page that shows it again, and the moment at which its writer began."""
    sent = request.POST.dict()
    started = sent.get("started", "")
    return {
        **sent,
        "token": tokens.form_token(article.pk, now),
        "started": started if tokens.seconds_since(started, now) is not None else tokens.start_token(now),
    }


def _taken(request: HttpRequest, article: Article, form: CommentForm, now: datetime) -> Comment | None:
    """The stored comment; None, with the reason as an error of the form, if it was refused."""
    typed = form.cleaned_data
    draft = Draft(
        article=article,
        parent_id=typed["parent"],
        name=typed["name"],
        body=typed["body"],
        edition=get_language() or article.language,
        visitor=visitor_at(request.META.get("REMOTE_ADDR", ""), now=now),
        writer=tokens.writer_of(typed["writer"]),
        email=typed["email"],
        honeypot=typed["website"],
        seconds=_seconds(request, typed, now),
        spam_filter=akismet.ask(
            name=typed["name"],
            body=typed["body"],
            address=request.META.get("REMOTE_ADDR", ""),
            agent=request.headers.get("User-Agent", "")[:200],
            page=settings.SITE_URL + article.get_absolute_url(),
        ),
    )
    try:
        return send_comment(draft, now=now)
    except RefusedError as refused:
        words = reason_words(refused.reason)
    except ClosedError:
        words = _("Comments on this article are closed.")
    except AnsweredGoneError:
        words = _(
            "The comment that you answer is not here any more. Send yours as a new comment, if you like."
        )
        form.data = {**form.data, "parent": ""}
    form.add_error(None, words)
    return None


def _seconds(request: HttpRequest, typed: dict[str, Any], now: datetime) -> int | None:
    """How long the writer took, where the preview says so, or else the script; None where nobody knows."""
    seconds = tokens.seconds_since(request.POST.get("started", ""), now)
    return typed["seconds"] if seconds is None else seconds


def _answered(article: Article, text: str) -> Comment | None:
    """The shown comment of this id in the conversation; None where there is none."""
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        return None
    return shown_in(article.story_id).filter(pk=int(text)).first()


def _page(
    request: HttpRequest, article: Article, form: CommentForm, *, answered: Comment | None, status: int = 200
) -> HttpResponse:
    context: dict[str, object] = {
        "article": article,
        "form": form,
        "answered": answered,
        "is_open": form.is_bound or is_open(article, now=timezone.now()),
        "reply_to": form["parent"].value() or "",
        "preview": form.cleaned_data if form.is_bound and form.is_valid() else None,
    }
    if status != HTTPStatus.OK:
        # What is refused must cost little: without the sections and the other editions in the head of the page.
        context |= {
            "sections": [],
            "editions": [one for one in settings.LANGUAGES if one[0] == get_language()],
        }
    response = render(request, "comments/write.html", context, status=status)
    if form.is_bound:
        patch_cache_control(response, private=True, no_store=True)
    return response
