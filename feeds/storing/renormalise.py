"""Normalising stored articles again from their kept inputs, by today's rules."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import cast

from articles.incoming import IncomingArticle
from articles.kept.folding import fold_counts
from articles.models import Article, Intake, Revision
from articles.models.article import ArticleQuerySet
from articles.services.metadata import update_metadata
from articles.services.store import Outcome, Rule, hash_of, store_article
from feeds.errors import FeedError
from feeds.extractor.rules import PageRules
from feeds.knowledge import Knowledge
from feeds.models import Entry, Feed, SourceRules
from feeds.normalise.article import normalise
from feeds.raw import RawArticle, RawKind
from feeds.reading.full_text import merged
from feeds.reading.kept_input import read_again
from feeds.reading.page_rules import rules_of
from feeds.storing.intake import credited

# Articles whose inputs are in memory at a time: pages of a few hundred kilobytes each.
BATCH = 100
# Where no feed says what may be published, the article keeps the state that it has.
_RULE_OF_STATE = {
    Article.State.PUBLISHED: Rule.PUBLISH,
    Article.State.OFF_TOPIC: Rule.ON_TOPIC,
    Article.State.HELD: Rule.HOLD,
}


class Result(StrEnum):
    """What reading an article again came to."""

    REVISED = "revised"
    REFRESHED = "brought up to date"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Renormalised:
    """What became of one article; `reason` is a sentence where it failed."""

    pk: int
    title: str
    result: Result
    reason: str = ""


def renormalise(
    articles: ArticleQuerySet, *, knowledge: Knowledge, after: int = 0, dry_run: bool = False
) -> Iterator[Renormalised]:
    """Reads the kept inputs of `articles` again, by rising id from the one after `after`, and stores what the rules
    make of them now; one transaction an article, and one that fails stops no other.

    Withdrawn articles are skipped, and fields that an editor locked stay. With `dry_run` nothing is stored; "brought up to
    date" is then reported only where relevance, origin, date or translation differ.
    """
    chosen = articles.exclude(state=Article.State.WITHDRAWN).filter(intake__isnull=False)
    while batch := list(
        chosen.filter(pk__gt=after).select_related("intake", "author").defer("search").order_by("pk")[:BATCH]
    ):
        entries, rules = _entries_of(batch), _rules_of(batch)
        for article in batch:
            place = article.carrier_id or article.source_id
            yield _one(article, entries.get(article.pk), rules.get(place), knowledge, dry_run=dry_run)
        if not dry_run:
            fold_counts()
        after = batch[-1].pk


def _entries_of(articles: list[Article]) -> dict[int, Entry]:
    """The feed's entry of each article, where there is one."""
    entries = (
        Entry.objects.filter(article__in=articles)
        .select_related("feed__category", "feed__source")
        .order_by("-pk")
    )
    return {entry.article_id: entry for entry in entries if entry.article_id}


def _rules_of(articles: list[Article]) -> dict[int, PageRules | None]:
    """The page rules of the sources that the articles were read at."""
    places = {article.carrier_id or article.source_id for article in articles}
    return {row.source_id: rules_of(row) for row in SourceRules.objects.filter(source__in=places)}


def _one(
    article: Article, entry: Entry | None, rules: PageRules | None, knowledge: Knowledge, *, dry_run: bool
) -> Renormalised:
    intake: Intake = article.intake
    feed = entry.feed if entry else None
    try:
        raw = _raw_of(article, entry, rules)
        # Dates such as “two hours ago” are meant from the moment when they were read.
        incoming = _complete(normalise(raw, knowledge=knowledge, now=intake.read_at), article)
        result = _predicted(article, incoming) if dry_run else _store(article, incoming, feed, intake)
    except FeedError as error:
        return Renormalised(article.pk, article.title, Result.FAILED, error.message)
    return Renormalised(article.pk, incoming.title, result)


def _raw_of(article: Article, entry: Entry | None, rules: PageRules | None) -> RawArticle:
    """The kept input of the article, read by today's rules: its page merged with its entry."""
    intake: Intake = article.intake
    language = entry.feed.language if entry and entry.feed.language else article.language
    kind = cast(RawKind, intake.raw_kind)
    url = article.url or None
    found = read_again(intake.raw, kind, read_from=intake.read_from, url=url, language=language, rules=rules)
    if kind != "page" or entry is None or not entry.raw:
        return credited(found, entry.feed) if entry else found
    given = read_again(entry.raw, "entry", read_from=intake.read_from, url=url, language=language)
    return merged(given, found)


def _complete(incoming: IncomingArticle, article: Article) -> IncomingArticle:
    """Adds what a kept entry does not hold: the address, and an author named by the feed only."""
    author = incoming.author
    if incoming.raw_kind == "entry" and article.author:
        author = author or article.author.name
    return replace(incoming, url=article.url or incoming.url, author=author)


def _store(article: Article, incoming: IncomingArticle, feed: Feed | None, intake: Intake) -> Result:
    rule = Rule(feed.intake_rule) if feed else _RULE_OF_STATE[Article.State(article.state)]
    category = feed.category if feed else None
    if hash_of(incoming) != article.content_hash:
        stored = store_article(
            incoming=incoming,
            rule=rule,
            now=intake.read_at,
            category=category,
            known_as=article,
            cause=Revision.Cause.READING,
        )
        return Result.UNCHANGED if stored.outcome is Outcome.UNCHANGED else Result.REVISED
    changed = update_metadata(
        article=article, incoming=incoming, rule=rule, now=intake.read_at, category=category
    )
    return Result.REFRESHED if changed else Result.UNCHANGED


def _predicted(article: Article, incoming: IncomingArticle) -> Result:
    if hash_of(incoming) != article.content_hash:
        return Result.REVISED
    same = (
        incoming.relevant == article.relevant
        and (incoming.origin_url or "") == article.origin_url
        and (incoming.published_at or article.published_at) == article.published_at
        and (incoming.published_at is None or incoming.published_day_only == article.published_day_only)
        and incoming.machine_translated == article.machine_translated
    )
    return Result.UNCHANGED if same else Result.REFRESHED
