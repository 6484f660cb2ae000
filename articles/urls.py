"""The site's addresses. They are promises: one that was ever public answers for ever."""

from django.urls import path, register_converter

from articles.views import articles, front, lists, search
from articles.views.converters import DocumentNumberConverter, EditionConverter, LanguageConverter, UnicodeSlugConverter

register_converter(EditionConverter, "edition")
register_converter(LanguageConverter, "language")
register_converter(UnicodeSlugConverter, "uslug")
register_converter(DocumentNumberConverter, "number")

app_name = "articles"

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
    path("<edition:edition>/story/<int:pk>/", articles.story, name="story"),
    path("<edition:edition>/search/", search.search, name="search"),
    path("<language:language>/article/<int:pk>/<uslug:slug>/", articles.article, name="article"),
]
