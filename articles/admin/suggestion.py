"""The admin of suggestions: articles that are probably one story. Editors accept or reject them."""

from django.contrib import admin, messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.base import NewsroomAdmin, Waiting, counted, editor_of
from articles.admin.formatting import change_address, link_to, state_word, text_in
from articles.models import Article
from articles.models.similarity import StorySuggestion

TONES = {
    StorySuggestion.Decision.WAITING: "waiting",
    StorySuggestion.Decision.SAME: "good",
    StorySuggestion.Decision.APART: "bad",
}


@admin.register(StorySuggestion)
class StorySuggestionAdmin(NewsroomAdmin[StorySuggestion]):
    """Most similar articles first."""

    list_display = ["score_shown", "first_shown", "second_shown", "reasons_shown", "kind", "decided_shown"]
    list_filter = ["decided", "kind"]
    search_fields = ["first__title__plainly_holds", "second__title__plainly_holds"]
    search_help_text = _("Words of a title.")
    ordering = ["-score", "-pk"]
    actions = ["same", "apart"]
    in_parts = ("same", "apart")
    readonly_fields = [
        "score_shown",
        "first_shown",
        "second_shown",
        "reasons_shown",
        "kind",
        "decided_shown",
        "suggested_at",
        "decided_at",
    ]
    fields = [*readonly_fields]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StorySuggestion]:
        texts = [f"{side}__{field}" for side in ("first", "second") for field in ("text", "html", "search")]
        suggestions = super().get_queryset(request).select_related("first__story", "second__story")
        # Two articles that joined one story meanwhile need no answer.
        settled = Q(decided=StorySuggestion.Decision.WAITING, first__story=F("second__story"))
        return suggestions.exclude(settled).defer(*texts)

    def waiting(self) -> Waiting:
        return Waiting(counted(StorySuggestion.objects.waiting()), _("waiting"), "decided__exact=waiting")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description=_("Merge: they are one story"), permissions=["change"])
    def same(self, request: HttpRequest, queryset: QuerySet[StorySuggestion]) -> None:
        self._decide(request, queryset, same=True)

    @admin.action(description=_("Leave apart: they are two"), permissions=["change"])
    def apart(self, request: HttpRequest, queryset: QuerySet[StorySuggestion]) -> None:
        self._decide(request, queryset, same=False)

    def _decide(self, request: HttpRequest, queryset: QuerySet[StorySuggestion], *, same: bool) -> None:
        # Loaded here: numpy takes a tenth of the memory of a process that serves readers.
        from articles.linking.suggestions import decide_suggestion

        suggestions = list(queryset.values_list("pk", flat=True))
        for pk in suggestions:
            # Read one by one: an earlier merge may have moved these articles to another story.
            suggestion = StorySuggestion.objects.select_related("first__story", "second__story").get(pk=pk)
            decide_suggestion(suggestion=suggestion, same=same, by=editor_of(request), now=timezone.now())
        self.log_action_on(
            request, StorySuggestion.objects.filter(pk__in=suggestions), "Merged." if same else "Left apart."
        )
        number = len(suggestions)
        text = ngettext("%d suggestion decided.", "%d suggestions decided.", number) % number
        self.message_user(request, text, messages.SUCCESS)

    @admin.display(description=_("Alike"), ordering="score")
    def score_shown(self, suggestion: StorySuggestion) -> str:
        return f"{suggestion.score:.0%}"

    @admin.display(description=_("One article"))
    def first_shown(self, suggestion: StorySuggestion) -> SafeString:
        return _article_link(suggestion.first)

    @admin.display(description=_("The other"))
    def second_shown(self, suggestion: StorySuggestion) -> SafeString:
        return _article_link(suggestion.second)

    @admin.display(description=_("What they share"))
    def reasons_shown(self, suggestion: StorySuggestion) -> str:
        return "; ".join(str(reason) for reason in suggestion.reasons)

    @admin.display(description=_("Decision"), ordering="decided")
    def decided_shown(self, suggestion: StorySuggestion) -> SafeString:
        tone = TONES[StorySuggestion.Decision(suggestion.decided)]
        return state_word(suggestion.get_decided_display(), tone)


def _article_link(article: Article) -> SafeString:
    return link_to(change_address(article), text_in(article.language, article.title, 140))
