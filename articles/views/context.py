"""What every page carries: its edition, the sections, the languages."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from articles.models import Category
from newsroom.middleware import edition_of


def site(request: HttpRequest) -> dict[str, object]:
    """Template variables `edition`, `direction`, `editions`, `sections`, `site_url`."""
    edition = edition_of(get_language() or settings.LANGUAGE_CODE)
    return {
        "edition": edition,
        "editions": settings.LANGUAGES,
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        # Lazy: a page that fails must not need the database to say so.
        "sections": SimpleLazyObject(lambda: list(Category.objects.prefetch_related("names"))),
    }
