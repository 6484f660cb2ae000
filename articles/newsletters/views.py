"""Asking for a newsletter, and the private pages of its owner."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.comments.origin import is_from_elsewhere
from articles.comments.services.visitors import visitor_at
from articles.comments.tokens import form_token, is_form_token
from articles.newsletters.forms import ChoiceForm, SubscribeForm
from articles.newsletters.models import Subscriber
from articles.newsletters.services import asking
from articles.newsletters.services.mails import already, whose

# Forms of articles carry their number; no article has this one.
FORM = 0
ELSEWHERE = "This form came from another site. Send it again from this page."


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest, edition: str) -> HttpResponse:
    """The form, the same for every visitor of a day; takes what is sent, and tells nobody whether an address is known."""
    now = timezone.now()
    token = form_token(FORM, now)
    if request.method != "POST":
        initial = {"token": token, "topics": request.GET.getlist("topic")}
        return _form_page(request, SubscribeForm(initial=initial, edition=edition))
    sent = request.POST.copy()
    sent["token"] = token
    form = SubscribeForm(sent, edition=edition)
    if is_from_elsewhere(request):
        form.add_error(None, _(ELSEWHERE))
    elif not is_form_token(request.POST.get("token", ""), FORM, now):
        words = _(
            "This page was open for a long time. What you typed is still here: read it and send it again."
        )
        form.add_error(None, words)
    if form.is_valid() and _is_taken(request, form, edition, now):
        return HttpResponseRedirect(reverse("newsletters:asked", kwargs={"edition": edition}))
    return _form_page(request, form, status=400)


def _is_taken(request: HttpRequest, form: SubscribeForm, edition: str, now: datetime) -> bool:
    typed = form.cleaned_data
    if typed["website"]:
        form.add_error(None, _("This field must stay empty. Clear it and send the form again."))
        return False
    wish = asking.Wish(
        email=typed["email"],
        edition=edition,
        rhythm=typed["rhythm"],
        topics=form.topics_chosen(),
        visitor=visitor_at(request.META.get("REMOTE_ADDR", ""), now=now),
    )
    try:
        asking.ask(wish, now=now)
    except asking.TooManyError:
        form.add_error(None, _("Many ask for the newsletter just now. Wait an hour, then try again."))
        return False
    return True


def _form_page(request: HttpRequest, form: SubscribeForm, status: int = 200) -> HttpResponse:
    response = render(request, "newsletters/subscribe.html", {"form": form}, status=status)
    if form.is_bound:
        patch_cache_control(response, private=True, no_store=True)
    return response


@require_safe
def asked(request: HttpRequest, edition: str) -> HttpResponse:
    """Where everybody is led who asked."""
    return render(request, "newsletters/asked.html")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, edition: str, mark: str) -> HttpResponse:
    """Asks with buttons, as programs that read mail follow its links; takes the owner's answer."""
    row = Subscriber.objects.filter(mark=mark).first()
    if row is None:
        return _private(render(request, "newsletters/ended.html"))
    form = ChoiceForm(
        request.POST if "change" in request.POST else None, edition=edition, initial=_chosen(row)
    )
    error = ""
    if request.method == "POST":
        error = _(ELSEWHERE) if is_from_elsewhere(request) else ""
        if not error and _is_decided(request, row, form):
            return HttpResponseRedirect(request.path)
    is_active = bool(row.confirmed_at and not row.stopped_at)
    context = {
        "subscriber": row,
        "form": form,
        "error": error,
        "is_active": is_active,
        "words": already() if is_active else whose(),
    }
    return _private(render(request, "newsletters/own.html", context, status=400 if request.POST else 200))


def _chosen(row: Subscriber) -> dict[str, object]:
    return {"rhythm": row.rhythm, "topics": [topic.slug for topic in row.topics.all()]}


def _is_decided(request: HttpRequest, row: Subscriber, form: ChoiceForm) -> bool:
    now = timezone.now()
    if "unsubscribe" in request.POST:
        asking.unsubscribe(row.mark)
    elif "refuse" in request.POST:
        asking.refuse(row, now=now)
    elif "confirm" in request.POST:
        asking.confirm(row, now=now)
    elif not form.is_valid():
        return False
    else:
        asking.change(row, rhythm=form.cleaned_data["rhythm"], topics=form.topics_chosen(), now=now)
    return True


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, edition: str, mark: str) -> HttpResponse:
    """Ends the newsletter by one POST, from wherever it comes: mail programs send it (RFC 8058, 3.2). A GET, which other
    programs send too, asks with a button."""
    if request.method == "POST":
        asking.unsubscribe(mark)
    is_there = Subscriber.objects.filter(mark=mark).exists()
    return _private(render(request, "newsletters/unsubscribe.html" if is_there else "newsletters/ended.html"))


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    # The address is a secret: no other site learns it. `no-referrer` would hide the origin of its forms as well.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
