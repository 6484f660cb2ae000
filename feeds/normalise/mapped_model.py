"""py3langid's model, mapped from a file instead of held in memory.

Its tables take 70 MB, and 100 MB while py3langid itself loads them, of which a text touches a few pages. The package
keeps them as NumPy's archive inside LZMA.
"""

import lzma
from functools import partial
from importlib.metadata import version
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

from feeds.normalise.model_files import mapped_arrays


def mapped_identifier() -> LanguageIdentifier:
    """The identifier of py3langid's own model; a third of a second where it was not unpacked before.

    Raises OSError where there is no room for a temporary file, KeyError and ValueError where the package keeps its
    model in another way than the release in requirements.txt.
    """
    unpack = cast("partial[IO[bytes]]", partial(lzma.open, MODEL_DIR / MODEL_FILE))
    tables = mapped_arrays(f"py3langid-{version('py3langid')}.npz", unpack)
    identifier = LanguageIdentifier(
        tables["ptc"],
        np.array(tables["pc"]),
        tables["classes"].tolist(),
        _numbers(tables["nextmove"]),
        _numbers(tables["out_feat"]),
        tk_row=(),
    )
    # Where each row of `nextmove` begins: as the list of integers that the class makes of them they take 4 MB more.
    identifier._rowbase = _numbers(tables["nextmove_row"].astype(np.uint32) << 8)
    return identifier


def _numbers(table: NDArray[Any]) -> "memoryview[Any]":
    """The table as plain numbers, which are read from it one by one in a third of the time that NumPy takes."""
    octets: Any = table.view(np.uint8)
    code: Any = table.dtype.char
    return memoryview(octets).cast(code)
