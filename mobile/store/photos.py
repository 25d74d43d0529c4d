"""Photos on their way to the city: only their pixels, made new, in a folder that only the owner can read."""

import os
from collections.abc import Collection
from pathlib import Path
from uuid import uuid4

from mobile.i18n import tr

MOST_BYTES, MOST_PIXELS, MOST_SIDE_PX = 40 * 2**20, 60_000_000, 2048
KINDS = ("JPEG", "PNG", "WEBP")
QUALITY = 82


class PhotoUnreadable(Exception):
    """The text is for the person."""


class Photos:
    """Named by nothing that says what they show."""

    def __init__(self, folder: Path):
        self.folder = folder

    def path(self, name: str) -> Path:
        return self.folder / name

    def take_in(self, source: Path) -> str:
        """The name of the copy. It has neither place nor time nor device in it, and at most 2,048 pixels on a side. Raises PhotoUnreadable."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        pixels, name = pixels_of(source), f"{uuid4().hex}.jpg"
        with os.fdopen(os.open(self.path(name), os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
            pixels.save(file, "JPEG", quality=QUALITY)
        return name

    def read(self, name: str) -> bytes | None:
        try:
            return self.path(name).read_bytes()
        except OSError:
            return None

    def delete(self, name: str) -> None:
        if name:
            self.path(name).unlink(missing_ok=True)

    def tidy(self, needed: Collection[str]) -> None:
        """What was taken in and belongs to nothing, as after the app was ended in the middle."""
        for path in self.folder.glob("*.jpg"):
            if path.name not in needed:
                path.unlink(missing_ok=True)


def pixels_of(source: Path):
    """Upright, on a new picture: whatever else the file carries stays behind. Raises PhotoUnreadable."""
    from PIL import Image, ImageOps

    too_large = tr("This picture is too large. Choose a smaller one.")
    try:
        if source.stat().st_size > MOST_BYTES:
            raise PhotoUnreadable(too_large)
        with Image.open(source, formats=KINDS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PhotoUnreadable(too_large)
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PhotoUnreadable(tr("This picture cannot be read. Choose a JPEG, PNG or WebP.")) from error
    upright.thumbnail((MOST_SIDE_PX, MOST_SIDE_PX))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    return bare
