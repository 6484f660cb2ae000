"""Views to report a comment."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.comments.forms import FOR_ILLEGAL_CONTENT, ReportForm
from articles.comments.models import Comment
from articles.comments.origin import is_from_elsewhere
from articles.comments.services import reporting
from articles.comments.services.reporting import Complaint
from articles.comments.services.visitors import visitor_at


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """Shows the form for reporting a visible comment, and stores the report."""
    comment = get_object_or_404(
        Comment.objects.under_published().select_related("article"), pk=pk, state=Comment.State.APPROVED
    )
    is_sent, now = request.method == "POST", timezone.now()
    # Bound by method, not by data: a report without a reason sends no field.
    form = ReportForm(request.POST if is_sent else None)
    if is_sent and is_from_elsewhere(request):
        form.add_error(None, _("This form came from another site. Send it again from this page."))
    if is_sent and form.is_valid():
        visitor = visitor_at(request.META.get("REMOTE_ADDR", ""), now=now)
        try:
            reporting.report(
                comment=comment, complaint=Complaint(**form.cleaned_data), visitor=visitor, now=now
            )
        except reporting.TooManyReportsError:
            words = _("You reported many comments just now. Wait an hour, then report this one.")
            form.add_error(None, words)
        else:
            return HttpResponseRedirect(reverse("comments:reported", kwargs={"edition": edition, "pk": pk}))
    context = {"comment": comment, "form": form, "for_illegal": FOR_ILLEGAL_CONTENT}
    return render(request, "comments/report.html", context, status=400 if is_sent else 200)


@require_safe
def reported(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """Thanks the reader, also if the comment was taken away since; 404 if it was never shown."""
    shown = [Comment.State.APPROVED, *Comment.TOMBSTONES]
    comment = get_object_or_404(
        Comment.objects.under_published().select_related("article"), pk=pk, state__in=shown
    )
    return render(request, "comments/reported.html", {"comment": comment})
