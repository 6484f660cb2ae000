"""The editors' queue of what readers report about articles."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from articles.admin.base import NewsroomAdmin, ReadOnlyInline, Waiting, counted, editor_of
from articles.admin.formatting import (
    change_address,
    distance_to,
    language_word,
    link_to,
    state_word,
    text_in,
    text_of_unknown_language,
)
from articles.comments.reasons import reason_words
from articles.generics import ModelAdmin, ModelForm
from articles.notices.models import Notice, NoticeStep
from articles.notices.services import handling
from articles.notices.wording import what_became
from articles.templatetags.reading import direction, endonym
from desk import wording

TONES = {
    Notice.State.NEW: "waiting",
    Notice.State.IN_HAND: "waiting",
    Notice.State.ANSWERED: "good",
    Notice.State.SPAM: "quiet",
    Notice.State.WITHDRAWN: "quiet",
}
TITLE_CHARACTERS = 120


class OpenFilter(admin.SimpleListFilter):
    title = _("what waits")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [("1", _("Open")), ("mine", _("Mine"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        if self.value() not in {"1", "mine"}:
            return queryset
        opened = queryset.filter(state__in=Notice.OPEN)
        return opened if self.value() == "1" else opened.filter(handler=editor_of(request))


class StepInline(ReadOnlyInline[NoticeStep, Notice]):
    model = NoticeStep
    fields = ["at", "by", "action", "outcome", "answer"]
    verbose_name_plural = _("What was done")


class AnswerForm(ModelForm[Notice]):
    """Who handles a notice, and the answer. The first part of it, the outcome, is told in the reader's language by itself."""

    class Meta:
        model = Notice
        fields = ["handler", "outcome", "answer"]
        labels = {"handler": _("Handled by"), "outcome": _("Outcome"), "answer": _("In your own words")}
        widgets = {"answer": forms.Textarea(attrs={"rows": 4, "cols": 90, "dir": "auto"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = endonym(self.instance.edition)
        if "handler" in self.fields:
            staff = User.objects.filter(is_staff=True, is_active=True).order_by("username")
            self.fields["handler"].queryset = staff  # type: ignore[attr-defined]
            # Accounts are made elsewhere.
            for act in ("add", "change", "delete", "view"):
                setattr(self.fields["handler"].widget, f"can_{act}_related", False)
        if "outcome" in self.fields:
            self.fields["outcome"].help_text = _("The reader is told this in %(language)s, by itself.") % {
                "language": language
            }
            self.fields["answer"].help_text = _(
                "Told to the reader as it stands here: write %(language)s. May be left empty."
            ) % {"language": language}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "answer" in self.changed_data and data.get("answer") and not data.get("outcome"):
            self.add_error("outcome", _("Choose what came of it; your own words are told beside it."))
        if "outcome" in self.changed_data and not data.get("outcome"):
            self.add_error("outcome", _("It was answered. To take the answer back, open the report again."))
        return data


@admin.register(Notice)
class NoticeAdmin(NewsroomAdmin[Notice]):
    """Open ones first: those that ask for removal before others, the longest waiting first."""

    form = AnswerForm
    in_parts = ("take", "spam", "reopen")
    seen_fields = ("state", "handler_id", "outcome")
    actions = ["take", "spam", "reopen"]
    inlines = [StepInline]
    list_display = [
        "body_shown",
        "kind",
        "article_shown",
        "edition_shown",
        "state_shown",
        "handler",
        "sent_shown",
    ]
    list_filter = [OpenFilter, "state", "kind", "outcome"]
    list_select_related = ["handler"]
    search_fields = ["body", "answer", "article__title", "email"]
    search_help_text = _("Words of the report or the answer, the article's title, or an e-mail address.")
    readonly_fields = [
        "state_shown",
        "kind",
        "body_whole",
        "article_links",
        "edition_shown",
        "sender",
        "reason_shown",
        "sent_at",
        "told",
    ]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "state_shown",
                    "kind",
                    "body_whole",
                    "article_links",
                    "sender",
                    "reason_shown",
                    "sent_at",
                ]
            },
        ),
        (_("The answer"), {"fields": ["handler", "edition_shown", "outcome", "answer", "told"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        texts = [f"article__{name}" for name in ("text", "html", "lead", "search")]
        return super().get_queryset(request).select_related("article").defer(*texts)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        opened = When(state__in=Notice.OPEN, then=Value(0))
        return [
            Case(opened, default=Value(1)),
            Case(When(state__in=Notice.OPEN, kind__in=Notice.TAKE_DOWN, then=Value(0)), default=Value(1)),
            Case(When(state__in=Notice.OPEN, then="sent_at")),
            "-sent_at",
            "pk",
        ]

    def waiting(self) -> Waiting:
        return Waiting(counted(Notice.objects.open()), _("open"), "open=1")

    # They are written on the site, and forgotten in time.
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        is_withdrawn = obj is not None and obj.state == Notice.State.WITHDRAWN
        return super().has_change_permission(request, obj) and not is_withdrawn

    def view_on_site(self, obj: Notice) -> str | None:
        return obj.article.get_absolute_url() if obj.article.is_public else None

    def save_model(self, request: HttpRequest, obj: Notice, form: ModelForm[Notice], change: bool) -> None:
        editor, now, chosen = editor_of(request), timezone.now(), form.cleaned_data
        if "handler" in form.changed_data:
            handling.take_in_hand(notices=[obj], handler=chosen["handler"], by=editor, now=now)
        if {"outcome", "answer"} & set(form.changed_data):
            handling.answer(notice=obj, outcome=chosen["outcome"], words=chosen["answer"], by=editor, now=now)

    @admin.action(description=_("Take in hand"), permissions=["change"])
    def take(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        by = editor_of(request)
        number = handling.take_in_hand(notices=list(queryset), handler=by, by=by, now=timezone.now())
        text = ngettext("%d report is in your hands.", "%d reports are in your hands.", number)
        self.message_user(request, text % number, messages.SUCCESS)

    @admin.action(description=_("Close as spam, without an answer"), permissions=["change"])
    def spam(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        number = handling.close_as_spam(notices=list(queryset), by=editor_of(request), now=timezone.now())
        text = ngettext("%d report closed.", "%d reports closed.", number)
        self.message_user(request, text % number, messages.SUCCESS)

    @admin.action(description=_("Open again"), permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        number = handling.reopen(notices=list(queryset), by=editor_of(request), now=timezone.now())
        text = ngettext("%d report is open again.", "%d reports are open again.", number)
        self.message_user(request, text % number, messages.SUCCESS)

    # --- Columns and read-only rows -------------------------------------------------------------------------

    @admin.display(description=_("What is wrong"))
    def body_shown(self, notice: Notice) -> SafeString | str:
        return text_of_unknown_language(notice.body) if notice.body else "—"

    @admin.display(description=_("What is wrong"))
    def body_whole(self, notice: Notice) -> SafeString:
        return format_html('<div class="former-text" dir="auto">{}</div>', notice.body)

    @admin.display(description=_("Article"))
    def article_shown(self, notice: Notice) -> SafeString:
        article = notice.article
        return link_to(article.get_absolute_url(), text_in(article.language, article.title, TITLE_CHARACTERS))

    @admin.display(description=_("Article"))
    def article_links(self, notice: Notice) -> SafeString:
        return format_html(
            "{} · {}",
            self.article_shown(notice),
            link_to(change_address(notice.article), str(_("Correct it"))),
        )

    @admin.display(description=_("Edition"), ordering="edition")
    def edition_shown(self, notice: Notice) -> SafeString:
        return language_word(notice.edition)

    @admin.display(description=_("State"), ordering="state")
    def state_shown(self, notice: Notice) -> SafeString:
        return state_word(notice.get_state_display(), TONES[Notice.State(notice.state)])

    @admin.display(description=_("Sent"), ordering="sent_at")
    def sent_shown(self, notice: Notice) -> SafeString | str:
        return distance_to(notice.sent_at)

    @admin.display(description=_("Who sent it"))
    def sender(self, notice: Notice) -> SafeString | str:
        if not notice.name and not notice.email:
            return str(_("left no name"))
        return format_html("<bdi>{}</bdi> <bdi>{}</bdi>", notice.name, notice.email)

    @admin.display(description=_("What the screening found"))
    def reason_shown(self, notice: Notice) -> str:
        return reason_words(notice.reason) or "—"

    @admin.display(description=_("What the reader is told now"))
    def told(self, notice: Notice) -> SafeString:
        with override(notice.edition):
            sentences = what_became(notice)
        said = format_html_join(SafeString("<br>"), "{}", ([one] for one in sentences))
        mailed = ""
        if notice.mailed_at:
            mailed = str(_("Mailed on %(day)s.") % {"day": wording.minute(notice.mailed_at)})
        return format_html(
            '<div lang="{}" dir="{}">{}</div>{}', notice.edition, direction(notice.edition), said, mailed
        )
