"""The admin of pictures: their files, and why one cannot be shown."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.article import thumbnail_of
from articles.admin.base import NewsroomAdmin, editor_of
from articles.admin.finding.searching import holding
from articles.admin.formatting import change_address, link_to, outward_link, state_word, text_in
from articles.generics import ModelForm
from articles.models import Picture
from articles.services import curation

TONES = {
    Picture.State.STORED: "good",
    Picture.State.WAITING: "waiting",
    Picture.State.REFUSED: "quiet",
    Picture.State.BROKEN: "bad",
}


@admin.register(Picture)
class PictureAdmin(NewsroomAdmin[Picture]):
    """Caption and credit may be corrected; the picture itself comes from the article."""

    list_display = ["thumbnail", "article_shown", "caption_shown", "credit", "state_shown", "reason"]
    list_display_links = ["thumbnail", "caption_shown"]
    list_filter = ["state"]
    search_fields = ["caption", "credit", "article__title"]
    search_help_text = _("Words of the caption, the credit or the article's title.")
    ordering = ["-pk"]
    sortable_by = ()
    actions = ["take_off"]
    in_parts = ("take_off",)
    readonly_fields = [
        "thumbnail",
        "article_shown",
        "position",
        "original_shown",
        "state_shown",
        "reason",
        "width",
        "height",
    ]
    fieldsets = [
        (None, {"fields": ["thumbnail", "caption", "credit"]}),
        (
            _("Where it comes from"),
            {
                "fields": [
                    "article_shown",
                    "position",
                    "original_shown",
                    "state_shown",
                    "reason",
                    ("width", "height"),
                ]
            },
        ),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Picture], search_term: str
    ) -> tuple[QuerySet[Picture], bool]:
        return holding(queryset, search_term, "caption", "credit", titles="article"), False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Picture]:
        texts = ["article__text", "article__html", "article__search"]
        return super().get_queryset(request).select_related("article").defer(*texts)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Picture, form: ModelForm[Picture], change: bool) -> None:
        """Passes the words to the service, which locks what changed."""
        words = {name: form.cleaned_data[name] for name in ("caption", "credit")}
        curation.correct_picture(picture=obj, by=editor_of(request), now=timezone.now(), **words)

    @admin.action(description=_("Show no more"), permissions=["change"])
    def take_off(self, request: HttpRequest, queryset: QuerySet[Picture]) -> None:
        pictures = list(queryset)
        number = curation.refuse_pictures(pictures=pictures, by=editor_of(request), now=timezone.now())
        self.log_action_on(request, pictures, "Taken off.")
        text = ngettext("%d picture is shown no more.", "%d pictures are shown no more.", number) % number
        self.message_user(request, text, messages.SUCCESS)

    @admin.display(description=_("Picture"))
    def thumbnail(self, picture: Picture) -> SafeString | str:
        return thumbnail_of(picture)

    @admin.display(description=_("Article"), ordering="article")
    def article_shown(self, picture: Picture) -> SafeString:
        title = text_in(picture.article.language, picture.article.title, 120)
        return link_to(change_address(picture.article), title)

    @admin.display(description=_("Caption"), ordering="caption")
    def caption_shown(self, picture: Picture) -> SafeString:
        return text_in(picture.article.language, picture.caption or "—", 160)

    @admin.display(description=_("Original"))
    def original_shown(self, picture: Picture) -> SafeString | str:
        return outward_link(picture.original_url) if picture.original_url else "—"

    @admin.display(description=_("State"), ordering="state")
    def state_shown(self, picture: Picture) -> SafeString:
        return state_word(picture.get_state_display(), TONES[Picture.State(picture.state)])
