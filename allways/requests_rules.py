"""`allways requests rules FILE`: whether a table of bodies and rules can be used, and what its own tests say."""
import json
from argparse import Namespace
from pathlib import Path

from allways.errors import CommandError

AREAS_FILE = "areas.geojson"


def run(options: Namespace) -> None:
    from backend.bodies.deciding import list_untested
    from backend.bodies.ground import CityGround, NoGround
    from backend.bodies.reading import TableUnusable
    from backend.bodies.taking import checked
    from routing.city import City

    city = City.open(options.city) if options.city else None
    ground, areas = CityGround(city) if city else NoGround(), read_areas_of(options)
    text = read_text(options.file)
    if city is None and any(line.split("=")[0].strip() in ("road", "stop_m") for line in text.splitlines()):
        print("Rules speak of roads or stops: without --city none of them fits.")
    try:
        table = checked(text, areas, ground, city.manifest.timezone if city else "UTC")
    except TableUnusable as refusal:
        raise CommandError("\n".join([f"{options.file}: {len(refusal.problems)} to correct:", *refusal.problems])) from refusal
    print(f"{len(table.bodies)} bodies, {len(table.rules)} rules, {len(areas.areas)} areas: all {len(table.tests)} tests pass.")
    untested = list_untested(table, areas, ground)
    if untested:
        print(f"No test reaches: {', '.join(untested)}")


def read_areas_of(options: Namespace):
    from backend.bodies.areas import Areas, AreasRefused, read_areas

    beside = options.file.parent / AREAS_FILE
    path = options.areas or (beside if beside.is_file() else None)
    if path is None:
        return Areas()
    try:
        return read_areas(json.loads(read_text(path)))
    except json.JSONDecodeError as error:
        raise CommandError(f"{path}: is no JSON ({error}).") from error
    except AreasRefused as refusal:
        raise CommandError("\n".join([f"{path}: {len(refusal.problems)} to correct:", *refusal.problems])) from refusal


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error}).") from error
