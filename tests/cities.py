"""Whole cities for tests, built once per state of the sources and kept in the cache folder between runs."""
import fcntl
import hashlib
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from routing.build.declaration import Declaration, FeedFile, read_declaration
from routing.jit import cache_root

ROOT = Path(__file__).parent.parent
# Whatever can change a built city.
SOURCES = ("routing", "backend/demo", "backend/places")
KEPT = 12


def sources_digest() -> str:
    digest = hashlib.sha256()
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "live" not in path.parts:  # the simulator reads a city and writes none
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def built(name: str, key: str, make) -> Path:
    """The folder of a built city; `make(inputs, built)` is called where it is missing. Of several processes one builds and the others wait."""
    home = cache_root() / "test-cities"
    folder = home / f"{name}-{key}-{sources_digest()}"
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "built" / "search").exists():
            shutil.rmtree(folder, ignore_errors=True)
            (folder / "inputs").mkdir(parents=True)
            make(folder / "inputs", folder / "built")
            forget_old(home)
    return folder / "built"


def forget_old(home: Path) -> None:
    folders = [path for path in home.iterdir() if path.is_dir()]
    for stale in sorted(folders, key=os.path.getmtime, reverse=True)[KEPT:]:
        shutil.rmtree(stale, ignore_errors=True)


def silent(step: str, share: float) -> None:
    """Progress nobody looks at."""


def demo_city() -> Path:
    """The demonstration city as `make run` builds it, its timetable beginning 30 days ago."""
    from allways.city_build import build
    from backend.demo.city import write_city

    first_day = datetime.now(UTC).date() - timedelta(days=30)

    def make(inputs: Path, out: Path) -> None:
        write_city(inputs, first_day)
        build(read_declaration(inputs / "city.toml"), out, silent)

    return built("demo", first_day.isoformat(), make)


def heidelberg(data: Path) -> Path:
    """Heidelberg from the development data."""
    from allways.city_build import build

    folder = data / "heidelberg"
    feed = FeedFile(folder / "vrn_gtfs_cut.zip", "development only", "VRN")
    declaration = Declaration("Heidelberg", folder / "heidelberg.osm.pbf", (feed,), language="de")
    return built("heidelberg", "1", lambda inputs, out: build(declaration, out, silent))
