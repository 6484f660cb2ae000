"""What a reader's device keeps of the site, to read without a connection."""

import hashlib
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

# What saved articles and the offline page need to look and work as they do with a connection.
SHELL = ("css/site.css", "js/early.js", "js/site.js", "js/saved.js", "js/aloud.js", "icon.svg")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that answers for the site where the network does not (w3.org/TR/service-workers).

    It names the static files by their hashed names and carries a version made from them, so that it changes, and
    browsers take the new one, whenever a style or script does.
    """
    shell = [static(name) for name in SHELL]
    facts = {
        "version": hashlib.sha256("\n".join(shell).encode()).hexdigest()[:12],
        "shell": shell,
        "editions": [code for code, _name in settings.LANGUAGES],
        "styles": settings.STATIC_URL,
        "media": settings.MEDIA_URL,
    }
    response = render(request, "service_worker.js", {"facts": json.dumps(facts)}, "text/javascript")
    # Kept, a worker of yesterday would go on after an upgrade; asked for each time, it mostly costs a 304.
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response
