"""The manifest of a built city: what it was made of, what it holds, how long it is valid, what was wrong with the input."""
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from routing.store import StoreError

# Raised whenever arrays change their meaning: an older folder is refused with a clear message instead of misread.
FORMAT_VERSION = 2


@dataclass(frozen=True)
class Input:
    role: str  # osm, gtfs, elevation
    file: str  # name without folder
    bytes: int
    sha256: str
    licence: str
    attribution: str


@dataclass(frozen=True)
class Manifest:
    format_version: int
    version: str  # of the city: a hash of all inputs and the format
    name: str
    timezone: str
    language: str
    attribution: str
    bbox: tuple[float, float, float, float]  # south, west, north, east of the streets, degrees
    valid_from: str  # first and last day with service, ISO; empty without transit
    valid_to: str
    inputs: tuple[Input, ...]
    counts: dict[str, int]
    problems: dict
    seconds: dict[str, float]  # how long each step of the build took
    demo: dict
    help_phone: str = ""  # empty: the city names nobody to call

    def save(self, folder: Path) -> None:
        (folder / "manifest.json").write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> "Manifest":
        """Raises StoreError when the folder is no built city, is damaged, or is of another format version."""
        path = folder / "manifest.json"
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            found = raw["format_version"]
        except OSError as error:
            raise StoreError(f"{folder}: this is not a built city (no manifest.json). Build one with `allways city build`.") from error
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{path}: is damaged ({error}). Build the city again with `allways city build`.") from error
        if found != FORMAT_VERSION:
            wanted = f"built in format {found}, this version reads format {FORMAT_VERSION}"
            raise StoreError(f"{folder}: {wanted}. Build it again with `allways city build`.")
        try:
            raw["inputs"] = tuple(Input(**entry) for entry in raw["inputs"])
            raw["bbox"] = tuple(raw["bbox"])
            return cls(**raw)
        except (KeyError, TypeError) as error:
            raise StoreError(f"{path}: is damaged ({error}). Build the city again with `allways city build`.") from error

    def covers(self, day: date) -> bool:
        """Whether the timetable reaches this day."""
        return bool(self.valid_from) and self.valid_from <= day.isoformat() <= self.valid_to
