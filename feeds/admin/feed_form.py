"""The admin form of a feed: normalises the address and explains every error in a sentence."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from articles.admin.base import clean_language_tag
from articles.clock import database_now
from articles.generics import ModelForm
from articles.models import Category
from feeds.errors import FetchError, sentence
from feeds.formats.kinds import DEFAULT_KIND, kind_of
from feeds.models import Feed
from feeds.web.addresses import check_url, clean_url, has_credentials

# The names of the buttons that try a feed, and that take one of those that its page names.
TRY, TAKE = "_try", "_take"


class FeedForm(ModelForm[Feed]):
    """A feed; a new one is due at once."""

    class Meta:
        model = Feed
        fields = [
            "source",
            "url",
            "kind",
            "item_selector",
            "title",
            "language",
            "category",
            "intake_rule",
            "full_text",
            "enabled",
            "note",
        ]
        help_texts = {
            "url": _(
                "Of its RSS, Atom or JSON feed, or as its kind says. A page's address: try it to see its feeds."
            ),
            "item_selector": _("Of a page that lists articles only: its headlines, such as “.article h3 a”."),
            "category": _("For its articles; empty: the source's, else by their subject."),
            "intake_rule": _("What may be published without an editor."),
            "full_text": _("When the page of an article is read for its whole text."),
            "enabled": _("Off: it is not asked, and keeps what it gave."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"].required = False
        if "full_text" in self.fields:
            self.fields["full_text"].required = False
        if "category" in self.fields:
            self.fields["category"].queryset = Category.objects.prefetch_related("names")  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        if has_credentials(url):
            raise forms.ValidationError(
                _(
                    "Leave name and password out of the address: they are not sent, and others could read them here."
                )
            )
        try:
            check_url(url, ports=settings.FETCH_EXTRA_PORTS, allow_loopback=settings.FETCH_ALLOW_LOOPBACK)
            url = clean_url(url)
        except FetchError as error:
            raise forms.ValidationError(sentence(error.message)) from error
        other = Feed.objects.filter(url=url).exclude(pk=self.instance.pk).select_related("source").first()
        if other:
            raise forms.ValidationError(
                _("%(source)s has this feed already, under the title “%(title)s”."),
                params={"source": other.source, "title": other.title or _("Untitled")},
            )
        return url

    def clean_full_text(self) -> str:
        return str(self.cleaned_data["full_text"] or Feed.FullText.WHEN_SUMMARY)

    def clean_kind(self) -> str:
        return str(self.cleaned_data["kind"] or DEFAULT_KIND)

    def clean_item_selector(self) -> str:
        """The selector where the kind needs one, and nothing where it does not."""
        selector = str(self.cleaned_data["item_selector"]).strip()
        kind = self.cleaned_data.get("kind")
        if not kind or not kind_of(kind).needs_selector:
            return ""
        if wrong := kind_of(kind).selector_error(selector):
            raise forms.ValidationError(wrong)
        return selector

    def clean_language(self) -> str:
        return clean_language_tag(str(self.cleaned_data["language"])).lower()

    def save(self, commit: bool = True) -> Feed:
        if self.instance.next_check_at is None:
            self.instance.next_check_at = database_now()
        if not {"url", "kind", "item_selector"}.isdisjoint(self.changed_data):
            # The same answer would be read differently, so it must be fetched in full.
            self.instance.etag = self.instance.last_modified = ""
        feed: Feed = super().save(commit)
        return feed
