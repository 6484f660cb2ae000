"""py3langid's model, memory-mapped from a file.

Loaded by py3langid itself the tables take 70 MB (100 MB while loading), and a text reads a few pages of them. The
package ships them as an LZMA-compressed NumPy archive.
"""

import lzma
from functools import partial
from importlib.metadata import version
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

from feeds.normalise.languages.model_files import mapped_arrays


def mapped_identifier() -> LanguageIdentifier:
    """An identifier over py3langid's model; the first call on a machine unpacks it and takes a third of a second.

    Raises OSError where no temporary file can be written, KeyError and ValueError where the package's model has
    another format than that of the release in requirements.txt.
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
    # The start of each row of `nextmove`; the class itself would make a list of them, which takes 4 MB more.
    identifier._rowbase = _numbers(tables["nextmove_row"].astype(np.uint32) << 8)
    return identifier


def _numbers(table: NDArray[Any]) -> "memoryview[Any]":
    """The table as a memoryview: reading single numbers from it takes a third of NumPy's time."""
    octets: Any = table.view(np.uint8)
    code: Any = table.dtype.char
    return memoryview(octets).cast(code)
