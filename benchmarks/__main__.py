"""`make bench`: builds the cities, asks ours and the installed peers the same questions, writes benchmarks/RESULTS.md and APP.md."""
import argparse
import sys
from pathlib import Path

from benchmarks import app, doors, live, service, stops, ways
from benchmarks.cities import ROOT, BuiltCity, build, find_sources, worker
from benchmarks.queries import door_queries, write_csv
from benchmarks.report import page
from benchmarks.timing import digits, machine

CSV_QUERIES = 200


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Ours beside installed peers.")
    parser.add_argument("--work", type=Path, default=ROOT / ".var" / "bench", help="folder for cities and feeds (default: .var/bench)")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "RESULTS.md")
    parser.add_argument("--city", help="only cities whose name begins like this")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    host, sections, facts, of_app = machine(), [], [], []
    for sources in find_sources(options.work):
        if options.city and not sources.name.lower().startswith(options.city.lower()):
            continue
        say(f"{sources.name}: building")
        built = build(sources, options.work)
        work = options.work / f"{built.folder.name}-peers"
        work.mkdir(exist_ok=True)
        facts += describe(built, work)
        for step, measure in (("stops", stops.measure), ("doors", doors.measure), ("streets", ways.measure)):
            say(f"{sources.name}: {step}")
            sections += measure(built, work)
        say(f"{sources.name}: HTTP")
        facts += serve(built, work)
        say(f"{sources.name}: living")
        facts += live.lines(sources.name, live.measure(built.folder))
        say(f"{sources.name}: the app")
        of_app += app.lines(sources.name, app.measure(built.folder))
        (options.out.parent / "APP.md").write_text(app.page(host, of_app), encoding="utf-8")
        options.out.write_text(page(host, sections, facts), encoding="utf-8")
    say(f"written: {options.out}")
    return 0


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def describe(built: BuiltCity, work: Path) -> list[str]:
    city = built.city
    csv = work / "queries.csv"
    write_csv(door_queries(city.places, city.streets, city.transit, built.day, CSV_QUERIES), built.day, csv)
    found = worker(built, csv)
    counts = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in city.manifest.counts.items())
    steps = ", ".join(f"{name} {seconds:.1f}" for name, seconds in city.manifest.seconds.items() if seconds >= 0.05)
    return [
        f"- **{city.manifest.name}**, service day {built.day} (the busiest): {counts}.",
        f"  - Build: {built.build_s:.1f} s with its search index and kernels loaded, peak {built.build_peak_mb:.0f} MB (steps in s: {steps}); "
        f"the build before it took {built.first_s:.1f} s, compiling what no cache held.",
        f"  - Opening again: {digits(found['opened_s'] * 1000)} ms. A process after {CSV_QUERIES} questions of every kind: "
        f"{found['rss_mb']:.0f} MB resident, {found['proportional_mb']:.0f} MB where shared pages count in parts.",
    ]


def serve(built: BuiltCity, work: Path) -> list[str]:
    load = service.measure(built, work)
    memory = ", ".join(f"{megabytes:.0f}" for megabytes in load.memory_mb)
    return [
        f"  - `POST /v1/plan` (walk and transit, an hour of departures) on {service.WORKERS} workers, {service.CONNECTIONS} connections of "
        f"{load.client} on the same machine for {service.MEASURE_S} s: {load.per_second:.0f} a second, p50 {digits(load.p50_ms)} ms, "
        f"p99 {digits(load.p99_ms)} ms, {load.failed} failed; resident memory of the server's processes {memory} MB.",
    ]


if __name__ == "__main__":
    sys.exit(main())
