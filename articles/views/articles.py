"""One article and what changed in it; one story with all its versions, and two of them side by side."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import pages
from articles.changes import changes_page
from articles.comments.forms import CommentForm
from articles.comments.threads import thread_page
from articles.comparison import comparison_page
from articles.models import Article, Story
from articles.views.errors import gone, not_found
from articles.views.subjects import moved

# An article in one of these states had an address that readers may have kept.
EVER_PUBLIC = (Article.State.PUBLISHED, Article.State.WITHDRAWN)


@require_safe
def article(request: HttpRequest, language: str, pk: int, slug: str) -> HttpResponse:
    """An article at its one address. Old slugs lead there; a withdrawn one says so (410)."""
    return _at_its_address(
        request,
        pk,
        Article.get_absolute_url,
        lambda article: render(request, "article.html", article_context(request, article, CommentForm())),
    )


@require_safe
def changes(request: HttpRequest, language: str, pk: int, slug: str) -> HttpResponse:
    """What changed in an article. Where nothing did, it says so: a rule may have taken a change back."""
    return _at_its_address(
        request,
        pk,
        Article.get_changes_url,
        lambda article: render(request, "changes.html", {"page": changes_page(article=article)}),
    )


def _at_its_address(
    request: HttpRequest, pk: int, address: Callable[[Article], str], page: Callable[[Article], HttpResponse]
) -> HttpResponse:
    """The `page` of a published article, asked for by the one `address` of this page; else the way there, or 410."""
    article = get_object_or_404(Article.objects.for_page(), pk=pk, state__in=EVER_PUBLIC)
    if article.state == Article.State.WITHDRAWN:
        return gone(request)
    return moved(request, address(article)) or page(article)


def article_context(request: HttpRequest, article: Article, form: CommentForm) -> dict[str, object]:
    """What the article's page needs, with a comment form that may carry what was typed and its errors."""
    return {
        "page": pages.article_page(article=article),
        "thread": thread_page(
            article=article, page=request.GET.get("comments"), order=request.GET.get("order")
        ),
        "form": form,
        "reply_to": form["parent"].value() or _comment_named(request.GET.get("reply", "")),
        "was_sent": "sent" in request.GET,
    }


def _comment_named(text: str) -> str:
    """The number of the comment to answer; empty for anything else, which the form would refuse unseen."""
    return text if text.isascii() and text.isdigit() else ""


@require_safe
def story(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """All versions of a story; a merged one leads to what it became, one that was withdrawn says so (410)."""
    story = get_object_or_404(Story.objects.select_related("merged_into"), pk=pk)
    if elsewhere := moved(request, (story.merged_into or story).get_absolute_url(edition)):
        return elsewhere
    page = pages.story_page(story=story)
    if not page.versions:
        withdrawn = Article.objects.filter(story=story, state=Article.State.WITHDRAWN)
        return gone(request) if withdrawn.exists() else not_found(request)
    return render(request, "story.html", {"page": page})


@require_safe
def compare(request: HttpRequest, edition: str, pk: int, first: int, second: int) -> HttpResponse:
    """Two versions of a story side by side. Articles that went to another story together are compared there."""
    story = get_object_or_404(Story.objects.select_related("merged_into"), pk=pk)
    story = story.merged_into or story
    if first == second:
        return HttpResponsePermanentRedirect(story.get_absolute_url(edition))
    found = Article.objects.filter(pk__in=[first, second], state__in=EVER_PUBLIC)
    by_pk = {
        article.pk: article for article in found.select_related("source", "carrier", "story").defer("search")
    }
    if len(by_pk) < 2 or by_pk[first].story_id != by_pk[second].story_id:
        return not_found(request, reason=_("These two articles are not versions of one story here."))
    if any(article.state == Article.State.WITHDRAWN for article in by_pk.values()):
        return gone(request)
    kept = {"edition": edition, "pk": by_pk[first].story_id, "first": first, "second": second}
    if elsewhere := moved(request, reverse("articles:compare", kwargs=kept)):
        return elsewhere
    page = comparison_page(story=by_pk[first].story, first=by_pk[first], second=by_pk[second])
    # Search engines are to know the story and its articles, not each pair of them.
    canonical = settings.SITE_URL + page.story.get_absolute_url(edition)
    return render(request, "compare.html", {"page": page, "canonical": canonical})
