"""URLs for what readers report about articles."""

from django.urls import path

from articles.notices import views

app_name = "notices"

urlpatterns = [
    path("<edition:edition>/report/on/<int:pk>/", views.write, name="write"),
    path("<edition:edition>/report/<int:pk>/<str:key>/", views.own, name="own"),
]
