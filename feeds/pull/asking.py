"""Asking feeds at once, as long work that the desk asks for."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count
from django.utils import timezone

from articles.models import Article
from desk.models import Work
from desk.work.kinds import Step, WorkKind, ask
from feeds.models import Entry, Feed

KIND = "feeds.ask"


def ask_feeds(*, feeds: Sequence[Feed], by: User, now: datetime) -> Work:
    """Asks for these feeds to be pulled at once. A pull that comes first does it as well."""
    names = ", ".join(str(feed) for feed in feeds[:3])
    title = f"Ask at once: {names}" if len(feeds) <= 3 else f"Ask at once: {names} and {len(feeds) - 3} more"
    return ask(kind=KIND, title=title, what={"feeds": [feed.pk for feed in feeds]}, by=by, now=now)


def step(work: Work, now: datetime) -> Step:
    """Pulls the next feed, unless it was asked since. A feed that is asked twice gives nothing new the second time."""
    # Loaded where feeds are pulled: the site's processes, which ask alone, are a quarter smaller without it.
    from feeds.pull.run import Run

    pks, (place, created) = work.what["feeds"], work.cursor or (0, 0)
    feeds = Feed.objects.due(timezone.now()).filter(pk=pks[place])
    notes = []
    if feeds.exists():
        run = Run(jobs=1, dry_run=False, quiet=True)
        run.pull(feeds, Entry.objects.filter(feed=pks[place]), due=1, processes=1)
        summary = run.summary()
        created += summary["created"]
        if summary["failed_feeds"]:
            feed = Feed.objects.get(pk=pks[place])
            notes.append(f"{feed}: {feed.state_reason or feed.get_state_display()}")
    end = place + 1
    return Step(
        cursor=[end, created],
        done=end,
        total=len(pks),
        notes=tuple(notes),
        said=f"Done: {end} feeds were asked, {created} articles are new. {_states_of(pks)}".strip(),
        is_last=end >= len(pks),
    )


def _states_of(pks: Sequence[int]) -> str:
    """What became of the articles that these feeds give, in words; empty where there is none."""
    articles = Article.objects.filter(entries__feed__in=pks).order_by()
    numbers = articles.values_list("state").annotate(number=Count("pk", distinct=True))
    labels = {"published": "on the site", "held": "held", "off-topic": "off topic", "withdrawn": "withdrawn"}
    said = [f"{number:,} {labels[state]}" for state, number in sorted(numbers, key=lambda one: -one[1])]
    return f"Of all that they gave: {', '.join(said)}." if said else ""


# What a pull changes, it records itself.
ASK = WorkKind(step)
