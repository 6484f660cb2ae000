"""URLs for newsletters. What is private has the subscriber's mark in it."""

from django.urls import path

from articles.newsletters import views

app_name = "newsletters"

urlpatterns = [
    path("<edition:edition>/newsletter/", views.subscribe, name="subscribe"),
    path("<edition:edition>/newsletter/asked/", views.asked, name="asked"),
    path("<edition:edition>/newsletter/<str:mark>/", views.own, name="own"),
    path("<edition:edition>/newsletter/<str:mark>/unsubscribe/", views.unsubscribe, name="unsubscribe"),
]
