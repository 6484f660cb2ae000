"""The forms for a comment, for its change and for a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.comments.models import COMMENT_CHARACTERS, Comment, Report
from articles.generics import ModelForm

FOR_ILLEGAL_CONTENT = _(
    "For illegal content, write what is illegal about it, your name and your e-mail address."
)
_BODY = {"rows": 6, "dir": "auto", "maxlength": COMMENT_CHARACTERS}
_BODY_ERRORS = {"required": _("Write your comment before you send it.")}


class CommentForm(ModelForm[Comment]):
    """A reader's comment. `website` is a honeypot, a field hidden from people; a script fills in `writer` and `seconds`.

    `token`, `started` and `writer` are what `articles.comments.tokens` signed.
    """

    email = forms.EmailField(
        required=False,
        label=_("Your e-mail address, if you like to hear of answers"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False, label=_("Leave this field empty"))
    token = forms.CharField(required=False, widget=forms.HiddenInput)
    started = forms.CharField(required=False, widget=forms.HiddenInput)
    writer = forms.CharField(required=False, widget=forms.HiddenInput)
    seconds = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    class Meta:
        model = Comment
        fields = ["name", "body"]
        labels = {"name": _("Your name"), "body": _("Your comment")}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
            "body": forms.Textarea(attrs=_BODY),
        }
        error_messages = {
            "name": {"required": _("Write the name under which your comment appears.")},
            "body": _BODY_ERRORS,
        }


class EditForm(ModelForm[Comment]):
    """The words of a comment, changed by its writer; `version` is the one that the writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Comment
        fields = ["body"]
        labels = {"body": _("Your comment")}
        widgets = {"body": forms.Textarea(attrs=_BODY)}
        error_messages = {"body": _BODY_ERRORS}


class ReportForm(ModelForm[Report]):
    """A report; of illegal content with what is illegal about it and who says so."""

    class Meta:
        model = Report
        fields = ["category", "reason", "name", "email"]
        labels = {
            "category": _("Why do you report it?"),
            "reason": _("What is wrong with it?"),
            "name": _("Your name"),
            "email": _("Your e-mail address"),
        }
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 3, "dir": "auto", "maxlength": 500}),
            "name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        }

    def clean(self) -> None:
        typed = self.cleaned_data
        illegal = typed.get("category") == Report.Category.ILLEGAL
        missing = not all(typed.get(name, "").strip() for name in ("reason", "name", "email"))
        if illegal and missing and not self.errors:
            raise forms.ValidationError(FOR_ILLEGAL_CONTENT)
