"""Filters of lists that somebody kept under a name: they stand above the list, for them alone."""

from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from desk.models import SavedFilter

MOST_KEPT = 30  # of a list, by one person
MOST_CHARACTERS = 2000  # of the column; a Vietnamese letter takes up to nine of an address
NOT_KEPT = ("p", "e", "all")  # the page of a list, and Django's sign of a filter that it did not know


def shown(request: HttpRequest, label: str) -> dict[str, Any]:
    """What the page of a list needs: the filters kept of it, and whether there is one to keep."""
    now = _narrowed(request.GET)
    kept = SavedFilter.objects.filter(user=request.user.pk, list=label)
    return {
        "saved_filters": [(one, one.query == now) for one in kept],
        "filter_to_keep": now,
        "filtered_list": label,
    }


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps a filter under the name typed; one of the same name is replaced."""
    label, address = _list_of(request, request.POST.get("list", ""))
    name = " ".join(request.POST.get("name", "").replace("\0", " ").split())[:100]
    query = _narrowed(QueryDict(request.POST.get("query", "")))
    own = SavedFilter.objects.filter(user=request.user.pk, list=label)
    if not name:
        messages.error(request, gettext("Give the filter a name."))
    elif len(query) > MOST_CHARACTERS:
        messages.error(
            request, gettext("So long a filter cannot be kept. Search for fewer words and keep it again.")
        )
    elif own.exclude(name=name).count() >= MOST_KEPT:
        messages.error(
            request, gettext("There are %(most)s filters already. Delete one first.") % {"most": MOST_KEPT}
        )
    else:
        user: Any = request.user
        SavedFilter.objects.update_or_create(user=user, list=label, name=name, defaults={"query": query})
        messages.success(request, gettext("Kept: “%(name)s”.") % {"name": name})
    return HttpResponseRedirect(f"{address}?{query}")


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Deletes one of one's own filters."""
    found = SavedFilter.objects.filter(pk=pk, user=request.user.pk).first()
    if found is None:
        raise Http404
    _label, address = _list_of(request, found.list)
    found.delete()
    messages.success(request, gettext("Deleted: “%(name)s”.") % {"name": found.name})
    return HttpResponseRedirect(address)


def _list_of(request: HttpRequest, label: str) -> tuple[str, str]:
    """The label of a list as it is kept, and its address. Raises Http404, and PermissionDenied for who may not see it."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    listed = admin.site._registry.get(model)
    if listed is None:
        raise Http404
    if not listed.has_view_permission(request):
        raise PermissionDenied
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return model._meta.label_lower, address


def _narrowed(typed: QueryDict) -> str:
    """What narrows and orders a list, in one order of its names."""
    pairs = [
        (name, value) for name, values in typed.lists() if name not in NOT_KEPT for value in values if value
    ]
    return urlencode(sorted(pairs))
