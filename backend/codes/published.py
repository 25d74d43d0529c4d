"""The two files a city publishes about its codes: `ring.json` and `markers.cose`, as `allways codes key` and `print` write them into one folder.

They are looked at again whenever they have changed, so a key that leaked is out at once, without a restart. The private key never lies here.
"""
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import structlog

from backend.service.settings import SettingsError
from signing.keys import MOST_RING_BYTES, KeyRefused, Ring, utc_day
from signing.refused import CodeRefused
from signing.tables import MOST_BYTES, read_table

RING, MARKERS = "ring.json", "markers.cose"
log = structlog.get_logger("allways.codes")


class CodesUnusable(SettingsError):
    """The folder cannot be served; the message says what to do."""


@dataclass(frozen=True)
class PublishedFile:
    """bytes as they lie there; etag quoted, as it goes over HTTP."""

    bytes: bytes
    etag: str

    @classmethod
    def of(cls, content: bytes) -> "PublishedFile":
        return cls(content, f'"{sha256(content).hexdigest()[:32]}"')


@dataclass(frozen=True)
class Published:
    """stamp: of both files when they were read. markers: None where there are none; whether they count is found out when somebody asks."""

    stamp: tuple
    ring: Ring
    ring_file: PublishedFile
    markers: PublishedFile | None


class PublishedCodes:
    """folder: None where a city has no codes. Raises CodesUnusable at the start; later a file that cannot be used leaves what was served before."""

    def __init__(self, folder: Path | None):
        self.folder = folder
        self._lock = threading.Lock()
        self._now: Published | None = None
        self._refused: tuple = ()
        self._counting: tuple | None = None  # of which table on which day it was found out whether it counts: that takes a while
        if folder is not None:
            self._now = read_published(folder)

    def find(self) -> Published | None:
        """What is published now."""
        if self.folder is None:
            return None
        with self._lock:
            stamp = stamp_of(self.folder)
            if self._now is None or stamp not in (self._now.stamp, self._refused):
                try:
                    self._now = read_published(self.folder)
                except CodesUnusable as error:
                    self._refused = stamp
                    log.error("codes_unusable", why=str(error))
            return self._now

    def find_markers(self, now: datetime) -> PublishedFile | None:
        """The table, as long as it counts: one past its last day would be refused by every phone."""
        published = self.find()
        if published is None or published.markers is None:
            return None
        asked = (published.stamp, utc_day(now))
        with self._lock:
            if self._counting is None or self._counting[0] != asked:
                self._counting = (asked, counts(published.markers.bytes, published.ring, now))
            return published.markers if self._counting[1] else None


def read_published(folder: Path) -> Published:
    """Raises CodesUnusable."""
    stamp = stamp_of(folder)
    content = read_bounded(folder / RING, MOST_RING_BYTES)
    if content is None:
        raise CodesUnusable(f"{folder / RING} is not there. Begin it with `allways codes key --ring {folder / RING}`.")
    try:
        ring = Ring.from_json(content.decode("utf-8"))
    except (KeyRefused, UnicodeDecodeError) as error:
        raise CodesUnusable(f"{folder / RING}: {error}") from error
    table = read_bounded(folder / MARKERS, MOST_BYTES)
    if table is not None and not counts(table, ring, datetime.now(UTC)):
        log.warning("markers_not_published", why="signed by no key of the ring, or past the last day: write it anew with `allways codes print`")
    return Published(stamp, ring, PublishedFile.of(ring.to_json().encode()), None if table is None else PublishedFile.of(table))


def counts(table: bytes, ring: Ring, now: datetime) -> bool:
    try:
        read_table(table, ring, now)
    except CodeRefused:
        return False
    return True


def read_bounded(path: Path, most: int) -> bytes | None:
    """None where there is no such file. Raises CodesUnusable."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CodesUnusable(f"{path} cannot be read ({error.strerror}).") from error
    if len(content) > most:
        raise CodesUnusable(f"{path} is larger than {most:,} bytes: this is no file of `allways codes`.")
    return content


def stamp_of(folder: Path) -> tuple:
    return tuple(stamp_of_file(folder / name) for name in (RING, MARKERS))


def stamp_of_file(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)
