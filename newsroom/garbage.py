"""Python's garbage collector in a web process: many short looks at what requests leave behind, none at what stays.

A page leaves some five thousand objects that hold each other. By Python's own thresholds they are looked for after twenty
pages at once, together with all that came into the process since it began: one page in twenty waited for that.
"""

import gc
from itertools import count

# Net new objects until the young are looked at, and how often these are until the older are.
THRESHOLDS = (5_000, 2, 1)
# After so many answers, and each time after so many times as many, what is there is what stays: texts, templates, kept names.
FIRST, FACTOR = 64, 8

_answers = count(1)


def begin() -> None:
    """Called once the site is loaded."""
    gc.set_threshold(*THRESHOLDS)
    settle()


def settle() -> None:
    """Takes what lives now for what stays, so that it is not looked at any more."""
    # What stayed before and is garbage by now is found first.
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def answered() -> None:
    """Called after each answer; now and then settles. Thread-safe."""
    if is_turn(next(_answers)):
        settle()


def is_turn(number: int) -> bool:
    """Whether what lives is looked at after the answer of this number: 64, 512, 4,096, …"""
    while number > FIRST and number % FACTOR == 0:
        number //= FACTOR
    return number == FIRST
