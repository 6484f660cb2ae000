"""What belongs to taking an act back where it concerns articles: readers' record of corrections, search, leads."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Q

from articles.models import Article, Citation, FieldLock, Revision
from articles.search import index_articles
from articles.services.places import find_places
from articles.services.revisions import keep_revision, note_changes
from articles.services.stories import choose_leads, lock_stories
from desk.models import Change

ARTICLES, LOCKS = "articles_article", "articles_fieldlock"
READ = frozenset({"title", "lead", "text", "html"})


def keep_what_readers_saw(
    rows: Mapping[str, set[str]], columns: Mapping[str, set[str]], by: User | None, now: datetime
) -> None:
    """Keeps as revisions the texts that an undo replaces: a correction that was taken back was a correction too."""
    if READ & columns.get(ARTICLES, set()):
        for article in Article.objects.defer("search").filter(pk__in=rows[ARTICLES]).order_by("pk"):
            keep_revision(article=article, cause=Revision.Cause.EDITOR, now=now)


def bring_up_to_date(rows: Mapping[str, set[str]], changes: Sequence[Change]) -> None:
    """Elects the leads of the stories of changed articles, reckons their places and indexes these again."""
    # Numbers of documents that an article cites are words of its index.
    citing = Citation.objects.filter(pk__in=rows.get("articles_citation", ())).values("article")
    concerned = Article.objects.filter(Q(pk__in=rows.get(ARTICLES, ())) | Q(pk__in=citing))
    stories = sorted(set(concerned.values_list("story_id", flat=True)))
    stories += [int(pk) for pk in rows.get("articles_story", ()) if int(pk) not in stories]
    for story in lock_stories(sorted(stories)):
        choose_leads(story=story)
    note_changes([int(pk) for pk in rows.get(ARTICLES, ())])
    index_articles(concerned.values_list("pk", flat=True))
    placed = Article.objects.filter(pk__in=_with_other_places(rows, changes))
    list(find_places(placed))


def _with_other_places(rows: Mapping[str, set[str]], changes: Sequence[Change]) -> set[int]:
    """The articles of which a lock of their places came back, changed or went."""
    locks = FieldLock.objects.filter(pk__in=rows.get(LOCKS, ()), field=FieldLock.Field.PLACES)
    found = set(locks.values_list("article_id", flat=True))
    whole = [change.before or change.after or {} for change in changes if change.table == LOCKS]
    return found | {row["article_id"] for row in whole if row.get("field") == FieldLock.Field.PLACES}
