"""The admin of articles: the list with bulk actions, and the form to correct one."""

from datetime import datetime
from typing import Any

import nh3
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.agencies.shown import agency_panel, held_by_item, is_held, media_topics_of, taken_back
from articles.admin.article_actions import ACTIONS, ArticleActionForm, placing_address, withdrawal_page
from articles.admin.article_form import ArticleForm
from articles.admin.base import NewsroomAdmin, ReadOnlyInline, Waiting, counted, editor_of
from articles.admin.finding import named
from articles.admin.finding.filters import (
    CategoryFilter,
    LanguageFilter,
    PeriodFilter,
    TakenBackFilter,
    TopicOfArticleFilter,
)
from articles.admin.formatting import (
    change_address,
    language_word,
    link_to,
    outward_link,
    state_word,
    text_in,
)
from articles.admin.revisions import RevisionInline
from articles.generics import ModelForm
from articles.grouping.addresses import same_article_key
from articles.models import (
    AgencyItem,
    Article,
    ArticleTopic,
    Citation,
    FieldLock,
    Intake,
    Picture,
)
from articles.models.annotated import annotated
from articles.services import curation
from articles.services.editing.following import follow_publisher
from articles.services.editing.locks import locked_fields
from articles.services.stories import lock_stories
from articles.templatetags.reading import direction
from desk import tokens, wording
from desk.admin.conflict_page import pairs_of

TONES = {
    Article.State.PUBLISHED: "good",
    Article.State.HELD: "waiting",
    Article.State.OFF_TOPIC: "quiet",
    Article.State.WITHDRAWN: "bad",
}
LINE_BREAK = SafeString("<br>")
# The preview is a frame without scripts; without pictures it requests nothing from other hosts.
PREVIEW_TAGS = nh3.ALLOWED_TAGS - {"img"}


class ArticleChangeList(ChangeList):
    """The list of articles; long texts are deferred."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Article]:
        links = (
            ArticleTopic.objects.filter(article=OuterRef("pk"), excluded=False).order_by().values("article")
        )
        topics = links.annotate(number=Count("pk")).values("number")
        articles: QuerySet[Article] = super().get_queryset(request, exclude_parameters)
        return (
            articles.select_related("source", "category", "agency_item")
            .prefetch_related("category__names")
            .annotate(topic_count=Coalesce(Subquery(topics), 0))
            .defer("text", "html", "lead", "search")
        )


class PictureInline(ReadOnlyInline[Picture, Article]):
    model = Picture
    fields = ["position", "thumbnail", "caption", "credit", "state", "reason"]
    readonly_fields = ["thumbnail"]
    show_change_link = True
    verbose_name_plural = _("Pictures")

    @admin.display(description=_("Picture"))
    def thumbnail(self, picture: Picture) -> SafeString | str:
        return thumbnail_of(picture)


def thumbnail_of(picture: Picture) -> SafeString | str:
    """The smallest stored file of a picture as an image; a dash if there is none."""
    if not picture.is_shown:
        return "—"
    address = picture.file_url(picture.widths[0], "jpg")
    return format_html('<img class="thumbnail" src="{}" alt="{}" loading="lazy">', address, picture.caption)


@admin.register(Article)
class ArticleAdmin(NewsroomAdmin[Article]):
    """What editors change is marked as set by hand; what the feed and the rules gave is shown read-only."""

    form = ArticleForm
    actions = ACTIONS
    in_parts = ("publish", "hold", "withdraw", "set_category", "add_topic", "take_topic_off", "split", "lead")
    seen_fields = ("state", "title", "category_id", "story_id")
    action_form = ArticleActionForm
    change_form_template = "admin/articles/article/change_form.html"
    list_display = [
        "headline",
        "language_shown",
        "source",
        "category",
        "state_shown",
        "published_shown",
        "topic_count",
        "relevant",
    ]
    list_filter = [
        "state",
        TakenBackFilter,
        PeriodFilter,
        LanguageFilter,
        CategoryFilter,
        TopicOfArticleFilter,
        "relevant",
        "machine_translated",
        "source",
    ]
    search_fields = ["title"]
    search_help_text = _(
        "Words of the title, with or without tone marks; an article's number; the address of its page. "
        'Or source:, host:, author: and text: before a word, such as source:"Nhân Dân".'
    )
    # By any other column a million articles would be sorted for one page; filters find what sorting would.
    sortable_by = ["published_shown"]
    ordering = ["-ordered_at", "-pk"]
    inlines = [PictureInline, RevisionInline]
    readonly_fields = [
        "preview",
        "taken_back_shown",
        "topics_shown",
        "locks_shown",
        "story_shown",
        "is_lead",
        "language_shown",
        "source_shown",
        "carrier",
        "author",
        "published_stated",
        "updated_stated",
        "arrived_at",
        "url_shown",
        "origin_shown",
        "machine_translated",
        "relevant",
        "title_derived",
        "documents_shown",
        "evidence_shown",
        "intake_shown",
        "agency_shown",
    ]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "state",
                    "taken_back_shown",
                    "title",
                    "lead",
                    "reason",
                    "category",
                    "on_topics",
                    "topics_shown",
                    "on_places",
                    "locks_shown",
                    "follow",
                ],
                "description": _(
                    "What you change here is yours, each field by itself: no later reading of the feed changes it again. "
                    "What the publisher says of it meanwhile waits under “Changed under your fix”."
                ),
            },
        ),
        (_("Text"), {"fields": ["preview", "html"]}),
        (
            _("Where it comes from"),
            {
                "fields": [
                    "story_shown",
                    "is_lead",
                    "language_shown",
                    "source_shown",
                    "carrier",
                    "author",
                    ("published_stated", "updated_stated", "arrived_at"),
                    "url_shown",
                    "origin_shown",
                    "agency_shown",
                ]
            },
        ),
        (
            _("What the rules decided, and why"),
            {
                "fields": [
                    ("relevant", "machine_translated", "title_derived"),
                    "documents_shown",
                    "evidence_shown",
                    "intake_shown",
                ]
            },
        ),
    ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ArticleChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return super().get_queryset(request).select_related("source", "carrier", "author", "story")

    def lock_row(self, row: Article) -> None:
        """The story first, as everybody locks who writes articles: the other order would be a deadlock."""
        lock_stories([row.story_id])
        super().lock_row(row)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """By id, by the URL of the page or of its original, else by every word of the title and what is
        named before a word (`articles.admin.finding.named`)."""
        term = search_term.strip().replace("\0", "")
        if term.startswith(("http://", "https://")):
            key = same_article_key(term)
            return queryset.filter(address_key=key) | queryset.filter(origin_key=key), False
        if term.isdecimal() and len(term) <= 18:
            return queryset.filter(pk=int(term)), False
        return named.narrowed(queryset, named.read(term), language=get_language() or "en"), False

    def waiting(self) -> Waiting:
        return Waiting(
            counted(Article.objects.filter(state=Article.State.HELD)), _("held"), "state__exact=held"
        )

    # Articles come from feeds, and a URL that was ever public must answer for ever: withdraw instead.
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.withdraw_article")

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form; without the right to withdraw, that state is not offered."""
        form = super().get_form(request, obj, change, **kwargs)
        is_withdrawn = obj is not None and obj.state == Article.State.WITHDRAWN
        if "state" in form.base_fields and not is_withdrawn and not self.has_withdraw_permission(request):
            states = [
                (value, label) for value, label in Article.State.choices if value != Article.State.WITHDRAWN
            ]
            form.base_fields["state"].choices = states  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: Article, form: ModelForm[Article], change: bool) -> None:
        """Passes changes to the services, which mark them as set by hand."""
        editor, now, chosen = editor_of(request), timezone.now(), form.cleaned_data
        texts = {name: chosen[name] for name in ("title", "lead", "html") if name in form.changed_data}
        curation.correct_text(article=obj, by=editor, now=now, reason=chosen["reason"], **texts)
        if "category" in form.changed_data:
            curation.set_category(articles=[obj], category=chosen["category"], by=editor, now=now)
        if "on_topics" in form.changed_data:
            curation.set_topics(article=obj, topics=chosen["on_topics"], by=editor, now=now)
        if "on_places" in form.changed_data:
            curation.set_places(article=obj, slugs=chosen["on_places"], by=editor, now=now)
        if "state" in form.changed_data:
            reason = chosen["reason"]
            curation.set_state(articles=[obj], state=chosen["state"], by=editor, now=now, reason=reason)
        if chosen["follow"]:
            follow_publisher(article=obj, fields=chosen["follow"], by=editor, now=now)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        article = self.get_object(request, unquote(object_id))
        tools = {}
        if article and self._withdraws_unasked(request, article):
            pairs = [*pairs_of(request.POST), (tokens.NAME, request.POST.get(tokens.NAME, ""))]
            rows, reason = Article.objects.filter(pk=article.pk), request.POST["reason"]
            return withdrawal_page(self, request, rows, reason, pairs)
        if article:
            is_web = article.url.lower().startswith(("http://", "https://"))
            tools = {
                "placing_address": placing_address(article=article),
                "publisher_address": article.url if is_web else "",
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **tools})

    def _withdraws_unasked(self, request: HttpRequest, article: Article) -> bool:
        """Whether the form withdraws the article, with a reason, and its editor has not seen yet what hangs on it."""
        return (
            request.POST.get("state") == Article.State.WITHDRAWN != article.state
            and bool(request.POST.get("reason", "").strip())
            and request.POST.get("post") != "yes"
            and self.has_withdraw_permission(request)
        )

    def view_on_site(self, obj: Article) -> str | None:
        return obj.get_absolute_url() if obj.is_public else None

    # --- Columns and read-only rows -------------------------------------------------------------------------

    @admin.display(description=_("Title"), ordering="title")
    def headline(self, article: Article) -> SafeString:
        return text_in(article.language, article.title)

    @admin.display(description=_("Language"), ordering="language")
    def language_shown(self, article: Article) -> SafeString:
        return language_word(article.language)

    @admin.display(description=_("State"), ordering="state")
    def state_shown(self, article: Article) -> SafeString:
        lines = [state_word(article.get_state_display(), TONES[Article.State(article.state)])]
        item = getattr(article, "agency_item", None)
        if item and is_held(item):
            lines.append(state_word(held_by_item(item), "waiting"))
        if article.taken_back_at:
            lines.append(state_word(taken_back(article, item), "bad"))
        return format_html_join(LINE_BREAK, "{}", ((line,) for line in lines))

    @admin.display(description=pgettext_lazy("an article, by its publisher", "Taken back"))
    def taken_back_shown(self, article: Article) -> SafeString | str:
        if not article.taken_back_at:
            return "—"
        item = AgencyItem.objects.filter(article=article).first()
        mark = state_word(taken_back(article, item), "bad")
        return format_html("{}<br>{}", mark, article.taken_back_note) if article.taken_back_note else mark

    @admin.display(description=_("Published, or arrived"), ordering="ordered_at")
    def published_shown(self, article: Article) -> datetime:
        moment: datetime = article.ordered_at
        return moment

    @admin.display(description=_("Published at"))
    def published_stated(self, article: Article) -> str:
        return wording.minute(article.published_moment) or wording.day(article.published_day) or "—"

    @admin.display(description=_("Updated at"))
    def updated_stated(self, article: Article) -> str:
        shown = wording.day if article.updated_day_only else wording.minute
        return shown(article.updated_at) or "—"

    @admin.display(description=_("Where date and author stand"))
    def evidence_shown(self, article: Article) -> SafeString | str:
        intake = Intake.objects.filter(article=article).only("evidence").first()
        return format_html_join(LINE_BREAK, "{}: {}", (intake.evidence if intake else {}).items()) or "—"

    @admin.display(description=_("Topics"), ordering="topic_count")
    def topic_count(self, article: Article) -> int:
        number: int = annotated(article, "topic_count")
        return number

    @admin.display(description=_("Source"))
    def source_shown(self, article: Article) -> SafeString:
        return link_to(change_address(article.source), article.source.name)

    @admin.display(description=_("Address"))
    def url_shown(self, article: Article) -> SafeString | str:
        return outward_link(article.url) if article.url else "—"

    @admin.display(description=_("Original"))
    def origin_shown(self, article: Article) -> SafeString | str:
        return outward_link(article.origin_url) if article.origin_url else "—"

    @admin.display(description=_("Why these topics"))
    def topics_shown(self, article: Article) -> SafeString | str:
        links = (
            article.topic_links.select_related("topic")
            .prefetch_related("topic__names")
            .order_by("topic__position")
        )
        item = AgencyItem.objects.filter(article=article).first()
        rules = (one["rule"] for one in (media_topics_of(item) if item else ()))
        named = frozenset(rule.topic_id for rule in rules if rule and rule.topic_id)
        rows = [(str(link.topic), _why(link, named)) for link in links]
        return format_html_join(LINE_BREAK, "{}: {}", rows) or "—"

    @admin.display(description=_("Set by hand"))
    def locks_shown(self, article: Article) -> SafeString | str:
        """Each locked field with who set it when; without these where it was set before that was recorded."""
        locks = FieldLock.objects.filter(article=article).select_related("by").order_by("at")
        rows = {lock.field: lock for lock in locks}
        lines = []
        for field in locked_fields(article):
            lock = rows.get(field)
            waits = "" if lock is None or lock.offered is None else _("the publisher has changed it since")
            said = f"{lock.by or '—'}, {wording.minute(lock.at)}" if lock else "—"
            lines.append((FieldLock.Field(field).label, said, waits))
        return format_html_join(LINE_BREAK, "{}: {} {}", lines) or "—"

    @admin.display(description=_("Story"))
    def story_shown(self, article: Article) -> SafeString:
        """The versions of its story, and a link to the list in which they are merged or split."""
        versions = (
            Article.objects.filter(story=article.story_id)
            .exclude(pk=article.pk)
            .select_related("source")
            .defer("text", "html", "search")
            .order_by("language", "pk")
        )
        context = {"story": article.story, "versions": versions}
        return render_to_string("admin/articles/article/story.html", context)

    @admin.display(description=_("Text as readers see it"))
    def preview(self, article: Article) -> SafeString:
        """The text in a sandboxed frame without scripts, so that nothing in it can reach the admin."""
        body = nh3.clean(article.html, tags=PREVIEW_TAGS) or nh3.clean_text(article.text)
        page = format_html(
            '<!doctype html><html lang="{}" dir="{}">{}</html>',
            article.language,
            direction(article.language),
            SafeString(body),
        )
        # `escape`, as autoescaping skips SafeString: the page is markup inside the frame, but text in the
        # attribute.
        frame = '<iframe class="preview" sandbox srcdoc="{}" title="{}"></iframe>'
        return format_html(frame, escape(page), _("Text as readers see it"))

    @admin.display(description=_("Documents cited"))
    def documents_shown(self, article: Article) -> SafeString | str:
        citations = (
            Citation.objects.filter(article=article).select_related("document").order_by("document__number")
        )
        rows = [(change_address(one.document), str(one.document), one.cited_as) for one in citations]
        return format_html_join(LINE_BREAK, '<a href="{}">{}</a> “{}”', rows) or "—"

    @admin.display(description=_("The agency says"))
    def agency_shown(self, article: Article) -> SafeString | str:
        return agency_panel(article)

    @admin.display(description=_("How it came in"))
    def intake_shown(self, article: Article) -> SafeString | str:
        intake = Intake.objects.defer("raw").filter(article=article).first()
        return render_to_string("admin/articles/article/intake.html", {"intake": intake}) if intake else "—"


def _why(link: ArticleTopic, by_media_topic: frozenset[int]) -> str:
    """Who added the article to a topic, or removed it; `by_media_topic` are those that its media topics stand for."""
    if link.excluded:
        return str(_("taken off by an editor"))
    if not link.by_hand and link.topic_id in by_media_topic:
        return str(_("by its agency's media topics"))
    return str(_("by an editor") if link.by_hand else _("by its terms"))
