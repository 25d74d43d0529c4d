"""The cities that are measured: built in a process of their own, which says how long it took and how much memory it needed."""
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.queries import busiest_day
from routing.city import City
from routing.snapshot import Snapshot

ROOT = Path(__file__).parent.parent
# Opens a city as a worker process does, answers questions, and says what that took.
WORKER = """
import sys, time, json
from pathlib import Path
from routing.city import City
from routing.snapshot import Snapshot
from allways import bench
from benchmarks.timing import proportional_mb, rss_mb
begun = time.perf_counter()
snapshot = Snapshot.of(City.open(Path(sys.argv[1])))
opened_s = time.perf_counter() - begun
bench.run(Path(sys.argv[1]), Path(sys.argv[2]))
print(json.dumps({"opened_s": opened_s, "rss_mb": rss_mb(), "proportional_mb": proportional_mb()}))
"""


@dataclass(frozen=True)
class Sources:
    """The files of a city."""

    name: str
    osm: Path
    gtfs: Path
    elevation: Path | None = None


@dataclass(frozen=True)
class BuiltCity:
    """A city and what building it took: the first time, and again with all kernels in the cache."""

    sources: Sources
    folder: Path
    snapshot: Snapshot
    day: date
    first_s: float
    build_s: float
    build_peak_mb: float

    @property
    def city(self) -> City:
        return self.snapshot.city

    @property
    def timezone(self) -> str:
        return self.city.manifest.timezone


def find_sources(work: Path) -> list[Sources]:
    """Heidelberg where the development files are here, and always the demonstration city."""
    found = []
    shared = Path(os.environ.get("ALLWAYS_SHARED", ROOT.parent / "shared")) / "data" / "heidelberg"
    if (shared / "heidelberg.osm.pbf").exists():
        found.append(Sources("Heidelberg", shared / "heidelberg.osm.pbf", shared / "vrn_gtfs_cut.zip"))
    demo = work / "demo"
    if not (demo / "gtfs.zip").exists():
        # A fixed first day: the same files on every machine and every date.
        run_allways("city", "demo", str(demo), "--first-day", "2026-03-02")
    found.append(Sources("Demonstration city", demo / "city.osm.pbf", demo / "gtfs.zip", demo / "elevation.tif"))
    return found


def build(sources: Sources, work: Path) -> BuiltCity:
    folder = work / sources.name.split()[0].lower()
    arguments = ["city", "build", "--osm", str(sources.osm), "--gtfs", str(sources.gtfs), "--name", sources.name, "--out", str(folder)]
    if sources.elevation:
        arguments += ["--elevation", str(sources.elevation)]
    first_s, _ = run_allways(*arguments)  # compiles the kernels where no cache holds them yet
    build_s, build_peak_mb = run_allways(*arguments)
    snapshot = Snapshot.of(City.open(folder))
    return BuiltCity(sources, folder, snapshot, busiest_day(snapshot.city.transit), first_s, build_s, build_peak_mb)


def run_allways(*arguments: str) -> tuple[float, float]:
    """Run the command line; returns seconds and peak memory in megabytes. Raises SystemExit with its words when it fails."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "allways.main", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"allways {' '.join(arguments)} failed:\n{output}")
    return time.perf_counter() - begun, usage.ru_maxrss * 1024 / 1e6


def worker(built: BuiltCity, queries_csv: Path) -> dict:
    """Seconds to open the city, and megabytes of a process after questions of every kind: all of it, and its share of shared pages."""
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(built.folder), str(queries_csv)], cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.strip().split("\n")[-1])
