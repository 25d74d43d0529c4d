"""The body of an answer, counted while it comes in and while it is unpacked."""
import zlib

from backend.feeds.failures import FailureCode, FetchFailed

RATIO_LIMIT = 100
RATIO_FROM = 64 * 1024  # below this no ratio does harm, and short tables of equal rows do pack that well
GZIP_WINDOW = 31


class Body:
    """Takes what came over the wire, piece by piece, and never holds more than max_bytes of what it means."""

    def __init__(self, encoding: str, max_bytes: int):
        if encoding.strip().lower() not in ("", "identity", "gzip", "x-gzip"):
            raise unreadable("The answer is packed in a way that was not asked for. The server has to send it plain or as gzip.")
        self.max_bytes, self.received = max_bytes, 0
        self._unpacked = bytearray()
        self._gzip = zlib.decompressobj(GZIP_WINDOW) if encoding.strip().lower().endswith("gzip") else None

    def expect(self, length: str) -> None:
        """length: the Content-Length as sent; too large is refused before the first byte of it."""
        if length.isdecimal() and int(length) > self.max_bytes:
            raise self._too_large()

    def take(self, piece: bytes) -> None:
        self.received += len(piece)
        if self.received > self.max_bytes:
            raise self._too_large()
        self._unpacked += piece if self._gzip is None else self._unpack(piece)
        if len(self._unpacked) > self.max_bytes:
            raise self._too_large()

    def _unpack(self, piece: bytes) -> bytes:
        # One byte more than fits is enough to know; what would follow is never unpacked.
        room = min(self.max_bytes, max(RATIO_FROM, self.received * RATIO_LIMIT)) - len(self._unpacked)
        try:
            unpacked = self._gzip.decompress(piece, room + 1)
        except zlib.error as error:
            raise unreadable("The answer says it is gzip and is not. The server has to be mended.") from error
        if len(unpacked) > room:
            raise self._too_large()
        if self._gzip.unused_data:
            raise unreadable("Something follows after the end of the gzip. The server has to be mended.")
        return unpacked

    def finish(self) -> bytes:
        if self._gzip is not None and not self._gzip.eof:
            raise unreadable("The gzip ends in the middle. The server has to be mended.")
        return bytes(self._unpacked)

    def _too_large(self) -> FetchFailed:
        message = f"The answer is larger than {self.max_bytes} bytes, or unpacks to more than a hundredfold. Raise max_bytes if this is right."
        return FetchFailed(FailureCode.TOO_LARGE, message)


def unreadable(message: str) -> FetchFailed:
    return FetchFailed(FailureCode.UNREADABLE, message)
