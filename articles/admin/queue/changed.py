"""What publishers changed under an editor's fix."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.formatting import change_address
from articles.admin.lock import sides_of
from articles.admin.queue.parts import facts_of, moment
from articles.models import FieldLock
from articles.services.editing.following import follow_publisher, keep_ours
from desk.presence import name_of
from desk.queue.finding import since
from desk.queue.kinds import NO, YES, Decision, Item, Line, QueueKind, Verb


class ChangedUnder(QueueKind):
    """The latest change first."""

    name, label, place = "changed", "Changed under your fix", 40
    right = "articles.change_fieldlock"
    verbs = {YES: Verb("Keep ours", "Kept ours"), NO: Verb("Take theirs", "Took the publisher's")}
    seen_fields = ("offered", "given", "own", "at")
    condition = since("offered_at")

    def waiting(self, *, by: User, now: datetime) -> QuerySet[FieldLock]:
        rows = FieldLock.objects.changed_under().select_related("article__source", "article__category", "by")
        return rows.defer("article__search").order_by("-offered_at", "-pk")

    def line(self, row: FieldLock) -> Line:
        said = f"{row.get_field_display()}, {row.article.source}"
        return Line(row.article.title, row.article.language, said, row.offered_at)

    def item(self, row: FieldLock, request: HttpRequest) -> Item:
        who = name_of(row.by) if row.by else "An editor"
        field = str(row.get_field_display()).lower()
        why = f"{who} set the {field} on {moment(row.at)}; its publisher changed it on {moment(row.offered_at)}."
        return Item(
            why=[why],
            template="admin/articles/fieldlock/side_by_side.html",
            context=sides_of(row),
            opens=change_address(row.article),
            opens_label="Edit",
            facts=facts_of(row.article),
        )

    def decide(self, row: FieldLock, decision: Decision) -> None:
        if decision.verb == YES:
            keep_ours(locks=[row])
        else:
            follow_publisher(article=row.article, fields=[row.field], by=decision.by, now=decision.now)
