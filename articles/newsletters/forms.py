"""The forms for a newsletter: what somebody asks for, and what its owner changes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Topic
from articles.newsletters.models import Subscriber


class TopicsField(forms.ModelMultipleChoiceField):
    """Topics by their names in an edition."""

    edition = ""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name_in(self.edition))


class ChoiceForm(forms.Form):
    """How often, and about what."""

    rhythm = forms.ChoiceField(
        label=_("How often?"), choices=Subscriber.Rhythm, widget=forms.RadioSelect, initial="daily"
    )
    topics = TopicsField(
        queryset=Topic.objects.none(),
        required=False,
        label=_("About what?"),
        widget=forms.CheckboxSelectMultiple,
        to_field_name="slug",
    )

    def __init__(self, *args: Any, edition: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = self.fields["topics"]
        assert isinstance(topics, TopicsField)
        topics.edition = edition
        topics.queryset = Topic.objects.prefetch_related("names")


class SubscribeForm(ChoiceForm):
    """A wish. `website` is a honeypot; `token` is what `articles.comments.tokens` signed for the day."""

    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})
    )
    website = forms.CharField(required=False, label=_("Leave this field empty"))
    token = forms.CharField(required=False, widget=forms.HiddenInput)
