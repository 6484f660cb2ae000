"""The private page of a comment: what became of it, and what its writer may do with it."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.comments import tokens
from articles.comments.forms import EditForm
from articles.comments.models import Comment
from articles.comments.origin import is_from_elsewhere
from articles.comments.reasons import reason_words
from articles.comments.services import sending
from articles.comments.wording import what_became


def own_address(comment: Comment, *, edition: str) -> str:
    """The private address of a comment."""
    kept = {"edition": edition, "pk": comment.pk, "key": tokens.own_key(comment)}
    return reverse("comments:own", kwargs=kept)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, edition: str, pk: int, key: str) -> HttpResponse:
    """What became of a comment, for who holds its private address; takes a change of its words or its withdrawal."""
    comment = get_object_or_404(Comment.objects.select_related("article", "parent"), pk=pk)
    if not tokens.is_own_key(key, comment):
        raise Http404
    now = timezone.now()
    if request.method != "POST":
        return _page(request, comment, EditForm(instance=comment, initial={"version": comment.version}), now)
    form = EditForm(request.POST)
    if _is_done(request, comment, form, now):
        return HttpResponseRedirect(own_address(comment, edition=edition))
    comment.refresh_from_db(from_queryset=Comment.objects.select_related("article", "parent"))
    return _page(request, comment, form, now, status=400)


def _is_done(request: HttpRequest, comment: Comment, form: EditForm, now: datetime) -> bool:
    """Carries out what the writer wants; False, with the reason as an error of the form, where it cannot be."""
    withdraws = "withdraw" in request.POST
    if is_from_elsewhere(request):
        form.add_error(None, _("This form came from another site. Send it again from this page."))
        return False
    if not withdraws and not form.is_valid():
        return False
    try:
        if withdraws:
            sending.withdraw_comment(comment_id=comment.pk)
        else:
            typed = form.cleaned_data
            sending.edit_comment(comment_id=comment.pk, version=typed["version"], body=typed["body"], now=now)
    except sending.TooLateError:
        form.add_error(None, _("It is too late for that: look below at what became of your comment."))
        return False
    except sending.ChangedMeanwhileError:
        form.add_error(
            None, _("You changed this comment in another window meanwhile. Look at both, then send again.")
        )
        return False
    except sending.RefusedError as refused:
        form.add_error(None, reason_words(refused.reason))
        return False
    return True


def _page(
    request: HttpRequest, comment: Comment, form: EditForm, now: datetime, status: int = 200
) -> HttpResponse:
    context = {
        "comment": comment,
        "became": what_became(comment),
        "form": form,
        "may_edit": sending.may_edit(comment, now),
        "may_withdraw": sending.may_withdraw(comment),
        "edit_until": comment.sent_at + sending.EDIT_PERIOD,
        "writer": tokens.writer_token(comment.writer),
    }
    response = render(request, "comments/own.html", context, status=status)
    patch_cache_control(response, private=True, no_store=True)
    # The address is a secret: no other site learns it. `no-referrer` would hide the origin of its forms as well.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
