"""The table of rights: what each role may do with each kind of thing. Everything else about rights is made of it.

`see` a list and its forms, `change` (and add) in them, `withdraw` from readers, put into the `bin`, `bring back` what was
put there and take back other acts. Who may do something may do it by every road that the desk has.
"""

from collections.abc import Mapping
from enum import StrEnum


class Verb(StrEnum):
    SEE = "see"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    BIN = "bin"
    BRING_BACK = "bring back"


SEE, CHANGE, WITHDRAW, BIN, BACK = Verb

# What stands in one column of the table: the models of one kind of thing.
OBJECTS: Mapping[str, tuple[str, ...]] = {
    "articles": (
        *(
            "articles.article",
            "articles.articletopic",
            "articles.articleplace",
            "articles.picture",
            "articles.fieldlock",
        ),
        *(
            "articles.citation",
            "articles.intake",
            "articles.revision",
            "articles.agencyitem",
            "articles.agencycancellation",
        ),
    ),
    "stories": (
        *("articles.story", "articles.storykey", "articles.storydecision", "articles.storysuggestion"),
        *("articles.storylink", "articles.linkingthreshold", "articles.evidence"),
        *("articles.textband", "articles.textsketch"),
    ),
    "front pages": ("articles.feature",),
    "categories": ("articles.category", "articles.categoryname"),
    "topics": ("articles.topic", "articles.topicname", "articles.mediatopicrule"),
    "terms": ("articles.term", "articles.documentterm"),
    "documents": ("articles.document", "articles.documentname"),
    "sources": ("articles.source", "articles.sourcedomain", "articles.author", "feeds.sourcerules"),
    "feeds": (
        *(
            "feeds.feed",
            "feeds.entry",
            "feeds.fetch",
            "feeds.digestreader",
            "feeds.host",
            "feeds.hostslot",
            "feeds.robotsfile",
        ),
        *("feeds.pictureattempt", "feeds.lastdocument", "feeds.subscription", "feeds.takenpart"),
    ),
    "comments": ("comments.comment", "comments.report", "comments.moderation"),
    "reports about articles": ("notices.notice", "notices.noticestep"),
    "newsletters": ("newsletters.subscriber", "newsletters.issue"),
    "rules for comments": ("comments.bar", "comments.opening", "comments.screeningword"),
    "long work": ("desk.work",),
    "record": ("desk.act",),
}
DESK = (SEE, CHANGE)
WHOLE = (SEE, CHANGE, BIN, BACK)
TABLE: Mapping[str, Mapping[str, tuple[Verb, ...]]] = {
    # Whose addresses they are is nobody else's business, and only their owners change anything.
    "Administrators": {**dict.fromkeys(OBJECTS, (*WHOLE, WITHDRAW)), "newsletters": (SEE,)},
    "Editors": {
        "articles": (SEE, CHANGE, WITHDRAW, BACK),
        "stories": WHOLE,
        "front pages": WHOLE,
        "categories": (SEE, CHANGE, BACK),
        "topics": (SEE, CHANGE, BACK),
        "terms": WHOLE,
        "documents": (SEE, CHANGE, BACK),
        "sources": (SEE, CHANGE, BACK),
        "feeds": (SEE, CHANGE, BACK),
        "comments": (SEE, CHANGE, BACK),
        "reports about articles": (SEE, CHANGE, BACK),
        "rules for comments": WHOLE,
        "long work": (SEE, CHANGE),
        "record": (SEE,),
    },
    "Source managers": {
        "articles": (SEE,),
        "sources": (SEE, CHANGE, BACK),
        "feeds": WHOLE,
        "categories": (SEE,),
        "topics": (SEE,),
        "long work": (SEE, CHANGE),
        "record": (SEE,),
    },
    "Moderators": {"comments": DESK, "rules for comments": DESK, "long work": DESK},
}
# Rows that hang on nothing go with the form that they stand in: who may change the one may delete the other.
PARTS = frozenset(
    {
        "articles.sourcedomain",
        "articles.categoryname",
        "articles.topicname",
        "articles.documentname",
        "feeds.sourcerules",
    }
)


WRITTEN_BY_READERS = frozenset({"comments", "reports about articles"})  # nobody adds them at the desk


def rights_of(role: str) -> tuple[str, ...]:
    """The rights of a role in Django's notation, `app.codename`."""
    found: dict[str, None] = {}
    for name, verbs in TABLE[role].items():
        if name == "record" and SEE in verbs:
            found["desk.view_act"] = None  # nobody writes it but the database
        for label in OBJECTS[name] if name != "record" else ():
            app, _dot, model = label.partition(".")
            is_part = label in PARTS and CHANGE in verbs
            acts = [
                ("view", SEE in verbs),
                ("add", CHANGE in verbs and name not in WRITTEN_BY_READERS),
                ("change", CHANGE in verbs),
                ("delete", BIN in verbs or is_part),
            ]
            found |= {f"{app}.{act}_{model}": None for act, is_given in acts if is_given}
        if WITHDRAW in verbs and name == "articles":
            found["articles.withdraw_article"] = None
        if BACK in verbs:
            found["desk.undo_act"] = None
    return tuple(found)
