"""Offer another spelling where a search found nothing: the words of the most similar titles."""

from collections.abc import Iterable
from difflib import get_close_matches

from django.db.models import Q

from articles.grouping.folding import unmarked
from articles.models import Article
from articles.search.query import Query
from articles.search.words import forms, pieces, plain, run_words

# Titles read for the words of each condition. A word that stands in none of the newest few is rarely the one meant.
MOST_TITLES = 40
# Of two words, the share of letters in the same order: one wrong letter in four, or two in eight.
CLOSE_ENOUGH = 0.72
SHORTEST_WORD = 2
# Shorter words have too few trigrams to be alike alone; they count with their neighbours.
SHORTEST_ALONE = 4
# A single mistake leaves one half of a word as it is; halves shorter than three letters say nothing.
SHORTEST_HALVED = 6


def suggest(query: Query) -> str:
    """The search with its misspelt words replaced by words of the titles on record; empty where none comes close."""
    typed = [word for phrase in (*query.words, *query.phrases) for word in _words(phrase)]
    if not typed:
        return ""
    known = dict.fromkeys(word for title in _similar_titles(" ".join(typed), typed) for word in _words(title))
    corrected = [_closest(word, known) for word in typed]
    if corrected == typed:
        return ""
    has_spaces = any(not piece.is_run for piece in pieces(plain(query.text)))
    return (" " if has_spaces else "").join(corrected)


def _similar_titles(text: str, words: Iterable[str]) -> list[str]:
    """The newest titles similar to the whole text, and those similar to each longer word of it; one query."""
    similar = [Q(title__trigram_word_similar=text)]
    for word in words:
        if len(word) >= SHORTEST_ALONE:
            similar.append(Q(title__trigram_word_similar=word))
        if len(word) >= SHORTEST_HALVED and word.isalpha():
            similar.append(Q(title__iregex=f"{word[: len(word) // 2]}|{word[len(word) // 2 :]}"))
    newest = [
        Article.objects.published()
        .filter(one)
        .order_by("-ordered_at", "-pk")
        .values_list("title", flat=True)[:MOST_TITLES]
        for one in similar
    ]
    return list(newest[0].union(*newest[1:], all=True)) if len(newest) > 1 else list(newest[0])


def _words(text: str) -> list[str]:
    words: list[str] = []
    for piece in pieces(plain(text)):
        words += (
            [word for _place, word in run_words(piece.text)] if piece.is_run else [forms(piece.text).exact]
        )
    return [word for word in words if word]


def _closest(word: str, known: dict[str, None]) -> str:
    """The known word that is `word` or closest to it, else `word`; wrong or missing marks are the smallest mistake."""
    if word in known or len(word) < SHORTEST_WORD:
        return word
    bare = unmarked(word)
    same_letters = next((other for other in known if unmarked(other) == bare), None)
    if same_letters:
        return same_letters
    by_bare: dict[str, str] = {}
    for other in known:
        by_bare.setdefault(unmarked(other), other)
    close = get_close_matches(bare, by_bare, n=1, cutoff=CLOSE_ENOUGH)
    return by_bare[close[0]] if close else word
