"""What stands beside the fields whose models say nothing of them: what to write there, and what it is for."""

from typing import Any

from django.contrib import admin
from django.db.models import Field
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

HELPS = {
    "articles.article.lead": _("The paragraph under the headline; lists show its beginning."),
    "articles.author.name": _("As bylines write it."),
    "articles.author.source": _("The publisher for which this author writes."),
    "articles.document.number": _("As it is written on the document: 25-NQ/TW."),
    "articles.document.year": _("Only where the number itself carries none."),
    "articles.document.kind": _("What it is: resolution, decision, directive …"),
    "articles.document.issuer": _("The body that issued it, as the codes of its number say."),
    "articles.document.issued_on": _("The day under which it was issued."),
    "articles.documentname.language": _("The edition that reads this title."),
    "articles.documentname.title": _("What it is about, in a few words."),
    "articles.documentterm.part": _("Which part of a number the code is."),
    "articles.documentterm.name": _("What readers see under the number."),
    "articles.feature.slot": _("Where it stands on the front page."),
    "articles.picture.caption": _("What it shows; readers see it under the picture, and hear it read out."),
    "articles.picture.credit": _("Who took or drew it."),
    "articles.category.slug": _("Part of the public address; former ones go on leading here."),
    "articles.topic.slug": _("Part of the public address; former ones go on leading here."),
    "articles.categoryname.language": _("The edition that reads this name."),
    "articles.categoryname.name": _("As it stands in the menu."),
    "articles.categoryname.description": _("One sentence, shown on top of its page."),
    "articles.topicname.language": _("The edition that reads this name."),
    "articles.topicname.name": _("As it stands in lists."),
    "articles.topicname.description": _("One sentence, shown on top of its page."),
    "articles.term.topic": _("The topic to which articles with this term belong."),
    "articles.term.language": _("The language of the texts in which it is looked for; mul: all."),
    "articles.term.place": _("Where it is looked for: in the whole text, or in headlines only."),
    "articles.mediatopicrule.category": _("Where articles of this media topic stand; empty: the rules say."),
    "articles.mediatopicrule.topic": _("The topic to which they belong; empty: their terms say."),
    "articles.source.slug": _("Part of the public address; made from the name where it is empty."),
    "articles.source.homepage": _("The front page of the publisher; readers are led there."),
    "articles.source.kind": _("What sort of publisher it is; readers see it."),
    "articles.source.place": _("The province or country it writes from; readers see it."),
    "comments.screeningword.verdict": _("What becomes of a comment with it."),
    "comments.bar.note": _("Why, for your colleagues; the writer does not see it."),
    "comments.opening.article": _("One of these four: what it opens or closes."),
    "comments.opening.story": _("All articles of a story."),
    "comments.opening.source": _("All articles of a source."),
    "comments.opening.category": _("All articles of a category."),
    "comments.opening.is_open": _("Ticked: comments are taken. Not ticked: none, and those shown stay."),
    "notices.notice.handler": _("Who looks into it; it waits for them alone."),
    "notices.notice.outcome": _("The reader is told this, in the language of their edition."),
    "notices.notice.answer": _("Told as you write it: in the reader's language, or left empty."),
    "feeds.feed.source": _("The publisher whose feed it is."),
    "feeds.feed.kind": _("What stands at the address."),
    "feeds.feed.title": _("Empty: as the feed calls itself."),
    "feeds.digestreader.user": _("Who gets the digest, at the address of the account."),
    "feeds.feed.note": _("For you and your colleagues; readers do not see it."),
}


class HelpBesideFields:
    """Gives each field of a form the words of `HELPS` where its model says none, and its name where a column's head alone
    says it; for ModelAdmins and inlines."""

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: Any, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]
        if field is not None and not field.help_text:
            field.help_text = HELPS.get(f"{db_field.model._meta.label_lower}.{db_field.name}", "")
        return field

    def get_changelist_formset(self, request: Any, **options: Any) -> Any:
        formset = super().get_changelist_formset(request, **options)  # type: ignore[misc]
        _named(formset.form)
        return formset

    def get_formset(self, request: Any, obj: Any = None, **options: Any) -> Any:
        formset = super().get_formset(request, obj, **options)  # type: ignore[misc]
        if isinstance(self, admin.TabularInline):
            _named(formset.form)
        return formset


def _named(form: type[Any]) -> None:
    """Puts the name of each field on its input, as it is read aloud: in a table no label stands beside one."""
    for field in form.base_fields.values():
        field.widget.attrs.setdefault("aria-label", capfirst(field.label or ""))
