"""One article, and one story with all its versions."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import pages
from articles.comments.forms import CommentForm
from articles.comments.threads import thread_page
from articles.models import Article, Story


@require_safe
def article(request: HttpRequest, language: str, pk: int, slug: str) -> HttpResponse:
    """An article at its one address. Old slugs lead there; a withdrawn one says so (410)."""
    article = get_object_or_404(
        Article.objects.select_related("source", "carrier", "author", "category", "story").prefetch_related(
            "category__names", "pictures"
        ),
        pk=pk,
        state__in=[Article.State.PUBLISHED, Article.State.WITHDRAWN],
    )
    if article.state == Article.State.WITHDRAWN:
        return render(request, "410.html", {"article": article}, status=410)
    if (language, slug) != (article.language, article.slug):
        return HttpResponsePermanentRedirect(article.get_absolute_url())
    return render(request, "article.html", article_context(request, article, CommentForm()))


def article_context(request: HttpRequest, article: Article, form: CommentForm) -> dict[str, object]:
    """What the article's page needs, with a comment form that may carry what was typed and its errors."""
    return {
        "page": pages.article_page(article=article),
        "thread": thread_page(
            article=article, page=request.GET.get("comments"), order=request.GET.get("order")
        ),
        "form": form,
        "reply_to": form["parent"].value() or request.GET.get("reply", ""),
        "was_sent": "sent" in request.GET,
    }


@require_safe
def story(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """All versions of a story; a merged one leads to what it became."""
    story = get_object_or_404(Story, pk=pk)
    if story.merged_into_id:
        address = reverse("articles:story", kwargs={"edition": edition, "pk": story.merged_into_id})
        return HttpResponsePermanentRedirect(address)
    page = pages.story_page(story=story)
    if not page.versions:
        return render(request, "404.html", status=404)
    return render(request, "story.html", {"page": page})
