"""Template tags for an article's changes."""

from django import template
from django.utils.translation import gettext_lazy as _

from articles.grouping.changes import Change, Happened, Part

register = template.Library()

CHANGES = {
    (Part.TITLE, Happened.ADDED): _("Title added"),
    (Part.TITLE, Happened.REMOVED): _("Title removed"),
    (Part.TITLE, Happened.REWORDED): _("Title reworded"),
    (Part.LEAD, Happened.ADDED): _("Lead added"),
    (Part.LEAD, Happened.REMOVED): _("Lead removed"),
    (Part.LEAD, Happened.REWORDED): _("Lead reworded"),
    (Part.PARAGRAPH, Happened.ADDED): _("Paragraph added"),
    (Part.PARAGRAPH, Happened.REMOVED): _("Paragraph removed"),
    (Part.PARAGRAPH, Happened.REWORDED): _("Paragraph reworded"),
}


@register.filter
def change_label(change: Change) -> str:
    """What happened to which part of the text, in words."""
    return str(CHANGES[change.part, change.happened])
