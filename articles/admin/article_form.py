"""The form to correct an article."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.catalogue.places import provinces_by_number
from articles.generics import ModelForm
from articles.markup import cleaned, rules
from articles.models import Article, Category, FieldLock, Topic
from articles.services.editing.locks import locked_fields
from articles.services.revisions import REASON_CHARACTERS
from articles.templatetags.reading import direction


def _provinces() -> list[tuple[str, str]]:
    """The present provinces, as they are ordered on the page of places."""
    return [(one.slug, one.name) for one in sorted(provinces_by_number().values(), key=lambda one: one.slug)]


class ArticleForm(ModelForm[Article]):
    """Title, lead, state, category and topics. The service records which topics were set by hand."""

    on_topics = forms.ModelMultipleChoiceField(
        Topic.objects.prefetch_related("names"),
        required=False,
        label=_("Topics"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What you add stays. What you take off is remembered: its terms do not bring it back."),
    )

    on_places = forms.MultipleChoiceField(
        choices=_provinces,
        required=False,
        label=_("Places"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The provinces under which it is listed. What you change stays, whatever its text names."
        ),
    )

    reason = forms.CharField(
        required=False,
        max_length=REASON_CHARACTERS,
        label=_("Reason, as readers are told"),
        widget=forms.TextInput(attrs={"size": 90, "dir": "auto"}),
        help_text=_(
            "Asked where title, lead or text change, or the article is withdrawn. In its own language."
        ),
    )
    follow = forms.MultipleChoiceField(
        choices=FieldLock.Field.choices,
        required=False,
        label=_("Let it follow the publisher again"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Takes the lock off, with what the publisher says now."),
    )

    class Meta:
        model = Article
        fields = ["state", "title", "lead", "html", "category"]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "cols": 90, "dir": "auto"}),
            "lead": forms.Textarea(attrs={"rows": 4, "cols": 90, "dir": "auto"}),
            "html": forms.Textarea(attrs={"rows": 12, "cols": 90, "dir": "auto", "spellcheck": "true"}),
        }
        labels = {"html": _("Text")}
        help_texts = {
            "title": _("Correct only what is wrong; the former title is kept below."),
            "html": _(
                "As HTML: paragraphs, headings, lists, quotations, tables and links. All else is taken out."
            ),
            "category": _("The one section in which it stands."),
            "state": _("Withdrawn: its address says that it is gone."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "html" in self.fields:
            self.fields["html"].widget.attrs |= {
                "data-editor": json.dumps(rules()),
                "data-language": self.instance.language,
                "data-direction": direction(self.instance.language),
            }
        if self.instance.pk:
            links = self.instance.topic_links.filter(excluded=False)
            self.fields["on_topics"].initial = list(links.values_list("topic_id", flat=True))
            numbers = self.instance.place_links.values_list("province", flat=True)
            places = [provinces_by_number()[number].slug for number in numbers]
            self.fields["on_places"].initial = sorted(places)
            locked = {str(field) for field in locked_fields(self.instance)}
            choices = [(value, label) for value, label in FieldLock.Field.choices if value in locked]
            self.fields["follow"].choices = choices  # type: ignore[attr-defined]
        if "category" in self.fields:
            self.fields["category"].queryset = Category.objects.prefetch_related("names")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Asks for a reason where readers are told."""
        data = super().clean() or self.cleaned_data
        is_told = not {"title", "lead", "html"}.isdisjoint(self.changed_data)
        is_told |= "state" in self.changed_data and data.get("state") == Article.State.WITHDRAWN
        if is_told and not data.get("reason"):
            self.add_error(
                "reason", _("Readers are told why: write a reason, in the language of the article.")
            )
        return data

    def clean_html(self) -> str:
        """The text with what the site shows; what an editor pastes may hold anything."""
        typed = str(self.cleaned_data["html"]).replace("\r\n", "\n")
        return cleaned(typed).strip()

    def clean_lead(self) -> str:
        return str(self.cleaned_data["lead"]).replace("\r\n", "\n").strip()

    def clean_title(self) -> str:
        """One line: line breaks pasted with a title become spaces."""
        return " ".join(str(self.cleaned_data["title"]).split())
