"""What two statistical models say about a text: langdetect's letter profiles and py3langid's byte features.

langdetect's own detector samples n-grams at random and stops early. Here all n-grams of the text are summed over
its profiles instead: that needs no seed, gives the same answer in every process, and takes a tenth of the time.
py3langid is better on short texts and knows languages that langdetect does not (ms, be, sr, kk). The
log-likelihoods of both are added.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import IO

import numpy as np
from langdetect.detector_factory import PROFILES_DIRECTORY
from langdetect.utils.ngram import NGram
from numpy.typing import NDArray
from py3langid.langid import LanguageIdentifier

from feeds.normalise.languages.mapped_model import mapped_identifier
from feeds.normalise.languages.model_files import mapped_arrays
from feeds.normalise.languages.scripts import LANGUAGES_OF_SCRIPT

# langdetect's smoothing: half an occurrence in ten thousand for an n-gram that a language's profile lacks.
_SMOOTHING = 0.5 / 10_000
# The n-grams of one text depend on each other, so both log-likelihoods are weighted down. The weights and the
# exponent were fitted for the lowest log-loss over words, word pairs and sentences in 16 languages.
_LANGDETECT_WEIGHT = 0.1
_PY3LANGID_WEIGHT = 0.3
_LENGTH_EXPONENT = 0.15

LONGEST_NGRAM = 3  # of langdetect's profiles, in letters

# An n-gram is one number: that of each of its letters in so many bits.
_LETTER_BITS = 21
_SPACE = ord(" ")

# Languages without a langdetect profile, and the profile of the nearest language.
_PROFILE_OF = {"ms": "id", "bs": "hr"}


class _Alphabet(dict[int, str]):
    """A `str.translate` table of langdetect's letter folding, filled on first use of each letter."""

    def __missing__(self, code: int) -> str:
        folded = str(NGram.normalize(chr(code)))
        self[code] = folded
        return folded


@dataclass(frozen=True, slots=True)
class _Models:
    """Both models, loaded: a log-probability row for each n-gram, in rising order, and a column for each language."""

    ngrams: NDArray[np.int64]
    rows: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
    column_of: dict[str, int]
    identifier: LanguageIdentifier
    labels: frozenset[str]
    alphabet: _Alphabet


_loading = threading.Lock()
_loaded: list[_Models] = []


def _models() -> _Models:
    """The models, loaded once per process: 5 MB plus the table pages that are read.

    The first load on a machine unpacks them and takes half a second.
    """
    if not _loaded:
        with _loading:
            if not _loaded:
                _loaded.append(_load())
    return _loaded[0]


def _load() -> _Models:
    # Only the profiles of candidate languages: all of them would double the memory.
    chosen = {_PROFILE_OF.get(tag, tag) for tags in LANGUAGES_OF_SCRIPT.values() for tag in tags}
    files = [file for file in sorted(Path(PROFILES_DIRECTORY).iterdir()) if file.name in chosen]
    names = [file.name for file in files]
    made_of = "\n".join(
        (version("langdetect"), str(LONGEST_NGRAM), str(_SMOOTHING), str(_LETTER_BITS), *names)
    )
    name = f"langdetect-{blake2b(made_of.encode(), digest_size=8).hexdigest()}.npz"
    tables = mapped_arrays(name, partial(_profiles, files))
    identifier = mapped_identifier()
    return _Models(
        ngrams=tables["ngrams"],
        rows=tables["rows"],
        column_of={name: number for number, name in enumerate(names)},
        identifier=identifier,
        labels=frozenset(identifier.labels),
        alphabet=_Alphabet(),
    )


def _profiles(files: Sequence[Path]) -> IO[bytes]:
    """langdetect's profiles as a NumPy archive: a row of "rows" per n-gram in "ngrams", a column per file."""
    columns = [_column(file) for file in files]
    known = np.unique(np.concatenate([ngrams for ngrams, _shares in columns]))
    # Filled column by column: langdetect's own list of lists takes ten times the memory.
    rows = np.full((len(known), len(files)), np.log(np.float32(_SMOOTHING)), dtype=np.float32)
    for number, (ngrams, shares) in enumerate(columns):
        rows[np.searchsorted(known, ngrams), number] = np.log(shares + np.float32(_SMOOTHING))
    archive = io.BytesIO()
    np.savez(archive, rows=rows, ngrams=known)
    archive.seek(0)
    return archive


def _column(file: Path) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """A profile's n-grams and their shares among n-grams of the same length."""
    profile = json.loads(file.read_text(encoding="utf-8"))
    counts = {ngram: count for ngram, count in profile["freq"].items() if 1 <= len(ngram) <= LONGEST_NGRAM}
    numbers = np.array([_number_of(ngram) for ngram in counts], dtype=np.int64)
    totals = [profile["n_words"][len(ngram) - 1] for ngram in counts]
    shares = [count / total for count, total in zip(counts.values(), totals, strict=True)]
    return numbers, np.array(shares, dtype=np.float32)


def _number_of(ngram: str) -> int:
    number = 0
    for letter in ngram:
        number = number << _LETTER_BITS | ord(letter)
    return number


def is_known(language: str) -> bool:
    """Whether the models can tell `language` from others."""
    return language in _models().labels


def log_evidence(text: str, candidates: Sequence[str]) -> dict[str, float]:
    """Weighted log-likelihoods of `text` in each candidate language; only their differences have a meaning.

    Every candidate must be known (`is_known`). A candidate without a langdetect profile takes the likelihood of the
    nearest language's profile or, without one, the best of the others, so that py3langid alone decides about it.
    """
    models = _models()
    profiles = _profile_evidence(text, candidates, models)
    features = dict(models.identifier.rank(text))
    length = max(1, len(text.encode("utf-8", "replace"))) ** _LENGTH_EXPONENT
    return {
        tag: (_LANGDETECT_WEIGHT * profiles[tag] + _PY3LANGID_WEIGHT * features[tag]) / length
        for tag in candidates
    }


def _profile_evidence(text: str, candidates: Sequence[str], models: _Models) -> dict[str, float]:
    ngrams = _ngrams(text.translate(models.alphabet))
    places = np.searchsorted(models.ngrams, ngrams)
    rows = places[models.ngrams.take(places, mode="clip") == ngrams]
    if not rows.size:
        return dict.fromkeys(candidates, 0.0)
    sums = models.rows[rows].sum(axis=0, dtype=np.float64)
    known = {
        tag: float(sums[models.column_of[profile]])
        for tag in candidates
        if (profile := _PROFILE_OF.get(tag, tag)) in models.column_of
    }
    best = max(known.values(), default=0.0)
    return {tag: known.get(tag, best) for tag in candidates}


def _ngrams(text: str) -> NDArray[np.int64]:
    """All n-grams of a text's words, of one to three letters; word ends count as spaces, as in the profiles."""
    padded = f" {' '.join(text.split())} "
    letters = np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    pairs = letters[:-1] << _LETTER_BITS | letters[1:]
    triples = pairs[:-1] << _LETTER_BITS | letters[2:]
    # Two letters with a space between them belong to two words.
    return np.concatenate((letters[letters != _SPACE], pairs, triples[letters[1:-1] != _SPACE]))
