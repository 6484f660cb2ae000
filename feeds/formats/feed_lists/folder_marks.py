"""What a folder's name says of the feeds in it, as other programs keep folders and nothing of ours.

"Trung ương [list-page] [off]": the feeds of the category "Trung ương" that are list pages and off.
"""

import re

from feeds.formats.kinds import DEFAULT_KIND, KINDS

OFF = "off"
_MARK = re.compile(rf"\s*\[({'|'.join(re.escape(name) for name in (OFF, *(kind.name for kind in KINDS)))})\]")


def marked(category: str, *, kind: str, enabled: bool) -> str:
    """The folder's name; that of the category alone for a feed of the usual kind that is on."""
    marks = [*([kind] if kind != DEFAULT_KIND else []), *([] if enabled else [OFF])]
    return " ".join([*([category] if category else []), *(f"[{mark}]" for mark in marks)])


def read_marks(path: str) -> tuple[str, str, bool]:
    """The category, the kind and whether its feeds are on, of a path of folders ("A / B [off]")."""
    marks = _MARK.findall(path)
    kinds = [mark for mark in marks if mark != OFF]
    folders = [_MARK.sub("", folder).strip() for folder in path.split(" / ")]
    category = " / ".join(folder for folder in folders if folder)
    return category, kinds[-1] if kinds else DEFAULT_KIND, OFF not in marks
