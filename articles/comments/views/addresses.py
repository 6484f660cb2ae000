"""Where the owner of an e-mail address that somebody typed with a comment confirms it, or refuses all mail."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.comments import tokens
from articles.comments.models import WriterAddress
from articles.comments.origin import is_from_elsewhere
from articles.comments.services.addresses import confirm_address, refuse_address


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest, edition: str, pk: int, key: str) -> HttpResponse:
    """Asks with two buttons, as programs that read mail follow its links; takes the answer."""
    row = get_object_or_404(WriterAddress, pk=pk)
    if not tokens.is_address_key(key, row):
        raise Http404
    if request.method == "POST" and not is_from_elsewhere(request):
        decide = refuse_address if "refuse" in request.POST else confirm_address
        decide(row, now=timezone.now())
        return HttpResponseRedirect(request.path)
    response = render(request, "comments/address.html", {"address": row})
    patch_cache_control(response, private=True, no_store=True)
    response.headers["Referrer-Policy"] = "same-origin"
    return response
