"""Grouping articles anew, or applying new terms to stored articles, as long work that the desk asks for."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django.contrib.auth.models import User

from articles.grouping.topics import Matcher
from articles.kept.folding import fold_counts
from articles.linking.regrouping import regroup
from articles.models import Article
from articles.services.term_matcher import current_matcher
from desk import wording
from desk.models import Work
from desk.wording import desk_text
from desk.work.kinds import Step, WorkError, WorkKind, ask

KIND = "articles.regroup"
AT_ONCE = 50  # articles; some hundredths of a second each


def ask_for_regrouping(*, languages: Sequence[str], title: str, by: User, now: datetime) -> Work:
    """Asks for all articles of these languages, of all where none is named, to be grouped anew by the rules and terms of
    the moment at which the work begins."""
    return ask(kind=KIND, title=title, what={"languages": sorted(languages)}, by=by, now=now)


def step(work: Work, now: datetime) -> Step:
    """Groups the next articles anew. Grouping twice changes nothing, so that a step may be done again."""
    matcher = _matcher(work.pk, work.attempts)
    if matcher is None:
        raise WorkError(desk_text("There are no terms. Add some first."))
    articles = Article.objects.exclude(state=Article.State.WITHDRAWN)
    if languages := work.what["languages"]:
        articles = articles.filter(language__in=languages)
    after, changed = work.cursor or (0, 0)
    total = articles.count() if work.cursor is None else None
    pks = list(articles.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for one in regroup(Article.objects.filter(pk__in=pks), matcher=matcher, now=now):
        changed += bool(one.changed)
    fold_counts()
    done = work.done + len(pks)
    return Step(
        cursor=[pks[-1] if pks else after, changed],
        done=done,
        total=total,
        said=desk_text("Done: %(done)s articles were looked at, %(changed)s changed.")
        % {"done": wording.grouped(done), "changed": wording.grouped(changed)},
        is_last=len(pks) < AT_ONCE,
    )


@lru_cache(maxsize=1)
def _matcher(work: int, attempt: int) -> Matcher | None:
    """The matcher of the terms that stand when a worker takes the work up."""
    return current_matcher()


REGROUP = WorkKind(step, act=lambda work: KIND.replace(".", ".article:"))
