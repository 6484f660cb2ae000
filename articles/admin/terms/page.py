"""The page of a topic's terms: one language at a time, tried on a text, with what they would do to stored articles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.base import editor_of
from articles.admin.terms.typed import Row, proposed_by, rows_of, typed_rows
from articles.grouping.folding import fold_case, has_vietnamese_marks
from articles.grouping.topics import ANY_LANGUAGE, TOPIC_THRESHOLD, TopicMatch
from articles.grouping.wording.marks import Piece, marked
from articles.linking.term_effect import WIDE, Effect, Proposed, effect_of, matcher_with
from articles.linking.term_work import ask_to_apply, terms_of
from articles.models import Term, Topic
from articles.templatetags.reading import endonym
from desk.admin.seen import mark_of
from desk.models import Act, Change
from desk.presence import enter, others

TEXT_CHARACTERS = 8_000  # of a text that is tried
DEFAULT_LANGUAGE = "vi"


@dataclass(frozen=True, slots=True)
class Trial:
    """What the terms find in a text that was pasted; its first line counts as the headline."""

    text: str
    pieces: Sequence[Piece]
    match: TopicMatch
    topic: str

    @property
    def reasons(self) -> list[Any]:
        return [one for one in self.match.contributions if one.topic == self.topic]

    @property
    def score(self) -> float:
        return self.match.scores.get(self.topic, 0.0)

    @property
    def belongs(self) -> bool:
        return self.topic in self.match.topics

    @property
    def threshold(self) -> float:
        return TOPIC_THRESHOLD


def view(request: HttpRequest, pk: str) -> HttpResponse:
    """Shows the terms; a POST tries them, reckons what they would do, or applies them."""
    by = editor_of(request)
    if not by.has_perm("articles.change_term"):
        raise PermissionDenied
    topic = Topic.objects.prefetch_related("names").filter(pk=_number(pk)).first()
    if topic is None:
        raise Http404
    languages = _languages(topic)
    asked = request.GET.get("language", "")
    language = asked if asked in dict(languages) else DEFAULT_LANGUAGE
    stored = terms_of(topic, language)
    now = timezone.now()
    enter(row=topic, by=by, now=now)
    shown: dict[str, Any] = {"rows": rows_of(stored)}
    if request.method == "POST":
        rows = typed_rows(request.POST.dict(), stored)
        shown = _answered(request, topic, language, stored, rows)
        if isinstance(shown.get("work"), int):
            return HttpResponseRedirect(reverse("admin:desk_work_change", args=[shown["work"]]))
    context = {
        **admin.site.each_context(request),
        "title": _("Terms of %(topic)s") % {"topic": topic},
        "opts": Topic._meta,
        "topic": topic,
        "language": language,
        "languages": languages,
        "seen": _mark(stored),
        "others_here": others(row=topic, by=by, now=now),
        "wide_percent": round(WIDE * 100),
        **shown,
    }
    return TemplateResponse(request, "admin/articles/topic/terms.html", context)


def _answered(
    request: HttpRequest, topic: Topic, language: str, stored: Sequence[Proposed], rows: Sequence[Row]
) -> dict[str, Any]:
    """What a POST shows; `work` is the number of the work that was asked for."""
    posted = request.POST.dict()
    shown: dict[str, Any] = {"rows": rows, "text": posted.get("text", "")[:TEXT_CHARACTERS]}
    if any(one.error for one in rows):
        messages.error(request, _("Nothing was done yet: look at what stands beside the terms."))
        return shown
    after = proposed_by(rows)
    if shown["text"].strip():
        shown["trial"] = _trial(shown["text"], topic, language, after)
    if posted.get("do") not in ("look", "apply"):
        return shown
    if set(after) == set(stored):
        messages.warning(request, _("These are the terms as they stand: nothing would change."))
        return shown
    effect = effect_of(topic=topic, language=language, before=stored, after=after)
    shown |= {"effect": effect, "shares": _in_percent(effect)}
    if posted["do"] == "look" or not _may_apply(request, posted, topic, stored, effect):
        return shown
    work = ask_to_apply(
        topic=topic,
        language=language,
        before=stored,
        after=after,
        by=editor_of(request),
        now=timezone.now(),
    )
    messages.success(request, _("It is done step by step now; you can go on with other things."))
    return {**shown, "work": work.pk}


def _in_percent(effect: Effect) -> list[tuple[str, str, bool]]:
    """The changed phrases, the most frequent first: which part of the articles holds each, and whether that is too much."""
    shares = sorted(effect.shares.items(), key=lambda one: -one[1])
    return [
        (phrase, f"{100 * share:.1f}".removesuffix(".0"), phrase in effect.wide) for phrase, share in shares
    ]


def _may_apply(
    request: HttpRequest, posted: Mapping[str, str], topic: Topic, stored: Sequence[Proposed], effect: Effect
) -> bool:
    """Whether nothing stands against applying the terms; else says what."""
    if posted.get("seen") != _mark(stored):
        messages.error(request, _who_changed(topic))
        return False
    if effect.wide and not posted.get("wide"):
        message = _(
            "%(terms)s: that finds a tenth of all articles or more. Tick the box to use it all the same."
        )
        messages.error(request, message % {"terms": ", ".join(f"“{one}”" for one in effect.wide)})
        return False
    return True


def _who_changed(topic: Topic) -> str:
    """Who changed the topic's terms meanwhile, in a sentence."""
    changes = Change.objects.filter(table=Term._meta.db_table, after__topic_id=topic.pk)
    act = Act.objects.filter(pk__in=changes.values("act")).order_by("-at").first()
    said = _(
        "These terms were changed since you opened them; yours are kept below. Look at the numbers again."
    )
    return f"{act.by_name}: {said}" if act and act.by_name else said


def _trial(text: str, topic: Topic, language: str, terms: Sequence[Proposed]) -> Trial:
    title, _line, rest = text.strip().partition("\n")
    headline, body = (title, rest) if rest.strip() else ("", text)
    matcher = matcher_with(topic, language, terms)
    meant = DEFAULT_LANGUAGE if language == ANY_LANGUAGE else language
    match = matcher.match(headline, "", body, meant)
    # As the matcher does: a Vietnamese text without marks is compared without marks.
    plain = meant == "vi" and not has_vietnamese_marks(fold_case(text))
    return Trial(text, marked(text, [one.phrase for one in terms], plain=plain), match, topic.slug)


def _languages(topic: Topic) -> list[tuple[str, tuple[str, int]]]:
    """Each language in which the topic may have terms: its code, with its name and how many there are."""
    counts = dict(
        Term.objects.filter(topic=topic).order_by("language").values_list("language").annotate(Count("pk"))
    )
    codes = [code for code, _name in settings.LANGUAGES]
    codes += [ANY_LANGUAGE, *sorted(counts.keys() - {*codes, ANY_LANGUAGE})]
    names = {ANY_LANGUAGE: _("every language")}
    return [(code, (names.get(code) or endonym(code), counts.get(code, 0))) for code in codes]


def _mark(terms: Sequence[Proposed]) -> str:
    return mark_of(sorted((one.phrase, one.weight, one.place) for one in terms))


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0
