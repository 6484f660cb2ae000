"""Authors: the bylines of a source."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NewsroomAdmin
from articles.admin.formatting import list_link
from articles.kept.counts import article_count
from articles.models import Author, ListCount
from articles.models.annotated import annotated


@admin.register(Author)
class AuthorAdmin(NewsroomAdmin[Author]):
    list_display = ["name", "source", "articles_shown"]
    list_filter = ["source"]
    search_fields = ["name__plainly_holds"]
    search_help_text = _("Words of the name.")
    autocomplete_fields = ["source"]
    list_select_related = ["source"]
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "source"],
                "description": _(
                    "The same name at two sources is two authors: nobody knows that it is one person."
                ),
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Author]:
        return super().get_queryset(request).annotate(article_count=article_count(ListCount.Kind.AUTHOR))

    def view_on_site(self, obj: Author) -> str:
        return obj.get_absolute_url()

    @admin.display(description=_("Published articles"), ordering="article_count")
    def articles_shown(self, author: Author) -> SafeString | str:
        return list_link(
            "articles_article",
            f"author={author.pk}&state__exact=published",
            str(annotated(author, "article_count")),
        )
