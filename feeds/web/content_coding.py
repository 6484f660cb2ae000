"""Undo the content codings of an HTTP body, piece by piece and in little memory (RFC 9110 section 8.4).

A decoder takes an iterator of received chunks and yields decoded pieces of at most about `PIECE_BYTES`, so that its
caller can count what comes out and stop a decompression bomb early.
"""

import zlib
from collections.abc import Callable, Iterator

import brotli
import zstandard

PIECE_BYTES = 64 * 1024

GZIP_MAGIC = b"\x1f\x8b"

# More than two codings on one body serve only those who build bombs.
MAX_CODINGS = 2

# RFC 8878 section 3.1.1.1.2 recommends that decoders support windows of 8 MiB and refuse more.
ZSTD_WINDOW_BYTES = 8 * 1024 * 1024

# A frame begins with so many (section 3.1.1).
ZSTD_MAGIC_BYTES = 4

# A zstd block of 4 bytes can stand for 128 KiB: small slices of input keep one step's output under 4 MiB.
ZSTD_SLICE_BYTES = 96

_NOT_CODINGS = frozenset({"", "identity", "none", "binary", "8bit", "utf-8", "utf8"})

Chunks = Iterator[bytes]


class CodingError(Exception):
    """The body does not decode as its headers say; the message is a sentence for people."""


def decoded(chunks: Chunks, content_encoding: str) -> Chunks:
    """Yield the body behind `content_encoding` (the header's value, possibly empty).

    A body that is gzip without saying so is decoded too, and one that says gzip but is not passes as it is: both
    are common mistakes of feed servers. Raises `CodingError`, possibly after some pieces.
    """
    names = [name.strip().lower() for name in content_encoding.split(",")]
    codings = [name for name in names if name not in _NOT_CODINGS]
    if len(codings) > MAX_CODINGS:
        raise CodingError(f"the body is encoded {len(codings)} times, more than {MAX_CODINGS}")
    for coding in reversed(codings):
        decoder = _DECODERS.get(coding)
        if decoder is None:
            raise CodingError(f"the body has the unknown content coding {coding[:40]!r}")
        chunks = decoder(chunks)
    return _gunzip(chunks) if not codings else chunks


def _gunzip(chunks: Chunks) -> Chunks:
    head = _head(chunks, len(GZIP_MAGIC))
    if not head.startswith(GZIP_MAGIC):
        yield from _chain(head, chunks)
        return
    yield from _inflate(_chain(head, chunks), 16 + zlib.MAX_WBITS)


def _deflate(chunks: Chunks) -> Chunks:
    """Decode zlib data, or the bare deflate data that some servers send under the same name."""
    head = _head(chunks, 2)
    is_zlib = len(head) >= 2 and head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
    yield from _inflate(_chain(head, chunks), zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)


def _inflate(chunks: Chunks, window_bits: int) -> Chunks:
    stream = zlib.decompressobj(window_bits)
    for chunk in chunks:
        data, piece = chunk, b""
        while data or len(piece) == PIECE_BYTES:
            try:
                piece = stream.decompress(data, PIECE_BYTES)
            except zlib.error as error:
                raise CodingError(f"the compressed body is damaged ({error})") from error
            if piece:
                yield piece
            data = stream.unconsumed_tail
            if stream.eof:
                # A gzip file may hold several members; anything else after the end is padding.
                data = stream.unused_data
                if not data.startswith(GZIP_MAGIC) or window_bits <= zlib.MAX_WBITS:
                    return
                stream, piece = zlib.decompressobj(window_bits), b""
    if not stream.eof:
        raise CodingError("the compressed body ended early")


def _unbrotli(chunks: Chunks) -> Chunks:
    stream = brotli.Decompressor()
    for chunk in chunks:
        data = chunk
        while True:
            try:
                piece = stream.process(data, output_buffer_limit=PIECE_BYTES)
            except brotli.error as error:
                raise CodingError("the compressed body is damaged (brotli)") from error
            if piece:
                yield piece
            if stream.is_finished():
                return
            if not piece and stream.can_accept_more_data():
                break
            data = b""
    raise CodingError("the compressed body ended early")


def _unzstd(chunks: Chunks) -> Chunks:
    decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_BYTES)
    stream, frames, taken = decompressor.decompressobj(), 0, 0
    for chunk in chunks:
        for start in range(0, len(chunk), ZSTD_SLICE_BYTES):
            data = chunk[start : start + ZSTD_SLICE_BYTES]
            while data:
                begins = stream.eof
                if begins:
                    stream, frames, taken = decompressor.decompressobj(), frames + 1, 0
                taken += len(data)
                try:
                    piece = stream.decompress(data)
                except zstandard.ZstdError as error:
                    if begins:
                        return  # what follows a frame and is none is padding
                    raise CodingError("the compressed body is damaged (zstd)") from error
                if piece:
                    yield piece
                data = stream.unused_data if stream.eof else b""
    # A few octets after a frame are padding as well; more of them begin a frame that did not end.
    if not stream.eof and (not frames or taken > ZSTD_MAGIC_BYTES):
        raise CodingError("the compressed body ended early")


def _head(chunks: Chunks, size: int) -> bytes:
    """Take at least `size` bytes from `chunks`, fewer only where there are no more."""
    head = b""
    while len(head) < size:
        chunk = next(chunks, None)
        if chunk is None:
            break
        head += chunk
    return head


def _chain(head: bytes, chunks: Chunks) -> Chunks:
    if head:
        yield head
    yield from chunks


_DECODERS: dict[str, Callable[[Chunks], Chunks]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
