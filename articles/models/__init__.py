"""The domain's nouns. Each module holds what belongs together; this one only gathers their names."""

from articles.models.article import Article, ArticleTopic, Intake, Revision
from articles.models.document import Citation, Document, DocumentName, DocumentTerm
from articles.models.feature import Feature
from articles.models.likeness import StorySuggestion, TextBand, TextSketch
from articles.models.picture import Picture
from articles.models.source import Source, SourceDomain
from articles.models.story import Story, StoryDecision, StoryKey
from articles.models.taxonomy import Author, Category, CategoryName, Term, Topic, TopicName

__all__ = [
    "Article",
    "ArticleTopic",
    "Author",
    "Category",
    "CategoryName",
    "Citation",
    "Document",
    "DocumentName",
    "DocumentTerm",
    "Feature",
    "Intake",
    "Picture",
    "Revision",
    "Source",
    "SourceDomain",
    "Story",
    "StoryDecision",
    "StoryKey",
    "StorySuggestion",
    "Term",
    "TextBand",
    "TextSketch",
    "Topic",
    "TopicName",
]
