"""What an article was before, under its form: what differs by word, and the whole former text."""

from django.contrib import admin
from django.db.models import F, QuerySet, Window
from django.db.models.functions import Lead
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.admin.base import ReadOnlyInline
from articles.grouping.changes import Wording, changes_between
from articles.models import Article, Revision
from articles.templatetags.reading import direction

COMPARED = ("title", "lead", "text")


class RevisionInline(ReadOnlyInline[Revision, Article]):
    model = Revision
    fields = ["replaced_at", "cause", "differs", "former"]
    readonly_fields = ["differs", "former"]
    verbose_name_plural = _("What it was before")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        """Each with the words that took its place: those of the next revision, which the latest one lacks."""
        newer = {
            f"newer_{name}": Window(
                Lead(name), partition_by=[F("article")], order_by=[F("replaced_at").asc(), F("pk").asc()]
            )
            for name in COMPARED
        }
        return super().get_queryset(request).select_related("article").annotate(**newer)

    @admin.display(description=_("What was changed"))
    def differs(self, revision: Revision) -> SafeString:
        article = revision.article
        # None where no revision is newer: the article itself took its place.
        newer = [getattr(revision, f"newer_{name}") for name in COMPARED]
        after = (
            _wording(*newer) if newer[0] is not None else _wording(article.title, article.lead, article.text)
        )
        found = changes_between(_wording(revision.title, revision.lead, revision.text), after)
        context = {"changes": found, "language": article.language, "edition": get_language()}
        return SafeString(render_to_string("admin/articles/article/differences.html", context))

    @admin.display(description=_("All of it"))
    def former(self, revision: Revision) -> SafeString:
        language = revision.article.language
        return format_html(
            '<details><summary>{}</summary><div class="former-text" lang="{}" dir="{}">{}</div></details>',
            _("Show"),
            language,
            direction(language),
            "\n\n".join(filter(None, (revision.title, revision.lead, revision.text))),
        )


def _wording(title: str, lead: str, text: str) -> Wording:
    return Wording(title, lead, tuple(text.splitlines()))
