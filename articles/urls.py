"""The site's addresses. They are promises: one that was ever public answers for ever."""

from django.urls import path, register_converter

from articles.views import about, articles, device, front, lists, out, search
from articles.views.converters import (
    DocumentNumberConverter,
    EditionConverter,
    FeedFormatConverter,
    LanguageConverter,
    UnicodeSlugConverter,
)

register_converter(EditionConverter, "edition")
register_converter(LanguageConverter, "language")
register_converter(UnicodeSlugConverter, "uslug")
register_converter(DocumentNumberConverter, "number")
register_converter(FeedFormatConverter, "feed_format")

app_name = "articles"

# Every list that can be followed: "feed.rss", "feed.atom" and "feed.json" stand at its own address.
feeds = [
    path(
        f"<edition:edition>/{place}feed.<feed_format:form>",
        out.feed,
        {"listing": listing},
        name=f"{name}-feed",
    )
    for name, place, listing in (
        ("front", "", out.front),
        ("category", "category/<slug:slug>/", out.category),
        ("topic", "topic/<slug:slug>/", out.topic),
        ("source", "source/<slug:slug>/", out.source),
        ("author", "author/<int:pk>/<uslug:slug>/", out.author),
        ("document", "document/<number:number>/", out.document),
        ("archive", "archive/<int:year>/<int:month>/<int:day>/", out.archive),
        ("story", "story/<int:pk>/", out.story),
        ("search", "search/", out.search),
    )
]

urlpatterns = [
    path("", front.choose_edition, name="root"),
    path("<edition:edition>/", front.front, name="front"),
    path("<edition:edition>/category/<slug:slug>/", lists.category, name="category"),
    path("<edition:edition>/topic/<slug:slug>/", lists.topic, name="topic"),
    path("<edition:edition>/topic/", lists.topics, name="topics"),
    path("<edition:edition>/source/", lists.sources, name="sources"),
    path("<edition:edition>/source/<slug:slug>/", lists.source, name="source"),
    path("<edition:edition>/author/<int:pk>/<uslug:slug>/", lists.author, name="author"),
    path("<edition:edition>/document/<number:number>/", lists.document, name="document"),
    path("<edition:edition>/archive/<int:year>/<int:month>/<int:day>/", lists.archive, name="archive"),
    path("<edition:edition>/archive/<int:year>/<int:month>/", lists.archive_month, name="archive-month"),
    path("<edition:edition>/archive/", lists.newest_month, name="archive-newest"),
    path("<edition:edition>/story/<int:pk>/", articles.story, name="story"),
    path(
        "<edition:edition>/story/<int:pk>/compare/<int:first>/<int:second>/",
        articles.compare,
        name="compare",
    ),
    path("<edition:edition>/search/", search.search, name="search"),
    path("<language:language>/article/<int:pk>/<uslug:slug>/", articles.article, name="article"),
    path("<language:language>/article/<int:pk>/<uslug:slug>/changes/", articles.changes, name="changes"),
    path("<edition:edition>/about/", about.page, {"name": "about"}, name="about"),
    path(
        "<edition:edition>/translations-and-corrections/",
        about.page,
        {"name": "translations-and-corrections"},
        name="translations-and-corrections",
    ),
    path("<edition:edition>/privacy/", about.page, {"name": "privacy"}, name="privacy"),
    path("<edition:edition>/accessibility/", about.page, {"name": "accessibility"}, name="accessibility"),
    path("<edition:edition>/offline/", about.page, {"name": "offline"}, name="offline"),
    path("<edition:edition>/saved/", about.page, {"name": "saved"}, name="saved"),
    path("<edition:edition>/manifest.webmanifest", out.manifest, name="manifest"),
    # At the root, since a worker answers only for addresses below its own.
    path("service-worker.js", device.service_worker, name="service-worker"),
    path("sitemap.xml", out.sitemap_index, name="sitemap"),
    path("sitemap-<edition:edition>.xml", out.sitemap_lists, name="sitemap-lists"),
    path("sitemap-articles-<int:part>.xml", out.sitemap_articles, name="sitemap-articles"),
    path("news-sitemap.xml", out.news_sitemap, name="news-sitemap"),
    path("robots.txt", out.robots, name="robots"),
    *feeds,
]
