"""What editors do to the articles that they ticked in the list.

Each action says how many articles it changed, and stands in the history of every one of them.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin import action
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.base import NewsroomAdmin
from articles.admin.shown import EDITIONS
from articles.models import Article, Category
from articles.services import curation
from articles.services.stories import merge_by_hand


class CategoryActionForm(ActionForm):
    """The bar above the list, with the category that "set the category" uses."""

    category = forms.ModelChoiceField(
        Category.objects.prefetch_related("names"), required=False, label=_("Category:"), empty_label="—"
    )


@action(description=_("Publish"), permissions=["change"])
def publish(admin: NewsroomAdmin, request: HttpRequest, queryset: QuerySet[Article]) -> None:
    articles = list(queryset)
    number = curation.publish(articles=articles, by=request.user, now=timezone.now())
    _say(
        admin,
        request,
        articles,
        "Published.",
        ngettext("%d article published.", "%d articles published.", number) % number,
    )


@action(description=_("Hold back for an editor"), permissions=["change"])
def hold(admin: NewsroomAdmin, request: HttpRequest, queryset: QuerySet[Article]) -> None:
    articles = list(queryset)
    number = curation.hold(articles=articles, by=request.user, now=timezone.now())
    _say(
        admin, request, articles, "Held.", ngettext("%d article held.", "%d articles held.", number) % number
    )


@action(description=_("Withdraw for good"), permissions=["change"])
def withdraw(admin: NewsroomAdmin, request: HttpRequest, queryset: QuerySet[Article]) -> None:
    articles = list(queryset)
    number = curation.withdraw(articles=articles, by=request.user, now=timezone.now())
    _say(
        admin,
        request,
        articles,
        "Withdrawn.",
        ngettext("%d article withdrawn.", "%d articles withdrawn.", number) % number,
    )


@action(description=_("Set the category chosen beside"), permissions=["change"])
def set_category(admin: NewsroomAdmin, request: HttpRequest, queryset: QuerySet[Article]) -> None:
    # The bar above the list is a form, which has refused what is no category before an action runs.
    chosen = request.POST.get("category")
    category = Category.objects.get(pk=chosen) if chosen else None
    if category is None:
        admin.message_user(request, _("Choose a category in the bar above the list first."), messages.ERROR)
        return
    articles = list(queryset)
    number = curation.set_category(articles=articles, category=category, by=request.user, now=timezone.now())
    text = ngettext(
        "%(number)d article moved to %(category)s.", "%(number)d articles moved to %(category)s.", number
    )
    _say(admin, request, articles, f"Category: {category}.", text % {"number": number, "category": category})


@action(description=_("Merge into one story"), permissions=["change"])
def merge(admin: NewsroomAdmin, request: HttpRequest, queryset: QuerySet[Article]) -> None:
    """The oldest story stays, so that the address which readers have known longest stays."""
    articles = list(queryset.order_by("story_id", "pk"))
    if len(articles) < 2:
        admin.message_user(
            request, _("Tick at least two articles to merge them into one story."), messages.ERROR
        )
        return
    story = merge_by_hand(articles=articles, by=request.user)
    address = reverse("admin:articles_story_change", args=[story.pk])
    text = format_html(
        _('{} articles are one story now: <a href="{}">{}</a>.'), len(articles), address, story
    )
    _say(admin, request, articles, f"Merged into story {story.pk}.", text)


@action(description=_("Take out of its story"), permissions=["change"])
def split(admin: NewsroomAdmin, request: HttpRequest, queryset: QuerySet[Article]) -> None:
    parted = curation.split(articles=list(queryset), by=request.user, now=timezone.now())
    number = len(parted)
    if not parted:
        admin.message_user(request, _("Each of these is alone in its story already."), messages.WARNING)
        return
    text = ngettext(
        "%d article has a story of its own now.", "%d articles have stories of their own now.", number
    )
    _say(admin, request, parted, "Taken out of its story.", text % number)


@action(description=_("Place on the front page…"), permissions=["change"])
def place_on_front_page(
    admin: NewsroomAdmin, request: HttpRequest, queryset: QuerySet[Article]
) -> HttpResponseRedirect | None:
    """Leads to the form that places the one ticked article, filled in as far as it is known."""
    articles = list(queryset[:2])
    if len(articles) != 1:
        admin.message_user(request, _("Tick one article to place it on the front page."), messages.ERROR)
        return None
    return HttpResponseRedirect(placing_address(article=articles[0]))


def _say(admin: NewsroomAdmin, request: HttpRequest, articles: list[Article], logged: str, text: Any) -> None:
    admin.log_action_on(request, articles, logged)
    admin.message_user(request, text, messages.SUCCESS)


def placing_address(*, article: Article) -> str:
    """The form that places an article, in the edition of its language where there is one."""
    known = {"article": article.pk} | ({"edition": article.language} if article.language in EDITIONS else {})
    return f"{reverse('admin:articles_feature_add')}?{urlencode(known)}"


ACTIONS = [publish, hold, withdraw, set_category, merge, split, place_on_front_page]
