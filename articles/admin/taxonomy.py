"""The admin of categories, topics and terms."""

from typing import Any

from django.contrib import admin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import NewsroomAdmin, editor_of
from articles.admin.finding.filters import LanguageFilter, TopicOfTermFilter
from articles.admin.formatting import link_to, list_link, text_in
from articles.admin.terms import page
from articles.admin.translated_names import CategoryNameInline, TopicNameInline
from articles.generics import ModelForm
from articles.kept.counts import article_count
from articles.linking.regroup_work import ask_for_regrouping
from articles.models import Category, ListCount, MediaTopicRule, Term, Topic
from articles.models.annotated import annotated
from articles.templatetags.reading import endonym

TERMS_PER_PAGE = 100
HEAVIEST = 10  # the database constraint's limit


def _counted(queryset: QuerySet[Any], by: str) -> Coalesce:
    """The number of rows of `queryset` per outer row, by the foreign key `by`."""
    rows = queryset.filter(**{by: OuterRef("pk")}).order_by().values(by)
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


@admin.register(Category)
class CategoryAdmin(NewsroomAdmin[Category]):
    list_display = ["name", "slug", "position", "language_count", "articles_shown"]
    list_editable = ["position"]
    search_fields = ["slug", "names__name__plainly_holds"]
    ordering = ["position", "slug"]
    inlines = [CategoryNameInline]
    fieldsets = [
        (
            None,
            {
                "fields": ["slug", "position"],
                "description": _(
                    "The slug is part of its public address; former addresses go on leading there."
                ),
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        number = article_count(ListCount.Kind.CATEGORY)
        return super().get_queryset(request).prefetch_related("names").annotate(article_count=number)

    def view_on_site(self, obj: Category) -> str:
        return obj.get_absolute_url()

    @admin.display(description=_("Name"), ordering="slug")
    def name(self, category: Category) -> SafeString:
        return text_in(category.language_of_name("en"), category.name_in("en"))

    @admin.display(description=_("Languages"))
    def language_count(self, category: Category) -> int:
        return len(category.names.all())

    @admin.display(description=_("Published articles"), ordering="article_count")
    def articles_shown(self, category: Category) -> SafeString | str:
        return list_link(
            "articles_article",
            f"category={category.pk}&state__exact=published",
            str(annotated(category, "article_count")),
        )


class TopicForm(ModelForm[Topic]):
    class Meta:
        model = Topic
        fields = ["slug", "position", "part_of"]

    def clean(self) -> dict[str, Any]:
        """A topic may not be part of its own parts: the chain of wider topics would be a cycle."""
        data = super().clean() or self.cleaned_data
        wider, seen = data.get("part_of"), set()
        while wider is not None and wider.pk not in seen:
            if wider.pk == self.instance.pk:
                self.add_error(
                    "part_of", _("That topic is itself a part of this one. Choose another, or none.")
                )
                break
            seen.add(wider.pk)
            wider = wider.part_of
        return data


@admin.register(Topic)
class TopicAdmin(NewsroomAdmin[Topic]):
    form = TopicForm
    list_display = ["name", "slug", "part_of", "position", "language_count", "terms_shown", "articles_shown"]
    list_editable = ["position"]
    search_fields = ["slug", "names__name__plainly_holds"]
    ordering = ["position", "slug"]
    autocomplete_fields = ["part_of"]
    readonly_fields = ["terms_by_language"]
    inlines = [TopicNameInline]
    fieldsets = [
        (
            None,
            {
                "fields": ["slug", "position", "part_of", "terms_by_language"],
                "description": _(
                    "The slug is part of its public address; former addresses go on leading there."
                ),
            },
        )
    ]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(page.view)
        return [path("<str:pk>/terms/", view, name="articles_topic_terms"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return (
            super()
            .get_queryset(request)
            .select_related("part_of")
            .prefetch_related("names", "part_of__names")
            .annotate(
                article_count=article_count(ListCount.Kind.TOPIC),
                term_count=_counted(Term.objects.all(), "topic"),
            )
        )

    def view_on_site(self, obj: Topic) -> str:
        return obj.get_absolute_url()

    @admin.display(description=_("Name"), ordering="slug")
    def name(self, topic: Topic) -> SafeString:
        return text_in(topic.language_of_name("en"), topic.name_in("en"))

    @admin.display(description=_("Languages"))
    def language_count(self, topic: Topic) -> int:
        return len(topic.names.all())

    @admin.display(description=_("Terms"), ordering="term_count")
    def terms_shown(self, topic: Topic) -> SafeString | str:
        return list_link("articles_term", f"topic={topic.pk}", str(annotated(topic, "term_count")))

    @admin.display(description=_("Published articles"), ordering="article_count")
    def articles_shown(self, topic: Topic) -> SafeString | str:
        return list_link(
            "articles_article",
            f"topic={topic.pk}&state__exact=published",
            str(annotated(topic, "article_count")),
        )

    @admin.display(description=_("Terms"))
    def terms_by_language(self, topic: Topic) -> SafeString | str:
        """The number of its terms in each language, each a link to the page where they are tried and changed."""
        if not topic.pk:
            return str(_("Save the topic first; then add the terms that find its articles."))
        rows = (
            Term.objects.filter(topic=topic)
            .order_by("language")
            .values_list("language")
            .annotate(Count("pk"))
        )
        address = reverse("admin:articles_topic_terms", args=[topic.pk])
        links = [(link_to(f"{address}?language={tag}", f"{endonym(tag)}: {number}"),) for tag, number in rows]
        return format_html_join(" · ", "{}", [*links, (link_to(address, str(_("Terms: try and change"))),)])


class TermForm(ModelForm[Term]):
    """A term; its weight is validated here so that the error is shown beside the field."""

    class Meta:
        model = Term
        fields = ["topic", "language", "phrase", "weight", "place"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "weight" in self.fields:
            self.fields["weight"].validators += [MinValueValidator(-HEAVIEST), MaxValueValidator(HEAVIEST)]

    def clean_phrase(self) -> str:
        return " ".join(str(self.cleaned_data["phrase"]).split())

    def clean_language(self) -> str:
        return str(self.cleaned_data["language"]).strip().lower()


@admin.register(Term)
class TermAdmin(NewsroomAdmin[Term]):
    form = TermForm
    list_display = ["phrase_shown", "topic", "language", "weight", "place"]
    list_editable = ["weight", "place"]
    list_filter = [TopicOfTermFilter, LanguageFilter, "place"]
    search_fields = ["phrase__plainly_holds"]
    search_help_text = _("Words of the phrase.")
    list_per_page = TERMS_PER_PAGE
    actions = ["apply"]
    ordering = ["language", "phrase"]
    autocomplete_fields = ["topic"]
    fieldsets = [
        (
            None,
            {
                "fields": ["topic", "language", "phrase", ("weight", "place")],
                "description": _(
                    "A changed term counts for articles that are read from now on. For those that are stored, choose it in "
                    "the list of terms and “Apply to stored articles”."
                ),
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Term]:
        return super().get_queryset(request).select_related("topic").prefetch_related("topic__names")

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[ModelForm[Term]]:
        return TermForm

    @admin.action(description=_("Apply to stored articles"), permissions=["change"])
    def apply(self, request: HttpRequest, queryset: QuerySet[Term]) -> HttpResponseRedirect:
        """Has all articles in the languages of these terms grouped anew; a term for all languages means all articles."""
        terms = list(queryset)
        tags = {term.language for term in terms}
        phrases = ", ".join(term.phrase for term in terms[:3])
        work = ask_for_regrouping(
            languages=[] if "mul" in tags else sorted(tags),
            title=gettext("Apply terms: %(phrases)s")
            % {"phrases": phrases + ("…" if len(terms) > 3 else "")},
            by=editor_of(request),
            now=timezone.now(),
        )
        return HttpResponseRedirect(reverse("admin:desk_work_change", args=[work.pk]))

    @admin.display(description=_("Phrase"), ordering="phrase")
    def phrase_shown(self, term: Term) -> SafeString:
        return text_in(term.language, term.phrase)


@admin.register(MediaTopicRule)
class MediaTopicRuleAdmin(NewsroomAdmin[MediaTopicRule]):
    """What the media topics of news agencies stand for; the next reading of an item asks this table."""

    list_display = ["code", "name", "category", "topic"]
    list_display_links = ["code", "name"]
    list_select_related = ["category", "topic"]
    search_fields = ["code", "name__plainly_holds"]
    ordering = ["code"]
    autocomplete_fields = ["category", "topic"]
    fieldsets = [
        (
            None,
            {
                "fields": ["code", "name", "category", "topic"],
                "description": _(
                    "Articles that a news agency gives this media topic get this category and topic, unless their feed or "
                    "source names a category. What is stored already changes with its next version."
                ),
            },
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MediaTopicRule]:
        return super().get_queryset(request).prefetch_related("category__names", "topic__names")
