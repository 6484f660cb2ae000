"""Made-up headlines, leads and bodies from the words of a language, with the phrases and numbers they shall hold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

import numpy as np

from bench.fill.subjects import Subject
from bench.fill.words import Vocabulary

SENTENCE_WORDS = (7, 27)
PARAGRAPH_SENTENCES = (2, 5)
# What follows the headline of the subject, and the sentence that tells it.
TITLE_WORDS = (3, 7)
LEAD_WORDS = (8, 20)
# One in so many words is a figure, or the name of a person or place; a phrase of the subject recurs as often.
WORDS_A_FIGURE = 55
WORDS_A_NAME = 70
WORDS_A_PHRASE = 90
# A sentence of this length has a comma.
WORDS_A_COMMA = 12
NAMES = 200_000
HEADINGS_FROM = 5  # paragraphs; a longer text has a heading in its middle


@dataclass(frozen=True, slots=True)
class Draft:
    """An article's words: `blocks` are pairs of an HTML element ("p", "h2", "blockquote") and its text."""

    title: str
    lead: str
    blocks: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The body as plain text, as `feeds.normalise.structure.text_of` gives it."""
        return "\n".join(text for _element, text in self.blocks)

    @property
    def html(self) -> str:
        """The body's HTML, one block a line, as `feeds.normalise.structure.html_of` gives it."""
        return "\n".join(
            f"<blockquote><p>{escape(text, quote=False)}</p></blockquote>"
            if element == "blockquote"
            else f"<{element}>{escape(text, quote=False)}</{element}>"
            for element, text in self.blocks
        )


def compose(
    words: Vocabulary,
    chance: np.random.Generator,
    *,
    length: int,
    subject: Subject,
    phrases: Sequence[str] = (),
    citations: Sequence[str] = (),
) -> Draft:
    """An article of about `length` words on a subject. It names `phrases` in title, lead and body, and cites `citations`."""
    title = _drawn(words, chance, int(chance.integers(*TITLE_WORDS)))
    lead = _drawn(words, chance, int(chance.integers(*LEAD_WORDS)))
    body = _drawn(words, chance, max(length, 2 * SENTENCE_WORDS[1]))
    _place(body, chance, [_figure(chance) for _number in range(len(body) // WORDS_A_FIGURE)])
    _place(body, chance, [words.name(_name(chance)) for _number in range(len(body) // WORDS_A_NAME + 1)])
    _place(lead, chance, [words.name(_name(chance))])
    if phrases:
        times = max(len(body) // WORDS_A_PHRASE, 1)
        _place(body, chance, [phrases[number % len(phrases)] for number in range(times)])
        _place(lead, chance, phrases[:1])
        if chance.random() < 0.6:
            _place(title, chance, phrases[:1])
    _place(body, chance, citations)
    (element, first), *further = _blocks(words, chance, body)
    told = _closed(words, subject.headline)
    return Draft(
        f"{subject.headline}{words.script.colon}{words.script.space.join(title)}",
        _closed(words, subject.sentence) + _sentence(words, lead).rstrip(),
        ((element, told + first), *further),
    )


def edited(draft: Draft, words: Vocabulary, chance: np.random.Generator) -> Draft:
    """The same text as another newspaper carries it: another headline, one sentence more, perhaps a paragraph less."""
    added = _sentence(words, _drawn(words, chance, int(chance.integers(*SENTENCE_WORDS)))).rstrip()
    blocks = (*draft.blocks[: -1 if len(draft.blocks) > 3 and chance.random() < 0.5 else None], ("p", added))
    added_words = words.script.space.join(_drawn(words, chance, 3))
    return replace(draft, title=f"{draft.title}{words.script.comma}{added_words}"[:500], blocks=blocks)


def former(draft: Draft, words: Vocabulary, chance: np.random.Generator) -> Draft:
    """What stood there before its publisher changed it: a paragraph less, or another first one."""
    kept = draft.blocks[1:] if len(draft.blocks) > 2 else draft.blocks
    if chance.random() < 0.4:
        return replace(draft, blocks=kept)
    first = _sentence(words, _drawn(words, chance, int(chance.integers(*SENTENCE_WORDS)))).rstrip()
    return replace(draft, blocks=(("p", first), *kept))


def comment(words: Vocabulary, chance: np.random.Generator) -> str:
    """What a reader writes under an article: one to three sentences."""
    return "".join(
        _sentence(words, _drawn(words, chance, int(chance.integers(4, 22))))
        for _number in range(int(chance.integers(1, 4)))
    ).rstrip()


def _drawn(words: Vocabulary, chance: np.random.Generator, count: int) -> list[str]:
    return words.draw(chance, count)


def _place(words: list[str], chance: np.random.Generator, placed: Sequence[str]) -> None:
    """Puts each of `placed` in the place of one of the words."""
    for place, word in zip(chance.permutation(len(words))[: len(placed)].tolist(), placed, strict=False):
        words[place] = word


def _figure(chance: np.random.Generator) -> str:
    """A number; never one that could be read as a year, which would date a document cited beside it."""
    number = int(chance.integers(1, 1000))
    return (str(number), f"{number % 100},{number % 10} %", f"{number}.000")[number % 3]


def _name(chance: np.random.Generator) -> int:
    """The number of a name; as with words, some recur often and most hardly."""
    return min(int(chance.pareto(0.6)), NAMES)


def _blocks(words: Vocabulary, chance: np.random.Generator, body: list[str]) -> list[tuple[str, str]]:
    sentences = []
    start = 0
    lengths = chance.integers(*SENTENCE_WORDS, size=len(body) // SENTENCE_WORDS[0] + 1).tolist()
    for length in lengths:
        if start >= len(body):
            break
        sentences.append(_sentence(words, body[start : start + length]))
        start += length
    blocks = []
    start = 0
    for count in chance.integers(*PARAGRAPH_SENTENCES, size=len(sentences)).tolist():
        if start >= len(sentences):
            break
        blocks.append(("p", "".join(sentences[start : start + count]).rstrip()))
        start += count
    if len(blocks) >= HEADINGS_FROM:
        middle = len(blocks) // 2
        heading = _capital(words.script.space.join(_drawn(words, chance, int(chance.integers(3, 8)))))
        element, text = blocks[middle]
        blocks[middle : middle + 1] = [
            ("h2", heading),
            ("blockquote" if chance.random() < 0.3 else element, text),
        ]
    return blocks


def _sentence(words: Vocabulary, drawn: list[str]) -> str:
    """The words as a sentence, with the sign and the space after it."""
    script = words.script
    if len(drawn) >= WORDS_A_COMMA:
        half = len(drawn) // 2
        joined = script.space.join(drawn[:half]) + script.comma + script.space.join(drawn[half:])
    else:
        joined = script.space.join(drawn)
    return _capital(joined) + script.stop


def _closed(words: Vocabulary, sentence: str) -> str:
    """A written sentence with the sign and the space after it."""
    return sentence.rstrip("." + words.script.stop) + words.script.stop


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
