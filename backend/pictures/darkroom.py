"""Photos, taken in as bytes of strangers and kept as pictures of ours: nothing but pixels comes through."""
import asyncio
import sys
from pathlib import Path

from backend.database.sealing import NotSetUp, Vault
from backend.pictures.photo_child import TOO_LARGE
from backend.service.errors import Busy, ServiceError, Unprocessable, UnsupportedMediaType

MOST_TAKEN = 8 * 1024 * 1024
AT_ONCE, WAITING, LONGEST_S = 2, 8, 10.0
CHILD = Path(__file__).with_name("photo_child.py")
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
# Nobody but the browser that asked shows it, and it can do nothing there.
HEADERS = {
    "Content-Disposition": 'inline; filename="photo.jpg"', "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}  # fmt: skip


class PhotoKind(UnsupportedMediaType):
    code = "photo_kind"


class PhotoUnreadable(Unprocessable):
    code = "photo_unreadable"


class PhotoTooLarge(Unprocessable):
    code = "photo_too_large"


class PhotosNotSetUp(ServiceError):
    status, code = 503, "column_key_missing"


class Darkroom:
    """Of one process and one event loop: a few photos at once, each in a child that is ended when it takes too long."""

    def __init__(self, vault: Vault, at_once: int = AT_ONCE, longest_s: float = LONGEST_S):
        self.vault, self.longest_s = vault, longest_s
        self._turns, self._inside, self._most = asyncio.Semaphore(at_once), 0, at_once + WAITING

    async def develop(self, taken: bytes) -> bytes:
        """A JPEG with nothing in it but pixels. Raises PhotoKind, PhotoUnreadable, PhotoTooLarge, Busy."""
        check_kind(taken)
        if self._inside >= self._most:
            raise Busy("Too many photos at once. Send it again in a moment; the report itself is kept.", headers={"Retry-After": "2"})
        self._inside += 1
        try:
            async with self._turns:
                return await self._in_child(taken)
        finally:
            self._inside -= 1

    def seal(self, picture: bytes, place: str) -> bytes:
        """Raises PhotosNotSetUp."""
        try:
            return self.vault.seal(picture, place)
        except NotSetUp as error:
            raise PhotosNotSetUp("Photos cannot be kept here yet: whoever runs the service has to set ALLWAYS_COLUMN_KEY.") from error

    async def _in_child(self, taken: bytes) -> bytes:
        pipe = asyncio.subprocess.PIPE
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(CHILD), stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL, env={}, cwd="/"
        )
        try:
            async with asyncio.timeout(self.longest_s):
                made, _ = await child.communicate(taken)
        except TimeoutError:
            made = b""
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if child.returncode == TOO_LARGE:
            raise PhotoTooLarge("The photo has more than 24 million pixels or is longer than 12,000. Send it smaller.")
        if child.returncode or not made:
            raise PhotoUnreadable("The photo cannot be read. Take it again, or send it as JPEG.")
        return made


def check_kind(taken: bytes) -> None:
    """By its first bytes; what the sender calls it decides nothing. Raises PhotoKind."""
    if taken[4:8] == b"ftyp" and taken[8:12] in HEIF_BRANDS:
        raise PhotoKind("Photos as HEIC or AVIF are not taken. Send it as JPEG: phones do so when the camera is set to `most compatible`.")
    if not (taken.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (taken[:4] == b"RIFF" and taken[8:12] == b"WEBP")):
        raise PhotoKind("This is no photo as JPEG, PNG or WebP. Send one of these.")
