"""Signing in at the desk: limits that a stranger cannot use to keep an editor out, and what a refused one is told.

django-axes counts failures by address and by name and refuses before a password is hashed. Whoever signed in from an
address within `KNOWN_FOR` is not refused there. Above `MOST_OVER_ALL` failures in an hour, of all names and addresses
together, every failure is answered slowly and the operator is told.
"""

import logging
import math
import time
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.core.cache import cache
from django.core.mail import send_mail
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from desk.languages import CODES, language_of

log = logging.getLogger(__name__)

KNOWN_FOR = timedelta(days=30)
LOCKED_FOR = timedelta(hours=1)
MOST_OVER_ALL = 100
SLOW_SECONDS = 1.0
TOLD = "sign-in:told"


class ResetForm(PasswordResetForm):
    """Mails the link for a new password in the language that the account chose, whoever asked for it in which browser."""

    def send_mail(
        self, subject_template_name: str, email_template_name: str, context: Any, *rest: Any, **more: Any
    ) -> None:
        asked_in = translation.get_language() or CODES[0]
        with translation.override(language_of(context["user"], otherwise=asked_in)):
            super().send_mail(subject_template_name, email_template_name, context, *rest, **more)


def is_known(request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
    """Whether the person of this name signed in from this address lately: then no limit refuses."""
    name = (credentials or {}).get("username") or request.POST.get("username", "")
    known = AccessLog.objects.filter(username=name, ip_address=request.META.get("REMOTE_ADDR") or None)
    return bool(name) and known.filter(attempt_time__gt=timezone.now() - KNOWN_FOR).exists()


def refused(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page of a refused attempt: how long it lasts, and whom to ask."""
    latest = AccessAttempt.objects.filter(ip_address=request.META.get("REMOTE_ADDR") or None)
    last = latest.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    left = (last + LOCKED_FOR - timezone.now()) if last else LOCKED_FOR
    context = {"minutes": max(1, math.ceil(left.total_seconds() / 60)), "contact": settings.CONTACT_EMAIL}
    return render(request, "admin/refused.html", context, status=429)


def slow_down(sender: Any, **_signal: Any) -> None:
    """Answers slowly, and tells the operator once an hour, where failures are many over all; a receiver of
    `user_login_failed`."""
    since = timezone.now() - LOCKED_FOR
    attempts = AccessAttempt.objects.filter(attempt_time__gt=since)
    number = attempts.aggregate(all=Sum("failures_since_start"))["all"] or 0
    if number < MOST_OVER_ALL:
        return
    if cache.add(TOLD, True, LOCKED_FOR.total_seconds()):
        text = f"{number} attempts to sign in at {settings.SITE_URL}/admin/ failed within an hour."
        log.error(text)
        send_mail("Many attempts to sign in failed", text, None, [settings.CONTACT_EMAIL], fail_silently=True)
    time.sleep(SLOW_SECONDS)


def token_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page of a form whose token is not the session's: as where somebody signed in anew meanwhile (Django's
    CSRF_FAILURE_VIEW). What was typed is kept as a draft by the browser."""
    log.warning("A form was refused: %s", reason)
    return render(request, "admin/token_refused.html", {"back": request.path}, status=403)
