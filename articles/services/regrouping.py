"""Grouping stored articles anew: stories, topics, documents, categories and leads by the rules and terms of today.

The texts stay as they are. What an editor decided stays too: topics added or taken off, categories and states set by
hand, stories merged and split.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db import transaction

from articles.grouping.categories import category_by_rule
from articles.grouping.documents import find_documents
from articles.grouping.relevance import judge, with_subject
from articles.grouping.topics import Matcher
from articles.grouping.versions import story_keys
from articles.incoming import CitedDocument
from articles.models import Article, Category, Intake, Topic
from articles.models.article import ArticleQuerySet
from articles.search import index_articles
from articles.services.attachments import replace_citations, replace_topics
from articles.services.stories import choose_leads, lock_keys, story_for

# Articles in memory at a time; a text has some kilobytes.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What became of one article: the names of what changed ("story", "topics" …), none where all is as it was."""

    pk: int
    title: str
    changed: tuple[str, ...]


def regroup(
    articles: ArticleQuerySet, *, matcher: Matcher, after: int = 0, dry_run: bool = False
) -> Iterator[Regrouped]:
    """Groups `articles` anew by rising id from the one after `after`; one transaction an article.

    Withdrawn articles are left alone. With `dry_run` each transaction is rolled back.
    """
    topics = dict(Topic.objects.values_list("slug", "pk"))
    categories = dict(Category.objects.values_list("slug", "pk"))
    chosen = articles.exclude(state=Article.State.WITHDRAWN)
    while batch := list(
        chosen.filter(pk__gt=after)
        .select_related("source")
        .prefetch_related("pictures")
        .defer("search")
        .order_by("pk")[:BATCH]
    ):
        for article in batch:
            with transaction.atomic():
                changed = _regroup(article, matcher, topics, categories)
                if dry_run:
                    transaction.set_rollback(True)
            yield Regrouped(article.pk, article.title, changed)
        after = batch[-1].pk


def _regroup(
    article: Article, matcher: Matcher, topics: dict[str, int], categories: dict[str, int]
) -> tuple[str, ...]:
    before = _grouping(article)
    keys = story_keys(url=article.url or None, origin_url=article.origin_url or None)
    lock_keys(keys)
    story = story_for(keys=keys, article=article)
    # It was read with its batch; what an editor chose since then counts.
    article.refresh_from_db(
        fields=["state", "state_by_hand", "category", "category_by_hand"],
        from_queryset=Article.objects.select_for_update(no_key=True),
    )
    documents = find_documents(
        "\n".join(
            (article.title, article.lead, article.text, *(one.caption for one in article.pictures.all()))
        )
    )
    slugs = _judge(article, documents, matcher)
    replace_topics(article, [topics[slug] for slug in slugs if slug in topics])
    replace_citations(article, documents)
    if not article.category_by_hand and article.category_id is None:
        by_rule = category_by_rule((), relevant=article.relevant, names={})
        article.category_id = article.source.category_id or categories.get(by_rule or "")
    if article.state == Article.State.OFF_TOPIC and article.relevant and not article.state_by_hand:
        article.state = Article.State.PUBLISHED
    article.save(update_fields=["relevant", "category", "state"])
    choose_leads(story=story)
    after = _grouping(article)
    changed = tuple(name for name, value in after.items() if value != before[name])
    if changed:
        index_articles([article.pk])
    return changed


def _judge(article: Article, documents: tuple[CitedDocument, ...], matcher: Matcher) -> tuple[str, ...]:
    """The slugs of the article's topics; sets whether it is relevant, and keeps the reasons for editors."""
    matched = matcher.match(article.title, article.lead, article.text, article.language)
    verdict = judge(
        article.title,
        article.lead,
        article.text,
        language=article.language,
        matcher=matcher,
        documents=documents,
        matched=matched,
    )
    article.relevant = verdict.relevant
    Intake.objects.filter(article=article).update(
        matched_terms=[asdict(match) for match in matched.terms], relevance_reasons=list(verdict.reasons)
    )
    return with_subject(matched.topics, relevant=verdict.relevant)


def _grouping(article: Article) -> dict[str, object]:
    row = Article.objects.values("story", "category", "state", "relevant", "is_lead").get(pk=article.pk)
    shown = article.topic_links.filter(excluded=False).values_list("topic_id", flat=True)
    cited = article.citations.values_list("document_id", flat=True)
    return {**row, "topics": sorted(shown), "documents": sorted(cited)}
