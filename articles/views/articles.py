"""One article, and one story with all its versions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles import pages
from articles.comments.forms import CommentForm
from articles.comments.threads import thread_page
from articles.models import Article, Story
from articles.views.errors import gone, not_found
from articles.views.subjects import moved


@require_safe
def article(request: HttpRequest, language: str, pk: int, slug: str) -> HttpResponse:
    """An article at its one address. Old slugs lead there; a withdrawn one says so (410)."""
    article = get_object_or_404(
        Article.objects.for_page(),
        pk=pk,
        state__in=[Article.State.PUBLISHED, Article.State.WITHDRAWN],
    )
    if article.state == Article.State.WITHDRAWN:
        return gone(request)
    if elsewhere := moved(request, article.get_absolute_url()):
        return elsewhere
    return render(request, "article.html", article_context(request, article, CommentForm()))


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
