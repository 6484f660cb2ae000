"""The admin of stories, and of editors' decisions about them."""

from typing import cast

from django.contrib import admin, messages
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NewsroomAdmin, ReadOnlyInline, editor_of
from articles.admin.finding.searching import titled
from articles.admin.formatting import change_address, link_to, state_word, text_in
from articles.languages import SITE_LANGUAGES
from articles.models import Article, Story, StoryDecision, StoryKey
from articles.models.annotated import annotated
from articles.models.story import StoryQuerySet
from articles.services.stories import merge_by_hand

TONES = {StoryDecision.Verdict.SAME: "good", StoryDecision.Verdict.APART: "bad"}


class KeyInline(ReadOnlyInline[StoryKey, Story]):
    model = StoryKey
    fields = ["key"]
    verbose_name_plural = _("What surely belongs to it")


def _of_articles(aggregate: Aggregate) -> Subquery:
    """An aggregate over the articles of each story; of those on the page only, as a subquery."""
    articles = Article.objects.filter(story=OuterRef("pk")).order_by().values("story")
    return Subquery(articles.annotate(result=aggregate).values("result"))


def _place_of_language(language: str) -> tuple[int, str]:
    """Languages of editions in their order, the others after them."""
    return (SITE_LANGUAGES.index(language) if language in SITE_LANGUAGES else len(SITE_LANGUAGES), language)


@admin.register(Story)
class StoryAdmin(NewsroomAdmin[Story]):
    """Read only: stories are merged in their list, articles taken out in theirs."""

    list_display = ["headline", "languages", "version_count", "source_count", "created_at"]
    list_filter = ["created_at", ("merged_into", admin.EmptyFieldListFilter)]
    search_fields = ["articles__title"]
    search_help_text = _("Words of a title, or a story's number.")
    sortable_by = ["headline"]
    ordering = ["-pk"]
    actions = ["merge", "place_on_front_page"]
    inlines = [KeyInline]
    fields = ["headline", "grid", "versions", "decisions", "merged_into", "merged_from", "created_at"]
    readonly_fields = [
        "headline",
        "grid",
        "versions",
        "decisions",
        "merged_into",
        "merged_from",
        "created_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        return (
            cast(StoryQuerySet, super().get_queryset(request))
            .with_titles()
            .select_related("merged_into")
            .annotate(
                version_count=_of_articles(Count("pk")),
                source_count=_of_articles(Count("source", distinct=True)),
                language_list=_of_articles(ArrayAgg("language", distinct=True)),
            )
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Story], search_term: str
    ) -> tuple[QuerySet[Story], bool]:
        """By id, else by the words of a title; autocomplete omits merged stories."""
        term = search_term.strip()
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            queryset = queryset.filter(merged_into=None)
        if term.isdecimal() and len(term) <= 18:
            return queryset.filter(pk=int(term)), False
        if not term:
            return queryset, False
        return queryset.filter(pk__in={story for _article, story in titled(term)}), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Story | None = None) -> bool:
        return False

    def view_on_site(self, obj: Story) -> str:
        return obj.get_absolute_url()

    @admin.action(description=_("Merge into one story"), permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Story]) -> None:
        """The oldest story stays, since its address has been public longest."""
        stories = list(queryset.order_by("pk").values_list("pk", flat=True))
        rows = (
            Article.objects.filter(story__in=stories)
            .order_by("story_id", "pk")
            .defer("text", "html", "search")
        )
        # One of each stands for its story: what is decided of it holds for the whole.
        articles = list({article.story_id: article for article in reversed(rows)}.values())[::-1]
        if len(articles) < 2:
            asked = _("Tick at least two stories that have articles to merge them into one.")
            self.message_user(request, asked, messages.ERROR)
            return
        story = merge_by_hand(articles=articles, by=editor_of(request))
        self.log_action_on(request, articles, f"Merged into story {story.pk}.")
        said = format_html(
            str(_('{} stories are one now: <a href="{}">{}</a>.')),
            len(articles),
            change_address(story),
            story,
        )
        self.message_user(request, said, messages.SUCCESS)

    @admin.action(description=_("Place on the front page…"), permissions=["change"])
    def place_on_front_page(
        self, request: HttpRequest, queryset: QuerySet[Story]
    ) -> HttpResponseRedirect | None:
        stories = list(queryset[:2])
        if len(stories) != 1:
            self.message_user(request, _("Tick one story to place it on the front page."), messages.ERROR)
            return None
        return HttpResponseRedirect(f"{reverse('admin:articles_feature_add')}?story={stories[0].pk}")

    @admin.display(description=_("Story"), ordering="pk")
    def headline(self, story: Story) -> SafeString | str:
        return text_in(annotated(story, "title_language"), story.title) if story.title else str(story)

    @admin.display(description=_("Languages"))
    def languages(self, story: Story) -> str:
        return ", ".join(annotated(story, "language_list") or ())

    @admin.display(description=_("Versions"))
    def version_count(self, story: Story) -> int:
        return annotated(story, "version_count") or 0

    @admin.display(description=_("Sources"))
    def source_count(self, story: Story) -> int:
        return annotated(story, "source_count") or 0

    @admin.display(description=_("Languages and papers"))
    def grid(self, story: Story) -> SafeString:
        """Which paper has the story in which language."""
        rows = Article.objects.filter(story=story).select_related("source").defer("text", "html", "search")
        articles = sorted(rows, key=lambda one: (one.arrived_at, one.pk))
        papers = list({one.source_id: one.source for one in articles}.values())
        languages = sorted({one.language for one in articles}, key=_place_of_language)
        cells: dict[tuple[str, int], list[Article]] = {}
        for article in articles:
            cells.setdefault((article.language, article.source_id), []).append(article)
        lines = [(one, [cells.get((one, paper.pk), []) for paper in papers]) for one in languages]
        return render_to_string("admin/articles/story/grid.html", {"papers": papers, "lines": lines})

    @admin.display(description=_("Versions"))
    def versions(self, story: Story) -> SafeString:
        articles = (
            Article.objects.filter(story=story).select_related("source").defer("text", "html", "search")
        )
        context = {"story": story, "versions": articles.order_by("language", "-is_lead", "ordered_at")}
        return render_to_string("admin/articles/story/versions.html", context)

    @admin.display(description=_("Editors' decisions"))
    def decisions(self, story: Story) -> SafeString | str:
        about = StoryDecision.objects.filter(Q(first__story=story) | Q(second__story=story))
        rows = about.select_related("first", "second", "decided_by").order_by("-decided_at")
        lines = [
            (
                text_in(one.first.language, one.first.title, 80),
                text_in(one.second.language, one.second.title, 80),
                state_word(one.get_verdict_display(), TONES[StoryDecision.Verdict(one.verdict)]),
                one.decided_by or "—",
            )
            for one in rows
        ]
        return format_html_join("", "<p>{} + {}: {} ({})</p>", lines) or "—"

    @admin.display(description=_("Became of it by merging"))
    def merged_from(self, story: Story) -> str:
        """By id: a merged story has no article, and so no title."""
        numbers = story.merged_from.order_by("pk").values_list("pk", flat=True)
        return ", ".join(str(number) for number in numbers) or "—"


@admin.register(StoryDecision)
class StoryDecisionAdmin(NewsroomAdmin[StoryDecision]):
    """Editors' merges and splits. Delete a decision to let the rules decide again."""

    list_display = ["verdict_shown", "first_shown", "second_shown", "decided_by", "decided_at"]
    list_filter = ["verdict"]
    search_fields = ["first__title", "second__title"]
    date_hierarchy = "decided_at"
    ordering = ["-decided_at"]
    readonly_fields = ["verdict_shown", "first_shown", "second_shown", "decided_by", "decided_at"]
    fields = [*readonly_fields]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoryDecision]:
        texts = [f"{side}__{field}" for side in ("first", "second") for field in ("text", "html", "search")]
        return super().get_queryset(request).select_related("first", "second", "decided_by").defer(*texts)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("Decision"), ordering="verdict")
    def verdict_shown(self, decision: StoryDecision) -> SafeString:
        return state_word(decision.get_verdict_display(), TONES[StoryDecision.Verdict(decision.verdict)])

    @admin.display(description=_("One article"))
    def first_shown(self, decision: StoryDecision) -> SafeString:
        return link_to(
            change_address(decision.first), text_in(decision.first.language, decision.first.title, 120)
        )

    @admin.display(description=_("The other"))
    def second_shown(self, decision: StoryDecision) -> SafeString:
        return link_to(
            change_address(decision.second), text_in(decision.second.language, decision.second.title, 120)
        )
