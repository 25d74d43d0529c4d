"""Elmstead, a town of a few streets with a tram, a night tram and a bus: a real city, built in a moment from an extract and a feed."""
import atexit
import shutil
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import numpy as np

from backend.places.index import build_index
from backend.service.services import Services
from routing.atlas import Features, Layer, PlaceKind, Places
from routing.build.gtfs import build_transit
from routing.build.problems import Problems
from routing.build.streets import build_streets
from routing.city import City
from routing.manifest import FORMAT_VERSION, Input, Manifest
from routing.store import Texts, save
from routing.streets.network import StreetNetwork
from tests.routing.build.osm_world import OsmWorld
from tests.routing.build.osm_world import at as place_at

TIMEZONE = "Europe/Berlin"
LENGTH_M = 4000
STOPS_AT_M = {"west": 0, "market": 1300, "bridge": 2600, "east": 3900}
HEADER = "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,platform_code"


def at(x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude of a place in metres east and north of the corner of the town."""
    lat, lon = place_at(x, y)
    return float(lat), float(lon)


def write_town(folder: Path, feeds: tuple[str, ...] = ("elmstead.zip",)) -> City:
    """Builds the town into a folder and opens it. With several feeds each carries the same lines."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in feeds:
        write_feed(folder / name)
    transit, pins = build_transit([folder / name for name in feeds], Problems(), silent)
    streets = build_streets(write_streets(folder / "town.osm.pbf"), pins, None, Problems(), silent)
    for group, name in ((streets, "streets"), (transit, "transit"), (places(), "places"), (features(), "features")):
        save(group, folder / name)
    StreetNetwork.build(streets, folder / "network")
    manifest(streets, len(transit.trip_id)).save(folder)
    return City.open(folder)


def silent(step: str, share: float) -> None:
    """Progress nobody looks at."""


def write_streets(path: Path) -> Path:
    """Main Street from west to east with a lane to the north every 500 m, Back Street along their ends."""
    world = OsmWorld()
    for x in range(0, LENGTH_M + 1, 500):
        world.node(f"m{x}", x, 0)
        world.node(f"b{x}", x, 300)
        world.way(f"m{x} b{x}", highway="residential", name=f"Lane {x // 500 + 1}")
    for row, name in (("m", "Main Street"), ("b", "Back Street")):
        world.way(" ".join(f"{row}{x}" for x in range(0, LENGTH_M + 1, 500)), highway="secondary", name=name)
    return world.write(path)


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}:00"


def write_feed(path: Path) -> None:
    """Every day: a tram each 15 minutes from 5:00 to 25:45 both ways, a bus by frequency, and a ferry that nobody may board at `bridge`."""
    stops = [HEADER, f"hbf,Market Station,{at(1300, 15)[0]},{at(1300, 15)[1]},1,,"]
    for name, x in STOPS_AT_M.items():
        lat, lon = at(x, 10)
        stops.append(f"{name},{name.capitalize()},{lat},{lon},0,{'hbf' if name == 'market' else ''},{'2' if name == 'market' else ''}")
    lat, lon = at(1310, 20)
    stops.append(f"market/bus,Market Bus,{lat},{lon},0,hbf,B")
    trips, times = ["route_id,service_id,trip_id,trip_headsign"], ["trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type"]
    for start in range(5 * 60, 26 * 60, 15):
        for way, names in (("E", list(STOPS_AT_M)), ("W", list(STOPS_AT_M)[::-1])):
            trips.append(f"T,day,{way}{start},{'Eastend' if way == 'E' else ''}")
            times += [f"{way}{start},{clock(start + 4 * n)},{clock(start + 4 * n)},{name},{n},0" for n, name in enumerate(names)]
    trips.append("B,day,bus,")
    times += ["bus,00:00:00,00:00:00,market/bus,1,0", "bus,00:10:00,00:10:00,east,2,0"]
    trips.append("F,day,ferry,Far shore")
    times += ["ferry,10:00:00,10:00:00,west,1,0", "ferry,10:10:00,10:10:00,bridge,2,1", "ferry,10:20:00,10:20:00,east,3,0"]
    files = {
        "agency.txt": f"agency_id,agency_name,agency_url,agency_timezone\ntown,Town Lines,https://town.example,{TIMEZONE}\n",
        "stops.txt": "\n".join(stops),
        "routes.txt": "route_id,agency_id,route_short_name,route_long_name,route_type,route_color,route_text_color\n"
        "T,town,1,Tram one,0,1D3183,FFFFFF\nB,town,10,,700,,\nF,town,,Ferry,4,,\n",
        "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "day,1,1,1,1,1,1,1,20261020,20261220\n",
        "trips.txt": "\n".join(trips),
        "stop_times.txt": "\n".join(times),
        "frequencies.txt": "trip_id,start_time,end_time,headway_secs,exact_times\nbus,06:00:00,07:00:00,1200,0\n",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text.rstrip("\n") + "\n")


def places() -> Places:
    """A bakery on Main Street, a car park without a name, the street itself."""
    rows = [(PlaceKind.SHOP, "Elm Bakery", 700, 5), (PlaceKind.PARKING, "", 2000, 20), (PlaceKind.STREET, "Main Street", 2000, 0)]
    texts = [name for _, name, _, _ in rows] + ["bakery"]
    degrees = np.array([at(x, y) for _, _, x, y in rows])
    none = np.full(len(rows), -1, np.int32)
    return Places(
        kind=np.array([kind for kind, *_ in rows], np.uint8),
        lat_e7=np.rint(degrees[:, 0] * 1e7).astype(np.int32),
        lon_e7=np.rint(degrees[:, 1] * 1e7).astype(np.int32),
        osm=np.arange(1, len(rows) + 1, dtype=np.int64) * 4,
        name=np.array([0, -1, 2], np.int32),
        street=none, house_number=none, town=none,
        category=np.array([3, -1, -1], np.int32),
        capacity=np.array([-1, 80, -1], np.int32),
        wheelchair=np.array([1, 0, 0], np.uint8),
        texts=Texts.of(texts),
    )  # fmt: skip


def features() -> Features:
    """One square of grass."""
    corners = np.rint(np.array([at(x, y) for x, y in ((100, 50), (400, 50), (400, 250), (100, 250), (100, 50))]) * 1e7).astype(np.int32)
    return Features(
        layer=np.array([Layer.GREEN], np.uint8), kind=np.zeros(1, np.uint8), bridge=np.zeros(1, np.uint8), name=np.array([-1], np.int32),
        ring_first=np.array([0, 1], np.int32), point_first=np.array([0, 5], np.int64), ring_inner=np.zeros(1, np.uint8),
        lat_e7=corners[:, 0].copy(), lon_e7=corners[:, 1].copy(), names=Texts.of([]),
    )  # fmt: skip


def manifest(streets, trips: int) -> Manifest:
    lat, lon = streets.vertex_lat_e7 / 1e7, streets.vertex_lon_e7 / 1e7
    return Manifest(
        format_version=FORMAT_VERSION, version="elmstead-1", name="Elmstead", timezone=TIMEZONE, language="en", attribution="Invented",
        bbox=(float(lat.min()), float(lon.min()), float(lat.max()), float(lon.max())), valid_from="2026-10-20", valid_to="2026-12-20",
        inputs=(Input("osm", "town.osm.pbf", 1, "0" * 64, "Apache-2.0", "Invented"),), counts={"trips": trips}, problems={}, seconds={}, demo={},
    )  # fmt: skip


@cache
def open_town() -> Services:
    """The town with its search index, ready to be served; one for all tests of a run."""
    folder = Path(tempfile.mkdtemp(prefix="elmstead-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    city = write_town(folder)
    build_index(city.places, city.transit, folder / "search")
    return Services.open(folder)


def open_town_anew() -> Services:
    """The same town for those who report and close things in it, or count what is there: nobody else's reports are known in it."""
    return Services.open(open_town().live.snapshot.city.folder)
