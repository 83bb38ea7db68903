"""Bytes packed by gzip, bzip2 or xz, unpacked as they are asked for and counted as they come out."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from typing import BinaryIO, Protocol

from corpus.errors import UnreadableFile
from corpus.records import Outcome
from extractors.archive import MIB, Limits, in_mib

GZIP = "application/gzip"
BZIP2 = "application/x-bzip2"
XZ = "application/x-xz"
PACKED_TYPES = frozenset({GZIP, BZIP2, XZ})

_PIECE_BYTES = 16 * 1024
_SKIP_BYTES = 256 * 1024
_RATIO_MATTERS_BYTES = MIB
_MOST_BARREN_BYTES = MIB  # packed bytes in a row of which nothing comes: members without end, all of them empty
_XZ_MEMORY_BYTES = 128 * MIB  # `xz -9` needs 65 MiB; a file may ask for 4 GiB


class _Machine(Protocol):
    """What unpacks one stream: the standard library's BZ2Decompressor and LZMADecompressor, and `_Inflate`."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Inflate:
    """A gzip stream, in the manner of the standard library's other two."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


class Unpacked(io.RawIOBase):
    """What a packed file holds, as a stream that goes forward only.

    Reading raises UnreadableFile where it would unpack to more than the limits allow, `DAMAGE` of
    `extractors.archive` where it is damaged or cut short.
    """

    def __init__(self, stream: BinaryIO, media_type: str, limits: Limits) -> None:
        packed_bytes = stream.seek(0, 2)
        stream.seek(0)
        self._stream, self._media_type, self._limits = stream, media_type, limits
        self._most_bytes = min(limits.max_total_bytes, max(_RATIO_MATTERS_BYTES, limits.max_ratio * packed_bytes))
        self._machine = _machine(media_type)
        self._rest = b""  # read from the stream, not yet given to the machine
        self._barren_bytes = 0
        self._position = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def tell(self) -> int:
        """Return how many unpacked bytes have been passed."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go forward to an unpacked byte, or as far as there are any.

        Raises:
            ValueError: it lies behind.
        """
        target = offset if whence == io.SEEK_SET else self._position + offset
        if whence == io.SEEK_END or target < self._position:
            raise ValueError("packed bytes are read forward only")
        while self._position < target and self._some(min(_SKIP_BYTES, target - self._position)):
            pass
        return self._position

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes; fewer at the end; all that are left where `size` is negative."""
        pieces, left = [], size if size >= 0 else self._most_bytes + 1
        while left and (piece := self._some(left)):
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)

    def _some(self, most: int) -> bytes:
        """Return the next bytes, at most so many; none at the end."""
        while not (self._machine.eof and self._is_at_end()):
            ended = self._feed()
            piece = self._machine.decompress(self._rest, most)
            self._rest = self._machine.unused_data if self._machine.eof else b""
            if piece:
                self._barren_bytes = 0
                self._count(len(piece))
                return piece
            if ended and not self._machine.eof:
                raise EOFError("cut short")
        return b""

    def _is_at_end(self) -> bool:
        """Whether nothing follows the stream that has ended; else begin the next. Zeros may pad the end."""
        while not self._rest.strip(b"\0"):
            self._rest = self._more()
            if not self._rest:
                return True
        self._rest = self._rest.lstrip(b"\0")
        self._machine = _machine(self._media_type)
        return False

    def _feed(self) -> bool:
        """Take more from the file where the machine waits for it; return whether there is no more."""
        if self._rest or not self._machine.needs_input:
            return False
        self._rest = self._more()
        return not self._rest

    def _more(self) -> bytes:
        packed = self._stream.read(_PIECE_BYTES)
        self._barren_bytes += len(packed)
        if self._barren_bytes > _MOST_BARREN_BYTES:
            raise UnreadableFile(Outcome.TOO_LARGE, "possible archive bomb: it goes on and on and holds nothing")
        return packed

    def _count(self, size: int) -> None:
        self._position += size
        if self._position > self._most_bytes:
            raise UnreadableFile(
                Outcome.TOO_LARGE,
                f"possible archive bomb: it unpacks to more than {in_mib(self._most_bytes)}, which is the limit for it",
            )


def _machine(media_type: str) -> _Machine:
    if media_type == GZIP:
        return _Inflate()
    return bz2.BZ2Decompressor() if media_type == BZIP2 else lzma.LZMADecompressor(memlimit=_XZ_MEMORY_BYTES)
