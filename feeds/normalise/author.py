"""The name of an article's author, from the words of a byline, a feed or a page's metadata.

Addresses, logins, labels of forms and the newspaper's own name are no persons; then the author is unknown.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape

from feeds.normalise.author_labels import is_role, without_author_label, without_role
from feeds.normalise.byline import MOMENT, is_weekday
from feeds.normalise.inline import plain
from feeds.normalise.title import is_site_name
from feeds.vocabulary import fold_phrase, vocabulary
from feeds.vocabulary.lines import TERMINAL, split_credit

LONGEST_AUTHOR = 200  # characters, as many as are stored
# Longer text without a comma is a sentence about the author.
LONGEST_NAME = 80  # characters
SIGNATURE_WORDS = range(2, 6)  # of one person's name
MOST_SIGNED = 4  # persons in one signature
# The few authors of a feed recur, and each name is read for the entry, the publisher and the source.
NAMES_KEPT = 1024

_MAIL_WITH_NAME = re.compile(r"^<?(?:mailto:)?[\w.+-]+@[\w.-]+>?\s*\((?P<name>.+)\)\s*$")
# RFC 5322, 3.4: a display name may stand in quotation marks.
_QUOTED = re.compile(r'^"([^"]+)"$')
_NAME_WITH_MAIL = re.compile(r"^(?P<name>.*?[^\W\d_].*?)[\s(<\[]+[\w.+-]+@[\w.-]+\.\w+\s*[)>\]]?$")
_NO_PERSON = re.compile(
    r"(?:no-?reply|admin(?:istrator|s)?|web-?master|info|rss|root|editor(?:s|ial)?(?: team| board)?|user|author|guest|"
    r"unknown|anonymous|super ?user|n/?a|null|none|undefined|ban biên tập|ban bt|bbt|tòa soạn|toà soạn|biên tập viên|quản trị(?: viên)?|"
    r"phóng viên|pv|redaktion|rédaction|redacción|redação|redazione|редакция|редакція|编辑部|編輯部|"
    r"[\w.+-]+@[\w.-]+|[\w-]+(?:\.[\w-]+)+|https?://\S*|\d+)",
    re.IGNORECASE,
)
# The labels of a comment form: "Name *", "Họ và tên *".
_FORM_LABEL = re.compile(
    r"^[^,]{1,30}\*$|^(?:your )?(?:full )?name$|^họ (?:và )?tên$|^tên$|^nom$|^nombre$|^имя$", re.IGNORECASE
)
_DATE_BEHIND = re.compile(rf"[\s,|•·–—-]*{MOMENT}.*$", re.DOTALL)
_LABEL_BEHIND = re.compile(r"^(.*\S)\s*[|•·,–—-]\s*([^|•·,–—]{2,30})$", re.DOTALL)
# In Vietnamese the kind of newspaper stands before its name; elsewhere after it.
_KIND_BEFORE = re.compile(
    r"(?:báo|tạp chí|đài|cổng (?:thông tin|ttđt)|trang (?:thông )?tin|thông tấn xã|bản tin)\s", re.IGNORECASE
)
# Behind a name in Chinese and Japanese: "reports", "photo".
_ROLE_BEHIND = re.compile(r"\s*[／/]\s*(?:\S{0,4}(?:報導|报道|報道|攝影|摄影|撮影|撰文|文))$")
_LINK_WORDS = re.compile(
    r"^(?:view all|all posts|posts by|more (?:posts|from)|xem (?:tất cả|thêm)|về tác giả|about)\b",
    re.IGNORECASE,
)
_BETWEEN_PERSONS = re.compile(r"\s*(?:[,;/&+–—]|\s-\s|(?<!\w)(?:và|and|und|et|y|e|и|та)(?!\w))\s*")


def author_name(text: str, *, publisher: str = "", domain: str = "") -> str:
    """Give the name or names of persons in `text`; empty where it names none.

    `publisher` and `domain` are those of the site, which is no person whatever a feed or a head says.
    """
    name = _persons_lately(text) if len(text) <= LONGEST_AUTHOR else _persons(text)
    is_site = any(own and is_site_name(name, own, sure=False) for own in (publisher, domain))
    return "" if is_site else name


def _persons(text: str) -> str:
    """`author_name` before the name is compared with those of the site."""
    name = _QUOTED.sub(r"\1", name_beside_mail(plain(unescape(text))))
    name = _stripped(_without_date(name))
    labelled = without_author_label(name, marked=True)
    name = name if labelled is None else _stripped(labelled)
    name = _stripped(without_role(_ROLE_BEHIND.sub("", name)))
    if not name or len(name) > LONGEST_AUTHOR or (len(name) > LONGEST_NAME and "," not in name):
        return ""
    if split_credit(name, vocabulary("")) or vocabulary("").has(name.partition(" ")[0], "photo_credit"):
        return ""
    if _NO_PERSON.fullmatch(name) or is_role(name) or _FORM_LABEL.search(name) or _LINK_WORDS.search(name):
        return ""
    if not any(character.isalpha() for character in name):
        return ""
    if _is_newspaper(name) or is_site_name(name, "", sure=False):
        return ""
    return name


_persons_lately = lru_cache(maxsize=NAMES_KEPT)(_persons)


def name_beside_mail(text: str) -> str:
    """The name in "a@paper.example (Name)" or "Name <a@paper.example>"; any other text as it is."""
    named = _MAIL_WITH_NAME.match(text) or _NAME_WITH_MAIL.match(text)
    return _QUOTED.sub(r"\1", named["name"].strip()) if named else text


def without_joint_names(names: Sequence[str]) -> list[str]:
    """The names without those that join others of them ("A and B" beside "A" and "B")."""
    return [
        name
        for name in names
        if len(parts := _BETWEEN_PERSONS.split(name)) < 2 or not set(parts) <= set(names) - {name}
    ]


def _stripped(name: str) -> str:
    """The name without separators and brackets around it; a bracket that opens within it stays."""
    name = name.strip(" ,;|[]【】-–•·:")
    is_around = name.startswith("(") and name.endswith(")")
    return name.strip("() ") if is_around or name.count("(") != name.count(")") else name


def _is_newspaper(name: str) -> bool:
    """Whether a name says that it is a newspaper's ("Báo Tỉnh Xa", "Far Province Times")."""
    folded, kinds = fold_phrase(name), vocabulary("").folded["newspaper"]
    if _KIND_BEFORE.match(name) or folded in kinds:
        return True
    words = folded.split(" ")
    return any(" ".join(words[place:]) in kinds for place in range(1, len(words)))


def is_signature(text: str) -> bool:
    """Whether a line is a signature: the full names of one to four persons, each word with a capital, and nothing else."""
    line = text.strip(" ()（）.,")
    if TERMINAL.search(text.strip()) and not text.strip().endswith("."):
        return False
    persons = [part for part in _BETWEEN_PERSONS.split(line) if part]
    return 0 < len(persons) <= MOST_SIGNED and all(_is_full_name(person) for person in persons)


def is_written_as_names(text: str) -> bool:
    """Whether a text has the form of names: a few words, each with a capital where the script has capitals."""
    parts = [part.split() for part in _BETWEEN_PERSONS.split(text.strip(" .")) if part]
    if not 0 < len(parts) <= MOST_SIGNED or TERMINAL.search(text.rstrip(".")):
        return False
    return all(len(words) in range(1, 7) and all(not word[0].islower() for word in words) for words in parts)


def _is_full_name(text: str) -> bool:
    words = text.split()
    if len(words) not in SIGNATURE_WORDS or any(
        character.isdigit() or character in ':?!"“”' for character in text
    ):
        return False
    return all(word[0].isupper() for word in words) and not is_site_name(text, "", sure=False)


def _without_date(name: str) -> str:
    """The name without a date behind it, and the day of the week before that."""
    if not any(character.isdigit() for character in name):
        return name
    rest = _DATE_BEHIND.sub("", name)
    if rest != name:
        rest = _without_date_label(rest)
    words = rest.split()
    for count in (2, 1):
        if rest != name and len(words) > count and is_weekday(" ".join(words[-count:]).strip(" ,")):
            return " ".join(words[:-count]).rstrip(" ,-–|•·")
    return rest


def _without_date_label(name: str) -> str:
    """The name without the label of the date that stood behind it ("A | Published")."""
    before = _LABEL_BEHIND.match(name)
    return before[1] if before and vocabulary("").has(before[2], "posted", "updated") else name
