"""The app of articles and of the public site."""

from typing import Any

from django.apps import AppConfig

# What triggers copy from the article (`articles.models.kept.Placed`).
PLACE = ("language", "ordered_at", "source_id", "is_lead", "is_listed")


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    # What waits for a person (`desk.queue`).
    queue = (
        "articles.admin.queue.held.Held",
        "articles.admin.queue.suggestions.Suggested",
        "articles.admin.queue.changed.ChangedUnder",
        "articles.admin.queue.front.EmptyFeature",
        "articles.admin.queue.front.EndingFeature",
        "articles.admin.queue.data.DerivedTitle",
        "articles.admin.queue.data.UnknownDate",
        "articles.admin.queue.data.DeadPicture",
    )
    work = {
        "articles.regroup": "articles.linking.regroup_work.REGROUP",
        "articles.apply_terms": "articles.linking.term_work.APPLY",
    }

    # What the record of acts keeps of each model's rows, with the columns that it leaves out (`desk.triggers`).
    recorded = {
        "Story": ("languages",),
        "Article": ("search", "ordered_at", "comment_count", "changed_at"),
        "ArticleTopic": PLACE,
        "Author": (),
        "Category": (),
        "CategoryName": (),
        "Citation": PLACE,
        "Document": (),
        "DocumentName": (),
        "DocumentTerm": (),
        "Feature": (),
        "FieldLock": (),
        "LinkingThreshold": (),
        "MediaTopicRule": (),
        "Picture": (),
        "Source": (),
        "SourceDomain": (),
        "StoryDecision": (),
        "StoryKey": (),
        "StoryLink": (),
        "StorySuggestion": (),
        "Term": (),
        "Topic": (),
        "TopicName": (),
    }
    not_recorded = {
        "AgencyItem": "what an agency said with an article; written by readings, never by hand",
        "AgencyCancellation": "what an agency canceled; written by readings, never by hand",
        "ArticlePlace": "reckoned from the text, or from what an editor set (`FieldLock.own`)",
        "Evidence": "reckoned from the text",
        "Intake": "how an article came in; written by readings, never by hand",
        "ListCount": "reckoned from the articles by triggers",
        "ReadCount": "counted from the log of the proxy",
        "Revision": "is the record of an article's texts itself, and readers see it",
        "TextBand": "reckoned from the text",
        "TextSketch": "reckoned from the text",
    }

    def ready(self) -> None:
        # Here, as these import the models, which are not there before.
        from articles.pages import names
        from desk import undoing

        undoing.BEFORE.append(_keep_what_readers_saw)
        undoing.AFTER.append(_bring_up_to_date)
        names.watch()


# The services load search and likeness, which most commands need not.


def _keep_what_readers_saw(*given: Any) -> None:
    from articles.services.editing.restoring import keep_what_readers_saw

    keep_what_readers_saw(*given)


def _bring_up_to_date(*given: Any) -> None:
    from articles.services.editing.restoring import bring_up_to_date

    bring_up_to_date(*given)
