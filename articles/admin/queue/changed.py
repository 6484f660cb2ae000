"""What publishers changed under an editor's fix."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.formatting import change_address
from articles.admin.lock import sides_of
from articles.admin.queue.parts import facts_of
from articles.models import FieldLock
from articles.services.editing.following import follow_publisher, keep_ours
from desk.presence import name_of
from desk.queue.finding import since
from desk.queue.kinds import NO, YES, Decision, Item, Line, QueueKind, Verb
from desk.wording import minute


class ChangedUnder(QueueKind):
    """The latest change first."""

    name, label, place = "changed", _("Changed under your fix"), 40
    right = "articles.change_fieldlock"
    verbs = {YES: Verb(_("Keep ours"), _("Kept ours")), NO: Verb(_("Take theirs"), _("Took the publisher's"))}
    seen_fields = ("offered", "given", "own", "at")
    condition = since("offered_at")

    def waiting(self, *, by: User, now: datetime) -> QuerySet[FieldLock]:
        rows = FieldLock.objects.changed_under().select_related("article__source", "article__category", "by")
        return rows.defer("article__search").order_by("-offered_at", "-pk")

    def line(self, row: FieldLock) -> Line:
        said = f"{row.get_field_display()}, {row.article.source}"
        return Line(row.article.title, row.article.language, said, row.offered_at)

    def item(self, row: FieldLock, request: HttpRequest) -> Item:
        who = name_of(row.by) if row.by else gettext("An editor")
        field = str(row.get_field_display()).lower()
        why = gettext("%(who)s set the %(field)s on %(set)s; its publisher changed it on %(changed)s.") % {
            "who": who,
            "field": field,
            "set": minute(row.at),
            "changed": minute(row.offered_at),
        }
        return Item(
            why=[why],
            template="admin/articles/fieldlock/side_by_side.html",
            context=sides_of(row),
            opens=change_address(row.article),
            opens_label=gettext("Edit"),
            facts=facts_of(row.article),
        )

    def decide(self, row: FieldLock, decision: Decision) -> None:
        if decision.verb == YES:
            keep_ours(locks=[row])
        else:
            follow_publisher(article=row.article, fields=[row.field], by=decision.by, now=decision.now)
