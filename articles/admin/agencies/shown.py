"""What a news agency says of an article, in words for editors."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.models import AgencyCancellation, AgencyItem, Article, MediaTopicRule
from articles.services.agencies.canceling import cancellations_of
from desk import wording


def agency_panel(article: Article) -> SafeString | str:
    """What a news agency's document says beside the text: rights first, as they bind whoever publishes it."""
    item = AgencyItem.objects.filter(article=article).first()
    if item is None:
        return "—"
    context = {
        "item": item,
        "media_topics": media_topics_of(item),
        "held": held_by_item(item) if is_held(item) else "",
        "canceled": _canceled(item, article),
    }
    return render_to_string("admin/articles/article/agency.html", context)


def is_held(item: AgencyItem) -> bool:
    """Whether its status or its embargo keeps the article from readers; of what is canceled neither ends by itself."""
    return item.held and item.status != AgencyItem.Status.CANCELED


def held_by_item(item: AgencyItem) -> str:
    """Why its agency's item keeps an article from readers."""
    if item.status == AgencyItem.Status.WITHHELD:
        return str(_("withheld by its agency"))
    if item.embargoed_until is None:
        return str(_("embargoed until further notice"))
    until = wording.minute(item.embargoed_until)
    return str(_("embargoed until %(time)s") % {"time": until})


def taken_back(article: Article, item: AgencyItem | None) -> str:
    """Who took the article back and when."""
    day = wording.day(article.taken_back_at)
    if item is not None and item.status == AgencyItem.Status.CANCELED:
        return str(_("its agency canceled it on %(day)s") % {"day": day})
    return str(_("its publisher took it back on %(day)s") % {"day": day})


def media_topics_of(item: AgencyItem) -> list[dict[str, Any]]:
    """The media topics of an item, each with what it stands for here."""
    codes = [one["code"] for one in item.media_topics]
    rules = MediaTopicRule.objects.filter(code__in=codes).select_related("category", "topic")
    known = {rule.code: rule for rule in rules.prefetch_related("category__names", "topic__names")}
    return [{**one, "rule": known.get(one["code"])} for one in item.media_topics]


def _canceled(item: AgencyItem, article: Article) -> list[str]:
    """Which version was canceled by which, whether that came first, and why readers may see the article all the same."""
    if item.status != AgencyItem.Status.CANCELED:
        return []
    found = [_cancellation(one, article) for one in cancellations_of(item)[:1]]
    if article.state == Article.State.PUBLISHED:
        why = (
            _("Readers see it, as an editor chose its state.")
            if article.state_by_hand
            else _("Readers see it, as its source does not say “withdraw what it takes back”.")
        )
        found.append(str(why))
    return found


def _cancellation(one: AgencyCancellation, article: Article) -> str:
    named = {
        "version": _("unknown") if one.version is None else one.version,
        "time": wording.minute(one.at) or _("unknown"),
    }
    if one.remembered_at < article.arrived_at:
        said = _(
            "The agency's cancellation (version %(version)s, time %(time)s) came before the article, which was taken "
            "back when it came."
        )
    else:
        said = _("The agency canceled it (version %(version)s, time %(time)s).")
    return str(said % named)
