"""When a photo was taken, as the camera wrote into it: a proposal for when it was seen, read on the phone before it is taken out of the photo."""

from datetime import datetime, tzinfo
from pathlib import Path

from mobile.requests.photo_place import told_by

EXIF_FOLDER = 0x8769
TAKEN, OFFSET = 0x9003, 0x9011  # of that folder, as EXIF 2.31 numbers them
WRITTEN = "%Y:%m:%d %H:%M:%S"


def time_of(source: Path, zone: tzinfo) -> datetime | None:
    """With an offset; by the clocks of `zone` where the camera does not say which it went by. None where the photo does not say when."""
    told = told_by(source, EXIF_FOLDER)
    try:
        written, offset = str(told[TAKEN]).strip("\0 "), str(told.get(OFFSET, "")).strip("\0 ")
        return datetime.strptime(f"{written} {offset}", f"{WRITTEN} %z") if offset else datetime.strptime(written, WRITTEN).replace(tzinfo=zone)
    except (KeyError, ValueError):
        return None
