"""The files of one GTFS feed: a zip or a folder, its text files at the top or in one sub-folder."""
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from routing.build.problems import BuildError

HEADER_BYTES = 1 << 16
ALWAYS_THERE = "trips.txt"  # in every feed, so that its place tells where the others are


class FeedFiles:
    """Read the files of a feed by name. `name` is the zip's or folder's own, without the folders above it."""

    def __init__(self, path: Path, archive: zipfile.ZipFile | None):
        self.name = path.name
        self._path, self._archive = path, archive
        names = archive.namelist() if archive else [str(PurePosixPath(p.relative_to(path))) for p in path.rglob("*.*") if p.is_file()]
        self._folder = self._find_folder(names)
        self.names = frozenset(name.removeprefix(self._folder) for name in names if name.startswith(self._folder))

    def _find_folder(self, names: list[str]) -> str:
        found = [name for name in names if PurePosixPath(name).name == ALWAYS_THERE and not name.startswith("__MACOSX/")]
        if not found:
            if not names:
                raise BuildError(f"{self.name}: the zip is empty. Download the feed again.")
            raise BuildError(f"{self.name}: there is no {ALWAYS_THERE} in it, so it is no GTFS feed. Check that it is the right file.")
        depths = sorted(name.count("/") for name in found)
        if depths.count(depths[0]) > 1:
            raise BuildError(f"{self.name}: {ALWAYS_THERE} stands in several folders ({', '.join(sorted(found))}). Give each feed a zip of its own.")
        return min(found, key=lambda name: name.count("/")).removesuffix(ALWAYS_THERE)

    def where(self, name: str) -> str:
        """How problems name a file."""
        return f"{self.name}/{name}"

    def find_bytes(self, name: str) -> bytes | None:
        """Content of a file, None where the feed has none. Raises BuildError when it cannot be read."""
        if name not in self.names:
            return None
        try:
            if self._archive:
                return self._archive.read(self._folder + name)
            return (self._path / self._folder / name).read_bytes()
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise BuildError(f"{self.where(name)}: the file is damaged ({error}). Download the feed again.") from error
        except (RuntimeError, NotImplementedError) as error:  # encrypted, or packed by a method that the library does not know
            raise BuildError(f"{self.where(name)}: the file cannot be unpacked ({error}). Pack the feed as an ordinary zip.") from error

    def first_line(self, name: str) -> bytes:
        """Of a file that `find_bytes` would give, without reading all of it; empty where the feed has none."""
        if name not in self.names:
            return b""
        try:
            with self._archive.open(self._folder + name) if self._archive else (self._path / self._folder / name).open("rb") as file:
                return file.readline(HEADER_BYTES)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
            return b""  # whoever reads the whole file says what is wrong with it


@contextmanager
def open_feed(path: Path) -> Iterator[FeedFiles]:
    """Open a zip or a folder. Raises BuildError when it is missing, no zip, cut short or without GTFS files."""
    if path.is_dir():
        yield FeedFiles(path, None)
        return
    if not path.is_file():
        raise BuildError(f"{path}: there is no such file. Check the path of the feed.")
    if not path.stat().st_size:
        raise BuildError(f"{path.name}: the file is empty. Download the feed again.")
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise BuildError(f"{path.name}: not a zip, or cut short ({error}). Download the feed again.") from error
    with archive:
        yield FeedFiles(path, archive)
