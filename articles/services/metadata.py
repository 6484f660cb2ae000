"""Update the metadata of a stored article whose text has not changed.

`articles.services.store` handles new and changed texts. Here the text is the same, but better rules may give
other dates, publisher, origin, topics, documents or category. What an editor chose stays.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from articles.grouping.addresses import same_article_key
from articles.grouping.versions import item_story_keys, story_keys
from articles.incoming import IncomingArticle
from articles.models import Article, Category
from articles.search import index_articles
from articles.services.agencies.items import is_held
from articles.services.attachments import Attached, attach_again
from articles.services.batch_lookups import BatchLookups
from articles.services.dating import take_times
from articles.services.editing.locks import Field, is_locked
from articles.services.store import ADDRESS_CHARACTERS, KEY_CHARACTERS, Rule, state_by_rule
from articles.services.stories import choose_leads, lock_keys, story_for


@transaction.atomic
def update_metadata(
    *,
    article: Article,
    incoming: IncomingArticle,
    rule: Rule,
    now: datetime,
    category: Category | None = None,
) -> bool:
    """Writes what the rules now say about `article`. Returns whether anything that a reader sees has changed.

    `incoming` has the same text as the article. `rule` and `category` are those of its feed (see
    `store_article`). `now` is when `incoming` was read.
    """
    before = _seen(article)
    keys = (
        *story_keys(url=incoming.url, origin_url=incoming.origin_url),
        *item_story_keys(incoming.agency),
    )
    lock_keys(keys)
    story = story_for(keys=keys, article=article)
    # `article` may be stale: saving all its fields would undo an editor's newer choice.
    article.refresh_from_db(from_queryset=Article.objects.select_for_update(no_key=True).defer("search"))
    lookups = BatchLookups([incoming])
    article.source, article.carrier = lookups.source_of(incoming), lookups.carrier_of(incoming)
    article.author_id = lookups.author_id(incoming)
    # An editor's headline is not derived, though the publisher's still is.
    article.title_derived = incoming.title_derived and not is_locked(article, Field.TITLE)
    article.machine_translated, article.relevant = incoming.machine_translated, incoming.relevant
    article.origin_url = (incoming.origin_url or "")[:ADDRESS_CHARACTERS]
    article.origin_key = same_article_key(incoming.origin_url)[:KEY_CHARACTERS] if incoming.origin_url else ""
    take_times(article, incoming)
    article.rule_category_id = lookups.category_id(incoming, category)
    if not article.category_by_hand:
        article.category_id = article.rule_category_id
    if not article.state_by_hand and not is_held(article):
        article.state = state_by_rule(rule, relevant=incoming.relevant)
    article.save()
    attach_again(Attached(article, incoming, lookups.topic_ids(incoming)), now=now)
    choose_leads(story=story, language=article.language)
    if _seen(article) == before:
        return False
    index_articles([article.pk])
    return True


def _seen(article: Article) -> dict[str, Any]:
    """What the site shows of an article beside its text, read from the database."""
    row: dict[str, Any] = Article.objects.values(
        *("source", "carrier", "author", "category", "state", "story", "relevant", "machine_translated"),
        *(
            "origin_url",
            "published_at",
            "published_day_only",
            "updated_at",
            "updated_day_only",
            "title_derived",
        ),
    ).get(pk=article.pk)
    links = article.topic_links.filter(excluded=False)
    row["topics"] = sorted(links.values_list("topic_id", flat=True))
    row["documents"] = sorted(article.citations.values_list("document_id", flat=True))
    row["pictures"] = sorted(article.pictures.values_list("position", "original_url", "caption", "credit"))
    row["places"] = list(article.pictures.order_by("position").values_list("place", flat=True))
    return row
