"""The queue "changed under your fix": what publishers say now of fields that editors set."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.base import ZONE, NewsroomAdmin, Waiting, editor_of
from articles.admin.formatting import change_address, link_to, text_in
from articles.catalogue.places import load_provinces
from articles.generics import ModelAdmin
from articles.models import Article, Category, FieldLock, Picture
from articles.services.editing.following import follow_publisher, keep_ours
from articles.services.editing.locks import Field, place_of, publishers_value


class ChangedFilter(admin.SimpleListFilter):
    title = _("the publisher's word")
    parameter_name = "changed"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [("1", _("Changed since")), ("0", _("As it was"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[FieldLock]) -> QuerySet[FieldLock]:
        if self.value() not in {"0", "1"}:
            return queryset
        return queryset.filter(offered__isnull=self.value() == "0")


@admin.register(FieldLock)
class FieldLockAdmin(NewsroomAdmin[FieldLock]):
    """The latest change first; locks under which nothing changed come last."""

    list_display = ["field", "article_shown", "ours_shown", "theirs_shown", "by", "at", "offered_at"]
    list_filter = [ChangedFilter, "field"]
    search_fields = ["article__title__plainly_holds"]
    search_help_text = _("Words of the article's title.")
    list_select_related = ["by"]
    actions = ["keep", "follow"]
    in_parts = ("keep", "follow")
    fields = ["article_shown", "field", "by", "at", "offered_at", "side_by_side"]
    readonly_fields = ["article_shown", "field", "by", "at", "offered_at", "side_by_side"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FieldLock]:
        texts = ["article__search"]
        rows = super().get_queryset(request).select_related("article", "article__category").defer(*texts)
        return rows.prefetch_related("article__pictures", "article__category__names")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [F("offered_at").desc(nulls_last=True), "-pk"]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form, which only shows: it is answered by the actions of the list."""
        shown = {"show_save": False, "show_save_and_continue": False}
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def waiting(self) -> Waiting:
        return Waiting(FieldLock.objects.changed_under().count(), _("changed"), "changed=1")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: FieldLock | None = None) -> bool:
        return False

    @admin.action(description=_("Keep ours: the publisher's change is seen"), permissions=["change"])
    def keep(self, request: HttpRequest, queryset: QuerySet[FieldLock]) -> None:
        locks = list(queryset)
        number = keep_ours(locks=locks)
        self.log_action_on(request, [lock.article for lock in locks], "Kept ours.")
        text = ngettext("%d change seen; ours stays.", "%d changes seen; ours stay.", number)
        self.message_user(request, text % number, messages.SUCCESS)

    @admin.action(description=_("Take theirs: follow the publisher again"), permissions=["change"])
    def follow(self, request: HttpRequest, queryset: QuerySet[FieldLock]) -> None:
        fields: dict[Article, list[str]] = {}
        for lock in queryset:
            fields.setdefault(lock.article, []).append(lock.field)
        number = 0
        for article, names in fields.items():
            number += len(
                follow_publisher(article=article, fields=names, by=editor_of(request), now=timezone.now())
            )
        self.log_action_on(request, fields, "Follows its publisher again.")
        text = ngettext(
            "%d field follows its publisher again.", "%d fields follow their publishers again.", number
        )
        self.message_user(request, text % number, messages.SUCCESS)

    @admin.display(description=_("Article"))
    def article_shown(self, lock: FieldLock) -> SafeString:
        return link_to(change_address(lock.article), text_in(lock.article.language, lock.article.title, 120))

    @admin.display(description=_("Ours"))
    def ours_shown(self, lock: FieldLock) -> SafeString:
        return text_in(lock.article.language, _ours(lock), 160)

    @admin.display(description=_("The publisher's"))
    def theirs_shown(self, lock: FieldLock) -> SafeString:
        return text_in(lock.article.language, _words(lock, publishers_value(lock)), 160)

    @admin.display(description=_("Side by side"))
    def side_by_side(self, lock: FieldLock) -> SafeString:
        return render_to_string("admin/articles/fieldlock/side_by_side.html", sides_of(lock))


def sides_of(lock: FieldLock) -> dict[str, Any]:
    """Ours beside the publisher's, then and now, as the template `side_by_side.html` shows them."""
    return {
        "language": lock.article.language,
        "ours": _ours(lock),
        "then": _words(lock, lock.given),
        "now": None if lock.offered is None else _words(lock, lock.offered),
    }


def _ours(lock: FieldLock) -> str:
    """What the editor set, as it stands now."""
    article = lock.article
    if lock.field in {Field.CAPTION, Field.CREDIT, Field.PICTURE}:
        pictures = [one for one in article.pictures.all() if place_of(one.original_url) == lock.place]
        if not pictures:
            return str(_("(the article has this picture no more)"))
        if lock.field == Field.PICTURE:
            return str(Picture.State(pictures[0].state).label)
        return str(getattr(pictures[0], lock.field))
    if lock.field == Field.CATEGORY:
        return str(article.category or "—")
    if lock.field == Field.TOPICS:
        return str(_("as chosen"))
    if lock.field == Field.DATE:
        return _date(lock.own)
    if lock.field == Field.PLACES:
        return _provinces(lock.own or [])
    return str(
        Article.State(article.state).label if lock.field == Field.STATE else getattr(article, lock.field)
    )


def _words(lock: FieldLock, value: Any) -> str:
    """A stored value as editors read it."""
    if lock.field == Field.TEXT:
        return str(value["text"]) if value else "—"
    if lock.field == Field.CATEGORY:
        return str(Category.objects.filter(pk=value or 0).first() or "—")
    if lock.field == Field.STATE:
        return str(Article.State(value).label) if value else "—"
    if lock.field == Field.PICTURE:
        return str(Picture.State(value).label) if value else "—"
    if lock.field == Field.DATE:
        return _date(value)
    if lock.field == Field.PLACES:
        return _provinces(value)
    return "—" if value in (None, "", []) else str(value)


def _date(value: dict[str, Any] | None) -> str:
    moment = parse_datetime(value["at"]) if value else None
    if value is None or moment is None:
        return "—"
    return f"{timezone.localtime(moment, ZONE):{'%d/%m/%Y' if value['day_only'] else '%d/%m/%Y %H:%M'}}"


def _provinces(slugs: list[str]) -> str:
    return ", ".join(load_provinces()[slug].name for slug in slugs if slug in load_provinces()) or "—"
