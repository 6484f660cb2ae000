"""The form for a notice about an article."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.generics import ModelForm
from articles.notices.models import NOTICE_CHARACTERS, Notice

FOR_TAKE_DOWN = _("Who asks for removal leaves a name and an e-mail address, to which an answer is owed.")


class NoticeForm(ModelForm[Notice]):
    """What a reader reports. `website` is a honeypot; `token` is what `articles.comments.tokens` signed for the article."""

    website = forms.CharField(required=False, label=_("Leave this field empty"))
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Notice
        fields = ["kind", "body", "name", "email"]
        labels = {
            "kind": _("What is it about?"),
            "body": _("What is wrong, and where?"),
            "name": _("Your name"),
            "email": _("Your e-mail address"),
        }
        widgets = {
            "body": forms.Textarea(attrs={"rows": 6, "dir": "auto", "maxlength": NOTICE_CHARACTERS}),
            "name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The model's may be empty: of what its sender withdrew nothing is left.
        self.fields["body"].required = True
        self.fields["body"].error_messages["required"] = _("Write what is wrong before you send it.")

    def clean(self) -> None:
        typed = self.cleaned_data
        is_owed = typed.get("kind") in Notice.TAKE_DOWN
        if is_owed and not self.errors and not all(typed.get(name, "").strip() for name in ("name", "email")):
            raise forms.ValidationError(FOR_TAKE_DOWN)
