"""The form on which an editor corrects one article."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Category, Topic


class ArticleForm(forms.ModelForm):
    """Title, lead, state, category and topics. Topics are a plain choice here; the service keeps who chose them."""

    on_topics = forms.ModelMultipleChoiceField(
        Topic.objects.prefetch_related("names"),
        required=False,
        label=_("Topics"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What you add stays. What you take off is remembered: its terms do not bring it back."),
    )

    class Meta:
        model = Article
        fields = ["state", "title", "lead", "category"]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "cols": 90, "dir": "auto"}),
            "lead": forms.Textarea(attrs={"rows": 4, "cols": 90, "dir": "auto"}),
        }
        help_texts = {
            "title": _("Correct only what is wrong; the former title is kept below."),
            "category": _("The one section in which it stands."),
            "state": _("Withdrawn: its address says that it is gone."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            links = self.instance.topic_links.filter(excluded=False)
            self.fields["on_topics"].initial = list(links.values_list("topic_id", flat=True))
        if "category" in self.fields:
            self.fields["category"].queryset = Category.objects.prefetch_related("names")

    def clean_title(self) -> str:
        """One line: a line break pasted with a title is a space."""
        return " ".join(str(self.cleaned_data["title"]).split())
