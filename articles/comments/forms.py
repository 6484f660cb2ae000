"""The form under an article, and the one that reports a comment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.comments.models import COMMENT_CHARACTERS, Comment, Report


class CommentForm(forms.ModelForm):
    """A reader's comment. `website` is a field that people do not see: who fills it in is a program."""

    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False, label=_("Leave this field empty"))

    class Meta:
        model = Comment
        fields = ["name", "body"]
        labels = {"name": _("Your name"), "body": _("Your comment")}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
            "body": forms.Textarea(attrs={"rows": 6, "dir": "auto", "maxlength": COMMENT_CHARACTERS}),
        }
        error_messages = {
            "name": {"required": _("Write the name under which your comment appears.")},
            "body": {"required": _("Write your comment before you send it.")},
        }

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This field must stay empty. Clear it and send the comment again."))
        return ""


class ReportForm(forms.ModelForm):
    class Meta:
        model = Report
        fields = ["reason"]
        labels = {"reason": _("What is wrong with it?")}
        widgets = {"reason": forms.Textarea(attrs={"rows": 3, "dir": "auto", "maxlength": 500})}
