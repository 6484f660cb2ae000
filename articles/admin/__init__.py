"""The admin of articles and their models. Each module registers the models it is named after."""

from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.admin import (  # noqa: F401 - imported for their registrations
    article,
    author,
    document,
    feature,
    link,
    lock,
    picture,
    record,
    source,
    story,
    suggestion,
    taxonomy,
    work,
)

admin.site.site_header = settings.SITE_NAME
admin.site.site_title = settings.SITE_NAME
admin.site.index_title = _("Editors' desk")
# The lists are wide; the header links to the most used ones, and the index to all.
admin.site.enable_nav_sidebar = False
