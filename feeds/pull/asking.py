"""Asking feeds at once, as long work that the desk asks for."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext

from articles.models import Article
from desk import wording
from desk.models import Work
from desk.work.kinds import Step, WorkKind, ask
from feeds.models import Entry, Feed

KIND = "feeds.ask"


def ask_feeds(*, feeds: Sequence[Feed], by: User, now: datetime) -> Work:
    """Asks for these feeds to be pulled at once. A pull that comes first does it as well."""
    names = ", ".join(str(feed) for feed in feeds[:3])
    title = (
        gettext("Ask at once: %(names)s") % {"names": names}
        if len(feeds) <= 3
        else gettext("Ask at once: %(names)s and %(number)s more")
        % {"names": names, "number": len(feeds) - 3}
    )
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
        said=(
            gettext("Done: %(end)s feeds were asked, %(created)s articles are new. %(states)s")
            % {"end": end, "created": created, "states": _states_of(pks)}
        ).strip(),
        is_last=end >= len(pks),
    )


def _states_of(pks: Sequence[int]) -> str:
    """What became of the articles that these feeds give, in words; empty where there is none."""
    articles = Article.objects.filter(entries__feed__in=pks).order_by()
    numbers = articles.values_list("state").annotate(number=Count("pk", distinct=True))
    labels = {
        "published": gettext("on the site"),
        "held": gettext("held"),
        "off-topic": gettext("off topic"),
        "withdrawn": gettext("withdrawn"),
    }
    said = [
        f"{wording.grouped(number)} {labels[state]}"
        for state, number in sorted(numbers, key=lambda one: -one[1])
    ]
    return gettext("Of all that they gave: %(said)s.") % {"said": ", ".join(said)} if said else ""


# What a pull changes, it records itself.
ASK = WorkKind(step)
