"""What makes a comment look like spam. Pure; the moderator decides, this only says why to look closer."""

import re

LINKS_AT_MOST = 2
REPEATED_CHARACTERS = re.compile(r"(.)\1{14,}")
LINK = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)
# Shouting is judged only where there is enough text to judge.
CAPITALS_JUDGED_FROM = 40
CAPITALS_SHARE = 0.7


def suspicion(body: str) -> str:
    """Why the text looks like spam, in a short English phrase for the moderator; empty when it does not."""
    if len(LINK.findall(body)) > LINKS_AT_MOST:
        return "many links"
    if REPEATED_CHARACTERS.search(body):
        return "one character over and over"
    letters = [character for character in body if character.isalpha()]
    capitals = sum(character.isupper() for character in letters)
    if len(letters) >= CAPITALS_JUDGED_FROM and capitals / len(letters) > CAPITALS_SHARE:
        return "mostly capitals"
    return ""
