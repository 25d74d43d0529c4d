"""The tables that come with a built city, taken when the service starts. What the staff wrote since then is never touched."""
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError

from backend.bodies import taking
from backend.bodies.areas import Areas, AreasRefused, read_areas
from backend.bodies.ground import CityGround, Ground
from backend.bodies.models import AreasTable, RulesTable
from backend.bodies.reading import TableUnusable
from backend.bodies.taking import Author, digest_of
from backend.bodies.words import TableSource
from backend.database.base import now
from backend.database.database import Database
from routing.city import City

FOLDER, RULES_FILE, AREAS_FILE = "requests", "requests.toml", "areas.geojson"
# A city that declares nothing has one inbox, and people who read it.
DEFAULT = """\
[[bodies]]
code = "desk"
name = "City service desk"
"""


UNUSABLE = "The bodies, rules and areas of the city cannot be used: "


class SeedUnusable(Exception):
    """The tables of a city cannot be read; the message says which and what to correct."""


@dataclass(frozen=True)
class Seed:
    """areas None: there are none."""

    rules: str
    areas: Any | None
    source: TableSource


def read_seed(folder: Path | None) -> Seed:
    """folder: of a built city. Raises SeedUnusable."""
    home = None if folder is None else folder / FOLDER
    if home is None or not (home / RULES_FILE).is_file():
        return Seed(DEFAULT, None, TableSource.DEFAULT)
    try:
        areas = json.loads((home / AREAS_FILE).read_text(encoding="utf-8")) if (home / AREAS_FILE).is_file() else None
        return Seed((home / RULES_FILE).read_text(encoding="utf-8"), areas, TableSource.CITY)
    except (OSError, ValueError) as error:
        raise SeedUnusable(f"{home}: cannot be read ({error}). Build the city anew.") from error


def check_seed(city: City) -> None:
    """What comes with a built city can be used, its own tests included. Raises SeedUnusable."""
    given = read_seed(city.folder)
    try:
        areas = read_areas(given.areas) if given.areas is not None else Areas()
        taking.checked(given.rules, areas, CityGround(city), city.manifest.timezone)
    except (AreasRefused, TableUnusable) as refusal:
        raise SeedUnusable(UNUSABLE + "; ".join(refusal.problems)) from refusal


async def seed(database: Database, given: Seed, ground: Ground, zone: str) -> None:
    """Taken where nothing stands, or what stands came with the city and is another one now. Raises SeedUnusable."""
    try:
        async with database.writing() as session:
            rules, areas = await taking.last_of(session, RulesTable), await taking.last_of(session, AreasTable)
            author = Author(given.source)
            moved = given.areas is not None and is_stale(areas, digest_of(taking.written(given.areas)))
            if moved:
                # The tests of the rules are asked below, together with the rules that these areas came with.
                await taking.take_areas(session, given.areas, None, ground, zone, author, None)
            if is_stale(rules, digest_of(given.rules)):
                shapes = read_areas(given.areas) if given.areas is not None else Areas()
                await taking.take_rules(session, given.rules, shapes, ground, zone, author, None, now())
    except IntegrityError:
        return  # another process took the same at the same moment
    except taking.TableRefused as refusal:
        raise SeedUnusable(UNUSABLE + "; ".join(refusal.problems)) from refusal


def is_stale(row: RulesTable | AreasTable | None, digest: str) -> bool:
    return row is None or (row.source != TableSource.STAFF and row.digest != digest)
