"""The pages of an article and its changes, of a story, and of the comparison of two versions."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.addresses import story_address
from articles.comments.forms import CommentForm
from articles.comments.services.opening import closes_at, stays_open
from articles.comments.threads import thread_page
from articles.comments.tokens import form_token
from articles.dependence import holds_until
from articles.models import Article, Story
from articles.pages import names
from articles.pages.article import article_page
from articles.pages.changes import changes_page
from articles.pages.comparison import comparison_page
from articles.pages.rows import Around, ArticleRows, around, article_rows
from articles.pages.story import story_page
from articles.views.conditional import answer
from articles.views.errors import gone, not_found
from articles.views.lookups import moved
from newsroom.middleware import edition_of

# Articles in these states were public: their URLs answer 410 instead of 404.
EVER_PUBLIC = (Article.State.PUBLISHED, Article.State.WITHDRAWN)


@require_safe
def article(request: HttpRequest, language: str, pk: int, slug: str) -> HttpResponse:
    """An article. Old slugs redirect; a withdrawn article answers 410."""
    rows = article_rows(pk)
    if rows is None:
        raise Http404(f"There is no article {pk}.")
    if rows.article.is_withdrawn:
        return gone(request, Article.objects.only("language", "state_reason").filter(pk=pk).first())
    if elsewhere := moved(request, rows.article.address):
        return elsewhere
    beside = around(rows)
    headings = (names.sections_digest(edition_of(rows.article.language)), names.topics().digest)
    now = timezone.now()
    holds_until(closes_at(rows.is_open, rows.article.ordered_at))
    # Without a form there is nothing to sign.
    token = form_token(pk, now) if stays_open(rows.is_open, rows.article.ordered_at, now) else ""
    return answer(
        request,
        (rows.written, beside.written, *headings, token, request.get_full_path()),
        lambda: render(request, "article.html", _article_context(request, rows, beside, token)),
    )


@require_safe
def changes(request: HttpRequest, language: str, pk: int, slug: str) -> HttpResponse:
    """The changes of an article. Without any, the page says so: a rule may have taken a change back."""
    article = get_object_or_404(Article.objects.for_page(), pk=pk, state__in=EVER_PUBLIC)
    if article.state == Article.State.WITHDRAWN:
        return gone(request, article)
    elsewhere = moved(request, article.get_changes_url())
    return elsewhere or render(request, "changes.html", {"page": changes_page(article=article)})


def _article_context(
    request: HttpRequest, rows: ArticleRows, beside: Around, token: str
) -> dict[str, object]:
    """The context of the article page, the same for every visitor; `token` is its comment form's, if comments are open."""
    return {
        "page": article_page(rows=rows, around=beside),
        "thread": thread_page(
            articles={one.pk: one.language for one in (rows.article, *beside.story)},
            languages=rows.comment_languages,
            page=request.GET.get("comments"),
            order=request.GET.get("order"),
            language=request.GET.get("in"),
        ),
        "reserves_texts": not settings.AI_CRAWLERS or rows.article.shows_excerpt_only,
        "form": CommentForm,
        "token": token,
        "is_open": bool(token),
    }


@require_safe
def story(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """All versions of a story. A merged story redirects to the one it became; a withdrawn one answers 410."""
    found = Story.objects.filter(pk=pk).values_list("merged_into_id", flat=True)[:1]
    if not found:
        raise Http404(f"There is no story {pk}.")
    if elsewhere := moved(request, story_address(edition, found[0] or pk)):
        return elsewhere
    page = story_page(pk=pk, edition=edition)
    if not page.versions:
        withdrawn = Article.objects.filter(story_id=pk, state=Article.State.WITHDRAWN)
        return gone(request) if withdrawn.exists() else not_found(request)
    return answer(
        request,
        (page.written, names.sections_digest(edition), names.categories().digest, request.get_full_path()),
        lambda: render(request, "story.html", {"page": page, "category": page.category}),
    )


@require_safe
def compare(request: HttpRequest, edition: str, pk: int, first: int, second: int) -> HttpResponse:
    """Two versions of a story side by side. Articles that moved to another story together redirect there."""
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
    show = request.GET.get("show")
    context = {
        "page": page,
        "coverage": story_page(pk=page.story.pk, edition=edition),
        # In one language equal passages say nothing new; translations are also read beside each other.
        "shows_all": show == "all" or (show != "differences" and not page.is_one_language),
    }
    # Not indexed: search engines should list the story and its articles, not each pair.
    canonical = settings.SITE_URL + page.story.get_absolute_url(edition)
    return render(request, "compare.html", {**context, "canonical": canonical})
