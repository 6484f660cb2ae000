"""Bringing a stored article up to date with better rules, where its text stays as it is.

`articles.services.store` asks whether a text is new or changed; here the text is known to be the same and what was
decided about it may not be: dates, publisher, origin, topics, documents, category. An editor's choices stay.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from articles.grouping.addresses import same_article_key
from articles.grouping.versions import story_keys
from articles.incoming import IncomingArticle
from articles.models import Article, Category
from articles.search import index_articles
from articles.services.attachments import Attached, attach_again
from articles.services.references import References
from articles.services.store import ADDRESS_CHARACTERS, KEY_CHARACTERS, Rule, state_by_rule
from articles.services.stories import choose_leads, lock_keys, story_for


@transaction.atomic
def refresh_article(
    *,
    article: Article,
    incoming: IncomingArticle,
    rule: Rule,
    now: datetime,
    category: Category | None = None,
) -> bool:
    """Writes what the rules say of `article` now; says whether anything that a reader sees changed.

    `incoming` has the same text as the article. `rule` and `category` are those of its feed (`store_article`), `now`
    is the time of the reading that `incoming` stands for.
    """
    before = _seen(article)
    keys = story_keys(url=incoming.url, origin_url=incoming.origin_url)
    lock_keys(keys)
    story = story_for(keys=keys, article=article)
    # The object may be older than an editor's choice, which saving it whole would undo.
    article.refresh_from_db(from_queryset=Article.objects.select_for_update(no_key=True).defer("search"))
    references = References([incoming])
    article.source, article.carrier = references.source_of(incoming), references.carrier_of(incoming)
    article.author_id = references.author_id(incoming)
    article.title_derived = incoming.title_derived
    article.machine_translated, article.relevant = incoming.machine_translated, incoming.relevant
    article.origin_url = (incoming.origin_url or "")[:ADDRESS_CHARACTERS]
    article.origin_key = same_article_key(incoming.origin_url)[:KEY_CHARACTERS] if incoming.origin_url else ""
    article.published_at = incoming.published_at or article.published_at
    article.updated_at = incoming.updated_at or article.updated_at
    if not article.category_by_hand:
        article.category_id = references.category_id(incoming, category)
    if not article.state_by_hand:
        article.state = state_by_rule(rule, relevant=incoming.relevant)
    article.save()
    attach_again(Attached(article, incoming, references.topic_ids(incoming)), now=now)
    choose_leads(story=story, language=article.language)
    if _seen(article) == before:
        return False
    index_articles([article.pk])
    return True


def _seen(article: Article) -> dict[str, Any]:
    """What the site shows of an article beside its text, as the database has it."""
    row: dict[str, Any] = Article.objects.values(
        *("source", "carrier", "author", "category", "state", "story", "relevant", "machine_translated"),
        *("origin_url", "published_at", "updated_at", "title_derived"),
    ).get(pk=article.pk)
    links = article.topic_links.filter(excluded=False)
    row["topics"] = sorted(links.values_list("topic_id", flat=True))
    row["documents"] = sorted(article.citations.values_list("document_id", flat=True))
    row["pictures"] = sorted(article.pictures.values_list("position", "original_url", "caption", "credit"))
    return row
