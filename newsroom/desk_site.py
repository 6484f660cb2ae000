"""The desk as a site of its own: who signed in with two factors stays asked for both.

The second factor is an authenticator app or one of ten recovery codes, by django-otp. Whoever has set it up gets in with
it only; a member without one is let in by the password alone and sees that on the first page.
"""

from io import BytesIO
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp import login as otp_login
from django_otp import user_has_device
from django_otp.forms import OTPAuthenticationFormMixin
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from desk import wording
from desk.admin import saved_filters
from desk.languages import CODES
from desk.models import Preference
from desk.queue import views
from desk.queue.finding import kinds_for

RECOVERY_CODES = 10
AUTHENTICATOR_DIGITS = 6


class SignInForm(OTPAuthenticationFormMixin, AdminAuthenticationForm):  # type: ignore[misc]
    """Name, password, and the code of whoever has set up a second factor."""

    otp_token = forms.CharField(
        required=False,
        label=_("Code"),
        help_text=_("Of your authenticator, or one of your recovery codes, if you have set that up."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        user = self.get_user()
        if user is not None and user_has_device(user):
            self.cleaned_data["otp_device"] = self._meant(user)
            self.clean_otp(user)
        return data

    def _meant(self, user: Any) -> str:
        """The device whose code this is by its shape: six digits are the authenticator's. So a wrong one counts as a
        failure of that device alone."""
        token = self.cleaned_data.get("otp_token", "").replace(" ", "")
        self.cleaned_data["otp_token"] = token
        kind = TOTPDevice if token.isdecimal() and len(token) == AUTHENTICATOR_DIGITS else StaticDevice
        device = kind.objects.filter(user=user, confirmed=True).first()
        return str(device.persistent_id) if device else ""


class DeskSite(AdminSite):
    """The admin, with the queue as its first page, a second factor, password reset by mail, and a list of one's sessions."""

    login_form = SignInForm

    def has_permission(self, request: HttpRequest) -> bool:
        if not super().has_permission(request):
            return False
        user: Any = request.user
        if user.is_verified():
            return True
        # A page asks for this several times, and each time it would cost two queries.
        if not hasattr(user, "has_second_factor"):
            user.has_second_factor = user_has_device(user)
        return not user.has_second_factor

    def get_urls(self) -> list[URLPattern | URLResolver]:
        own = [
            path("two-factor/", self.admin_view(self.two_factor_view), name="two_factor"),
            path("sessions/", self.admin_view(self.sessions_view), name="sessions"),
            path("filters/keep/", self.admin_view(saved_filters.keep), name="filter_keep"),
            path("filters/<int:pk>/forget/", self.admin_view(saved_filters.forget), name="filter_forget"),
            path("language/", self.admin_view(self.language_view), name="language"),
            path("lists/", self.admin_view(self.lists_view), name="lists"),
            path("queue/undo/", self.admin_view(views.undo_last), name="queue_undo"),
            path("queue/<slug:kind>/<int:pk>/", self.admin_view(views.decide), name="queue_decide"),
        ]
        return [*own, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The queue of what needs a person now; the lists, for whoever decides on nothing."""
        if not kinds_for(request.user):  # type: ignore[arg-type]  # only members get here
            return self.lists_view(request, extra_context)
        return views.home(request, self)

    def lists_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """All lists, by task, with what waits in each."""
        return super().index(request, {"title": gettext("All lists"), **(extra_context or {})})

    def language_view(self, request: HttpRequest) -> HttpResponse:
        """Keeps the language that somebody chose for the desk, and leads back to where they were."""
        chosen = request.POST.get("language", "")
        if request.method != "POST" or chosen not in CODES:
            return HttpResponseRedirect(reverse("admin:index"))
        user: Any = request.user
        Preference.objects.update_or_create(user=user, defaults={"language": chosen})
        back = request.POST.get("next", "")
        is_ours = back.startswith(reverse("admin:index")) and url_has_allowed_host_and_scheme(
            back, allowed_hosts=None
        )
        return HttpResponseRedirect(back if is_ours else reverse("admin:index"))

    def two_factor_view(self, request: HttpRequest) -> HttpResponse:
        """Sets up an authenticator, gives recovery codes once, or takes both off again."""
        user: Any = request.user
        device = TOTPDevice.objects.filter(user=user, confirmed=True).first()
        codes: list[str] = []
        error = ""
        if device is None:
            device, _made = TOTPDevice.objects.get_or_create(
                user=user, confirmed=False, defaults={"name": "Authenticator"}
            )
        if request.method == "POST":
            # Also to take it off: who finds an open desk shall not.
            if not device.verify_token(request.POST.get("token", "").replace(" ", "")):
                error = gettext(
                    "That code is not right, or it was used already. Wait for the next one and type it again."
                )
            elif "off" in request.POST:
                with transaction.atomic():
                    TOTPDevice.objects.filter(user=user).delete()
                    StaticDevice.objects.filter(user=user).delete()
                return HttpResponseRedirect(reverse("admin:index"))
            else:
                codes = _confirmed(user, device)
                otp_login(request, device)
        context = {
            **self.each_context(request),
            "title": gettext("Signing in with two factors"),
            "device": device,
            "codes": codes,
            "error": error,
            "code_image": "" if device.confirmed else _code_image(device.config_url),
            "secret": "" if device.confirmed else _grouped(device),
        }
        return TemplateResponse(request, "admin/two_factor.html", context)

    def sessions_view(self, request: HttpRequest) -> HttpResponse:
        """The sessions of whoever looks; each of the others may be ended."""
        own = {
            session.session_key: session
            for session in Session.objects.filter(expire_date__gt=timezone.now())
            if session.get_decoded().get("_auth_user_id") == str(request.user.pk)
        }
        if request.method == "POST":
            key = request.POST.get("session", "")
            others = set(own) - {request.session.session_key}
            ended = others if key == "others" else others & {key}
            if key and not ended:
                raise PermissionDenied
            Session.objects.filter(session_key__in=ended).delete()
            return HttpResponseRedirect(reverse("admin:sessions"))
        shown = [
            {
                "key": key,
                "is_this": key == request.session.session_key,
                "began": _in_vietnam(session.get_decoded().get("began", "")),
                "address": session.get_decoded().get("address", ""),
                "browser": session.get_decoded().get("browser", ""),
                "ends": session.expire_date,
            }
            for key, session in own.items()
        ]
        context = {**self.each_context(request), "title": gettext("Your sessions"), "sessions": shown}
        return TemplateResponse(request, "admin/sessions.html", context)


def _in_vietnam(moment: str) -> str:
    """A noted moment by the clock that the desk shows everywhere."""
    noted = parse_datetime(moment)
    return wording.minute(noted)


def note_session(sender: Any, request: HttpRequest, **_signal: Any) -> None:
    """Notes in a new session where it began; a receiver of `user_logged_in`."""
    request.session["began"] = timezone.now().isoformat(timespec="minutes")
    request.session["address"] = request.META.get("REMOTE_ADDR", "")
    request.session["browser"] = request.headers.get("User-Agent", "")[:200]


@transaction.atomic
def _confirmed(user: Any, device: TOTPDevice) -> list[str]:
    """Confirms an authenticator and makes recovery codes, which are shown this once."""
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    StaticDevice.objects.filter(user=user).delete()
    recovery = StaticDevice.objects.create(user=user, name="Recovery codes", confirmed=True)
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    for code in codes:
        recovery.token_set.create(token=code)
    return codes


def _code_image(address: str) -> SafeString:
    """The QR code of an authenticator's address, as SVG within the page."""
    # Here, as it loads libraries for pictures that nothing else of a process may need.
    import qrcode
    from qrcode.image.svg import SvgPathImage

    image = qrcode.make(address, image_factory=SvgPathImage)
    out = BytesIO()
    image.save(out)
    return SafeString(out.getvalue().decode().partition("?>")[2])


def _grouped(device: TOTPDevice) -> str:
    """The secret as people type it, in groups of four."""
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
