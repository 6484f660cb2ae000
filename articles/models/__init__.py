"""The models of the domain; this module only collects their names."""

from articles.models.agency import AgencyCancellation, AgencyItem, MediaTopicRule
from articles.models.article import Article, ArticleTopic, Intake, Revision
from articles.models.document import Citation, Document, DocumentName, DocumentTerm
from articles.models.evidence import Evidence, LinkingThreshold, StoryLink
from articles.models.feature import Feature
from articles.models.kept import ListCount
from articles.models.lock import FieldLock
from articles.models.picture import Picture
from articles.models.place import ArticlePlace
from articles.models.reads import ReadCount
from articles.models.similarity import StorySuggestion, TextBand, TextSketch
from articles.models.source import Source, SourceDomain
from articles.models.story import Story, StoryDecision, StoryKey
from articles.models.taxonomy import Author, Category, CategoryName, Term, Topic, TopicName

__all__ = [
    "AgencyCancellation",
    "AgencyItem",
    "Article",
    "ArticlePlace",
    "ArticleTopic",
    "Author",
    "Category",
    "CategoryName",
    "Citation",
    "Document",
    "DocumentName",
    "DocumentTerm",
    "Evidence",
    "Feature",
    "FieldLock",
    "Intake",
    "LinkingThreshold",
    "ListCount",
    "MediaTopicRule",
    "Picture",
    "ReadCount",
    "Revision",
    "Source",
    "SourceDomain",
    "Story",
    "StoryDecision",
    "StoryKey",
    "StoryLink",
    "StorySuggestion",
    "Term",
    "TextBand",
    "TextSketch",
    "Topic",
    "TopicName",
]
