"""The work that is measured: storing, likeness, suggestions, grouping again, and the commands that cron runs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from io import StringIO

import numpy as np
from django.core.management import call_command
from django.utils import timezone

from articles.incoming import IncomingArticle, IncomingSource
from articles.kept.folding import fold_counts
from articles.linking.regrouping import regroup
from articles.linking.suggestions import match_articles
from articles.models import Article
from articles.services.curation import withdraw
from articles.services.republications import find_republications, forget_old_bands
from articles.services.store import Rule, Submitted, store_article, store_new_articles
from articles.services.term_matcher import current_matcher
from bench.fill.subjects import load_subjects, subject_of
from bench.fill.texts import compose
from bench.fill.words import vocabulary
from bench.work.costs import Work
from feeds.errors import FetchError
from feeds.models import Feed
from feeds.storing.pictures import fetch_pictures
from feeds.web.fetcher import FetchResult
from feeds.web.rate_limits import RateLimiter

FEEDS_CLAIMED = 50


def pieces(articles: int) -> list[Work]:
    """Each piece of work on so many articles: new ones, or the newest of the site."""
    now = timezone.now()
    new = [_incoming(number, now) for number in range(articles)]
    newest = list(Article.objects.defer("search").order_by("-pk")[:articles])
    return [
        Work("store new articles, a batch", partial(_store_batch, new, now), articles),
        Work("store new articles, one by one", partial(_store_each, new, now), articles),
        Work("store articles that are unchanged", partial(_store_twice, new, now), 2 * articles),
        Work("look for republications", partial(_each, find_republications, newest), articles),
        Work("look for suggestions", partial(_suggest, newest, now), articles),
        Work("group again", partial(_regroup, articles), articles),
        Work("an editor withdraws articles", partial(withdraw, articles=newest, by=None, now=now), articles),
        Work("claim due feeds", partial(_claim, now)),
        Work("forget old signatures", partial(forget_old_bands, now=now)),
        Work("fold the numbers of lists", fold_counts),
        Work("fetch pictures, of which none can be reached", partial(_fetch_pictures, now)),
        Work("suggest_stories, two hours", partial(_run, "suggest_stories")),
        Work("mail_feed_digest", partial(_run, "mail_feed_digest")),
        Work("feed_health", partial(_run, "feed_health")),
    ]


def _incoming(number: int, now: datetime) -> IncomingArticle:
    words, chance = vocabulary("vi"), np.random.default_rng((7, number))
    subject = load_subjects("vi")[subject_of(number, seed=7)]
    draft = compose(words, chance, length=350, subject=subject, phrases=("dân vận",))
    address = f"https://source-vi-1.example/bench-{number}-{words.word(3_000 + number)}-a-b-c.html"
    return IncomingArticle(
        input=address,
        url=address,
        origin_url=None,
        source=IncomingSource("Bench", "source-vi-1.example"),
        title=draft.title,
        title_derived=False,
        lead=draft.lead,
        text=draft.text,
        html=draft.html,
        language="vi",
        language_confidence=1.0,
        direction="ltr",
        author="",
        published_at=now - timedelta(minutes=number),
        updated_at=None,
        topics=("dan-van",),
        relevant=True,
    )


def _store_batch(new: Sequence[IncomingArticle], now: datetime) -> None:
    store_new_articles(submitted=[Submitted(one, Rule.PUBLISH) for one in new], now=now)


def _store_each(new: Sequence[IncomingArticle], now: datetime) -> None:
    for one in new:
        store_article(incoming=one, rule=Rule.PUBLISH, now=now)


def _store_twice(new: Sequence[IncomingArticle], now: datetime) -> None:
    _store_each(new, now)
    _store_each([replace(one) for one in new], now)


def _each(work: Callable[..., object], articles: Sequence[Article]) -> None:
    for article in articles:
        work(article=article)


def _suggest(articles: Sequence[Article], now: datetime) -> None:
    match_articles(pks=[article.pk for article in articles], now=now)


def _regroup(articles: int) -> None:
    matcher = current_matcher()
    after = Article.objects.order_by("-pk").values_list("pk", flat=True)[articles]
    assert matcher is not None
    for _one in regroup(Article.objects.all(), matcher=matcher, now=timezone.now(), after=after):
        pass


def _claim(now: datetime) -> None:
    Feed.objects.due(now + timedelta(days=1)).claim(now, by="bench", limit=FEEDS_CLAIMED)


def _fetch_pictures(now: datetime) -> None:
    def refuse(*_given: object, **_kept: object) -> FetchResult:
        raise FetchError("https://source.example/", "The bench reaches nothing.")

    with RateLimiter() as limiter:
        fetch_pictures(fetch=refuse, limiter=limiter, now=lambda: now, limit=1)


def _run(command: str) -> None:
    call_command(command, stdout=StringIO())
