"""The record of acts at the desk: who changed what, when, why, by which road; and the page that takes an act back."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import ZONE, NewsroomAdmin, editor_of
from articles.admin.formatting import state_word
from articles.generics import ModelAdmin
from articles.models import Article
from desk import undoing, wording
from desk.models import Act, Change
from desk.naming import about_in_words, field_in_words, in_words, model_of, name_of_row, value_in_words
from desk.record import forget

# Apps that keep what readers wrote.
OF_READERS = ("comments", "notices", "newsletters")
CHANGES_SHOWN = 200
VALUE_CHARACTERS = 2000
CHOICE = "choose:"
ROAD_TONES = {"desk": "good", "pull": "waiting", "rule": "quiet", "command": "quiet"}


class RowFilter(admin.SimpleListFilter):
    """The acts on one row, to which the history of each form leads."""

    title = _("what it changed")
    parameter_name = "row"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        table, _colon, row = request.GET.get(self.parameter_name, "").partition(":")
        return [(f"{table}:{row}", name_of_row(Change(table=table, row=row)))] if row.isdecimal() else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Act]) -> QuerySet[Act]:
        table, _colon, row = (self.value() or "").partition(":")
        if not row:
            return queryset
        return queryset.filter(pk__in=Change.objects.filter(table=table, row=row).values("act_id"))


class BinFilter(admin.SimpleListFilter):
    """What is in the bin: what was deleted and not brought back."""

    title = _("the bin")
    parameter_name = "bin"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [("1", _("In the bin"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Act]) -> QuerySet[Act]:
        if self.value() != "1":
            return queryset
        deleted = Q(kind__endswith=":delete") | Q(kind__endswith=":action:delete_selected")
        # Articles are not deleted: withdrawal is their bin.
        deleted |= Q(kind="articles.article:action:withdraw")
        return queryset.filter(deleted, undone_by=None)


class PersonFilter(admin.SimpleListFilter):
    title = _("person")
    parameter_name = "person"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        names = Act.objects.exclude(by_name="").order_by("by_name").values_list("by_name", flat=True)
        return [(name, name) for name in names.distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Act]) -> QuerySet[Act]:
        return queryset.filter(by_name=self.value()) if self.value() else queryset


@admin.register(Act)
class ActAdmin(NewsroomAdmin[Act]):
    """The latest act first. Nobody edits the record; what it says may be erased where a law or a person asks."""

    list_display = ["at", "what", "about_shown", "by_shown", "road_shown", "reason", "undone_shown"]
    list_display_links = ["at", "what"]
    list_filter = ["road", BinFilter, PersonFilter, RowFilter]
    search_fields = ["about", "by_name", "reason"]
    search_help_text = _("Words of a title or name, a person, a reason; or an article's number.")
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    actions = ["erase"]
    seen_fields = ("erased_at",)
    fields = [
        "at",
        "what",
        "about_shown",
        "by_shown",
        "road_shown",
        "reason",
        "undone_shown",
        "changes_shown",
    ]
    readonly_fields = [
        "at",
        "what",
        "about_shown",
        "by_shown",
        "road_shown",
        "reason",
        "undone_shown",
        "changes_shown",
    ]
    change_form_template = "admin/desk/act/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Act]:
        """Without acts on readers' words of a kind that this editor may not see."""
        acts = super().get_queryset(request).select_related("by", "undoes").prefetch_related("undone_by")
        if hidden := _hidden_tables(request):
            return acts.exclude(Exists(Change.objects.filter(act=OuterRef("pk"), table__in=hidden)))
        return acts

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Act], search_term: str
    ) -> tuple[QuerySet[Act], bool]:
        """By words of the act itself, by the title that an article has now, or by an article's number."""
        term = search_term.strip().replace("\0", "")
        found, is_distinct = super().get_search_results(request, queryset, term)
        if not term:
            return found, is_distinct
        articles = Article.objects.filter(pk=int(term)) if _is_key(term) else Article.objects.titled(term)
        rows = [str(pk) for pk in articles.values_list("pk", flat=True)[:500]]
        acts = Change.objects.filter(table=Article._meta.db_table, row__in=rows).values("act_id")
        return queryset.filter(Q(pk__in=found.values("pk")) | Q(pk__in=acts)), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Act | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Act | None = None) -> bool:
        return False

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and bool(getattr(request.user, "is_superuser", False))

    @admin.action(description=_("Erase what it says, as a person or a law asks"), permissions=["erase"])
    def erase(self, request: HttpRequest, queryset: QuerySet[Act]) -> None:
        by = editor_of(request)
        acts = list(queryset)
        places: dict[str, set[str]] = {}
        for table, row in Change.objects.filter(act__in=acts).values_list("table", "row"):
            places.setdefault(table, set()).add(row)
        number = sum(
            forget(table=table, rows=rows, by_name=by.get_username(), now=timezone.now())
            for table, rows in places.items()
        )
        text = gettext("Erased; that something was erased stays. Acts on the same rows: %(number)s.") % {
            "number": number
        }
        self.message_user(request, text, messages.SUCCESS)

    # --- Taking back ----------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<path:object_id>/undo/", view, name="desk_act_undo"), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        act = self.get_object(request, unquote(object_id))
        more = {"reason_against": _reason_against(request, act) if act else ""}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def undo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Shows what taking the act back would do and what stands in its way; a POST takes it back."""
        act = self.get_object(request, unquote(object_id))
        if act is None:
            raise Http404
        if not self.has_view_permission(request, act):
            raise PermissionDenied
        against = _reason_against(request, act)
        newer = undoing.newer_than(act) if not against else []
        if request.method == "POST" and not against:
            answers = {
                name.removeprefix(CHOICE): value == "before"
                for name, value in request.POST.items()
                if name.startswith(CHOICE) and value in {"before", "now"}
            }
            try:
                newer = undoing.undo(act=act, by=editor_of(request), now=timezone.now(), restore=answers)
            except undoing.CannotUndoError as error:
                against = str(error)
            else:
                if not newer:
                    self.message_user(request, gettext("Taken back."), messages.SUCCESS)
                    return HttpResponseRedirect(reverse("admin:desk_act_change", args=[act.pk]))
        with timezone.override(ZONE):
            context = {
                **self.admin_site.each_context(request),
                "title": gettext("Take back"),
                "opts": self.opts,
                "act": act,
                "what": in_words(act.kind),
                "about": about_in_words(act.about),
                "against": against,
                "changes": _changes(act.changes.order_by("pk")[:CHANGES_SHOWN]),
                "number": act.changes.count(),
                "newer": [_in_question(one) for one in newer],
            }
            return TemplateResponse(request, "admin/desk/act/undo.html", context).render()

    # --- Columns --------------------------------------------------------------------------------------------

    @admin.display(description=_("What"), ordering="kind")
    def what(self, act: Act) -> str:
        return in_words(act.kind)

    @admin.display(description=_("By"), ordering="by_name")
    def by_shown(self, act: Act) -> str:
        return act.by_name or "—"

    @admin.display(description=_("About"))
    def about_shown(self, act: Act) -> str:
        return about_in_words(act.about)

    @admin.display(description=_("Road"), ordering="road")
    def road_shown(self, act: Act) -> SafeString:
        return state_word(act.get_road_display(), ROAD_TONES[act.road])

    @admin.display(description=_("Taken back"))
    def undone_shown(self, act: Act) -> SafeString | str:
        if act.erased_at:
            return gettext("erased on %(erased_at)s by %(erased_by)s") % {
                "erased_at": wording.day(act.erased_at),
                "erased_by": act.erased_by,
            }
        undone = next(iter(act.undone_by.all()), None)
        if undone is not None:
            address = reverse("admin:desk_act_change", args=[undone.pk])
            said = f"{wording.minute(undone.at)}, {undone.by_name}"
            return format_html('<a href="{}">{}</a>', address, said)
        if act.undoes_id:
            return format_html(
                '{} <a href="{}">{}</a>',
                gettext("takes back"),
                reverse("admin:desk_act_change", args=[act.undoes_id]),
                wording.minute(act.undoes.at) if act.undoes else "",
            )
        return "—"

    @admin.display(description=_("What it changed"))
    def changes_shown(self, act: Act) -> SafeString:
        context = {
            "changes": _changes(act.changes.order_by("pk")[:CHANGES_SHOWN]),
            "number": act.changes.count(),
        }
        return render_to_string("admin/desk/act/changes.html", context)


def _hidden_tables(request: HttpRequest) -> list[str]:
    models = [model for label in OF_READERS for model in apps.get_app_config(label).get_models()]
    return [
        model._meta.db_table
        for model in models
        if not request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
    ]


def _is_key(term: str) -> bool:
    return term.isdecimal() and len(term) <= 18


def _reason_against(request: HttpRequest, act: Act) -> str:
    """Why this editor cannot take the act back; empty where it is possible."""
    if reason := undoing.reason_against(act):
        return reason
    if not request.user.has_perm("desk.undo_act"):
        return gettext("You have no right to take acts back.")
    for table in act.changes.order_by().values_list("table", flat=True).distinct():
        model = model_of(table)
        if model is None or "change" not in model._meta.default_permissions:
            continue
        right = f"{model._meta.app_label}.change_{model._meta.model_name}"
        if not request.user.has_perm(right):
            return gettext("You have no right to change %(verbose_name_plural)s.") % {
                "verbose_name_plural": model._meta.verbose_name_plural
            }
    return ""


def _changes(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """The changes in words, row by row."""
    return [
        {"name": name_of_row(change), "fields": _fields(change), "kind": _kind(change)} for change in changes
    ]


def _kind(change: Change) -> str:
    if change.before is None and change.after is None:
        return "erased"
    return "made" if change.before is None else "deleted" if change.after is None else "changed"


def _fields(change: Change) -> list[tuple[str, str, str]]:
    before, after = change.before or {}, change.after or {}
    columns = [column for column in {**before, **after} if before.get(column) or after.get(column)]
    return [
        (
            field_in_words(change.table, column),
            value_in_words(change.table, column, before.get(column))[:VALUE_CHARACTERS],
            value_in_words(change.table, column, after.get(column))[:VALUE_CHARACTERS],
        )
        for column in columns
    ]


def _in_question(newer: undoing.Newer) -> dict[str, str]:
    def words(value: Any) -> str:
        if newer.column:
            return value_in_words(newer.change.table, newer.column, value)[:VALUE_CHARACTERS]
        return gettext("(there is none)") if value is None else gettext("(there is one)")

    label = field_in_words(newer.change.table, newer.column) if newer.column else gettext("The whole row")
    return {
        "key": f"{CHOICE}{newer.key}",
        "label": f"{name_of_row(newer.change)}: {label}",
        "before": words(newer.before),
        "left": words(newer.left),
        "now": words(newer.now),
    }
