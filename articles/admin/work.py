"""Long work at the desk: asked for, its progress, its end; cancelled and taken up again by hand."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NewsroomAdmin, Waiting, counted, editor_of
from articles.admin.formatting import distance_to, link_to, state_word
from articles.generics import ModelForm
from articles.linking.regroup_work import ask_for_regrouping
from desk import wording
from desk.models import Work
from desk.work import doing, exporting

TONES = {
    Work.State.WAITING: "waiting",
    Work.State.RUNNING: "waiting",
    Work.State.DONE: "good",
    Work.State.FAILED: "bad",
    Work.State.CANCELLED: "quiet",
}
BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheets that a file is UTF-8


class RegroupForm(ModelForm[Work]):
    """What is grouped anew."""

    language = forms.ChoiceField(
        choices=[("", _("All languages")), *settings.LANGUAGES],
        required=False,
        label=_("Articles in"),
        help_text=_(
            "Stories, topics, documents and categories are found anew by the present rules and terms. What editors decided "
            "stays."
        ),
    )

    class Meta:
        model = Work
        fields: list[str] = []


@admin.register(Work)
class WorkAdmin(NewsroomAdmin[Work]):
    """The latest first. The page of work that runs shows it anew every few seconds."""

    actions = ["cancel", "go_on"]
    seen_fields = ("state",)
    list_display = ["title", "state_shown", "progress", "by", "asked_shown", "said"]
    list_filter = ["state"]
    list_select_related = ["by"]
    search_fields = ["title", "said"]
    ordering = ["-asked_at", "-pk"]
    readonly_fields = [
        *("title", "state_shown", "progress", "said", "notes_shown", "file_shown"),
        *("by", "asked_at", "started_at", "ended_at"),
    ]
    fields = [*readonly_fields]
    change_form_template = "admin/desk/work/change_form.html"

    def get_fields(self, request: HttpRequest, obj: Work | None = None) -> Any:
        return ["language"] if obj is None else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Work | None = None) -> Any:
        return [] if obj is None else self.readonly_fields

    def get_form(
        self, request: HttpRequest, obj: Work | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return super().get_form(
            request, obj, change, **({"form": RegroupForm} if obj is None else {}), **kwargs
        )

    def waiting(self) -> Waiting:
        return Waiting(counted(Work.objects.filter(state__in=Work.OPEN)), _("under way"), "")

    def has_delete_permission(self, request: HttpRequest, obj: Work | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Work, form: ModelForm[Work], change: bool) -> None:
        if change:
            return
        tag = form.cleaned_data["language"]
        where = dict(settings.LANGUAGES).get(tag, gettext("all languages"))
        made = ask_for_regrouping(
            languages=[tag] if tag else [],
            title=gettext("Group articles anew: %(where)s") % {"where": where},
            by=editor_of(request),
            now=timezone.now(),
        )
        obj.pk = made.pk

    def response_add(
        self, request: HttpRequest, obj: Work, post_url_continue: str | None = None
    ) -> HttpResponse:
        self.message_user(request, _("A worker does this. You may leave the page."), messages.INFO)
        return HttpResponseRedirect(reverse("admin:desk_work_change", args=[obj.pk]))

    @admin.action(description=_("Cancel; what was done stays"), permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Work]) -> None:
        number = doing.cancel(list(queryset), now=timezone.now())
        self.message_user(request, gettext("Cancelled: %(number)s.") % {"number": number}, messages.SUCCESS)

    @admin.action(description=_("Go on where it stopped"), permissions=["change"])
    def go_on(self, request: HttpRequest, queryset: QuerySet[Work]) -> None:
        number = doing.go_on(list(queryset))
        self.message_user(
            request, gettext("Waiting for a worker: %(number)s.") % {"number": number}, messages.SUCCESS
        )

    # --- The page of one ------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:pk>/file/", view, name="desk_work_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """The file that an export made, for who asked for it."""
        work = Work.objects.filter(pk=pk, kind=exporting.KIND, state=Work.State.DONE).first()
        if work is None:
            raise Http404
        editor = editor_of(request)
        if work.by != editor and not editor.is_superuser:
            raise PermissionDenied
        form = work.what.get("form", "csv")
        response = StreamingHttpResponse(_parts(work), content_type=exporting.FORMS[form])
        name = work.what["model"].partition(".")[2]
        response.headers["Content-Disposition"] = f'attachment; filename="{name}-{work.pk}.{form}"'
        return response

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        work = self.get_object(request, object_id)
        is_open = work is not None and work.state in Work.OPEN
        # There is nothing to save.
        names = ("show_save", "show_save_and_continue", "show_save_and_add_another")
        shown = {"is_open": is_open, **dict.fromkeys(names, False)}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    @admin.display(description=_("State"), ordering="state")
    def state_shown(self, work: Work) -> SafeString:
        return state_word(work.get_state_display(), TONES[Work.State(work.state)])

    @admin.display(description=_("Progress"))
    def progress(self, work: Work) -> SafeString | str:
        if work.total is None:
            return "—"
        bar = format_html('<progress value="{}" max="{}"></progress>', work.done, max(work.total, 1))
        return format_html(
            "{} {}",
            bar,
            _("%(done)s of %(total)s")
            % {"done": wording.grouped(work.done), "total": wording.grouped(work.total)},
        )

    @admin.display(description=_("Asked"), ordering="asked_at")
    def asked_shown(self, work: Work) -> SafeString | str:
        return distance_to(work.asked_at)

    @admin.display(description=_("What to know"))
    def notes_shown(self, work: Work) -> SafeString | str:
        notes = format_html_join(SafeString("<br>"), "{}", ([note] for note in work.notes))
        return notes or "—"

    @admin.display(description=_("File"))
    def file_shown(self, work: Work) -> SafeString | str:
        if work.kind != exporting.KIND or work.state != Work.State.DONE:
            return "—"
        return link_to(reverse("admin:desk_work_file", args=[work.pk]), str(_("Download")))


def _parts(work: Work) -> Iterator[bytes]:
    if work.what.get("form", "csv") == "csv":
        yield BYTE_ORDER_MARK.encode()  # without it Excel reads Vietnamese in the code page of Windows
    for text in work.parts.order_by("number").values_list("text", flat=True).iterator(chunk_size=20):
        yield text.encode()
