"""Stamps that only a wrong clock can have written, and which would keep feeds, hosts and pages silent: told and mended.

Pulls take their time from the database. What an earlier version, a restored copy or a database with a wrong clock left is
found by what it says: something was done in the future, or waits longer than anything is made to wait.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Least

from feeds.models import LEASE, Entry, Feed, Host, PictureAttempt, RobotsFile, Subscription
from feeds.reading.full_text import LONGEST_PAGE_WAIT
from feeds.schedule import LONGEST_WAIT, RETRY_AFTER_CEILING
from feeds.storing.pictures import RENEWAL_WAIT
from feeds.web.robots_cache import LONGEST_CRAWL_DELAY

log = logging.getLogger(__name__)

# Clocks of a database and of its stand-by may differ by this, and a stamp may be written while another is compared.
TOLERANCE = timedelta(minutes=1)


def mend_wrong_stamps(now: datetime) -> dict[str, int]:
    """Takes back stamps of the future; returns how many by what they are of, and logs a sentence where there are any.

    `now` is the database's time.
    """
    late = now + TOLERANCE
    done_later = Q(last_checked_at__gt=late) | Q(state_since__gt=late) | Q(last_new_at__gt=late)
    mended = {
        "feeds": Feed.objects.filter(done_later | Q(next_check_at__gt=late + LONGEST_WAIT)).update(
            next_check_at=now,
            last_checked_at=Least(F("last_checked_at"), now),
            state_since=Least(F("state_since"), now),
            last_new_at=Least(F("last_new_at"), now),
        ),
        "claims": Feed.objects.filter(claimed_until__gt=late + LEASE).update(
            claimed_until=None, claimed_by=""
        ),
        "hosts": Host.objects.filter(
            Q(reason="", next_allowed_at__gt=late + LONGEST_CRAWL_DELAY)
            | Q(next_allowed_at__gt=late + RETRY_AFTER_CEILING)
        ).update(next_allowed_at=now),
        "robots files": RobotsFile.objects.filter(fetched_at__gt=late).delete()[0],
        "pages": Entry.objects.filter(
            page_state=Entry.PageState.WANTED, page_next_at__gt=late + LONGEST_PAGE_WAIT
        ).update(page_next_at=now),
        "pictures": PictureAttempt.objects.filter(next_at__gt=late + RENEWAL_WAIT).update(next_at=now),
        "subscriptions": Subscription.objects.filter(
            Q(requested_at__gt=late) | Q(verified_at__gt=late)
        ).update(
            next_request_at=now,
            requested_at=Least(F("requested_at"), now),
            verified_at=Least(F("verified_at"), now),
        ),
    }
    found = {name: number for name, number in mended.items() if number}
    if found:
        log.warning(
            "Times that lie in the future were taken back: %s. A clock was wrong; check that of the database's host.",
            ", ".join(f"{number} of {name}" for name, number in found.items()),
        )
    return found
