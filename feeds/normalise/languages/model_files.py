"""Memory-mapped files of the language models, unpacked once from the models that packages ship.

A mapped table takes only the memory of the pages that are read, and all processes of a host share it. The packages'
own files are compressed (LZMA, JSON) and take a third of a second to unpack, so the unpacked files are cached in the
virtual environment. Where that cannot be written to (another user's environment, no environment), each process uses
an unnamed temporary file.
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

# A ZIP archive's local file header (APPNOTE 4.3.7): its length, and the offset of the lengths of name and extra field.
_HEADER_BYTES = 30
_LENGTHS_AT = 26
# Chunk size of writes: the page cache keeps a large write as one large folio, and reading one byte maps all of it.
_WRITTEN_AT_ONCE = 1 << 16  # bytes


def mapped_arrays(name: str, unpack: Callable[[], IO[bytes]]) -> Mapping[str, NDArray[Any]]:
    """The arrays of the NumPy archive `name`, read-only and memory-mapped.

    `unpack` gives the uncompressed archive where no file of that name is cached; the name must change with the
    archive's content. Raises OSError where no file can be written, and ValueError for a compressed archive or one of
    another format version than NumPy writes today.
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
    """The cache folder, in the virtual environment: its files are trusted as its packages are."""
    return Path(sys.prefix) / "share" / "newsroom" if sys.prefix != sys.base_prefix else None


def _keep(path: Path, unpack: Callable[[], IO[bytes]]) -> None:
    """Write under a temporary name and rename, so that no other process reads half a file."""
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
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    _copy(unpack, file)
    file.seek(0)
    return file


def _copy(unpack: Callable[[], IO[bytes]], file: IO[bytes]) -> None:
    with unpack() as packed:
        shutil.copyfileobj(packed, file, length=_WRITTEN_AT_ONCE)
    file.flush()


def _array(file: IO[bytes], header_offset: int, mapped: mmap.mmap) -> NDArray[Any]:
    """The array at `header_offset` of the archive `file`, as a view of `mapped`, which maps the same file."""
    file.seek(header_offset + _LENGTHS_AT)
    lengths = struct.unpack("<HH", file.read(4))
    file.seek(header_offset + _HEADER_BYTES + sum(lengths))
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError("a table has a header of another version")
    shape, _is_fortran, dtype = np.lib.format.read_array_header_1_0(file)
    return np.frombuffer(mapped, dtype, count=math.prod(shape), offset=file.tell()).reshape(shape)
