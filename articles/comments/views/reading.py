"""A comment's permanent address, and conversations as feeds."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import http_date, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.comments.feeds import FEED_SIZE, comment_feed
from articles.comments.models import Comment
from articles.comments.threads import page_of, shown_in
from articles.models import Article, Story
from articles.outgoing.feeds.entries import absolute


@require_safe
def permalink(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """Leads to the page of the conversation on which the comment stands, or on which a note stands in its place."""
    shown = [Comment.State.APPROVED, *Comment.TOMBSTONES]
    comment = get_object_or_404(
        Comment.objects.under_published().select_related("article", "parent__article"), pk=pk, state__in=shown
    )
    number = page_of(comment)
    query = f"?{urlencode({'comments': number})}" if number > 1 else ""
    return HttpResponseRedirect(f"{comment.article.get_absolute_url()}{query}#comment-{comment.pk}")


@require_safe
def site_feed(request: HttpRequest, edition: str) -> HttpResponse:
    """The newest comments of the whole site, in all languages, as Atom."""
    comments = Comment.objects.under_published().filter(state=Comment.State.APPROVED)
    return _feed(request, comments, title=_("Comments"), address=f"/{edition}/", edition=edition)


@require_safe
def story_feed(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """The newest comments on one story as Atom. A merged story's leads to that of the one it became."""
    story = get_object_or_404(Story.objects.select_related("merged_into"), pk=pk)
    if story.merged_into:
        return HttpResponseRedirect(request.path.replace(f"/{pk}/", f"/{story.merged_into_id}/"))
    first = Article.objects.published().filter(story=story).order_by("-is_lead", "ordered_at", "pk").first()
    if first is None:
        raise Http404(_("There is no such story."))
    return _feed(
        request,
        shown_in(story.pk),
        title=f"{_('Comments')}: {first.title}",
        address=story.get_absolute_url(edition),
        edition=edition,
    )


def _feed(
    request: HttpRequest, comments: QuerySet[Comment], *, title: str, address: str, edition: str
) -> HttpResponse:
    newest = list(comments.select_related("article").order_by("-sent_at", "-pk")[:FEED_SIZE])
    text, changed = comment_feed(
        newest,
        title=f"{title} – {settings.SITE_NAME}",
        address=absolute(address),
        feed_address=absolute(request.path),
        edition=edition,
    )
    response = HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
    if newest:
        response.headers["Last-Modified"] = http_date(changed.timestamp())
    return response
