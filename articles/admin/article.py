"""Articles: the list from which editors publish, hold, file and join, and the page on which they correct one."""

from datetime import datetime
from typing import Any

import nh3
from django import forms
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
from django.utils.translation import gettext_lazy as _

from articles.admin.article_actions import ACTIONS, CategoryActionForm, placing_address
from articles.admin.article_form import ArticleForm
from articles.admin.base import NewsroomAdmin, ReadOnlyInline, Waiting
from articles.admin.filters import CategoryFilter, LanguageFilter, TopicOfArticleFilter
from articles.admin.shown import change_address, language_word, link_to, outward_link, state_word, text_in
from articles.grouping.addresses import same_article_key
from articles.models import Article, ArticleTopic, Citation, Intake, Picture, Revision
from articles.services import curation
from articles.templatetags.reading import direction

TONES = {
    Article.State.PUBLISHED: "good",
    Article.State.HELD: "waiting",
    Article.State.OFF_TOPIC: "quiet",
    Article.State.WITHDRAWN: "bad",
}
LINE_BREAK = SafeString("<br>")
# The text is shown in a frame without scripts; pictures are left out so that the preview asks no other host.
PREVIEW_TAGS = nh3.ALLOWED_TAGS - {"img"}


class ArticleChangeList(ChangeList):
    """The list of articles: the long texts stay in the database."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        links = (
            ArticleTopic.objects.filter(article=OuterRef("pk"), excluded=False).order_by().values("article")
        )
        topics = links.annotate(number=Count("pk")).values("number")
        return (
            super()
            .get_queryset(request, exclude_parameters)
            .select_related("source", "category")
            .prefetch_related("category__names")
            .annotate(topic_count=Coalesce(Subquery(topics), 0))
            .defer("text", "html", "lead", "search")
        )


class PictureInline(ReadOnlyInline):
    model = Picture
    fields = ["position", "thumbnail", "caption", "credit", "state", "reason"]
    readonly_fields = ["thumbnail"]
    show_change_link = True
    verbose_name_plural = _("Pictures")

    @admin.display(description=_("Picture"))
    def thumbnail(self, picture: Picture) -> SafeString | str:
        return thumbnail_of(picture)


class RevisionInline(ReadOnlyInline):
    model = Revision
    fields = ["replaced_at", "cause", "former_title", "former_lead", "former_text"]
    readonly_fields = ["former_title", "former_lead", "former_text"]
    verbose_name_plural = _("What it was before")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("article")

    @admin.display(description=_("Title"))
    def former_title(self, revision: Revision) -> SafeString:
        return text_in(revision.article.language, revision.title, 500)

    @admin.display(description=_("Lead"))
    def former_lead(self, revision: Revision) -> SafeString:
        return text_in(revision.article.language, revision.lead, 500)

    @admin.display(description=_("Text"))
    def former_text(self, revision: Revision) -> SafeString:
        return format_html(
            '<details><summary>{}</summary><div class="former-text" lang="{}" dir="{}">{}</div></details>',
            _("Show"),
            revision.article.language,
            direction(revision.article.language),
            revision.text,
        )


def thumbnail_of(picture: Picture) -> SafeString | str:
    """The smallest file that the site keeps of a picture, as an image; a dash where there is none."""
    if not picture.is_shown:
        return "—"
    address = picture.file_url(picture.widths[0], "jpg")
    return format_html('<img class="thumbnail" src="{}" alt="{}" loading="lazy">', address, picture.caption)


@admin.register(Article)
class ArticleAdmin(NewsroomAdmin):
    """What editors may change is marked as theirs; what a feed gave and what rules decided is shown beside it."""

    form = ArticleForm
    actions = ACTIONS
    action_form = CategoryActionForm
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
        LanguageFilter,
        CategoryFilter,
        TopicOfArticleFilter,
        "relevant",
        "machine_translated",
        "source",
    ]
    search_fields = ["title"]
    search_help_text = _("Words of the title, an article's number, or the address of its page.")
    date_hierarchy = "ordered_at"
    ordering = ["-ordered_at", "-pk"]
    inlines = [PictureInline, RevisionInline]
    readonly_fields = [
        "preview",
        "category_by_hand",
        "state_by_hand",
        "topics_shown",
        "story_shown",
        "is_lead",
        "language_shown",
        "source_shown",
        "carrier",
        "author",
        "published_at",
        "updated_at",
        "arrived_at",
        "url_shown",
        "origin_shown",
        "machine_translated",
        "relevant",
        "title_derived",
        "documents_shown",
        "intake_shown",
    ]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("state", "state_by_hand"),
                    "title",
                    "lead",
                    ("category", "category_by_hand"),
                    "on_topics",
                    "topics_shown",
                ],
                "description": _(
                    "What you choose here is yours: no later reading of the feed changes state, category or topics "
                    "again. A corrected title or lead stands until the publisher changes the text."
                ),
            },
        ),
        (_("Text"), {"fields": ["preview"]}),
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
                    ("published_at", "updated_at", "arrived_at"),
                    "url_shown",
                    "origin_shown",
                ]
            },
        ),
        (
            _("What the rules decided, and why"),
            {
                "fields": [
                    ("relevant", "machine_translated", "title_derived"),
                    "documents_shown",
                    "intake_shown",
                ]
            },
        ),
    ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ArticleChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("source", "carrier", "author", "story")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By number, by the address of the page or of its original, else by every word of the title."""
        term = search_term.strip().replace("\0", "")
        if term.startswith(("http://", "https://")):
            key = same_article_key(term)
            return queryset.filter(address_key=key) | queryset.filter(origin_key=key), False
        if term.isdecimal() and len(term) <= 18:
            return queryset.filter(pk=int(term)), False
        return queryset.titled(term), False

    def waiting(self) -> Waiting:
        return Waiting(
            Article.objects.filter(state=Article.State.HELD).count(), _("held"), "state__exact=held"
        )

    # Articles come in by their feeds, and an address that was ever public answers for ever: withdraw instead.
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Article, form: forms.ModelForm, change: bool) -> None:
        """Hands what was changed to the services, each of which marks it as the editor's."""
        now, chosen = timezone.now(), form.cleaned_data
        if {"title", "lead"} & set(form.changed_data):
            curation.correct_text(
                article=obj, title=chosen["title"], lead=chosen["lead"], by=request.user, now=now
            )
        if "category" in form.changed_data:
            curation.set_category(articles=[obj], category=chosen["category"], by=request.user, now=now)
        if "on_topics" in form.changed_data:
            curation.set_topics(article=obj, topics=chosen["on_topics"], by=request.user, now=now)
        if "state" in form.changed_data:
            curation.set_state(articles=[obj], state=chosen["state"], by=request.user, now=now)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        article = self.get_object(request, unquote(object_id))
        tools = {}
        if article:
            is_web = article.url.lower().startswith(("http://", "https://"))
            tools = {
                "placing_address": placing_address(article=article),
                "publisher_address": article.url if is_web else "",
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **tools})

    def view_on_site(self, obj: Article) -> str | None:
        return obj.get_absolute_url() if obj.is_public else None

    # --- Columns and read-only rows --------------------------------------------------------------------------

    @admin.display(description=_("Title"), ordering="title")
    def headline(self, article: Article) -> SafeString:
        return text_in(article.language, article.title)

    @admin.display(description=_("Language"), ordering="language")
    def language_shown(self, article: Article) -> SafeString:
        return language_word(article.language)

    @admin.display(description=_("State"), ordering="state")
    def state_shown(self, article: Article) -> SafeString:
        return state_word(article.get_state_display(), TONES[Article.State(article.state)])

    @admin.display(description=_("Published, or arrived"), ordering="ordered_at")
    def published_shown(self, article: Article) -> datetime:
        return article.ordered_at

    @admin.display(description=_("Topics"), ordering="topic_count")
    def topic_count(self, article: Article) -> int:
        return article.topic_count

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
        rows = [(str(link.topic), _why(link)) for link in links]
        return format_html_join(LINE_BREAK, "{}: {}", rows) or "—"

    @admin.display(description=_("Story"))
    def story_shown(self, article: Article) -> SafeString:
        """The versions of its story, and the list in which they are merged or parted."""
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
        """The text in a frame of its own without scripts, so that nothing in it can reach the admin."""
        body = nh3.clean(article.html, tags=PREVIEW_TAGS) or nh3.clean_text(article.text)
        page = format_html(
            '<!doctype html><html lang="{}" dir="{}"><style>body{{font:16px/1.5 sans-serif;margin:12px}}</style>{}</html>',
            article.language,
            direction(article.language),
            SafeString(body),
        )
        # `escape` and not autoescaping: the page is markup within the frame, and text within the attribute.
        frame = '<iframe class="preview" sandbox srcdoc="{}" title="{}"></iframe>'
        return format_html(frame, escape(page), _("Text as readers see it"))

    @admin.display(description=_("Documents cited"))
    def documents_shown(self, article: Article) -> SafeString | str:
        citations = (
            Citation.objects.filter(article=article).select_related("document").order_by("document__number")
        )
        rows = [(change_address(one.document), str(one.document), one.cited_as) for one in citations]
        return format_html_join(LINE_BREAK, '<a href="{}">{}</a> “{}”', rows) or "—"

    @admin.display(description=_("How it came in"))
    def intake_shown(self, article: Article) -> SafeString | str:
        intake = Intake.objects.defer("raw").filter(article=article).first()
        return render_to_string("admin/articles/article/intake.html", {"intake": intake}) if intake else "—"


def _why(link: ArticleTopic) -> str:
    """Who put an article into a topic, or took it off."""
    if link.excluded:
        return str(_("taken off by an editor"))
    return str(_("by an editor") if link.by_hand else _("by its terms"))
