"""Addresses of what readers do with comments; reading them is part of the article's page."""

from django.urls import path

from articles.comments import views

app_name = "comments"

urlpatterns = [
    path("<language:language>/article/<int:pk>/comment", views.send, name="send"),
    path("<edition:edition>/comment/<int:pk>/report", views.report, name="report"),
    path("<edition:edition>/comment/<int:pk>/reported", views.reported, name="reported"),
]
