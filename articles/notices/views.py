"""Reporting something about an article, and the private page of what was reported."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.comments.origin import is_from_elsewhere
from articles.comments.services.sending import RefusedError
from articles.comments.services.visitors import visitor_at
from articles.comments.tokens import form_token, is_form_token
from articles.models import Article
from articles.notices import tokens
from articles.notices.forms import FOR_TAKE_DOWN, NoticeForm
from articles.notices.models import Notice
from articles.notices.services.mailing import own_address
from articles.notices.services.sending import Draft, TooManyNoticesError, send_notice, withdraw_notice
from articles.notices.wording import refusal, what_became


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """The form, the same for every visitor of a day; takes what is sent. What cannot be taken comes back with its reason and
    everything that was typed; what is taken leads to its sender's private page."""
    articles = Article.objects.published().select_related("source").defer("lead", "text", "html", "search")
    article = get_object_or_404(articles, pk=pk)
    now = timezone.now()
    if request.method != "POST":
        return _page(request, article, NoticeForm(initial={"token": form_token(article.pk, now)}))
    form = NoticeForm({**request.POST.dict(), "token": form_token(article.pk, now)})
    if is_from_elsewhere(request):
        form.add_error(None, _("This form came from another site. Send it again from this page."))
    elif not is_form_token(request.POST.get("token", ""), article.pk, now):
        words = _(
            "This page was open for a long time. What you typed is still here: read it and send it again."
        )
        form.add_error(None, words)
    if form.is_valid() and (notice := _taken(request, article, form, edition, now)):
        return HttpResponseRedirect(own_address(notice))
    return _page(request, article, form, status=400)


def _taken(
    request: HttpRequest, article: Article, form: NoticeForm, edition: str, now: datetime
) -> Notice | None:
    """The stored notice; None, with the reason as an error of the form, where it was not taken."""
    typed = form.cleaned_data
    draft = Draft(
        article=article,
        kind=typed["kind"],
        body=typed["body"],
        name=typed["name"],
        email=typed["email"],
        edition=edition,
        visitor=visitor_at(request.META.get("REMOTE_ADDR", ""), now=now),
        honeypot=typed["website"],
    )
    try:
        return send_notice(draft, now=now)
    except RefusedError as refused:
        form.add_error(None, refusal(refused.reason))
    except TooManyNoticesError:
        form.add_error(
            None, _("Many reports come from your network just now. Wait an hour, then send this one again.")
        )
    return None


def _page(request: HttpRequest, article: Article, form: NoticeForm, status: int = 200) -> HttpResponse:
    context = {"article": article, "form": form, "for_take_down": FOR_TAKE_DOWN}
    response = render(request, "notices/write.html", context, status=status)
    if form.is_bound:
        patch_cache_control(response, private=True, no_store=True)
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, edition: str, pk: int, key: str) -> HttpResponse:
    """What became of a notice, for who holds its private address; takes its withdrawal."""
    notice = get_object_or_404(Notice.objects.select_related("article__source"), pk=pk)
    if not tokens.is_own_key(key, notice):
        raise Http404
    error = ""
    if request.method == "POST":
        if not is_from_elsewhere(request):
            if "withdraw" in request.POST:
                withdraw_notice(notice_id=notice.pk, now=timezone.now())
            return HttpResponseRedirect(request.path)
        error = _("This form came from another site. Send it again from this page.")
    context = {"notice": notice, "became": what_became(notice), "error": error}
    response = render(request, "notices/own.html", context, status=400 if error else 200)
    patch_cache_control(response, private=True, no_store=True)
    # The address is a secret: no other site learns it. `no-referrer` would hide the origin of its forms as well.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
