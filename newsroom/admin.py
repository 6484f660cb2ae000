"""The devices of the second factor, whose package has no Vietnamese: the headings of their forms in the desk's language."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django_otp.plugins.otp_static.admin import StaticDeviceAdmin
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDeviceAdmin
from django_otp.plugins.otp_totp.models import TOTPDevice


class _TranslatedHeadings:
    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[tuple[str, Any]]:
        found = super().get_fieldsets(request, obj)  # type: ignore[misc]
        return [(gettext(heading) if heading else "", options) for heading, options in found]


for model in (TOTPDevice, StaticDevice):
    admin.site.unregister(model)


@admin.register(TOTPDevice)
class TranslatedTOTPDeviceAdmin(_TranslatedHeadings, TOTPDeviceAdmin):  # type: ignore[misc]
    pass


@admin.register(StaticDevice)
class TranslatedStaticDeviceAdmin(_TranslatedHeadings, StaticDeviceAdmin):  # type: ignore[misc]
    pass
