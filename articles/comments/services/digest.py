"""The moderators' digest: what waits for them, as a mail."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q

from articles.comments.models import Comment, Report


@dataclass(frozen=True, slots=True)
class Digest:
    """How many comments wait, since when the first; how many are reported, hidden, or reported as illegal."""

    waiting: int
    since: datetime | None
    reported: int
    hidden: int
    illegal: int

    def __bool__(self) -> bool:
        return bool(self.waiting or self.reported or self.hidden)


def digest_of_comments() -> Digest:
    open_reports = Report.objects.filter(comment=OuterRef("pk"), settled_at=None)
    waiting, shown = Q(state=Comment.State.WAITING), Q(state=Comment.State.APPROVED)
    found = Comment.objects.aggregate(
        waiting=Count("pk", filter=waiting),
        since=Min("sent_at", filter=waiting),
        hidden=Count("pk", filter=Q(state=Comment.State.HIDDEN)),
        reported=Count("pk", filter=shown & Q(Exists(open_reports))),
    )
    illegal = Report.objects.filter(settled_at=None, category=Report.Category.ILLEGAL).count()
    return Digest(**found, illegal=illegal)


def text_of(digest: Digest, *, address: str) -> str:
    """The mail, in English as the desk is."""
    lines = [f"{digest.waiting} comments wait"]
    if digest.since:
        lines[0] += f", the first since {digest.since:%Y-%m-%d %H:%M} UTC"
    lines += [f"{digest.hidden} are hidden after reports", f"{digest.reported} others are reported"]
    if digest.illegal:
        lines.append(f"{digest.illegal} reports name illegal content")
    return "\n".join([*(f"{line}." for line in lines), "", address])
