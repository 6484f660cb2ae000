"""Phases that look at how a comment comes: from whom, how fast, how often.

The numbers are such that a town whose people all come from one carrier's address can live with them, and that a
moderator can read what one person sends. Writers in good standing do not count against the block they come from.
"""

from articles.comments.screening.findings import FINE, Finding, Known, Submission, hold, refuse

# In ten minutes.
BY_A_WRITER = 5
FROM_AN_ADDRESS = 30
FROM_A_BLOCK = 120
ON_A_STORY = 200
ON_THE_SITE = 900
# In a day.
FROM_AN_ADDRESS_A_DAY = 300
FROM_A_BLOCK_A_DAY = 1500

# Nobody reads an article, writes a sentence and sends it within this.
SECONDS_AT_LEAST = 3
OTHERS_WITH_TEXT = 2


def honeypot(submission: Submission, known: Known) -> Finding:
    """Something in the field that people do not see."""
    return refuse("honeypot") if submission.honeypot else FINE


def barred(submission: Submission, known: Known) -> Finding:
    """A moderator barred the writer, the address or its block."""
    return refuse("barred") if known.is_barred else FINE


def flooding(submission: Submission, known: Known) -> Finding:
    """More than a person, a household, a town, a story or the site sends in ten minutes, or in a day."""
    recent = known.recent
    if recent.site >= ON_THE_SITE:
        return refuse("flood-site")
    if recent.writer >= BY_A_WRITER:
        return refuse("flood-writer")
    if recent.visitor >= FROM_AN_ADDRESS:
        return refuse("flood-network")
    if not known.in_standing and recent.block >= FROM_A_BLOCK:
        return refuse("flood-network")
    if recent.visitor_today >= FROM_AN_ADDRESS_A_DAY:
        return refuse("flood-day")
    if not known.in_standing and recent.block_today >= FROM_A_BLOCK_A_DAY:
        return refuse("flood-day")
    return hold("flood-story") if recent.story >= ON_A_STORY else FINE


def same_text(submission: Submission, known: Known) -> Finding:
    """The same words from several visitors."""
    return hold("same-text") if known.others_with_text >= OTHERS_WITH_TEXT else FINE


def spam_filter(submission: Submission, known: Known) -> Finding:
    """What a spam filter suspects; where it is silent a person looks."""
    if known.is_spam:
        return hold("spam-filter")
    return hold("filter-silent") if known.filter_is_silent else FINE


def timing(submission: Submission, known: Known) -> Finding:
    """Sent faster than one can write, where the preview or the script tells when its writer began."""
    return (
        hold("timing") if submission.seconds is not None and submission.seconds < SECONDS_AT_LEAST else FINE
    )
