"""Group stored articles again by the current rules and terms: stories, topics, places, documents, categories,
leads.

Texts do not change. Editors' decisions stay: topics added or taken off, categories and states set by hand,
stories merged and split. Links that an earlier form of a rule made, and its present form would not, are taken back.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from articles.grouping.categories import category_by_rule
from articles.grouping.documents import find_documents
from articles.grouping.relevance import judge, with_subject
from articles.grouping.topics import Matcher
from articles.grouping.versions import story_keys
from articles.incoming import CitedDocument
from articles.kept.folding import fold_counts
from articles.linking.links import review_links
from articles.models import Article, Category, Intake, Topic
from articles.models.article import ArticleQuerySet
from articles.search import index_articles
from articles.services.attachments import replace_citations, replace_topics
from articles.services.places import places_of, replace_places
from articles.services.stories import choose_leads, lock_keys, story_for

# Articles in memory at a time; a text is some kilobytes.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Regrouped:
    """The result for one article: the names of what changed ("story", "topics" …), empty if nothing did."""

    pk: int
    title: str
    changed: tuple[str, ...]


def regroup(
    articles: ArticleQuerySet, *, matcher: Matcher, now: datetime, after: int = 0, dry_run: bool = False
) -> Iterator[Regrouped]:
    """Groups `articles` again in order of id, starting after `after`; one transaction per article.

    Withdrawn articles are skipped. With `dry_run` each transaction is rolled back.
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
                changed = _regroup(article, matcher, topics, categories, now)
                if dry_run:
                    transaction.set_rollback(True)
            yield Regrouped(article.pk, article.title, changed)
        if not dry_run:
            fold_counts()
        after = batch[-1].pk


def _regroup(
    article: Article,
    matcher: Matcher,
    topics: dict[str, int],
    categories: dict[str, int],
    now: datetime,
) -> tuple[str, ...]:
    before = _grouping(article)
    review_links(article, now=now)
    keys = story_keys(url=article.url or None, origin_url=article.origin_url or None)
    lock_keys(keys)
    story = story_for(keys=keys, article=article)
    # The article was read with its batch; an editor may have changed it since.
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
    replace_places({article.pk: places_of(article)})
    replace_citations(article, documents)
    if not article.category_by_hand and article.category_id is None:
        by_rule = category_by_rule((), relevant=article.relevant, names={})
        article.category_id = article.source.category_id or categories.get(by_rule or "")
        article.rule_category_id = article.category_id
    if article.state == Article.State.OFF_TOPIC and article.relevant and not article.state_by_hand:
        article.state = Article.State.PUBLISHED
    article.save(update_fields=["relevant", "category", "rule_category", "state"])
    choose_leads(story=story)
    after = _grouping(article)
    changed = tuple(name for name, value in after.items() if value != before[name])
    if changed:
        index_articles([article.pk])
    return changed


def _judge(article: Article, documents: tuple[CitedDocument, ...], matcher: Matcher) -> tuple[str, ...]:
    """The slugs of the article's topics. Sets `article.relevant` and stores the reasons for editors."""
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
    named = article.place_links.order_by("province").values_list("province", "former")
    return {**row, "topics": sorted(shown), "places": list(named), "documents": sorted(cited)}
