"""What the sender of a notice is told, in the language that is active."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.comments.reasons import reason_words
from articles.notices.models import Notice

_STATES = {
    Notice.State.NEW: _("Thank you. Your report has arrived; an editor will look at it."),
    Notice.State.IN_HAND: _("An editor is looking into your report."),
    Notice.State.SPAM: _("An editor closed your report."),
    Notice.State.WITHDRAWN: _(
        "You withdrew your report. Your name, your address and your words are deleted."
    ),
}
# The screening's own sentences speak of comments.
_REFUSALS = {
    "empty": _("Write what is wrong before you send it."),
    "honeypot": _("This field must stay empty. Clear it and send the report again."),
}


def what_became(notice: Notice) -> list[str]:
    """What became of a notice, and what an editor adds, as sentences to its sender."""
    state = Notice.State(notice.state)
    if state != Notice.State.ANSWERED:
        return [str(_STATES[state])]
    said = [str(Notice.Outcome(notice.outcome).label)]
    if notice.answer:
        said.append(gettext("An editor writes: %(answer)s") % {"answer": notice.answer})
    return said


def refusal(reason: str) -> str:
    """Why a notice was not taken, as a sentence."""
    return str(_REFUSALS.get(reason) or reason_words(reason))
