"""The moderators' queue: what is held and what was reported, with all that is needed to decide, by keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, Prefetch, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from articles.admin.base import ZONE, editor_of
from articles.comments.models import Bar, Comment, Moderation, Report
from articles.comments.reasons import OF_MODERATORS, REASONS, reason_words
from articles.comments.services import moderating
from articles.comments.services.moderating import MetError, NothingToBarError, Outcome

PER_PAGE = 20
LATEST = 10
HISTORY = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A comment that waits, why, its open reports, and what else its writer sent."""

    comment: Comment
    reason: str
    reports: list[Report]
    history: list[Comment]
    numbers: list[tuple[str, int]]


def view(request: HttpRequest) -> HttpResponse:
    """Shows the queue, and carries out what is decided in it."""
    if not request.user.has_perm("comments.change_comment"):
        raise PermissionDenied
    if request.method == "POST":
        _carry_out(request)
        return HttpResponseRedirect(request.get_full_path())
    language = request.GET.get("language", "")
    queue = waiting()
    languages = queue.order_by().values_list("language").annotate(number=Count("pk")).order_by("-number")
    chosen = queue.filter(language=language) if language else queue
    comments = list(chosen[:PER_PAGE])
    latest = Moderation.objects.select_related("comment", "by")[:LATEST]
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": gettext("Comments to decide on"),
        "entries": [_entry(comment) for comment in comments],
        "total": chosen.count(),
        "languages": list(languages),
        "language": language,
        "reasons": [(name, REASONS[name]) for name in OF_MODERATORS],
        "kinds": Bar._meta.get_field("kind").flatchoices,  # in the language of the desk
        "actions": [
            ("approve", gettext("Approve")),
            ("decline", gettext("Decline")),
            ("spam", gettext("Spam")),
        ],
        "latest": latest,
    }
    with timezone.override(ZONE):
        return TemplateResponse(request, "admin/comments/comment/queue.html", context).render()


def waiting() -> QuerySet[Comment]:
    """What waits for a moderator: what is urgent, then what is held, the longest waiting first."""
    reported, illegal = _reported()
    states = Comment.State
    shown = Q(state=states.APPROVED, pk__in=reported)
    rows = _rows(Q(state__in=[states.WAITING, states.HIDDEN]) | shown, reported, illegal)
    ordered: QuerySet[Comment] = rows.order_by("urgency", "sent_at", "pk")
    return ordered


def in_order() -> tuple[QuerySet[Comment], QuerySet[Comment]]:
    """The same in two parts, each of which is read no further than it is shown: the urgent ones, which are few, and those
    that are held, as their index has them."""
    reported, illegal = _reported()
    states = Comment.State
    urgent = Q(state=states.HIDDEN) | Q(state__in=[states.WAITING, states.APPROVED], pk__in=reported)
    held = _rows(Q(state=states.WAITING), reported, illegal).exclude(pk__in=reported)
    rows = _rows(urgent, reported, illegal)
    return rows.order_by("urgency", "sent_at", "pk"), held.order_by("sent_at", "pk")


def _reported() -> tuple[set[int], set[int]]:
    """The comments of which reports are open, and those reported as illegal. By their keys: asked as a condition, every
    comment that is shown would be read."""
    opened = Report.objects.filter(settled_at=None).order_by().values_list("comment_id", "category")
    reports = list(opened)
    return {pk for pk, _category in reports}, {pk for pk, kind in reports if kind == Report.Category.ILLEGAL}


def _rows(condition: Q, reported: set[int], illegal: set[int]) -> Any:
    """Comments with all that is shown of them; `urgency` is less, the more urgent one is."""
    urgency = Case(
        When(pk__in=illegal, then=Value(0)),
        When(state=Comment.State.HIDDEN, then=Value(1)),
        When(pk__in=reported, then=Value(2)),
        default=Value(3),
    )
    return (
        Comment.objects.filter(condition)
        .annotate(urgency=urgency)
        .select_related("article", "article__source", "parent")
        .defer("article__text", "article__html", "article__search")
        .prefetch_related(Prefetch("reports", Report.objects.filter(settled_at=None), to_attr="open_reports"))
    )


def others_by_writer(comment: Comment) -> QuerySet[Comment]:
    """What else the same hand sent, the newest first."""
    by_writer = Q(writer=comment.writer) if comment.writer else Q(pk=None)
    return Comment.objects.filter(by_writer).exclude(pk=comment.pk).order_by("-sent_at")


def _entry(comment: Comment) -> Entry:
    others = others_by_writer(comment)
    numbers = others.order_by().values_list("state").annotate(number=Count("pk")).order_by("-number")
    return Entry(
        comment=comment,
        reason=reason_words(comment.reason),
        reports=comment.open_reports,  # type: ignore[attr-defined]
        history=list(others[:HISTORY]),
        numbers=[(str(Comment.State(state).label), number) for state, number in numbers],
    )


def _carry_out(request: HttpRequest) -> None:
    """One button of one comment, or one for all that are ticked."""
    by, now = editor_of(request), timezone.now()
    typed = request.POST
    if "undo" in typed:
        moderation = get_object_or_404(Moderation, pk=_number(typed["undo"]))
        try:
            moderating.undo(moderation=moderation, by=by, now=now)
        except MetError as met:
            _tell_met(request, [met.comment])
        else:
            messages.success(
                request,
                gettext("Taken back: comment %(comment_id)s is as it was before.")
                % {"comment_id": moderation.comment_id},
            )
        return
    action, comments = _asked(request)
    if not comments:
        messages.warning(request, gettext("Tick at least one comment."))
    elif action == "bar":
        _bar(request, comments, typed.get("kind", Bar.Kind.WRITER))
    elif action in {Moderation.Action.APPROVE, Moderation.Action.DECLINE, Moderation.Action.SPAM}:
        reason = typed.get("reason", "")
        outcome = moderating.moderate(
            comments=comments,
            action=action,
            by=by,
            now=now,
            reason=reason if reason in OF_MODERATORS and action != Moderation.Action.APPROVE else "",
            note=typed.get("note", "").replace("\0", "")[:500] if action != Moderation.Action.APPROVE else "",
        )
        tell(request, outcome)


def _asked(request: HttpRequest) -> tuple[str, list[Comment]]:
    """The action asked for, and the comments as the moderator saw them: `id:state:version`."""
    if one := request.POST.get("one", ""):
        action, _colon, seen = one.partition(" ")
        return action, _as_seen([seen])
    return request.POST.get("action", ""), _as_seen(request.POST.getlist("seen"))


def _as_seen(marks: Sequence[str]) -> list[Comment]:
    seen = {}
    for mark in marks:
        pk, state, version = [*mark.split(":"), "", "", ""][:3]
        if (number := _number(pk)) and state in Comment.State and (read := _number(version)):
            seen[number] = (state, read)
    comments = list(Comment.objects.filter(pk__in=seen))
    for comment in comments:
        comment.state, comment.version = seen[comment.pk]
    return comments


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _bar(request: HttpRequest, comments: Sequence[Comment], kind: str) -> None:
    if kind not in Bar.Kind:
        return
    for comment in comments:
        try:
            _barred, declined = moderating.bar(
                comment=comment,
                kind=kind,
                by=editor_of(request),
                now=timezone.now(),
                note=request.POST.get("note", "").replace("\0", "")[:500],
            )
        except MetError as met:
            # Declined by the bar of another one that was ticked.
            if met.comment.reason != "barred":
                _tell_met(request, [met.comment])
        except NothingToBarError:
            text = gettext("Of comment %(pk)s nothing is kept any more by which %(label)s is known.") % {
                "pk": comment.pk,
                "label": Bar.Kind(kind).label,
            }
            messages.error(request, text)
        else:
            text = gettext("Barred: %(label)s of comment %(pk)s; waiting comments declined: %(number)s.") % {
                "label": Bar.Kind(kind).label,
                "pk": comment.pk,
                "number": len(declined),
            }
            messages.success(request, text)


def tell(request: HttpRequest, outcome: Outcome) -> None:
    """Says what was decided, and where somebody else was faster."""
    if number := len(outcome.done):
        what = Moderation.Action(outcome.done[0].action).label
        text = ngettext("%(number)d comment %(what)s.", "%(number)d comments %(what)s.", number)
        messages.success(request, text % {"number": number, "what": what})
    _tell_met(request, outcome.met)


def _tell_met(request: HttpRequest, met: Sequence[Comment]) -> None:
    for comment in met:
        latest = comment.moderations.select_related("by").first()
        if comment.state == Comment.State.WITHDRAWN:
            what = gettext("its writer withdrew it")
        elif latest and latest.after == comment.state:
            what = f"{latest.by or gettext('readers')}: {latest.get_action_display()}"
        else:
            what = gettext("its writer changed it")
        messages.warning(
            request,
            gettext("Nothing was changed at comment %(pk)s. Meanwhile: %(what)s. Look at it again.")
            % {"pk": comment.pk, "what": what},
        )
