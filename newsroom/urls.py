"""The root URL configuration."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve

from newsroom.sign_in import ResetForm

# Here, not at startup (`SimpleAdminConfig`): a pull serves no pages and starts faster without the admin.
admin.autodiscover()

# "Forgot password" by mail: Django's own views, at the desk's addresses.
PASSWORD_RESET = (
    ("password_reset/", auth_views.PasswordResetView.as_view(form_class=ResetForm), "admin_password_reset"),
    ("password_reset/done/", auth_views.PasswordResetDoneView.as_view(), "password_reset_done"),
    ("reset/<uidb64>/<token>/", auth_views.PasswordResetConfirmView.as_view(), "password_reset_confirm"),
    ("reset/done/", auth_views.PasswordResetCompleteView.as_view(), "password_reset_complete"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    *(path(f"admin/{place}", view, name=name) for place, view, name in PASSWORD_RESET),
    path("admin/", admin.site.urls),
    path("", include("articles.urls")),
    path("", include("articles.comments.urls")),
    path("", include("articles.notices.urls")),
    path("", include("articles.newsletters.urls")),
    path("", include("feeds.urls")),
]

if settings.MEDIA_URL.startswith("/"):
    # Pictures on disk; with object storage MEDIA_URL is on another host and nothing is served here.
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}))

handler404 = "articles.views.errors.not_found"
handler400 = "articles.views.errors.bad_request"
handler403 = "articles.views.errors.forbidden"
handler500 = "newsroom.faults.outages.server_error"
