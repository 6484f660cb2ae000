"""The editors' desk: what stands in Django's admin for the domain. Each module registers what it is named after."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.admin import (  # noqa: F401 - imported for their registrations
    article,
    author,
    document,
    feature,
    picture,
    source,
    story,
    suggestion,
    taxonomy,
)

admin.site.site_header = _("Newsroom")
admin.site.site_title = _("Newsroom")
admin.site.index_title = _("Editors' desk")
# The lists are wide; the header links to those that are used most, and the index to all.
admin.site.enable_nav_sidebar = False
