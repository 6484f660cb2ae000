"""Addresses of what readers may know of the road in."""

from django.urls import path

from feeds import views

app_name = "feeds"

urlpatterns = [path("opml.xml", views.opml, name="opml")]
