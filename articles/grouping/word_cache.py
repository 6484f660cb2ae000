"""A cache of a function of words: most words of a news text recur.

It is asked several hundred times per article. `functools.lru_cache` updates a linked list on every hit; this
dictionary only reads, and is cleared when it is full.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

WORDS_KEPT = 65_536
# In a web process, which reads a few hundred articles for a search and has many neighbours in the memory.
WORDS_KEPT_BY_WEB = 16_384
# Longer ones are URLs, or an attack on the memory.
LONGEST_KEPT = 100  # characters

Value = TypeVar("Value")


class WordCache(dict[str, Value], Generic[Value]):
    """`cache[word]` is the value of `function` for the word. Thread-safe, as `function` is pure."""

    __slots__ = ("_function", "_most")
    most_of_all = WORDS_KEPT  # whatever a cache was made for

    def __init__(self, function: Callable[[str], Value], *, most: int = WORDS_KEPT) -> None:
        """`most`: number of entries after which the cache is cleared. Very long words are not cached."""
        super().__init__()
        self._function = function
        self._most = most

    def __missing__(self, word: str) -> Value:
        value = self._function(word)
        if len(word) <= LONGEST_KEPT:
            if len(self) >= min(self._most, WordCache.most_of_all):
                self.clear()
            self[word] = value
        return value


def keep_less() -> None:
    """Has all caches of this process keep as much as a web process needs."""
    WordCache.most_of_all = WORDS_KEPT_BY_WEB
