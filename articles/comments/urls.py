"""URLs for writing and reporting comments; comments are shown on the article page."""

from django.urls import path

from articles.comments.views import addresses, own, reading, reports, writing

app_name = "comments"

urlpatterns = [
    # Not below the article's own address: a saved article is kept there on readers' devices.
    path("<language:language>/comment/on/<int:pk>/", writing.write, name="write"),
    # Where forms of pages from before an upgrade are sent.
    path("<language:language>/article/<int:pk>/comment", writing.write, name="write-before"),
    path("<edition:edition>/comment/<int:pk>/", reading.permalink, name="permalink"),
    path("<edition:edition>/comment/<int:pk>/own/<str:key>/", own.own, name="own"),
    path("<edition:edition>/comment/<int:pk>/report", reports.report, name="report"),
    path("<edition:edition>/comment/<int:pk>/reported", reports.reported, name="reported"),
    path("<edition:edition>/comment/address/<int:pk>/<str:key>/", addresses.address, name="address"),
    path("<edition:edition>/comments.atom", reading.site_feed, name="feed"),
    path("<edition:edition>/story/<int:pk>/comments.atom", reading.story_feed, name="story-feed"),
]
