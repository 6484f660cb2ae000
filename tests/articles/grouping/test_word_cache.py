"""A memory of words asks once for each, and never grows beyond what it may keep."""

from articles.grouping.word_cache import LONGEST_KEPT, WordCache


def test_a_word_is_reckoned_once() -> None:
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    memory = WordCache(length)
    assert [memory[word] for word in ("dân", "vận", "dân")] == [3, 3, 3]
    assert asked == ["dân", "vận"]


def test_a_full_memory_forgets_and_goes_on() -> None:
    memory = WordCache(len, most=3)
    assert [memory[f"{number}"] for number in range(10)] == [1] * 10
    assert len(memory) <= 3


def test_a_very_long_word_is_not_kept() -> None:
    memory = WordCache(len)
    assert memory["a" * (LONGEST_KEPT + 1)] == LONGEST_KEPT + 1
    assert not memory
