"""What belongs to taking an act back where it concerns articles: readers' record of corrections, search, leads."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Q

from articles.models import Article, Citation, Revision
from articles.search import index_articles
from articles.services.revisions import keep_revision, note_changes
from articles.services.stories import choose_leads, lock_stories

ARTICLES = "articles_article"
READ = frozenset({"title", "lead", "text", "html"})


def keep_what_readers_saw(
    rows: Mapping[str, set[str]], columns: Mapping[str, set[str]], by: User | None, now: datetime
) -> None:
    """Keeps as revisions the texts that an undo replaces: a correction that was taken back was a correction too."""
    if READ & columns.get(ARTICLES, set()):
        for article in Article.objects.defer("search").filter(pk__in=rows[ARTICLES]).order_by("pk"):
            keep_revision(article=article, cause=Revision.Cause.EDITOR, now=now)


def bring_up_to_date(rows: Mapping[str, set[str]]) -> None:
    """Elects the leads of the stories of changed articles and indexes these again."""
    # Numbers of documents that an article cites are words of its index.
    citing = Citation.objects.filter(pk__in=rows.get("articles_citation", ())).values("article")
    concerned = Article.objects.filter(Q(pk__in=rows.get(ARTICLES, ())) | Q(pk__in=citing))
    stories = sorted(set(concerned.values_list("story_id", flat=True)))
    stories += [int(pk) for pk in rows.get("articles_story", ()) if int(pk) not in stories]
    for story in lock_stories(sorted(stories)):
        choose_leads(story=story)
    note_changes([int(pk) for pk in rows.get(ARTICLES, ())])
    index_articles(concerned.values_list("pk", flat=True))
