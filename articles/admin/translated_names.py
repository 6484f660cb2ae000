"""Inline forms for names in every language: one row per language, with empty rows for missing ones."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from articles.admin.helps import HelpBesideFields
from articles.generics import BaseInlineFormSet, ModelForm, TabularInline
from articles.models import CategoryName, DocumentName, TopicName


class NameForm(ModelForm[Any]):
    """One name. A row with empty texts is a language without a name, not an error."""

    language = forms.ChoiceField(label=_("Language"))

    class Meta:
        widgets = {
            "name": forms.TextInput(attrs={"dir": "auto", "size": 40}),
            "title": forms.TextInput(attrs={"dir": "auto", "size": 70}),
            "description": forms.Textarea(attrs={"dir": "auto", "rows": 2, "cols": 60}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, f"{name} ({code})") for code, name in settings.LANGUAGES]
        own = self.instance.language
        if own and own not in dict(known):
            known.append((own, own))
        self.fields["language"].choices = known  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        texts = [
            name for name in self.fields if name not in {"language", "id", "DELETE", self._parent_name()}
        ]
        written = any(str(self.data.get(self.add_prefix(name), "")).strip() for name in texts)
        return super().has_changed() and bool(self.instance.pk or written)

    def _parent_name(self) -> str:
        """The name of the hidden foreign key field."""
        return next(name for name in ("category", "topic", "document") if hasattr(self._meta.model, name))


class NamesFormSet(BaseInlineFormSet[Any, Any, ModelForm[Any]]):
    """All names of one object, and an empty row for each edition's language without one."""

    # Two editors who name it in one language have written the same row.
    same_row = "language"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.get_queryset() if self.instance.pk else []
        named = {row.language for row in rows}
        missing = [code for code, _name in settings.LANGUAGES if code not in named]
        self.initial_extra = [{"language": code} for code in missing]
        self.extra = len(missing)


class _NameInline(HelpBesideFields, TabularInline[Any, Any]):
    form = NameForm
    formset = NamesFormSet
    extra = 0
    verbose_name_plural = _("Names: rows without a text are languages in which it has no name yet")


class CategoryNameInline(_NameInline):
    model = CategoryName


class TopicNameInline(_NameInline):
    model = TopicName


class DocumentNameInline(_NameInline):
    model = DocumentName
