"""`allways city build`: files to a city folder, with its search index, ready to be served."""
from argparse import Namespace
from pathlib import Path

from allways.city_info import fare_problems
from allways.errors import CommandError
from allways.progress import progress_bars


def run(options: Namespace) -> int:
    declaration, out = declare(options)
    with progress_bars() as progress:
        manifest = build(declaration, out, progress)
    print(f"{manifest.name}: version {manifest.version}, built in {sum(manifest.seconds.values()):.1f} s into {out}")
    print(", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in manifest.counts.items()))
    if manifest.valid_from:
        print(f"Timetable from {manifest.valid_from} to {manifest.valid_to}.")
    found = [*manifest.problems.values(), *fare_problems(out, manifest).values()]
    if found:
        total = sum(entry["count"] for entry in found)
        print(f"{total:,} problems in the input, of {len(found)} kinds: `allways city info {out}` lists them.")
    return 0


def build(declaration, out: Path, progress):
    """Build, index and warm before the city takes its place: afterwards the first request is as fast as the rest."""
    from backend.bodies.seeding import check_seed
    from backend.places.index import build_index
    from backend.pricing.fares import open_fares
    from routing.build.city import build_city
    from routing.city import City
    from routing.snapshot import Snapshot
    from routing.warm import warm

    def finish(folder: Path) -> None:
        progress("search index", 0.0)
        city = City.open(folder)
        open_fares(folder)  # a mistake in the prices is told now, not when somebody asks for one
        check_seed(city)
        build_index(city.places, city.transit, folder / "search", city.features)
        progress("kernels", 0.0)
        warm(Snapshot.of(city))
        progress("kernels", 1.0)

    return build_city(declaration, out, progress, finish)


def declare(options: Namespace):
    """The declaration from a city.toml or from the command line, and where to write."""
    from routing.build.declaration import Declaration, FeedFile, check, read_declaration

    if options.declaration and (options.osm or options.gtfs):
        raise CommandError("Give either a city.toml or --osm and --gtfs, not both.")
    if options.declaration:
        return read_declaration(options.declaration), options.out or options.declaration.parent / "built"
    if not options.osm:
        raise CommandError("Give a city.toml, or --osm FILE.osm.pbf with --gtfs FEED.zip and --out DIR.")
    if not options.out:
        raise CommandError("Say where to write the city: --out DIR.")
    name = options.name or options.osm.name.split(".")[0].replace("_", " ").title()
    feeds = tuple(FeedFile(path) for path in options.gtfs)
    return check(Declaration(name, options.osm, feeds, options.elevation, timezone=options.timezone)), options.out
