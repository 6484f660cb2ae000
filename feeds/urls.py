"""The addresses of the public OPML list and of the WebSub callback."""

from django.urls import path, re_path

from feeds import views

app_name = "feeds"

urlpatterns = [
    path("opml.xml", views.opml, name="opml"),
    re_path(r"^websub/(?P<token>[A-Za-z0-9_-]{20,64})\Z", views.websub, name="websub"),
]
