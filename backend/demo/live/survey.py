"""Reading places out of the arrays of a built city, or out of the seeds of the demonstration city."""
import numpy as np
import shapely

from backend.demo.live.noise import seed_of
from backend.demo.live.places import CarPark, Lift, RentalStation, Ring, Zone
from routing.atlas import Features, GreenKind, Layer, PlaceKind, Places, SquareKind
from routing.city import City
from routing.earth import METRES_PER_DEGREE
from routing.streets.model import Access, Kind, Part, Streets
from routing.transit.model import Transit

STATIONS, SCOOTERS, SPOTS = 40, 120, 3000
MOST_CAR_PARKS, MOST_ZONES = 150, 60
REACH_M, AREA_M = 3500.0, 5000.0  # of scooters left, of the service area
SLOW_M, SLOW_KMH = 250.0, 12  # around the centre
SAME_SHAFT_M = 8.0
CAPACITY = {"underground": 220, "multi-storey": 320, "surface": 60}
ROAD_KINDS = (
    Kind.SECONDARY, Kind.TERTIARY, Kind.UNCLASSIFIED, Kind.RESIDENTIAL, Kind.LIVING_STREET, Kind.PEDESTRIAN, Kind.CYCLEWAY, Kind.PRIMARY,
)  # fmt: skip
DOCKS_PLACE = "bicycle_rental"


def metres(lat, lon, centre: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    lat, lon = np.asarray(lat, np.float64), np.asarray(lon, np.float64)
    east = (lon - centre[1]) * METRES_PER_DEGREE * np.cos(np.radians(centre[0]))
    return east, (lat - centre[0]) * METRES_PER_DEGREE


def centre_of(transit: Transit, bbox) -> tuple[float, float]:
    """The weighted median of all calls; the middle of the box where nothing runs."""
    calls = np.bincount(transit.trip_pattern, minlength=len(transit.pattern_route))
    weight = np.repeat(calls, np.diff(transit.pattern_first))
    lat, lon = transit.stop_lat[transit.pattern_stop], transit.stop_lon[transit.pattern_stop]
    known = ~np.isnan(lat) & (weight > 0)
    if not known.any():
        return (bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2
    return weighted_median(lat[known], weight[known]), weighted_median(lon[known], weight[known])


def weighted_median(values: np.ndarray, weight: np.ndarray) -> float:
    order = np.argsort(values)
    return float(values[order][np.searchsorted(np.cumsum(weight[order]), weight.sum() / 2)])


def osm_id(code: int) -> str:
    """Of Places.osm: `osm-way-123`."""
    return f"osm-{('node', 'way', 'relation')[code % 4]}-{code // 4}"


def lifts_of(streets: Streets, transit: Transit) -> tuple[Lift, ...]:
    """Lifts that are nodes of the map, ways of the map, or pathways of the timetable; escalators alike."""
    lat, lon = streets.vertex_lat_e7 / 1e7, streets.vertex_lon_e7 / 1e7
    stop_at = {int(vertex): stop for stop, vertex in enumerate(streets.pin_vertex) if vertex >= 0}
    found: dict[str, tuple] = {}
    for vertex in np.flatnonzero((streets.vertex_elevator == 1) & (streets.vertex_osm > 0)).tolist():
        found.setdefault(f"osm-node-{streets.vertex_osm[vertex]}", ("lift", "", lat[vertex], lon[vertex], ""))
    for edge in np.flatnonzero(np.isin(streets.edge_kind, (Kind.ELEVATOR, Kind.ESCALATOR))).tolist():
        kind = "lift" if streets.edge_kind[edge] == Kind.ELEVATOR else "escalator"
        ends, way = (int(streets.edge_tail[edge]), int(streets.edge_head[edge])), int(streets.edge_way[edge])
        place = (float(lat[list(ends)].mean()), float(lon[list(ends)].mean()))
        name = streets.names[int(streets.edge_name[edge])]
        if way > 0:
            found.setdefault(f"osm-way-{way}", (kind, name, *place, ""))
        elif way < 0:
            stops = [stop_at.get(end, -1) for end in ends]
            ids = [transit.stop_id[stop] for stop in stops]
            name = name or transit.stop_name[next((stop for stop in stops if stop >= 0), -1)]
            found.setdefault(f"pathway-{'-'.join(ids)}", (kind, name, *place, next(filter(None, ids), "")))
    return with_shafts(found)


def with_shafts(found: dict[str, tuple]) -> tuple[Lift, ...]:
    """Facilities of one kind that stand at one place share a shaft."""
    lifts: list[Lift] = []
    for facility_id, (kind, name, lat, lon, stop_id) in found.items():
        shaft = len(lifts)
        for other in lifts:
            east, north = metres(lat, lon, (other.lat, other.lon))
            if other.kind == kind and np.hypot(east, north) <= SAME_SHAFT_M:
                shaft = other.shaft
                break
        lifts.append(Lift(facility_id, kind, name, round(float(lat), 7), round(float(lon), 7), stop_id, shaft))
    return tuple(lifts)


def car_parks_of_map(places: Places) -> tuple[CarPark, ...]:
    """Those with a name or a known size, park and ride first, then the largest."""
    found = []
    for row in np.flatnonzero(np.isin(places.kind, (PlaceKind.PARKING, PlaceKind.PARK_RIDE))).tolist():
        name, stated = places.texts[int(places.name[row])], int(places.capacity[row])
        park_ride = places.kind[row] == PlaceKind.PARK_RIDE
        if not name and stated < 20 and not park_ride:
            continue
        category = places.texts[int(places.category[row])]
        kind = category if category in CAPACITY else "surface"
        capacity = stated if stated > 0 else CAPACITY[kind]
        found.append(CarPark(
            osm_id(int(places.osm[row])), name or "Car park", places.lat_e7[row] / 1e7, places.lon_e7[row] / 1e7, kind, capacity,
            max(1, capacity // 40), capacity // 20, bool(park_ride), not park_ride, 2.0 if kind != "surface" else None,
        ))  # fmt: skip
    found.sort(key=lambda site: (not site.park_ride, -site.capacity, site.id))
    return tuple(found[:MOST_CAR_PARKS])


def car_parks_of_seed(seed: dict) -> tuple[CarPark, ...]:
    return tuple(
        CarPark(
            site["id"], site["name"], site["lat"], site["lon"], site["kind"], site["capacity"], site["capacity_disabled"],
            site["capacity_charging"], site["park_ride"], site["price_per_hour_minor"] > 0, site["max_height_m"],
        )
        for site in seed["sites"]
    )  # fmt: skip


def stations_of_seed(seed: dict) -> tuple[RentalStation, ...]:
    return tuple(
        RentalStation(
            station["station_id"], station["name"], station["lat"], station["lon"], station["capacity"], station["num_vehicles_available"],
            tuple(station["vehicle_types"]),
        )
        for station in seed["stations"]
    )  # fmt: skip


def stations_of_map(city: City, centre, seed: int) -> tuple[RentalStation, ...]:
    """Where the map shows bicycle rental; where it shows none, at stops well apart from each other, denser towards the centre."""
    places = city.places
    other = np.flatnonzero(places.kind == PlaceKind.OTHER).tolist()
    spots = [
        (osm_id(int(places.osm[row])), places.texts[int(places.name[row])], places.lat_e7[row] / 1e7, places.lon_e7[row] / 1e7)
        for row in other
        if places.texts[int(places.category[row])] == DOCKS_PLACE
    ] or stops_apart(city.transit, centre, seed_of(seed, 1))
    rng = seed_of(seed, 2)
    stations = []
    for number, (station_id, name, lat, lon) in enumerate(spots, 1):
        docks = int(rng.integers(8, 25))
        kinds = ("bike", "ebike", "cargo")[: 1 + number % 3]
        stations.append(RentalStation(station_id, name or f"Bikes {number}", float(lat), float(lon), docks, int(rng.integers(1, docks)), kinds))
    return tuple(stations)


def stops_apart(transit: Transit, centre, rng) -> list[tuple[str, str, float, float]]:
    rows = np.flatnonzero((transit.stop_kind == 0) & ~np.isnan(transit.stop_lat))
    if not len(rows):
        return []
    xy = np.column_stack(metres(transit.stop_lat[rows], transit.stop_lon[rows], centre))
    weight = np.exp(-np.hypot(*xy.T) / 1500)
    apart_m = np.full(len(rows), 1e9)
    found = []
    for number in range(1, min(STATIONS, len(rows)) + 1):
        pick = int(np.argmax(weight * np.minimum(apart_m, 1200) * rng.uniform(0.8, 1, len(rows))))
        if apart_m[pick] < 100:
            break
        apart_m = np.minimum(apart_m, np.hypot(*(xy - xy[pick]).T))
        stop = int(rows[pick])
        found.append((f"bike-{number:02d}", f"{transit.stop_name[stop]} Bikes", float(transit.stop_lat[stop]), float(transit.stop_lon[stop])))
    return found


def zones_of_seed(seed: dict) -> tuple[Zone, ...]:
    return tuple(
        Zone(zone["name"], (closed(zone["polygon"]),), zone["ride_allowed"], zone["end_allowed"], zone.get("maximum_speed_kph"))
        for zone in seed["geofencing_zones"]
    )


def closed(points) -> Ring:
    ring = tuple((float(lon), float(lat)) for lon, lat in points)
    return ring if ring[0] == ring[-1] else (*ring, ring[0])


def zones_of_map(features: Features, centre) -> tuple[Zone, ...]:
    """Squares where nobody may ride, parks where one rides slowly; in neither may a vehicle be left."""
    square = (features.layer == Layer.SQUARE) & (features.kind == SquareKind.SQUARE)
    park = (features.layer == Layer.GREEN) & (features.kind == GreenKind.PARK)
    zones = []
    for row in np.flatnonzero(square | park).tolist():
        points = slice(features.point_first[features.ring_first[row]], features.point_first[features.ring_first[row] + 1])
        ring = np.column_stack((features.lon_e7[points] / 1e7, features.lat_e7[points] / 1e7))
        east, north = metres(ring[:, 1].mean(), ring[:, 0].mean(), centre)
        if len(ring) < 4 or np.hypot(east, north) > AREA_M:
            continue
        name = features.names[int(features.name[row])] or ("Square" if square[row] else "Park")
        zones.append((len(ring), Zone(name, (closed(ring.tolist()),), not square[row], False, None if square[row] else 10)))
    zones.sort(key=lambda zone: -zone[0])
    return tuple(zone for _, zone in zones[:MOST_ZONES])


def slow_centre(centre) -> Zone:
    return Zone("Centre", (circle(centre, SLOW_M),), True, True, SLOW_KMH)


def service_area(seed: dict | None, centre) -> Ring:
    return closed(seed["service_area"]) if seed else circle(centre, AREA_M)


def circle(centre, radius_m: float) -> Ring:
    angles = np.linspace(0, 2 * np.pi, 49)
    lat = centre[0] + radius_m * np.sin(angles) / METRES_PER_DEGREE
    lon = centre[1] + radius_m * np.cos(angles) / METRES_PER_DEGREE / np.cos(np.radians(centre[0]))
    return closed(np.round(np.column_stack((lon, lat)), 7).tolist())


def roads_of(streets: Streets) -> np.ndarray:
    """Named streets and cycle ways of some length that hang together with the rest."""
    long = (streets.edge_length_cm > 4000) & (streets.edge_name >= 0) & (streets.edge_bridge == 0)
    return np.flatnonzero(np.isin(streets.edge_kind, ROAD_KINDS) & long & (streets.edge_part != 0)).astype(np.int32)


def spots_of(streets: Streets, centre, zones: tuple[Zone, ...], seed: int) -> np.ndarray:
    """Ends of streets that bicycles may use, near the centre, outside all zones in which nothing may be left: float64[n, 2] lat, lon."""
    rideable = (streets.edge_access & int(Access.BIKE_F | Access.BIKE_B) != 0) & (streets.edge_part & int(Part.BIKE) != 0)
    vertex = np.unique(np.concatenate((streets.edge_tail[rideable], streets.edge_head[rideable])))
    lat, lon = streets.vertex_lat_e7[vertex] / 1e7, streets.vertex_lon_e7[vertex] / 1e7
    kept = np.hypot(*metres(lat, lon, centre)) < REACH_M
    for zone in zones:
        if not zone.may_end:
            kept &= ~shapely.contains_xy(shapely.Polygon(zone.rings[0]).buffer(1e-5), lon, lat)
    lat, lon = lat[kept], lon[kept]
    picked = np.sort(seed_of(seed, 3).permutation(len(lat))[:SPOTS])
    return np.column_stack((lat[picked], lon[picked]))
