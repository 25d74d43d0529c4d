"""Writes the demonstration city into a folder: start reading here."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .car_parks import plan_car_parks
from .character import give_character
from .elevation import write_geotiff
from .extract import Extract
from .gardens import add_gardens
from .gtfs import TIMEZONE, write_gtfs
from .land import RIVER_NAME, add_land
from .lots import Houses
from .motorway import Motorway
from .parking import write_parking
from .places import Places, special_faces
from .plan import Plan, make_plan
from .prices import PRICES_TOML
from .promenade import add_promenade
from .requests import write_requests
from .rides import rides_toml
from .roads import add_avenue_trees, add_barriers, add_streets
from .seeds import write_gbfs_seed, write_parking_seed
from .sidewalks import Sidewalks, add_wall_ring_kerbs, block_rings
from .squares import add_hill_lift
from .station_kit import StationKit
from .stations import build_metro, build_piers, build_rail
from .streets import Streets, build_streets
from .transit import Network, build_network, draw_lines
from .welding import weld

Progress = Callable[[str, float], None]
ATTRIBUTION = "Invented data of the Allways demonstration city"
# Of those that are never given out, for use in drama (Ofcom).
HELP_PHONE = "+44 1632 960123"
CITY_TOML = f"""\
name = "{RIVER_NAME}haven"
timezone = "{TIMEZONE}"
language = "en"
attribution = "{ATTRIBUTION}"
osm = "city.osm.pbf"
osm_attribution = "{ATTRIBUTION}"
osm_licence = "Apache-2.0"
elevation = "elevation.tif"
help_phone = "{HELP_PHONE}"
prices = "prices.toml"
parking = "parking.toml"
requests = "requests.toml"
areas = "areas.geojson"
rides = "rides.toml"

[[gtfs]]
path = "gtfs.zip"

[demo]
first_day = {{first_day}}
"""


@dataclass(frozen=True)
class CitySummary:
    """What was written, as counts."""

    nodes: int
    ways: int
    relations: int
    addresses: int
    welds: int  # crossings of ways that got their node at the end
    interchanges: int
    stop_places: int
    lines: int
    trips: int
    car_parks: int
    driveways: int
    bike_stations: int


def write_city(folder: Path, first_day: date, seed: int = 7, progress: Progress | None = None) -> CitySummary:
    """Write city.osm.pbf, gtfs.zip, elevation.tif, the two seeds, tables of prices, parking, requests and rides, city.toml; the same bytes each time.

    first_day: first of 400 days of service. progress: called with the step that begins and the share done before it, 0..1.
    Raises OSError where the folder cannot be written.
    """
    tell = progress or (lambda step, share: None)
    folder.mkdir(parents=True, exist_ok=True)
    tell("plan", 0.0)
    plan = make_plan(seed)
    tell("streets", 0.2)
    streets = build_streets(plan, seed)
    give_character(streets, plan.squares, seed)
    return Builder(folder, first_day, seed, plan, streets, tell).build()


class Builder:
    """The steps that draw upon the street graph, in the order they need each other."""

    def __init__(self, folder: Path, first_day: date, seed: int, plan: Plan, streets: Streets, tell: Progress):
        self.folder, self.first_day, self.seed, self.tell = folder, first_day, seed, tell
        self.plan, self.streets = plan, streets
        self.extract = Extract()
        self.kit = StationKit(self.extract, streets)
        self.special = special_faces(streets, plan)
        self.rings = block_rings(streets, plan)

    def build(self) -> CitySummary:
        extract, streets = self.extract, self.streets
        self.tell("sidewalks and houses", 0.3)
        car_parks, houses = self._build_blocks()
        self.tell("stations and lines", 0.6)
        network = self._build_transit()
        self.tell("streets of the map", 0.7)
        add_streets(extract, streets, self.seed)
        add_promenade(extract, streets, self.plan)
        interchanges = Motorway(extract, streets, self.plan).draw()
        welds = weld(extract)
        draw_lines(extract, network)
        self.tell("files", 0.85)
        extract.write(self.folder / "city.osm.pbf")
        trips = write_gtfs(self.folder / "gtfs.zip", network, self.kit, self.first_day)
        write_geotiff(self.folder / "elevation.tif")
        bike_stations = write_gbfs_seed(self.folder / "gbfs_seed.json", streets, self.plan, self.seed)
        parking = write_parking_seed(self.folder / "parking_seed.json", streets, car_parks, houses.driveways, self.seed)
        write_parking(self.folder / "parking.toml", parking)
        write_requests(self.folder, self.plan, streets)
        (self.folder / "rides.toml").write_text(rides_toml(), encoding="utf-8")
        (self.folder / "prices.toml").write_text(PRICES_TOML, encoding="utf-8")
        (self.folder / "city.toml").write_text(CITY_TOML.format(first_day=self.first_day.isoformat()), encoding="utf-8")
        self.tell("done", 1.0)
        return CitySummary(
            nodes=len(extract.xy), ways=len(extract.ways), relations=len(extract.relations), addresses=houses.addresses, welds=welds,
            interchanges=interchanges, stop_places=len(network.places), lines=len(network.lines), trips=trips, car_parks=len(car_parks),
            driveways=len(houses.driveways), bike_stations=bike_stations,
        )

    def _build_blocks(self):
        extract, streets, seed = self.extract, self.streets, self.seed
        car_parks = plan_car_parks(extract, streets, self.plan, self.special, self.rings, seed)
        gates = [site.gate for site in car_parks if site.gate is not None]
        Sidewalks(extract, streets, self.rings, seed).draw(gates)
        houses = Houses(extract, streets, seed)
        width_m = {"path": 2.5, "cul_de_sac": 8.5}  # they run within a block
        kept_clear = [edge.line.buffer(width_m[edge.kind]) for edge in streets.edges if edge.kind in width_m]
        # Old houses may stand close to their lane, but not to the road round the old town.
        kept_clear.append(self.plan.old_town.boundary.buffer(8.5))
        taken = [site.shape for site in car_parks] + kept_clear
        houses.build(self.special, taken)
        self.special |= dict.fromkeys(houses.empty_outside_town(self.special), "field")
        add_gardens(extract, streets, self.plan.old_town, self.special, taken, seed)
        Places(extract, streets, self.rings, seed).draw(self.special)
        add_land(extract, streets, self.plan, self.special, seed)
        add_hill_lift(extract, streets, self.special)
        add_barriers(extract, streets, seed)
        add_wall_ring_kerbs(extract, streets, seed)
        add_avenue_trees(extract, streets, seed)
        return car_parks, houses

    def _build_transit(self) -> Network:
        metro = build_metro(self.kit)
        rail = build_rail(self.kit, self.plan)
        piers = build_piers(self.kit)
        return build_network(self.streets, metro, rail, piers, self.plan)
