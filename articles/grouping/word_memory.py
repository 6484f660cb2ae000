"""What is reckoned for a word, remembered: most words of a news text are common ones.

A pull asks several hundred times an article. `functools.lru_cache` keeps its entries in the order of their last use,
which writes to three places in memory for each answer; a dictionary that is emptied when it is full only reads.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

WORDS_KEPT = 65_536
# Longer ones are addresses, or an attack on the memory.
LONGEST_KEPT = 100  # characters

Value = TypeVar("Value")


class WordMemory(dict[str, Value], Generic[Value]):
    """`memory[word]` is what `function` gives for the word. Safe to share between threads, as `function` is pure."""

    __slots__ = ("_function", "_most")

    def __init__(self, function: Callable[[str], Value], *, most: int = WORDS_KEPT) -> None:
        """`most`: how many words are kept before all are forgotten; very long ones are not kept at all."""
        super().__init__()
        self._function = function
        self._most = most

    def __missing__(self, word: str) -> Value:
        value = self._function(word)
        if len(word) <= LONGEST_KEPT:
            if len(self) >= self._most:
                self.clear()
            self[word] = value
        return value
