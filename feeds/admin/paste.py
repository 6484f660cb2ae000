"""One box for any address of a publisher: what stands there is shown, filled in, saved and pulled at once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import clean_language_tag, editor_of
from articles.admin.source import host_in
from articles.models import Source, SourceDomain
from articles.services.sources import slug_for_name
from feeds.admin.feed_form import FeedForm
from feeds.admin.feed_preview import trial
from feeds.errors import FetchError
from feeds.following.adding import subscribe
from feeds.following.looking import Look, look_at, look_at_list
from feeds.formats.feed_lists import FeedOutline
from feeds.models import Feed
from feeds.pull.asking import ask_feeds
from feeds.web.addresses import check_url

MOST_LISTED = (
    500  # feeds of one list, as a page can show them; longer ones come in by `manage.py import_sources`
)
MOST_BYTES = 2_000_000
# What was read of a list goes to the editor and comes back; nobody else writes one.
_LISTS = signing.Signer(salt="feeds.admin.paste")


class AddressForm(forms.Form):
    """What is pasted: an address, or a list as a file."""

    address = forms.CharField(
        required=False,
        max_length=2000,
        label=_("Address"),
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr", "autofocus": True, "size": 60}),
    )
    file = forms.FileField(required=False, label=_("Or a list of feeds (OPML, CSV)"))

    def clean_address(self) -> str:
        typed = "".join(str(self.cleaned_data["address"]).split())
        if typed and "://" not in typed:
            typed = f"https://{typed}"
        if typed:
            try:
                check(typed)
            except FetchError as error:
                raise ValidationError(str(error.message)) from error
        return typed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("address") and not data.get("file") and not self.errors:
            raise ValidationError(gettext("Paste an address, or choose a file."))
        if data.get("file") and data["file"].size > MOST_BYTES:
            raise ValidationError(gettext("The file is too long for a list of feeds."))
        return data


class NewSourceForm(forms.Form):
    """The publisher to whom the feeds belong, and what may be published without an editor."""

    name = forms.CharField(max_length=200, label=_("Name"), help_text=_("As the publisher writes it."))
    slug = forms.SlugField(
        max_length=80, required=False, label=_("Address here"), help_text=_("Empty: made from the name.")
    )
    host = forms.CharField(
        max_length=253,
        label=_("Host"),
        help_text=_("Articles that cite it are credited to this source."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    kind = forms.ChoiceField(
        choices=Source.Kind.choices,
        label=_("Kind"),
        help_text=_("What sort of publisher it is; readers see it."),
        initial=Source.Kind.UNKNOWN,
    )
    language = forms.CharField(max_length=35, label=_("Language"), help_text=_("A tag such as vi or ar."))
    homepage = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    intake_rule = forms.ChoiceField(
        choices=Feed.IntakeRule.choices,
        label=_("Publish without an editor"),
        help_text=_("What of it readers see at once."),
        initial=Feed.IntakeRule.ON_TOPIC,
    )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug and Source.objects.filter(slug=slug).exists():
            raise ValidationError(gettext("Another source has this address already."))
        return slug

    def clean_host(self) -> str:
        host = host_in(str(self.cleaned_data["host"]))
        if "." not in host and not settings.FETCH_ALLOW_LOOPBACK:
            raise ValidationError(gettext("Write a host such as example.vn."))
        return host

    def clean_language(self) -> str:
        return clean_language_tag(str(self.cleaned_data["language"]))


def check(address: str) -> None:
    """Raises FetchError for addresses that the site does not ask, as its own network."""
    check_url(address, ports=settings.FETCH_EXTRA_PORTS, allow_loopback=settings.FETCH_ALLOW_LOOPBACK)


def view(request: HttpRequest) -> HttpResponse:
    """The box, what stands at the address, and saving it."""
    if not (request.user.has_perm("feeds.add_feed") and request.user.has_perm("articles.add_source")):
        raise PermissionDenied
    if "list" in request.POST:
        return _save_list(request)
    if "host" in request.POST:
        return _save(request)
    typed = AddressForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and typed.is_valid():
        return _show(request, typed, _look(typed))
    return _page(request, {"typed": typed})


def _look(typed: AddressForm) -> Look:
    file = typed.cleaned_data.get("file")
    if file:
        return look_at_list(file.read(), where=str(file.name), check=check)
    with trial() as tools:
        return look_at(typed.cleaned_data["address"], tools=tools, rule=Feed.IntakeRule.ON_TOPIC, check=check)


def _show(request: HttpRequest, typed: AddressForm, look: Look) -> HttpResponse:
    """What was found, with the publisher filled in."""
    context: dict[str, Any] = {"typed": typed, "look": look}
    if look.outlines:
        usable = [one for one in look.outlines if not one.problem][:MOST_LISTED]
        context["list"] = _LISTS.sign(json.dumps([asdict(one) for one in usable], ensure_ascii=False))
        context["usable"], context["problems"] = usable, [one for one in look.outlines if one.problem]
    elif look.found:
        owner = Source.objects.for_host(look.host)
        known = set(
            Feed.objects.filter(url__in=[one.candidate.url for one in look.found]).values_list(
                "url", flat=True
            )
        )
        filled = {"name": look.name, "host": look.host, "homepage": look.homepage, "language": look.language}
        if owner:
            filled |= {"name": owner.name, "kind": owner.kind, "language": owner.language}
        context["owner"] = owner
        context["source"] = NewSourceForm(
            initial=filled | {"slug": "" if owner else slug_for_name(look.name)}
        )
        context["rows"] = _rows(look, known)
    return _page(request, context)


def _rows(look: Look, known: set[str]) -> list[dict[str, Any]]:
    """The feeds found, with which are ticked: those with something on topic, else the first that gives anything."""
    new = [one for one in look.found if one.candidate.url not in known]
    chosen = [one for one in new if one.on_topic] or [one for one in new if one.candidate.entries][:1]
    return [
        {"found": one, "is_known": one.candidate.url in known, "is_taken": one in chosen}
        for one in look.found
    ]


def _save(request: HttpRequest) -> HttpResponse:
    """Makes the source and the feeds that are ticked, all or nothing."""
    form, rows = NewSourceForm(request.POST), _taken(request.POST)
    is_valid = form.is_valid()
    problems: list[str] = [] if rows else [gettext("Tick at least one feed.")]
    if is_valid and rows:
        try:
            with transaction.atomic():
                source = _source(form.cleaned_data)
                feeds = [_feed(source, row, form.cleaned_data["intake_rule"]) for row in rows]
        except ValidationError as error:
            problems = list(error.messages)
        else:
            return _saved(request, source, feeds)
    context = {"typed": AddressForm(), "source": form, "again": rows, "problems_of_feeds": problems}
    return _page(request, context)


def _taken(posted: Any) -> list[dict[str, str]]:
    names = ("url", "kind", "title", "language")
    return [
        {name: str(posted.get(f"{name}-{place}", "")) for name in names}
        for place in posted.getlist("take")[:MOST_LISTED]
        if place.isascii() and place.isdigit()
    ]


def _source(typed: Mapping[str, Any]) -> Source:
    """The source that owns the host, else a new one."""
    owner = Source.objects.for_host(typed["host"])
    if owner:
        return owner
    source = Source(
        slug=typed["slug"] or slug_for_name(typed["name"]),
        **{name: typed[name] for name in ("name", "kind", "language", "homepage")},
    )
    source.full_clean()
    source.save()
    SourceDomain.objects.create(source=source, host=typed["host"])
    return source


def _feed(source: Source, row: Mapping[str, str], rule: str) -> Feed:
    """One feed, checked as the form of feeds checks it. Raises ValidationError."""
    fixed = {"source": source.pk, "intake_rule": rule, "full_text": "when-summary", "enabled": "on"}
    form = FeedForm({**row, "title": row["title"][:300], **fixed})
    if not form.is_valid():
        raise ValidationError([f"{row['url']}: {said}" for errors in form.errors.values() for said in errors])
    return form.save()


def _save_list(request: HttpRequest) -> HttpResponse:
    """Adds the feeds of a list with their sources, as `manage.py import_sources` does."""
    try:
        outlines = [FeedOutline(**row) for row in json.loads(_LISTS.unsign(request.POST["list"]))]
        for one in outlines:
            check(one.url)
    except (signing.BadSignature, TypeError, FetchError):
        messages.error(request, gettext("The list could not be read again. Choose the file once more."))
        return HttpResponseRedirect(request.path)
    with transaction.atomic():
        results = subscribe(outlines)
    urls = [result.name for result in results if result.outcome == "added"]
    added = [outline.url for outline, one in zip(outlines, results, strict=True) if one.outcome == "added"]
    feeds = list(Feed.objects.filter(url__in=added).select_related("source"))
    messages.success(
        request,
        gettext("%(added)d feeds added, %(known)d known already.")
        % {"added": len(urls), "known": len(results) - len(urls)},
    )
    return _pulling(request, feeds) or HttpResponseRedirect(reverse("admin:feeds_feed_changelist"))


def _saved(request: HttpRequest, source: Source, feeds: Sequence[Feed]) -> HttpResponse:
    number = ngettext("%d feed", "%d feeds", len(feeds)) % len(feeds)
    messages.success(
        request, gettext("Saved: %(source)s, %(number)s.") % {"source": source, "number": number}
    )
    return _pulling(request, feeds) or HttpResponseRedirect(
        reverse("admin:articles_source_change", args=[source.pk])
    )


def _pulling(request: HttpRequest, feeds: Sequence[Feed]) -> HttpResponse | None:
    """Has the feeds asked at once, and leads to where their progress is shown; None where that is not asked for."""
    enabled = [feed for feed in feeds if feed.enabled]
    if "pull" not in request.POST or not enabled:
        return None
    work = ask_feeds(feeds=enabled, by=editor_of(request), now=timezone.now())
    sources = {feed.source_id for feed in enabled}
    own = f"?of_source={sources.pop()}" if len(sources) == 1 else ""
    return HttpResponseRedirect(reverse("admin:desk_work_change", args=[work.pk]) + own)


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    shown = {
        **admin.site.each_context(request),
        "title": gettext("Add by an address"),
        "opts": Feed._meta,
        **context,
    }
    return TemplateResponse(request, "admin/feeds/feed/paste.html", shown).render()
