"""Files that the language models are read from where they stand, made once from what packages ship.

A table that is mapped costs a process what its texts touch, and all processes of a host share it. What packages ship is
packed (LZMA, JSON) and takes a third of a second of the processor to unpack, so the unpacked form is kept in the virtual
environment, beside the packages themselves. Where nothing can be kept there (another user's environment, no
environment at all), a file without a name serves the one process.
"""

import math
import mmap
import os
import shutil
import struct
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile

import numpy as np
from numpy.typing import NDArray

# Of a ZIP archive's local header (APPNOTE 4.3.7): its length, and where those of name and extra field stand in it.
_HEADER_BYTES = 30
_LENGTHS_AT = 26
# Written in pieces no larger: Linux keeps what is written at once as one piece of its cache, and maps all of it where
# one byte is read.
_WRITTEN_AT_ONCE = 1 << 16  # bytes


def mapped_arrays(name: str, unpack: Callable[[], IO[bytes]]) -> Mapping[str, NDArray[Any]]:
    """The arrays of NumPy's archive `name`, read-only, each read from the file when it is looked at.

    `unpack` gives the archive, uncompressed, where it is not kept yet; the name must be another one whenever that would
    give something else. Raises OSError where there is no room for a file, and ValueError for an archive that is
    compressed or of another version than NumPy writes today.
    """
    with _opened(name, unpack) as file, ZipFile(file) as archive:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return {
            member.filename.removesuffix(".npy"): _array(file, member.header_offset, mapped)
            for member in archive.infolist()
            if _is_stored(member.filename, member.compress_type)
        }


def _is_stored(name: str, compress_type: int) -> bool:
    if compress_type != ZIP_STORED:
        raise ValueError(f"the table {name} is compressed; it cannot be mapped")
    return True


def _opened(name: str, unpack: Callable[[], IO[bytes]]) -> IO[bytes]:
    folder = _folder()
    if folder is None:
        return _nameless(unpack)
    path = folder / name
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _keep(path, unpack)
        return path.open("rb")
    except OSError:
        # Another user's environment, a full disk: there may be room for a temporary file elsewhere.
        return _nameless(unpack)


def _folder() -> Path | None:
    """Where files are kept: in the virtual environment, whose packages are trusted as much."""
    return Path(sys.prefix) / "share" / "newsroom" if sys.prefix != sys.base_prefix else None


def _keep(path: Path, unpack: Callable[[], IO[bytes]]) -> None:
    """Writes the file under another name first: another process must never see half of it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        try:
            _copy(unpack, file)
            os.fsync(file.fileno())
            Path(file.name).chmod(0o644)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _nameless(unpack: Callable[[], IO[bytes]]) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it
    _copy(unpack, file)
    file.seek(0)
    return file


def _copy(unpack: Callable[[], IO[bytes]], file: IO[bytes]) -> None:
    with unpack() as packed:
        shutil.copyfileobj(packed, file, length=_WRITTEN_AT_ONCE)
    file.flush()


def _array(file: IO[bytes], header_offset: int, mapped: mmap.mmap) -> NDArray[Any]:
    """The array whose entry in the archive `file` begins at `header_offset`, where it stands in `mapped`, the same file."""
    file.seek(header_offset + _LENGTHS_AT)
    lengths = struct.unpack("<HH", file.read(4))
    file.seek(header_offset + _HEADER_BYTES + sum(lengths))
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError("a table has a header of another version")
    shape, _is_fortran, dtype = np.lib.format.read_array_header_1_0(file)
    return np.frombuffer(mapped, dtype, count=math.prod(shape), offset=file.tell()).reshape(shape)
