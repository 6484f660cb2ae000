"""The forms for a newsletter: what somebody asks for, and what its owner changes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Topic
from articles.newsletters.models import Subscriber
from articles.pages import names


class ChoiceForm(forms.Form):
    """How often, and about what."""

    rhythm = forms.ChoiceField(
        label=_("How often?"), choices=Subscriber.Rhythm, widget=forms.RadioSelect, initial="daily"
    )

    def __init__(self, *args: Any, edition: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(topic.slug, topic.name_in(edition)) for topic in names.topics().by_pk.values()]
        self.fields["topics"] = forms.MultipleChoiceField(
            required=False, label=_("About what?"), widget=forms.CheckboxSelectMultiple, choices=named
        )

    def topics_chosen(self) -> list[Topic]:
        """The topics of a form that is valid."""
        return list(Topic.objects.filter(slug__in=self.cleaned_data["topics"]))


class SubscribeForm(ChoiceForm):
    """A wish. `website` is a honeypot; `token` is what `articles.comments.tokens` signed for the day."""

    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})
    )
    website = forms.CharField(required=False, label=_("Leave this field empty"))
    token = forms.CharField(required=False, widget=forms.HiddenInput)
