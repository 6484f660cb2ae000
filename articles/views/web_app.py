"""The site as a web app: its manifest, and the service worker that keeps pages for reading offline."""

import hashlib
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.templatetags.reading import direction
from articles.views.feeds import DESCRIPTION

ICON_SECONDS = 86_400
# The files that saved articles and the offline page need.
SHELL = ("css/site.css", "js/early.js", "js/site.js", "js/saved.js", "js/aloud.js", "icon.svg")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, which answers when the network does not (w3.org/TR/service-workers).

    It holds the hashed names of the static files and a version made from them, so that it changes, and
    browsers update it, whenever a style or script changes.
    """
    shell = [static(name) for name in SHELL]
    facts = {
        "version": hashlib.sha256("\n".join(shell).encode()).hexdigest()[:12],
        "shell": shell,
        "editions": [code for code, _name in settings.LANGUAGES],
        "styles": settings.STATIC_URL,
        # Paths alone are asked for there; on another host nothing is this script's.
        "media": settings.MEDIA_URL.removeprefix(settings.SITE_URL),
    }
    response = render(request, "service_worker.js", {"facts": json.dumps(facts)}, "text/javascript")
    # A cached worker would stay in use after an upgrade; revalidation mostly costs a 304.
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response


@require_safe
def icon(request: HttpRequest, name: str) -> HttpResponse:
    """Leads to an icon for who asks for it without having read a page; its file has another name in each version."""
    response = HttpResponseRedirect(static(name))
    patch_cache_control(response, public=True, max_age=ICON_SECONDS)
    return response


@require_safe
def manifest(request: HttpRequest, edition: str) -> HttpResponse:
    """The web app manifest of an edition, for installing it (w3.org/TR/appmanifest)."""
    start = reverse("articles:front", kwargs={"edition": edition})
    facts = {
        "id": start,
        "name": f"{settings.SITE_NAME}: {_('Mass mobilization in Vietnam')}",
        "short_name": settings.SITE_NAME,
        "description": _(DESCRIPTION),
        "lang": edition,
        "dir": direction(edition),
        "start_url": start,
        # The whole site: an article in another language is in scope too.
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#FBFAF6",
        "theme_color": "#FBFAF6",
        "categories": ["news"],
        "icons": [
            {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            *(
                {"src": static(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
                for size in (192, 512)
            ),
        ],
    }
    return JsonResponse(
        facts, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )
