"""py3langid's model, mapped from a file instead of held in memory.

Its tables take 70 MB, and 100 MB while py3langid itself loads them, of which a text touches a few pages. The package
keeps them as NumPy's archive inside LZMA; unpacked into a file that has no name, they are read where they stand.
"""

import lzma
import math
import mmap
import shutil
import struct
import tempfile
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

# Of a ZIP archive's local header (APPNOTE 4.3.7): its length, and where those of name and extra field stand in it.
_HEADER_BYTES = 30
_LENGTHS_AT = 26
_COPIED_AT_ONCE = 1 << 20  # bytes


def mapped_identifier() -> LanguageIdentifier:
    """The identifier of py3langid's own model; about half a second, most of it LZMA's.

    Raises OSError where there is no room for a temporary file, KeyError and ValueError where the package keeps its
    model in another way than the release in requirements.txt.
    """
    with tempfile.TemporaryFile() as file:
        with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
            shutil.copyfileobj(packed, file, length=_COPIED_AT_ONCE)
        with ZipFile(file) as archive:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            tables = {
                name: _table(file, archive, mapped, name)
                for name in ("ptc", "pc", "classes", "nextmove", "nextmove_row", "out_feat")
            }
    return LanguageIdentifier(
        tables["ptc"],
        np.array(tables["pc"]),
        tables["classes"].tolist(),
        _numbers(tables["nextmove"]),
        _numbers(tables["out_feat"]),
        tk_row=_numbers(tables["nextmove_row"]),
    )


def _table(file: IO[bytes], archive: ZipFile, mapped: mmap.mmap, name: str) -> NDArray[Any]:
    """The array `name` of NumPy's archive `file`, where it stands in `mapped`, the same file."""
    member = archive.getinfo(f"{name}.npy")
    if member.compress_type != ZIP_STORED:
        raise ValueError(f"the table {name} is compressed once more; it cannot be mapped")
    file.seek(member.header_offset + _LENGTHS_AT)
    lengths = struct.unpack("<HH", file.read(4))
    file.seek(member.header_offset + _HEADER_BYTES + sum(lengths))
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError(f"the table {name} has a header of another version")
    shape, _is_fortran, dtype = np.lib.format.read_array_header_1_0(file)
    return np.frombuffer(mapped, dtype, count=math.prod(shape), offset=file.tell()).reshape(shape)


def _numbers(table: NDArray[Any]) -> "memoryview[Any]":
    """The table as plain numbers, which are read from it one by one in a third of the time that NumPy takes."""
    octets: Any = table.view(np.uint8)
    code: Any = table.dtype.char
    return memoryview(octets).cast(code)
