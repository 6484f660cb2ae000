"""Forms and editable lists that compare what the editor saw with what stands (`desk.merging`).

A page carries what it showed, signed. A save changes only the fields that this editor changed; what a colleague, a pull
or a command changed meanwhile stays, and where both changed one field a page shows both and asks.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from desk import presence, tokens
from desk.admin import saved_filters, seen
from desk.admin.conflict_page import CHOICE, choices_in, described, pairs_of
from desk.admin.hanging import losing
from desk.merging import Merged, choose_theirs, merge
from desk.models import Work
from desk.record import present_act
from desk.shown import sets_of, shown_of, typed_of, written
from desk.work.kinds import ask

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Base
else:

    class _Base:
        def __class_getitem__(cls, argument: object) -> type:
            return cls


Model = TypeVar("Model", bound=models.Model)

# Rows that an action changes without asking for their number.
MOST_UNASKED = 20
TYPED_NUMBER = "_typed_number"
UNREADABLE = _(
    "This page is older than the desk's present version, so what it showed cannot be "
    "compared. Nothing was saved: look at what stands now, and bring your draft back."
)


class VersionedForms(_Base[Model]):
    """A part of `ModelAdmin`, named before it among the base classes."""

    # The columns whose change since a list was shown keeps an action from a row; None for all (`desk.admin.seen`).
    seen_fields: tuple[str, ...] | None = None
    # Actions that a worker runs in parts where they are asked for on more than `MOST_UNASKED` rows.
    in_parts: tuple[str, ...] = ()
    # Columns that the list shows and no file gets.
    not_exported: tuple[str, ...] = ()

    def lock_row(self, row: Model) -> None:
        """Locks the row until the end of the transaction, so that nothing changes between comparing and saving."""
        type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk).values_list("pk").first()

    # --- Forms ----------------------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST" or not object_id or tokens.NAME not in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            row = self.get_object(request, unquote(object_id))
            if row is not None and self.has_change_permission(request, row):
                self.lock_row(row)
                row = self.get_object(request, unquote(object_id))
            if row is not None and self.has_change_permission(request, row):
                asked = self._compared(request, *self._parts(request, row))
                if asked is not None:
                    return asked
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj is not None and obj.pk and self.has_change_permission(request, obj):
            context["shown_name"], context["shown_version"] = tokens.NAME, self._version(request, obj)
            now, by = timezone.now(), self._by(request)
            presence.enter(row=obj, by=by, now=now)
            context["others_here"] = presence.others(row=obj, by=by, now=now)
            context["presence_address"] = reverse(f"admin:{self._presence_name}", args=[obj.pk])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        presence.leave(row=obj, by=self._by(request))
        return super().response_change(request, obj)

    def _version(self, request: HttpRequest, row: models.Model) -> str:
        """The version for the form of `row`: what it shows, or of a form that came back, what it was compared with."""
        posted = request.POST.get(tokens.NAME) if request.method == "POST" else None
        if compared := getattr(request, "compared_version", None) or posted:
            return str(compared)
        fresh = self.get_object(request, str(row.pk))
        form, formsets = self._parts(request, fresh)
        return tokens.signed(tokens.Version(shown_of(form, formsets), timezone.now()))

    def _parts(self, request: HttpRequest, row: Any) -> tuple[Any, list[Any]]:
        """The form of `row` and its inline forms, unbound, as Django's own view makes them."""
        fields = flatten_fieldsets(self.get_fieldsets(request, row))
        form = self.get_form(request, row, change=True, fields=fields)(instance=row)
        formsets, prefixes = [], dict[str, int]()
        for make, inline in self.get_formsets_with_inlines(request, row):
            prefix = make.get_default_prefix()
            prefixes[prefix] = prefixes.get(prefix, 0) + 1
            if prefixes[prefix] != 1:
                prefix = f"{prefix}-{prefixes[prefix]}"
            if inline.has_change_permission(request, row):
                formsets.append(make(instance=row, prefix=prefix, queryset=inline.get_queryset(request)))
        return form, formsets

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history of a row is what the record says of it; without the right to the record, Django's own."""
        if not request.user.has_perm("desk.view_act"):
            return super().history_view(request, object_id, extra_context)
        place = f"{self.opts.db_table}:{unquote(object_id)}"
        return HttpResponseRedirect(f"{reverse('admin:desk_act_changelist')}?{urlencode({'row': place})}")

    # --- Lists ----------------------------------------------------------------------------------------------

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        is_save = request.method == "POST" and "_save" in request.POST and tokens.NAME in request.POST
        if not is_save or not self.has_change_permission(request):
            return self._with_version(request, super().changelist_view(request, extra_context))
        with transaction.atomic():
            make = self.get_changelist_formset(request)
            rows = self._get_list_editable_queryset(request, make.get_default_prefix())
            # By rising key, as everybody who locks several rows does.
            pks = sorted(rows.order_by().values_list("pk", flat=True))
            list(self.model._base_manager.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))
            asked = self._compared(request, None, [make(queryset=rows.all())])
            if asked is not None:
                return asked
            return self._with_version(request, super().changelist_view(request, extra_context))

    def _with_version(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Adds to a list what it shows."""
        context = getattr(response, "context_data", None)
        formset = context["cl"].formset if context and "cl" in context else None
        if formset is not None and context is not None:
            compared = getattr(request, "compared_version", None)
            version = tokens.Version(shown_of(None, [formset]), timezone.now()) if not compared else None
            context["shown_name"] = tokens.NAME
            context["shown_version"] = tokens.signed(version) if version else compared
        if context and "cl" in context and request.user.has_perm("desk.add_work"):
            place = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_export")
            context["export_address"] = f"{place}?{request.GET.urlencode()}"
        if context and "cl" in context:
            context.update(saved_filters.shown(request, self.opts.label_lower))
        if context and "cl" in context and self.get_actions(request):
            shown = [row.pk for row in context["cl"].result_list]
            context["seen_name"], context["seen_rows"] = seen.NAME, seen.signed(seen.marks_of(self, shown))
        return response

    def response_action(
        self, request: HttpRequest, queryset: Any, *location: Any, **more: Any
    ) -> HttpResponse | None:
        """Runs an action; above `MOST_UNASKED` rows only once their number was typed."""
        selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
        is_all = request.POST.get("select_across") == "1"
        number = queryset.count() if is_all else len(selected)
        if number > MOST_UNASKED and request.POST.get(TYPED_NUMBER, "").strip() != str(number):
            context = {
                **self.admin_site.each_context(request),
                "title": gettext("So many at once"),
                "opts": self.opts,
                "number": number,
                "is_wrong": TYPED_NUMBER in request.POST,
                "typed_name": TYPED_NUMBER,
                "pairs": [pair for pair in pairs_of(request.POST) if pair[0] != TYPED_NUMBER],
                "back": request.get_full_path(),
            }
            return TemplateResponse(request, "admin/desk/many.html", context).render()
        action, marks = request.POST.get("action", ""), seen.read(request.POST.get(seen.NAME, ""))
        if number > MOST_UNASKED and action in self.in_parts and action in self.get_actions(request):
            chosen = queryset if is_all else queryset.filter(pk__in=selected)
            return self._in_parts(request, action, chosen, marks)
        chosen = queryset if is_all else queryset.filter(pk__in=[pk for pk in selected if pk.isdecimal()])
        if changed := seen.changed_since(self, chosen, marks):
            names = "; ".join(changed)
            text = gettext(
                "Left out, as it changed since the list was shown: %(names)s. Look at it again."
            ) % {"names": names}
            self.message_user(request, text, messages.WARNING)
            left = seen.without(queryset, changed)
            kept = [pk for pk in selected if int(pk) not in changed.values()]
            request.POST = request.POST.copy()  # type: ignore[assignment]
            request.POST.setlist(ACTION_CHECKBOX_NAME, kept)  # type: ignore[misc]
            if not is_all and not kept:
                return HttpResponseRedirect(request.get_full_path())
            return super().response_action(request, left, *location, **more)
        return super().response_action(request, queryset, *location, **more)

    def _in_parts(
        self, request: HttpRequest, action: str, chosen: Any, marks: dict[str, str]
    ) -> HttpResponse:
        """Hands an action on many rows to a worker, and leads to where its progress is shown."""
        rows = list(chosen.values_list("pk", flat=True))
        offered = self.get_actions(request)[action]
        label = offered[2] if offered else action
        left_out = {ACTION_CHECKBOX_NAME, "csrfmiddlewaretoken", TYPED_NUMBER, tokens.NAME, seen.NAME}
        work = ask(
            kind="desk.action",
            title=f"{label}: {len(rows)} {self.opts.verbose_name_plural}",
            what={
                "model": self.opts.label_lower,
                "action": action,
                "rows": rows,
                "seen": {pk: mark for pk, mark in marks.items() if int(pk) in set(rows)},
                "typed": {name: values for name, values in request.POST.lists() if name not in left_out},
                "reason": request.POST.get("reason", ""),  # of the act
            },
            by=self._by(request),
            now=timezone.now(),
        )
        return self._to_work(request, work)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Asks for the list as CSV or JSON Lines, as the address narrows it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = "jsonl" if request.POST.get("form") == "jsonl" else "csv"
        work = ask(
            kind="desk.export",
            title=gettext("Export: %(list)s") % {"list": self.opts.verbose_name_plural},
            what={"model": self.opts.label_lower, "query": request.GET.urlencode(), "form": form},
            by=self._by(request),
            now=timezone.now(),
        )
        return self._to_work(request, work)

    def _to_work(self, request: HttpRequest, work: Work) -> HttpResponse:
        self.message_user(request, gettext("A worker does this. You may leave the page."), messages.INFO)
        return HttpResponseRedirect(reverse("admin:desk_work_change", args=[work.pk]))

    # --- The bin --------------------------------------------------------------------------------------------

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes into the bin with these rows, and what loses them: as numbers, since it may be thousands."""
        _names, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return [str(one) for one in objs], {**counts, **losing(objs)}, lacking, protected

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        act = present_act()
        if act is not None and request.user.has_perm("desk.view_act"):
            address = reverse("admin:desk_act_change", args=[act.pk])
            text = format_html(
                '{} <a href="{}">{}</a>',
                gettext("“%(name)s” is in the bin.") % {"name": obj_display},
                address,
                gettext("Bring it back"),
            )
            self.message_user(request, text, messages.INFO)
        return super().response_delete(request, obj_display, obj_id)

    # --- Comparing ------------------------------------------------------------------------------------------

    def _compared(self, request: HttpRequest, form: Any, formsets: Sequence[Any]) -> HttpResponse | None:
        """Puts into the request what is to be saved; gives the page that asks where that is not certain."""
        try:
            version = tokens.read(request.POST[tokens.NAME])
        except tokens.StaleError:
            self.message_user(request, UNREADABLE, messages.ERROR)
            request.method = "GET"
            return None
        now = shown_of(form, formsets)
        typed = typed_of(request.POST, now, formsets)
        theirs, missing = choices_in(request.POST, version.asked)
        if missing:
            return self._ask(request, version, Merged(typed, missing), form, formsets)
        if theirs:
            typed = choose_theirs(typed, version.shown, theirs)
        merged = merge(
            version.shown,
            typed,
            now,
            sets=sets_of(form, formsets),
            same_row={one.prefix: one.same_row for one in formsets if hasattr(one, "same_row")},
        )
        request.POST = written(request.POST, merged.typed, formsets)  # type: ignore[assignment]
        version = tokens.Version(now, timezone.now(), merged.conflicts)
        if merged.conflicts:
            return self._ask(request, version, merged, form, formsets)
        request.compared_version = tokens.signed(version)  # type: ignore[attr-defined]
        if merged.kept:
            names = ", ".join(_label(name, form, formsets) for name in merged.kept)
            self.message_user(
                request,
                gettext("Somebody else changed this meanwhile, and it stays: %(names)s.") % {"names": names},
                messages.INFO,
            )
        return None

    def _ask(
        self,
        request: HttpRequest,
        version: tokens.Version,
        merged: Merged,
        form: Any,
        formsets: Sequence[Any],
    ) -> HttpResponse:
        """The page that shows theirs, yours and the original of each field that two changed."""
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Two of you changed this"),
            "opts": self.opts,
            "conflicts": [described(one, form, formsets, CHOICE) for one in merged.conflicts],
            "pairs": pairs_of(request.POST),
            "shown_name": tokens.NAME,
            "shown_version": tokens.signed(version),
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/desk/conflict.html", context, status=409).render()

    # --- Who has it open ------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.presence_view))
        export = self.admin_site.admin_view(require_POST(self.export_view))
        return [
            path("<path:object_id>/presence/", view, name=self._presence_name),
            path("export/", export, name=f"{self.opts.app_label}_{self.opts.model_name}_export"),
            *super().get_urls(),
        ]

    def presence_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A sign of life of an open form, or its end; gives who else has it open."""
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_change_permission(request, row):
            return JsonResponse({"others": []})
        now, by = timezone.now(), self._by(request)
        if "left" in request.POST:
            presence.leave(row=row, by=by)
        else:
            presence.enter(row=row, by=by, now=now)
        return JsonResponse({"others": presence.others(row=row, by=by, now=now)})

    @property
    def _presence_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_presence"

    @staticmethod
    def _by(request: HttpRequest) -> Any:
        return request.user


def _label(name: str, form: Any, formsets: Sequence[Any]) -> str:
    """How the page names a field, or the rows of an inline form."""
    if form is not None and name in form.fields:
        return str(form[name].label)
    for formset in formsets:
        if name == formset.prefix:
            return str(formset.model._meta.verbose_name_plural)
        if name in formset.empty_form.fields:
            return str(formset.empty_form[name].label)
    return name
