"""Who has which form open: a word to colleagues, never a lock."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import models
from django.utils.translation import gettext

from desk import wording
from desk.models import Presence

# A page gives a sign of life each minute; browsers delay those of hidden tabs by up to another one.
PRESENT = timedelta(minutes=3)


def enter(*, row: models.Model, by: User, now: datetime) -> None:
    """Notes that `by` has the form of `row` open; a form that was left begins anew."""
    place = _place(row)
    mine = Presence.objects.filter(**place, user=by)
    if not mine.filter(seen_at__gt=now - PRESENT).update(seen_at=now):
        Presence.objects.update_or_create(
            model=place["model"], row=place["row"], user=by, defaults={"opened_at": now, "seen_at": now}
        )
    # What nobody closed, as where the network failed.
    Presence.objects.filter(seen_at__lt=now - 10 * PRESENT).delete()


def leave(*, row: models.Model, by: User) -> None:
    """Notes that `by` has closed the form of `row`."""
    Presence.objects.filter(**_place(row), user=by).delete()


def others(*, row: models.Model, by: User, now: datetime) -> list[str]:
    """Who else has the form of `row` open, a sentence each, by the readers' clock."""
    rows = Presence.objects.filter(**_place(row), seen_at__gt=now - PRESENT).exclude(user=by)
    return [
        gettext("%(name)s has this open since %(time)s.")
        % {"name": name_of(one.user), "time": wording.clock(one.opened_at)}
        for one in rows.select_related("user").order_by("opened_at")
    ]


def name_of(user: User) -> str:
    """How colleagues call somebody: the full name, else the account's."""
    return user.get_full_name() or user.get_username()


def _place(row: models.Model) -> dict[str, str]:
    return {"model": row._meta.label_lower, "row": str(row.pk)}
