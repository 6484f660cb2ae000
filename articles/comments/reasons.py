"""The reasons for which a comment waits, is refused or was declined, as its writer reads them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_LATER = _("You sent several comments just now. Wait ten minutes, then send this one again.")

REASONS: dict[str, Promise] = {
    "empty": _("There is nothing to read in the comment or in the name."),
    "marks": _("There are more marks on a letter than any language writes. Take them away."),
    "direction": _("There are signs in it that turn the direction of writing around."),
    "length": _("It has very many lines."),
    "repeats": _("It says the same over and over."),
    "capitals": _("It is written mostly in capitals."),
    "links": _("It has many links."),
    "link-in-name": _("The name has a link. Take it away."),
    "name-of-site": _("The name makes others believe that the site or a moderator speaks. Choose another."),
    "name-of-source": _("The name is that of a source: a moderator looks at who speaks."),
    "word": _("It has a word that a moderator looks at."),
    "word-refused": _("It has a word that is not published here."),
    "honeypot": _("This field must stay empty. Clear it and send the comment again."),
    "barred": _(
        "No comments are taken from you or your network at present. If that is wrong, write to the editors."
    ),
    "flood-writer": _LATER,
    "flood-network": _(
        "Many comments come from your network just now. Wait ten minutes, then send this one again."
    ),
    "flood-day": _("Many comments came from your network today. Send this one tomorrow."),
    "flood-site": _("Very many comments arrive just now. Wait ten minutes, then send this one again."),
    "flood-story": _("Very many write about this story just now."),
    "same-text": _("Others sent the same words."),
    "timing": _("It was sent faster than one can write."),
    "spam-filter": _("A spam filter finds it suspicious."),
    "filter-silent": _("A moderator reads each comment before it appears."),
    "off-topic": _("It is not about the article."),
    "insult": _("It insults people or groups."),
    "advertising": _("It advertises something."),
    "personal-data": _("It has personal data of others."),
    "illegal": _("It may be illegal."),
    "said-already": _("It was said already."),
    "new-writer": _("A moderator reads the first comments of each writer."),
    "answered-waits": _("What it answers waits itself."),
}
# Those that a moderator gives.
OF_MODERATORS = ("off-topic", "insult", "advertising", "personal-data", "illegal", "said-already")


def reason_words(name: str) -> str:
    """The sentence for a reason; empty for none, and for one of a version that is gone."""
    return str(REASONS.get(name, ""))
