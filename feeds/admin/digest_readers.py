"""The admin of the recipients of the digest."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NewsroomAdmin
from articles.admin.formatting import distance_to
from feeds.models import DigestReader


class DigestReaderAdmin(NewsroomAdmin[DigestReader]):
    """Needs no permission of its own: whoever may change feeds may change the list."""

    list_display = ["user", "address", "last_sent"]
    fields = ["user", "address", "last_sent"]
    readonly_fields = ["address", "last_sent"]
    list_select_related = ["user"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("feeds.change_feed")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("feeds.change_feed")

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission

    @admin.display(description=_("Mail address"))
    def address(self, reader: DigestReader) -> str:
        if not reader.pk:
            return str(_("that of the account"))
        return reader.user.email or str(_("none: give the account one, else nothing is sent"))

    @admin.display(description=_("Last digest"), ordering="last_sent_at")
    def last_sent(self, reader: DigestReader) -> SafeString | str:
        return distance_to(reader.last_sent_at)
