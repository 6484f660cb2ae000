"""What happened to an article of a filled site after it came in: revisions, and comments of its readers."""

import hashlib
from datetime import datetime, timedelta

import numpy as np

from articles.comments.models import COMMENT_CHARACTERS, Comment
from articles.models import Revision
from articles.services.store import hash_of
from bench.fill.plan import Weighted
from bench.fill.stories import Told, with_draft
from bench.fill.tables import Tables
from bench.fill.texts import comment, former
from bench.fill.words import vocabulary
from bench.fill.world import World

REVISED = 0.10  # of articles
MOST_REVISIONS = 4
DISCUSSED = 0.05  # of published articles
MOST_COMMENTS = 60
VISITORS = 5_000
CAUSES = Weighted(
    {
        Revision.Cause.PUBLISHER.value: 0.80,
        Revision.Cause.READING.value: 0.15,
        Revision.Cause.EDITOR.value: 0.05,
    }
)
STATES = Weighted(
    {
        Comment.State.APPROVED.value: 0.86,
        Comment.State.REJECTED.value: 0.06,
        Comment.State.REMOVED.value: 0.03,
        Comment.State.WAITING.value: 0.05,
    }
)


def add_revisions(
    tables: Tables, article: int, one: Told, chance: np.random.Generator, *, newest: datetime
) -> None:
    """The texts that stood there before, for some articles."""
    if chance.random() >= REVISED:
        return
    words, draft = vocabulary(one.incoming.language), one.draft
    for number in range(min(int(chance.geometric(0.6)), MOST_REVISIONS)):
        draft = former(draft, words, chance)
        before = with_draft(one.incoming, draft)
        tables.add(
            Revision,
            article_id=article,
            title=before.title,
            lead=before.lead,
            text=before.text,
            html=before.html,
            content_hash=hash_of(before),
            replaced_at=min(
                one.arrived_at + timedelta(hours=float(chance.exponential(6.0)) + number), newest
            ),
            cause=CAUSES.pick(chance),
        )


def add_comments(
    tables: Tables,
    article: int,
    one: Told,
    chance: np.random.Generator,
    *,
    newest: datetime,
    world: World,
) -> int:
    """What readers wrote under it, for some articles: mostly little, sometimes much. Gives how many are approved."""
    if chance.random() >= DISCUSSED:
        return 0
    approved = 0
    words = vocabulary(one.incoming.language)
    for _number in range(min(int(chance.zipf(1.7)), MOST_COMMENTS)):
        sent = min(one.arrived_at + timedelta(hours=float(chance.exponential(30.0))), newest)
        state = STATES.pick(chance)
        editor = (
            None
            if state == Comment.State.WAITING
            else world.editors[int(chance.integers(len(world.editors)))]
        )
        approved += state == Comment.State.APPROVED
        visitor = int(chance.integers(VISITORS))
        tables.add(
            Comment,
            article_id=article,
            language=one.incoming.language,
            name=words.name(visitor)[:60],
            body=comment(words, chance)[:COMMENT_CHARACTERS],
            state=state,
            visitor=hashlib.sha256(b"%d" % visitor).hexdigest(),
            sent_at=sent,
            moderated_at=None if editor is None else min(sent + timedelta(hours=1), newest),
            moderated_by_id=editor,
        )
    return approved
