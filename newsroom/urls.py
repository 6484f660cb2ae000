"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve

# Here and not when Django starts (`SimpleAdminConfig`): a pull has no pages, and starts sooner without the desks.
admin.autodiscover()

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("", include("articles.urls")),
    path("", include("articles.comments.urls")),
    path("", include("feeds.urls")),
]

if settings.MEDIA_URL.startswith("/"):
    # Pictures kept on disk; with object storage MEDIA_URL names another host and nothing is served from here.
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}))

handler404 = "articles.views.errors.not_found"
handler500 = "articles.views.errors.server_error"
