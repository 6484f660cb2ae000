"""Other terms for a topic, as long work that the desk asks for: the terms are stored, then each article that gains or loses
the topic by them is grouped anew. All of it is one act, which can be taken back."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from articles.grouping.topics import Matcher
from articles.linking.regrouping import regroup
from articles.linking.term_effect import Proposed, has_topic, languages_of, matcher_with
from articles.models import Article, ArticleTopic, Term, Topic
from desk import wording
from desk.models import Work
from desk.wording import desk_text
from desk.work.kinds import Step, WorkError, WorkKind, ask

KIND = "articles.apply_terms"
AT_ONCE = 200  # articles that are looked at; few of them change


def terms_of(topic: Topic, language: str) -> list[Proposed]:
    """The terms of a topic in a language as they stand. One query."""
    rows = Term.objects.filter(topic=topic, language=language).order_by("pk")
    return [Proposed(*row) for row in rows.values_list("phrase", "weight", "place")]


@transaction.atomic
def store_terms(topic: Topic, language: str, terms: Sequence[Proposed]) -> bool:
    """Has the topic these terms in a language, and no others. Returns whether anything changed."""
    wanted = {one.phrase: one for one in terms}
    is_changed = False
    for row in Term.objects.select_for_update().filter(topic=topic, language=language).order_by("pk"):
        one = wanted.pop(row.phrase, None)
        if one is None:
            row.delete()
        elif (row.weight, row.place) != (one.weight, one.place):
            row.weight, row.place = one.weight, one.place
            row.save(update_fields=["weight", "place"])
        else:
            continue
        is_changed = True
    for one in wanted.values():
        Term.objects.create(
            topic=topic, language=language, phrase=one.phrase, weight=one.weight, place=one.place
        )
    return is_changed or bool(wanted)


def ask_to_apply(
    *,
    topic: Topic,
    language: str,
    before: Sequence[Proposed],
    after: Sequence[Proposed],
    by: User,
    now: datetime,
) -> Work:
    """Asks for the terms of a topic in a language to become `after`, and for the stored articles to follow."""
    what: dict[str, Any] = {
        "topic": topic.pk,
        "language": language,
        "before": [asdict(one) for one in before],
        "after": [asdict(one) for one in after],
    }
    return ask(
        kind=KIND,
        title=desk_text("Terms of %(topic)s (%(language)s)") % {"topic": topic, "language": language},
        what=what,
        by=by,
        now=now,
    )


def step(work: Work, now: datetime) -> Step:
    """Stores the terms first, then groups the next articles that change anew. Doing it twice changes nothing."""
    topic = Topic.objects.filter(pk=work.what["topic"]).first()
    if topic is None:
        raise WorkError(desk_text("The topic is gone."))
    articles = Article.objects.exclude(state=Article.State.WITHDRAWN).filter(
        language__in=languages_of(work.what["language"])
    )
    total = None
    if work.cursor is None:
        _store(topic, work)
        total = articles.count()
    elif set(terms_of(topic, work.what["language"])) != set(_sets(work)[1]):
        # By terms that nobody wants any more no article is grouped.
        raise WorkError(
            desk_text(
                "Somebody changed these terms while the work was done, so it ended here. Look at them again."
            )
        )
    after, gained, lost = work.cursor or (0, 0, 0)
    old, new = _matchers(work.pk, _terms_stand())
    rows = list(articles.filter(pk__gt=after).order_by("pk").defer("html", "search")[:AT_ONCE])
    more, less = _changing(rows, topic, old, new)
    for _one in regroup(Article.objects.filter(pk__in=[*more, *less]), matcher=new, now=now):
        pass
    gained, lost = gained + len(more), lost + len(less)
    done = work.done + len(rows)
    return Step(
        cursor=[rows[-1].pk if rows else after, gained, lost],
        done=done,
        total=total,
        said=desk_text(
            "Done: %(done)s articles were looked at; the topic gained %(gained)s and lost %(lost)s."
        )
        % {"done": wording.grouped(done), "gained": wording.grouped(gained), "lost": wording.grouped(lost)},
        is_last=len(rows) < AT_ONCE,
    )


def _store(topic: Topic, work: Work) -> None:
    """Stores the terms, unless somebody changed them since they were looked at."""
    before, after = _sets(work)
    if set(terms_of(topic, work.what["language"])) not in (set(before), set(after)):
        raise WorkError(
            desk_text(
                "Somebody changed these terms since they were looked at, so nothing was done. Look at "
                "them again."
            )
        )
    store_terms(topic, work.what["language"], after)


def _sets(work: Work) -> tuple[list[Proposed], list[Proposed]]:
    """The terms as they were when the work was asked for, and as they shall be."""
    before, after = ([Proposed(**one) for one in work.what[name]] for name in ("before", "after"))
    return before, after


def _changing(
    rows: Sequence[Article], topic: Topic, old: Matcher, new: Matcher
) -> tuple[list[int], list[int]]:
    """Which of these articles gain the topic by the new terms, and which lose it. What an editor said of it stays, and so
    does a topic that no term gave."""
    links = ArticleTopic.objects.filter(topic=topic, article__in=[one.pk for one in rows])
    stored = dict(links.values_list("article", "by_hand"))
    more, less = [], []
    for article in rows:
        if stored.get(article.pk):
            continue
        was, becomes = has_topic(article, topic.slug, old), has_topic(article, topic.slug, new)
        if becomes and not was and article.pk not in stored:
            more.append(article.pk)
        elif was and not becomes and article.pk in stored:
            less.append(article.pk)
    return more, less


def _terms_stand() -> int:
    """A number that is another one where a term of any topic is. One query."""
    return hash(
        tuple(Term.objects.order_by("pk").values_list("topic", "language", "phrase", "weight", "place"))
    )


@lru_cache(maxsize=1)
def _matchers(work: int, stand: int) -> tuple[Matcher, Matcher]:
    """The matchers of the terms as they were and as they become. They are made anew where `stand` is another: an article
    is grouped by the terms that other topics have by now, which other work may just have stored."""
    asked = Work.objects.get(pk=work)
    topic, language = Topic.objects.get(pk=asked.what["topic"]), asked.what["language"]
    old, new = (matcher_with(topic, language, terms) for terms in _sets(asked))
    return old, new


APPLY = WorkKind(step, act=lambda work: "articles.term:apply")
