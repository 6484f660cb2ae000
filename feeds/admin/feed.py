"""The admin of feeds, with the records of their entries and fetch attempts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from articles.admin.base import URL_FIELDS, ZONE, Model, NewsroomAdmin, Waiting, editor_of
from articles.admin.finding.filters import CategoryFilter, ValuesFilter
from articles.admin.finding.searching import holding
from articles.admin.formatting import (
    change_address,
    distance_to,
    link_to,
    list_link,
    outward_link,
    state_word,
    text_in,
)
from articles.admin.helps import HelpBesideFields
from articles.admin.source import SourceAdmin
from articles.clock import database_now
from articles.generics import TabularInline
from articles.models import Source
from articles.models.annotated import annotated
from feeds.admin.attention import FEED_TONES, AttentionFilter, waiting_feeds
from feeds.admin.digest_readers import DigestReaderAdmin
from feeds.admin.feed_form import TAKE, TRY, FeedForm
from feeds.admin.host_backoff import backoff_sentence, backoff_until, hosts_in_backoff
from feeds.admin.source_rules import SourceRulesInline, SourceRulesMixin
from feeds.models import DigestReader, Entry, Feed, Fetch, Subscription
from feeds.pull.asking import ask_feeds

SUBSCRIPTION_TONES = {
    Subscription.State.WANTED: "waiting",
    Subscription.State.REQUESTED: "waiting",
    Subscription.State.VERIFIED: "good",
    Subscription.State.DENIED: "bad",
    Subscription.State.ENDED: "quiet",
}
FETCH_TONES = {
    Fetch.Outcome.NEW: "good",
    Fetch.Outcome.NOTHING_NEW: "quiet",
    Fetch.Outcome.NOT_MODIFIED: "quiet",
    Fetch.Outcome.FAILED: "bad",
}
# A month shows the rhythm of a weekly column as well as that of an agency.
RECENT = timedelta(days=30)
SHOWN_ON_PAGE = 20  # newest fetches and entries on a feed's own page


class FeedInline(HelpBesideFields, TabularInline[Feed, Source]):
    """The feeds of a source, on the source's own page: one form adds both."""

    model = Feed
    form = FeedForm
    extra = 1
    fields = ["url", "language", "category", "intake_rule", "enabled", "health"]
    readonly_fields = ["health"]
    show_change_link = True
    formfield_overrides = URL_FIELDS
    verbose_name_plural = pgettext_lazy("desk", "Feeds")

    @admin.display(description=_("State"))
    def health(self, feed: Feed) -> SafeString | str:
        return _health_of(feed) if feed.pk else "—"


# `articles` must not import `feeds`, so the inlines of a source's page are added here.
admin.site.unregister(Source)


@admin.register(Source)
class SourceWithFeedsAdmin(SourceRulesMixin, SourceAdmin):
    inlines = [*SourceAdmin.inlines, FeedInline, SourceRulesInline]


@admin.register(Feed)
class FeedAdmin(NewsroomAdmin[Feed]):
    form = FeedForm
    list_display = [
        "health",
        "name",
        "source",
        "last_checked",
        "last_new",
        "next_check",
        "recent_articles",
    ]
    list_display_links = ["name"]
    list_filter = [
        AttentionFilter,
        "state",
        "enabled",
        "kind",
        "intake_rule",
        ("language", ValuesFilter),
        CategoryFilter,
        "source",
    ]
    search_fields = ["title__plainly_holds", "url", "source__name__plainly_holds", "note__plainly_holds"]
    search_help_text = _("Words of the title, the address, the source or the note.")
    ordering = ["source__name", "url"]
    autocomplete_fields = ["source"]
    in_parts = ("switch_on", "switch_off")
    seen_fields = ("url", "enabled", "source_id", "intake_rule", "category_id")
    actions = ["try_one", "ask_now", "switch_on", "switch_off"]
    readonly_fields = [
        "health",
        "state_reason",
        "failures",
        "last_checked_at",
        "last_new_at",
        "next_check_at",
        "backoff_shown",
        "claimed_until",
        "claimed_by",
        "moved_to",
        "moved_times",
        "subscription_shown",
        "fetches_shown",
        "entries_shown",
    ]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "source",
                    "url",
                    ("kind", "item_selector"),
                    "title",
                    ("language", "category"),
                    ("intake_rule", "full_text", "enabled"),
                    "note",
                ]
            },
        ),
        (
            _("How it is"),
            {
                "fields": [
                    ("health", "failures"),
                    "state_reason",
                    ("last_checked_at", "last_new_at", "next_check_at"),
                    "backoff_shown",
                    ("moved_to", "moved_times"),
                    ("claimed_until", "claimed_by"),
                    "subscription_shown",
                ]
            },
        ),
        (_("The last attempts"), {"fields": ["fetches_shown"]}),
        (_("What it gave last"), {"fields": ["entries_shown"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Feed | None = None) -> Any:
        """A feed that is being added has no record yet."""
        return self.fieldsets if obj else self.fieldsets[:1]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feed]:
        recent = Entry.objects.filter(
            feed=OuterRef("pk"), first_seen_at__gte=timezone.now() - RECENT, state=Entry.State.STORED
        )
        numbers = recent.order_by().values("feed").annotate(number=Count("pk")).values("number")
        feeds: QuerySet[Feed] = super().get_queryset(request).select_related("source")
        return feeds.annotate(recent=Coalesce(Subquery(numbers), 0), backoff_until=backoff_until())

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.paste_view)
        return [path("paste/", view, name="feeds_feed_paste"), *super().get_urls()]

    def paste_view(self, request: HttpRequest) -> HttpResponse:
        """Any address of a publisher, looked at, saved and pulled at once."""
        from feeds.admin import paste  # as in `changeform_view`

        with timezone.override(ZONE):
            return paste.view(request)

    def waiting(self) -> Waiting:
        """The feeds that are broken or gone."""
        return Waiting(waiting_feeds().count(), _("broken"), "attention=1", "bad")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A feed may be deleted with its records, though nobody may delete the records alone."""
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        record = {Entry._meta.verbose_name, Fetch._meta.verbose_name}
        return to_delete, counts, {name for name in perms_needed if name not in record}, protected

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; its preview button shows what the feed as typed would give, and saves nothing."""
        if request.method == "POST" and not {TRY, TAKE}.isdisjoint(request.POST):
            # Loaded here: whatever reads feeds would take a fifth of the memory of a process that serves readers.
            from feeds.admin.feed_preview import previewed_form

            with timezone.override(ZONE):
                return previewed_form(self, request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    @admin.action(description=_("Try: show what it would give"), permissions=["change"])
    def try_one(self, request: HttpRequest, queryset: QuerySet[Feed]) -> HttpResponse | None:
        feeds = list(queryset[:2])
        if len(feeds) != 1:
            self.message_user(
                request, _("Tick one feed to try it: each takes some seconds."), messages.WARNING
            )
            return None
        from feeds.admin.feed_preview import previewed_feed  # as in `changeform_view`

        with timezone.override(ZONE):
            return previewed_feed(self, request, feeds[0])

    @admin.action(description=_("Ask at once"), permissions=["change"])
    def ask_now(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        feeds = list(queryset)
        with _locked(feeds) as rows:
            number = rows.filter(enabled=True).update(next_check_at=database_now())
        self.log_action_on(request, feeds, "To be asked at once.")
        if number:
            asked = [feed for feed in feeds if feed.enabled]
            work = ask_feeds(feeds=asked, by=editor_of(request), now=timezone.now())
            text = ngettext("%d feed is asked now.", "%d feeds are asked now.", number) % number
            address = reverse("admin:desk_work_change", args=[work.pk])
            said = format_html('{} <a href="{}">{}</a>', text, address, _("See how far it is"))
            self.message_user(request, said, messages.SUCCESS)
        for host in hosts_in_backoff(feed.url for feed in feeds if feed.enabled):
            self.message_user(request, backoff_sentence(host), messages.WARNING)
        if number < len(feeds):
            self.message_user(
                request,
                _("Feeds that are switched off are not asked: switch them on first."),
                messages.WARNING,
            )

    @admin.action(description=_("Switch on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        self._switch(request, queryset, enabled=True)

    @admin.action(description=_("Switch off"), permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        self._switch(request, queryset, enabled=False)

    def _switch(self, request: HttpRequest, queryset: QuerySet[Feed], *, enabled: bool) -> None:
        feeds = list(queryset)
        with _locked(feeds) as rows:
            number = rows.exclude(enabled=enabled).update(enabled=enabled)
        self.log_action_on(request, feeds, "Switched on." if enabled else "Switched off.")
        if enabled:
            text = ngettext("%d feed switched on.", "%d feeds switched on.", number)
        else:
            text = ngettext("%d feed switched off.", "%d feeds switched off.", number)
        self.message_user(request, text % number, messages.SUCCESS)

    @admin.display(description=_("Feed"), ordering="title")
    def name(self, feed: Feed) -> SafeString:
        return format_html(
            '{}<br><small class="quiet">{}</small>', feed.title or _("Untitled"), feed.url[:90]
        )

    @admin.display(description=_("State"), ordering="state")
    def health(self, feed: Feed) -> SafeString | str:
        return _health_of(feed) if feed.pk else "—"

    @admin.display(description=_("Asked"), ordering="last_checked_at")
    def last_checked(self, feed: Feed) -> SafeString | str:
        return distance_to(feed.last_checked_at)

    @admin.display(description=_("Last new"), ordering="last_new_at")
    def last_new(self, feed: Feed) -> SafeString | str:
        return distance_to(feed.last_new_at)

    @admin.display(description=_("Next"), ordering="next_check_at")
    def next_check(self, feed: Feed) -> SafeString | str:
        if not feed.enabled:
            return "—"
        rests: datetime | None = annotated(feed, "backoff_until")
        if rests is None or (feed.next_check_at and feed.next_check_at > rests):
            return distance_to(feed.next_check_at)
        return format_html(
            "{}<br><small>{}</small>", distance_to(rests), _("its host wants to be left alone")
        )

    @admin.display(description=_("Its host"))
    def backoff_shown(self, feed: Feed) -> str:
        hosts = hosts_in_backoff([feed.url]) if feed.pk else []
        return backoff_sentence(hosts[0]) if hosts else "—"

    @admin.display(description=_("Articles, 30 days"), ordering="recent")
    def recent_articles(self, feed: Feed) -> SafeString | str:
        return list_link("feeds_entry", f"feed={feed.pk}", str(annotated(feed, "recent")))

    @admin.display(description=_("Push by a hub (WebSub)"))
    def subscription_shown(self, feed: Feed) -> SafeString | str:
        row = Subscription.objects.filter(feed=feed).first() if feed.pk else None
        if row is None:
            return "—"
        word = state_word(row.get_state_display(), SUBSCRIPTION_TONES[Subscription.State(row.state)])
        return render_to_string("admin/feeds/feed/subscription.html", {"subscription": row, "word": word})

    @admin.display(description=_("Attempts"))
    def fetches_shown(self, feed: Feed) -> SafeString | str:
        if not feed.pk:
            return "—"
        return render_to_string(
            "admin/feeds/feed/fetches.html", {"feed": feed, "fetches": feed.fetches.all()[:SHOWN_ON_PAGE]}
        )

    @admin.display(description=_("Entries"))
    def entries_shown(self, feed: Feed) -> SafeString | str:
        if not feed.pk:
            return "—"
        entries = feed.entries.select_related("article").defer(
            "article__text", "article__html", "article__search"
        )
        context = {"feed": feed, "entries": entries.order_by("-first_seen_at")[:SHOWN_ON_PAGE]}
        return render_to_string("admin/feeds/feed/entries.html", context)


@contextmanager
def _locked(feeds: Sequence[Feed]) -> Iterator[QuerySet[Feed]]:
    """These feeds, locked in the same order as pullers lock them, so that the two cannot deadlock."""
    rows = Feed.objects.filter(pk__in=[feed.pk for feed in feeds])
    with transaction.atomic():
        list(rows.select_for_update().order_by("pk").values_list("pk"))
        yield rows


def _health_of(feed: Feed) -> SafeString:
    """The state of a feed as a coloured word, since when, and why; a disabled feed says so first."""
    word = state_word(feed.get_state_display(), FEED_TONES[Feed.State(feed.state)])
    if not feed.enabled:
        word = format_html("{} {}", state_word(str(_("Switched off")), "quiet"), word)
    said = [_("for %(time)s") % {"time": timesince(feed.state_since, depth=1)}] if feed.state_since else []
    if feed.failures:
        said.append(ngettext("%d failure", "%d failures in a row", feed.failures) % feed.failures)
    shown = format_html('{} <small class="quiet">{}</small>', word, ", ".join(said))
    return format_html("{}<br><small>{}</small>", shown, feed.state_reason) if feed.state_reason else shown


class _RecordAdmin(NewsroomAdmin[Model]):
    """A read-only list, written by pulls."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Entry)
class EntryAdmin(_RecordAdmin[Entry]):
    list_display = [
        "url_shown",
        "feed",
        "state_shown",
        "reason",
        "article_shown",
        "first_seen_at",
        "changed_at",
    ]
    list_display_links = ["first_seen_at"]
    list_filter = ["state", "page_state", ("article", admin.EmptyFieldListFilter), "first_seen_at"]
    search_fields = ["url", "reason"]
    search_help_text = _("A part of the address or of the reason.")
    sortable_by = ()
    ordering = ["-pk"]
    fields = [
        "feed",
        "url_shown",
        "state_shown",
        "reason",
        "article_shown",
        "page_state",
        "page_reason",
        "page_next_at",
        "first_seen_at",
        "changed_at",
        "identity",
    ]
    readonly_fields = ["url_shown", "state_shown", "article_shown"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Entry], search_term: str
    ) -> tuple[QuerySet[Entry], bool]:
        return holding(queryset, search_term, "url", "reason"), False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        texts = ["article__text", "article__html", "article__search"]
        return super().get_queryset(request).select_related("feed", "article").defer(*texts)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "feed" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("Address"), ordering="url")
    def url_shown(self, entry: Entry) -> SafeString | str:
        return outward_link(entry.url) if entry.url else "—"

    @admin.display(description=_("State"), ordering="state")
    def state_shown(self, entry: Entry) -> SafeString:
        return state_word(entry.get_state_display(), "good" if entry.state == Entry.State.STORED else "bad")

    @admin.display(description=_("Article"), ordering="article")
    def article_shown(self, entry: Entry) -> SafeString | str:
        article = entry.article
        return (
            link_to(change_address(article), text_in(article.language, article.title, 120))
            if article
            else "—"
        )


@admin.register(Fetch)
class FetchAdmin(_RecordAdmin[Fetch]):
    list_display = [
        "started_at",
        "feed",
        "outcome_shown",
        "status",
        "reason",
        "entries",
        "created",
        "revised",
        "failed",
        "size",
        "milliseconds",
    ]
    list_filter = ["outcome", "status", "started_at"]
    search_fields = ["feed__title", "feed__url", "reason"]
    search_help_text = _("Words of the feed's title, its address or the reason.")
    list_select_related = ["feed"]
    sortable_by = ()
    ordering = ["-pk"]

    @admin.display(description=_("Outcome"), ordering="outcome")
    def outcome_shown(self, fetch: Fetch) -> SafeString:
        return state_word(fetch.get_outcome_display(), FETCH_TONES[Fetch.Outcome(fetch.outcome)])


admin.site.register(DigestReader, DigestReaderAdmin)
