"""The admin of links by shared facts, which can be taken back, and of the thresholds. Editors work in English here."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NewsroomAdmin, editor_of
from articles.admin.formatting import change_address, link_to, state_word, text_in
from articles.linking.links import part_by_hand
from articles.models import Article, LinkingThreshold, StoryLink


@admin.register(StoryLink)
class StoryLinkAdmin(NewsroomAdmin[StoryLink]):
    """Newest first. Nothing is added or changed by hand; what is wrong is taken back."""

    list_display = ["made_at", "first_shown", "second_shown", "facts_shown", "bits", "rule", "state"]
    list_filter = ["rule", ("taken_back_at", admin.EmptyFieldListFilter)]
    search_fields = ["first__title__plainly_holds", "second__title__plainly_holds"]
    actions = ["part"]
    in_parts = ("part",)
    readonly_fields = ["made_at", "first_shown", "second_shown", "facts_shown", "bits", "rule", "state"]
    fields = [*readonly_fields]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoryLink]:
        texts = [f"{side}__{field}" for side in ("first", "second") for field in ("text", "html", "search")]
        return super().get_queryset(request).select_related("first", "second").defer(*texts)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: StoryLink | None = None) -> bool:
        return False

    @admin.action(description=_("Take back: they are two stories"), permissions=["change"])
    def part(self, request: HttpRequest, queryset: QuerySet[StoryLink]) -> None:
        links = list(queryset.standing())  # type: ignore[attr-defined]
        for link in links:
            part_by_hand(link=link, by=editor_of(request), now=timezone.now())
        self.log_action_on(
            request, StoryLink.objects.filter(pk__in=[link.pk for link in links]), "Taken back."
        )
        self.message_user(
            request, gettext("Links taken back: %(number)s.") % {"number": len(links)}, messages.SUCCESS
        )

    @admin.display(description=_("One article"))
    def first_shown(self, link: StoryLink) -> SafeString:
        return _article_link(link.first)

    @admin.display(description=_("The other"))
    def second_shown(self, link: StoryLink) -> SafeString:
        return _article_link(link.second)

    @admin.display(description=_("Shared facts"))
    def facts_shown(self, link: StoryLink) -> str:
        return "; ".join(str(fact) for fact in link.facts)

    @admin.display(description=_("State"), ordering="taken_back_at")
    def state(self, link: StoryLink) -> SafeString:
        return (
            state_word(gettext("taken back"), "bad") if link.taken_back_at else state_word("stands", "good")
        )


@admin.register(LinkingThreshold)
class LinkingThresholdAdmin(NewsroomAdmin[LinkingThreshold]):
    """The last row counts; earlier ones say who had set what."""

    list_display = ["set_at", "suggest_at", "join_at", "set_by"]

    def save_model(self, request: HttpRequest, obj: LinkingThreshold, form: object, change: bool) -> None:
        obj.set_by = editor_of(request)
        super().save_model(request, obj, form, change)

    def has_change_permission(self, request: HttpRequest, obj: LinkingThreshold | None = None) -> bool:
        return False


def _article_link(article: Article) -> SafeString:
    return link_to(change_address(article), text_in(article.language, article.title, 140))
