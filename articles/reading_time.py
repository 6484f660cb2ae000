"""How long a text takes to read. Pure."""

import math
import re

from articles.grouping.folding import SPACELESS

# What adults read silently: words of a non-fiction text (M. Brysbaert, "How many words do we read per minute?", 2019), and
# characters in scripts that set no words apart (as in Chinese; Thai, Lao and Khmer write some three letters a syllable).
WORDS_A_MINUTE = 220
CHARACTERS_A_MINUTE = 500
_SPACELESS = re.compile(f"[{SPACELESS}]")


def minutes_of(text: str) -> int:
    """Whole minutes, at least one; 0 for no text."""
    if not text.strip():
        return 0
    characters = len(_SPACELESS.findall(text))
    words = len(_SPACELESS.sub(" ", text).split())
    return max(1, math.floor(words / WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE + 0.5))
