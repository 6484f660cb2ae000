"""Bulk actions on the articles selected in the admin's list.

Each action reports how many articles it changed, and is logged in the history of every one.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin import action
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.base import NewsroomAdmin, editor_of
from articles.admin.formatting import EDITIONS
from articles.comments.models import Comment
from articles.models import Article, Category, Feature, Topic
from articles.notices.models import Notice
from articles.services import curation
from articles.services.revisions import REASON_CHARACTERS
from articles.services.stories import lead_by_hand, merge_by_hand
from desk.admin.conflict_page import pairs_of

NAMED = 20  # articles that the page names before they are withdrawn


class ArticleActionForm(ActionForm):
    """The action bar above the list, with the category, the topic and the reason that its actions are about."""

    category = forms.ModelChoiceField(
        Category.objects.prefetch_related("names"), required=False, label=_("Category:"), empty_label="—"
    )
    topic = forms.ModelChoiceField(
        Topic.objects.prefetch_related("names"), required=False, label=_("Topic:"), empty_label="—"
    )
    reason = forms.CharField(required=False, max_length=REASON_CHARACTERS, label=_("Reason:"))


@action(description=_("Publish"), permissions=["change"])
def publish(admin: NewsroomAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]) -> None:
    articles = list(queryset)
    number = curation.publish(articles=articles, by=editor_of(request), now=timezone.now())
    _report(
        admin,
        request,
        articles,
        "Published.",
        ngettext("%d article published.", "%d articles published.", number) % number,
    )


@action(description=_("Hold back for an editor"), permissions=["change"])
def hold(admin: NewsroomAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]) -> None:
    articles = list(queryset)
    number = curation.hold(articles=articles, by=editor_of(request), now=timezone.now())
    _report(
        admin, request, articles, "Held.", ngettext("%d article held.", "%d articles held.", number) % number
    )


@action(description=_("Withdraw: into the bin…"), permissions=["withdraw"])
def withdraw(
    admin: NewsroomAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]
) -> TemplateResponse | None:
    """Withdrawal is the bin of articles: asks first, with what hangs on them; what was withdrawn is published again whole."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        text = _(
            "Readers are told why an article is withdrawn: write a reason in the bar above the list first."
        )
        admin.message_user(request, text, messages.ERROR)
        return None
    if request.POST.get("post") != "yes":
        return withdrawal_page(admin, request, queryset, reason, pairs_of(request.POST))
    articles = list(queryset)
    number = curation.withdraw(articles=articles, by=editor_of(request), now=timezone.now(), reason=reason)
    _report(
        admin,
        request,
        articles,
        "Withdrawn.",
        ngettext("%d article withdrawn.", "%d articles withdrawn.", number) % number,
    )
    return None


def withdrawal_page(
    admin: NewsroomAdmin[Article],
    request: HttpRequest,
    articles: QuerySet[Article],
    reason: str,
    pairs: list[tuple[str, str]],
) -> TemplateResponse:
    """Asks before articles are withdrawn, with what hangs on them; a yes sends `pairs` again, and "post" beside them."""
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Withdraw these articles?"),
        "opts": admin.opts,
        "articles": articles[:NAMED],
        "number": articles.count(),
        "hanging": hanging_on(articles),
        "reason": reason,
        "pairs": pairs,
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/articles/article/withdraw.html", context)


def hanging_on(articles: QuerySet[Article]) -> list[tuple[Any, int]]:
    """What readers lose with these articles, as words and numbers above zero."""
    pks = list(articles.order_by().values_list("pk", flat=True))
    stories = Article.objects.filter(pk__in=pks).order_by().values("story")
    others = Article.objects.published().filter(story__in=stories).exclude(pk__in=pks)
    now = timezone.now()
    features = Feature.objects.filter(article__in=pks).exclude(ends_at__lt=now)
    found = [
        (_("comments below them"), Comment.objects.filter(article__in=pks, state="approved").count()),
        (_("places on front pages"), features.count()),
        (_("open reports of readers about them"), Notice.objects.open().filter(article__in=pks).count()),
        (_("other versions of their stories, which stay"), others.count()),
        (
            _("stories that end with them"),
            stories.exclude(story__in=others.values("story")).distinct().count(),
        ),
    ]
    return [(label, number) for label, number in found if number]


@action(description=_("Set the category chosen beside"), permissions=["change"])
def set_category(admin: NewsroomAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]) -> None:
    # Django has validated the action form before an action runs.
    chosen = request.POST.get("category")
    category = Category.objects.get(pk=chosen) if chosen else None
    if category is None:
        admin.message_user(request, _("Choose a category in the bar above the list first."), messages.ERROR)
        return
    articles = list(queryset)
    number = curation.set_category(
        articles=articles, category=category, by=editor_of(request), now=timezone.now()
    )
    text = ngettext(
        "%(number)d article moved to %(category)s.", "%(number)d articles moved to %(category)s.", number
    )
    _report(
        admin, request, articles, f"Category: {category}.", text % {"number": number, "category": category}
    )


@action(description=_("Add the topic chosen beside"), permissions=["change"])
def add_topic(admin: NewsroomAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]) -> None:
    if topic := _chosen_topic(admin, request):
        articles = list(queryset)
        number = curation.add_topic(articles=articles, topic=topic, by=editor_of(request), now=timezone.now())
        text = ngettext(
            "%(number)d article has the topic %(topic)s now that did not have it.",
            "%(number)d articles have the topic %(topic)s now that did not have it.",
            number,
        )
        _report(admin, request, articles, f"Topic: {topic}.", text % {"number": number, "topic": topic})


@action(description=_("Take off the topic chosen beside"), permissions=["change"])
def take_topic_off(admin: NewsroomAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]) -> None:
    if topic := _chosen_topic(admin, request):
        articles = list(queryset)
        number = curation.take_topic_off(
            articles=articles, topic=topic, by=editor_of(request), now=timezone.now()
        )
        text = ngettext(
            "%(number)d article is not on the topic %(topic)s any more.",
            "%(number)d articles are not on the topic %(topic)s any more.",
            number,
        )
        _report(
            admin, request, articles, f"Not on topic: {topic}.", text % {"number": number, "topic": topic}
        )


def _chosen_topic(admin: NewsroomAdmin[Article], request: HttpRequest) -> Topic | None:
    """The topic of the action bar; None, and a message, where none is chosen."""
    # Django has validated the action form before an action runs.
    if chosen := request.POST.get("topic"):
        return Topic.objects.get(pk=chosen)
    admin.message_user(request, _("Choose a topic in the bar above the list first."), messages.ERROR)
    return None


@action(description=_("Merge into one story"), permissions=["change"])
def merge(admin: NewsroomAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]) -> None:
    """The oldest story stays, since its URL has been public longest."""
    articles = list(queryset.order_by("story_id", "pk"))
    if len(articles) < 2:
        admin.message_user(
            request, _("Tick at least two articles to merge them into one story."), messages.ERROR
        )
        return
    story = merge_by_hand(articles=articles, by=editor_of(request))
    address = reverse("admin:articles_story_change", args=[story.pk])
    text = format_html(
        str(_('{} articles are one story now: <a href="{}">{}</a>.')), len(articles), address, story
    )
    _report(admin, request, articles, f"Merged into story {story.pk}.", text)


@action(description=_("Take out of its story"), permissions=["change"])
def split(admin: NewsroomAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]) -> None:
    parted = curation.split(articles=list(queryset), by=editor_of(request), now=timezone.now())
    number = len(parted)
    if not parted:
        admin.message_user(request, _("Each of these is alone in its story already."), messages.WARNING)
        return
    text = ngettext(
        "%d article has a story of its own now.", "%d articles have stories of their own now.", number
    )
    _report(admin, request, parted, "Taken out of its story.", text % number)


@action(description=_("Let it lead its story"), permissions=["change"])
def lead(admin: NewsroomAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]) -> None:
    articles = list(queryset)
    number = lead_by_hand(articles=articles)
    text = ngettext("%d article leads its story now.", "%d articles lead their stories now.", number)
    _report(admin, request, articles, "Leads its story.", text % number)


@action(description=_("Place on the front page…"), permissions=["change"])
def place_on_front_page(
    admin: NewsroomAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]
) -> HttpResponseRedirect | None:
    """Redirects to the form that places the selected article, prefilled."""
    articles = list(queryset[:2])
    if len(articles) != 1:
        admin.message_user(request, _("Tick one article to place it on the front page."), messages.ERROR)
        return None
    return HttpResponseRedirect(placing_address(article=articles[0]))


def _report(
    admin: NewsroomAdmin[Article], request: HttpRequest, articles: list[Article], logged: str, text: Any
) -> None:
    admin.log_action_on(request, articles, logged)
    admin.message_user(request, text, messages.SUCCESS)


def placing_address(*, article: Article) -> str:
    """The URL of the form that places an article, in the edition of its language if there is one."""
    known = {"article": article.pk} | ({"edition": article.language} if article.language in EDITIONS else {})
    return f"{reverse('admin:articles_feature_add')}?{urlencode(known)}"


ACTIONS = [
    *(publish, hold, withdraw),
    *(set_category, add_topic, take_topic_off),
    *(merge, split, lead),
    place_on_front_page,
]
