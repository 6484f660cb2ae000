"""The site's URLs. A URL that was ever public must answer for ever."""

from django.urls import path, register_converter

from articles.views import about, api, articles, crawlers, feeds, front, lists, places, search, web_app
from articles.views.converters import (
    DocumentNumberConverter,
    EditionConverter,
    FeedFormatConverter,
    LanguageConverter,
    UnicodeSlugConverter,
)
from newsroom.middleware import NEAREST

register_converter(EditionConverter, "edition")
register_converter(LanguageConverter, "language")
register_converter(UnicodeSlugConverter, "uslug")
register_converter(DocumentNumberConverter, "number")
register_converter(FeedFormatConverter, "feed_format")

app_name = "articles"

# All lists with feeds: "feed.rss", "feed.atom" and "feed.json" below their own URL.
feed_paths = [
    path(
        f"<edition:edition>/{place}feed.<feed_format:form>",
        feeds.feed,
        {"listing": listing},
        name=f"{name}-feed",
    )
    for name, place, listing in (
        ("front", "", feeds.front),
        ("category", "category/<slug:slug>/", feeds.category),
        ("topic", "topic/<slug:slug>/", feeds.topic),
        ("place", "place/<slug:slug>/", feeds.place),
        ("source", "source/<slug:slug>/", feeds.source),
        ("author", "author/<int:pk>/<uslug:slug>/", feeds.author),
        ("document", "document/<number:number>/", feeds.document),
        ("archive", "archive/<int:year>/<int:month>/<int:day>/", feeds.archive),
        ("story", "story/<int:pk>/", feeds.story),
        ("search", "search/", feeds.search),
    )
]

# The API: before the pages, whose first segment may be any language.
api_paths = [
    path("api/v1/", api.root, name="api"),
    path("api/v1/openapi.json", api.described, name="api-description"),
    *(
        path(f"api/v1/{thing}", api.listed, {"name": thing}, name=f"api-{thing}")
        for thing in ("articles", "stories", "topics", "documents", "places")
    ),
    *(
        path(f"api/v1/{thing}/<str:key>", api.one, {"name": thing}, name=f"api-one-of-{thing}")
        for thing in ("articles", "stories", "topics", "documents", "places")
    ),
    path("api/<path:rest>", api.nothing, name="api-nothing"),
]

urlpatterns = [
    *api_paths,
    path("", front.choose_edition, name="root"),
    path("<edition:edition>/", front.front, name="front"),
    *(path(f"{tag}/", front.nearest, {"edition": edition}) for tag, edition in NEAREST.items()),
    path("<edition:edition>/category/<slug:slug>/", lists.category, name="category"),
    path("<edition:edition>/topic/<slug:slug>/", lists.topic, name="topic"),
    path("<edition:edition>/topic/", lists.topics, name="topics"),
    path("<edition:edition>/place/", places.overview, name="places"),
    path("<edition:edition>/place/<slug:slug>/", places.place, name="place"),
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
    path("<edition:edition>/glossary/", about.glossary, name="glossary"),
    path("<edition:edition>/privacy/", about.page, {"name": "privacy"}, name="privacy"),
    path("<edition:edition>/accessibility/", about.page, {"name": "accessibility"}, name="accessibility"),
    path("<edition:edition>/offline/", about.page, {"name": "offline"}, name="offline"),
    path("<edition:edition>/saved/", about.page, {"name": "saved"}, name="saved"),
    path("<edition:edition>/following/", about.page, {"name": "following"}, name="following"),
    path("<edition:edition>/feeds/", about.feeds, name="feeds"),
    path("<edition:edition>/manifest.webmanifest", web_app.manifest, name="manifest"),
    # At the root: a service worker controls only URLs below its own.
    path("service-worker.js", web_app.service_worker, name="service-worker"),
    path("sitemap.xml", crawlers.sitemap_index, name="sitemap"),
    path("sitemap-<edition:edition>.xml", crawlers.sitemap_lists, name="sitemap-lists"),
    path("sitemap-articles-<int:part>.xml", crawlers.sitemap_articles, name="sitemap-articles"),
    path("news-sitemap.xml", crawlers.news_sitemap, name="news-sitemap"),
    path("favicon.ico", web_app.icon, {"name": "favicon.ico"}, name="favicon"),
    path("apple-touch-icon.png", web_app.icon, {"name": "apple-touch-icon.png"}, name="touch-icon"),
    path("robots.txt", crawlers.robots, name="robots"),
    path(".well-known/security.txt", crawlers.security, name="security"),
    *feed_paths,
]
