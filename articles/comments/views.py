"""Sending a comment, and reporting one."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.comments import services
from articles.comments.forms import CommentForm, ReportForm
from articles.comments.models import Comment
from articles.models import Article


def _refuse_from_elsewhere(request: HttpRequest, form: CommentForm | ReportForm) -> None:
    """Makes the form invalid, with what to do, when another site's page sent it."""
    if _is_from_elsewhere(request):
        form.add_error(None, _("This form came from another site. Send it again from this page."))


def _is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether a browser says that another site's page sent this form (Origin, RFC 6454).

    Comments and reports need no session, so there is nothing that a forged request could borrow and no token is
    needed; without its cookie, no page for readers sets one, and shared caches can keep them all.
    """
    origin = request.headers.get("Origin")
    return origin is not None and origin != f"{request.scheme}://{request.get_host()}"


@csrf_exempt
@require_POST
def send(request: HttpRequest, language: str, pk: int) -> HttpResponse:
    """Takes a comment; what cannot be taken comes back with its reason and all that was typed."""
    from articles.views.articles import article_context

    article = get_object_or_404(Article.objects.published().for_page(), pk=pk)
    form = CommentForm(request.POST)
    _refuse_from_elsewhere(request, form)
    if form.is_valid():
        try:
            services.send_comment(
                article=article,
                name=form.cleaned_data["name"],
                body=form.cleaned_data["body"],
                language=get_language() or language,
                parent_id=form.cleaned_data["parent"],
                visitor=services.visitor_of(request.META.get("REMOTE_ADDR", "")),
                now=timezone.now(),
            )
        except services.FloodError:
            form.add_error(
                None, _("You sent several comments just now. Wait ten minutes, then send this one again.")
            )
        else:
            return HttpResponseRedirect(f"{article.get_absolute_url()}?sent=1#comments")
    return render(request, "article.html", article_context(request, article, form), status=400)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """Takes a report about a comment that readers can see; shows the form for it first."""
    comment = get_object_or_404(
        Comment.objects.under_published().select_related("article"), pk=pk, state=Comment.State.APPROVED
    )
    is_sent = request.method == "POST"
    # Bound by the method: a report without a reason sends no field at all.
    form = ReportForm(request.POST if is_sent else None)
    if is_sent:
        _refuse_from_elsewhere(request, form)
    if is_sent and form.is_valid():
        visitor = services.visitor_of(request.META.get("REMOTE_ADDR", ""))
        services.report(
            comment=comment, reason=form.cleaned_data["reason"], visitor=visitor, now=timezone.now()
        )
        return HttpResponseRedirect(reverse("comments:reported", kwargs={"edition": edition, "pk": pk}))
    return render(
        request, "comments/report.html", {"comment": comment, "form": form}, status=400 if is_sent else 200
    )


@require_safe
def reported(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """Thanks, also when a moderator has removed the comment meanwhile. What was never shown has no such page."""
    shown = [Comment.State.APPROVED, Comment.State.REMOVED]
    comment = get_object_or_404(
        Comment.objects.under_published().select_related("article"), pk=pk, state__in=shown
    )
    return render(request, "comments/reported.html", {"comment": comment})
