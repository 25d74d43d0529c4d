"""The demonstration city with everything its simulator tells, and what real feeds told."""
import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from google.transit.gtfs_realtime_pb2 import FeedMessage
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backend.around.area import MOST, Area
from backend.contract.around import LiveAreaResponse, LiveLayer, TransitVehicle
from backend.contract.feeds import FeedKind
from backend.demo.live import write_gbfs
from backend.demo.live.catalogue import FEEDS, pages
from backend.demo.live.gbfs_words import V2, V3, Dialect
from backend.demo.live.town import Town
from backend.demo.live.world import World as Simulated
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.gbfs import decode as gbfs
from backend.feeds.gtfs_rt import decode as gtfs_rt
from backend.feeds.gtfs_rt.index import TransitIndex
from backend.feeds.lifts.facts import State
from backend.feeds.parking import decode as parking
from backend.live.view import LiveView
from backend.motis.rentals import RentalWishes, rentals
from backend.stops.service import Timetables
from routing.build.gtfs import build_transit
from routing.build.problems import Problems
from routing.city import City
from routing.closures import Closure
from routing.streets.model import Kind
from routing.transit.day import service_origin
from tests.backend.around.world import CITY, World
from tests.backend.trips.test_polyline import decoded

EVERYTHING = tuple(LiveLayer)
POINTS = ("stations", "rental_vehicles", "vehicles", "car_parks", "lifts")
SLACK = 1e-6  # of lines, which have six decimals
SHARES = st.tuples(*[st.floats(0, 1)] * 4)
slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def box_of(bounds: tuple[float, float, float, float], shares: tuple[float, float, float, float]) -> Area:
    """A part of bounds (south, west, north, east), cut out of it and of what lies around it."""
    south, west, north, east = bounds
    lats = sorted(south + (north - south) * (1.4 * share - 0.2) for share in shares[:2])
    lons = sorted(west + (east - west) * (1.4 * share - 0.2) for share in shares[2:])
    return Area(lats[0], lons[0], lats[1] + 1e-7, lons[1] + 1e-7)


def inside(area: Area, things: Iterable) -> list:
    return [one for one in things if area.south <= one.lat <= area.north and area.west <= one.lon <= area.east]


def shown(answer: LiveAreaResponse) -> int:
    return sum(len(getattr(answer, name)) for name in POINTS)


def check(world: World, area: Area) -> None:
    """No list too long, everything inside, and nothing is missing without being counted."""
    answer = world.area.answer(area, EVERYTHING)
    for name in POINTS:
        found = getattr(answer, name)
        assert len(found) <= MOST
        assert inside(area, found) == list(found)
    for closure in answer.closures:
        assert closure.lines
        points = [point for line in closure.lines for point in decoded(line)]
        assert all(area.south - SLACK <= lat <= area.north + SLACK and area.west - SLACK <= lon <= area.east + SLACK for lat, lon in points)
    assert shown(answer) + len(answer.closures) + answer.omitted == len(inside(area, every(world.live.view))) + len(answer.closures)
    agree(world.live.view, area, answer, world.moment)


def every(view: LiveView) -> Iterable:
    """Whatever stands somewhere, one after the other."""
    for system in view.systems.values():
        yield from system.stations
        yield from (one for one in system.vehicles if not (one.station_id or one.is_reserved or one.is_disabled))
    for facts in view.transit.values():
        yield from facts.vehicles
    for facts in view.car_parks.values():
        yield from (site for site in facts.sites if site.purpose == "CAR")
    for facts in view.lifts.values():
        yield from (lift for lift in facts.facilities if lift.state is not State.UNKNOWN)


def agree(view: LiveView, area: Area, answer: LiveAreaResponse, now: datetime) -> None:
    """With what clients of MOTIS are told of the same area."""
    wishes = RentalWishes(lambda lat, lon: area.south <= lat <= area.north and area.west <= lon <= area.east, frozenset(), True, True, True, False)
    theirs = rentals(list(view.systems.values()), wishes, now)
    told = {(one.provider_id, one.id): one.num_vehicles_available if one.is_renting else 0 for one in theirs.stations}
    ours = {(one.system_id, one.station_id): sum(kind.count for kind in one.vehicles) for one in answer.stations}
    assert ours.items() <= told.items()
    assert len(ours) == min(len(told), MOST)
    free = [one for one in theirs.vehicles if not (one.is_reserved or one.is_disabled)]
    assert len(answer.rental_vehicles) == min(len(free), MOST)


@pytest.fixture(scope="module")
def simulated(demo_folder) -> World:
    """Eight o'clock on a Tuesday on which everything runs, by every feed of the simulator."""
    city, town = City.open(demo_folder), Town.open(demo_folder, demo_folder.parent / "inputs")
    day = date.fromordinal(int(city.transit.first_day[0])) + timedelta(days=21)
    day += timedelta(days=(1 - day.weekday()) % 7)
    world = World(city, Timetables(city), datetime.combine(day, time(8), town.zone).astimezone(UTC))
    simulation, at_s = Simulated(town), int(world.moment.timestamp())

    async def hear_all() -> None:
        for feed in FEEDS:
            declared = FeedDeclaration(feed.id, FeedKind(feed.kind), f"https://feeds.example{feed.path}", feed.every_s, feed.fresh_s)
            await world.live.apply(declared, parts_of(feed, simulation, at_s), world.moment)

    asyncio.run(hear_all())
    yield world
    world.live.close()


def parts_of(feed, simulation: Simulated, at_s: int) -> dict[str, bytes]:
    if feed.kind != FeedKind.GBFS:
        return {"message": pages()[feed.path].write(simulation, at_s, at_s, "https://feeds.example")}
    system, dialect = ("gbfs", Dialect(V3)) if feed.id == "bikes" else ("scooters", Dialect(V2))
    return {name: dialect.file(at_s, 60, write(simulation, dialect, at_s)) for name, write in write_gbfs.files_of(system, dialect).items()}


def bounds_of(world: World) -> tuple[float, float, float, float]:
    return world.area.timetables.city.manifest.bbox


def test_the_simulated_city_is_full_of_life(simulated):
    answer = simulated.area.answer(Area.checked(*bounds_of(simulated)), EVERYTHING)
    assert all(len(getattr(answer, name)) >= least for name, least in zip(POINTS, (10, 10, 10, 3, 3)))
    on_trips = [one for one in answer.vehicles if one.trip_id is not None]
    assert len(on_trips) > 0.9 * len(answer.vehicles)
    assert all(one.route is not None and one.headsign for one in on_trips)
    late = [one.delay_s for one in on_trips if one.delay_s is not None]
    assert len(late) > 0.9 * len(on_trips)
    assert max(late) > 60
    assert all(-600 < delay_s < 3600 for delay_s in late)
    assert {one.source.feed for one in answer.stations + answer.rental_vehicles} == {"bikes", "scooters"}


@slow
@given(SHARES)
@example((0.0, 1.0, 0.0, 1.0))
def test_any_part_of_the_simulated_city(simulated, shares):
    check(simulated, box_of(bounds_of(simulated), shares))


def test_a_closed_square_is_told_by_the_streets_around_it(demo_folder):
    """Not by the web of ways across it, unless nothing else is closed."""
    city = City.open(demo_folder)
    across = np.flatnonzero(city.streets.edge_kind == Kind.AREA)[:40].astype(np.int32)
    street = np.flatnonzero(city.streets.edge_kind == Kind.RESIDENTIAL)[:1].astype(np.int32)
    world = World(city, Timetables(city))

    def lines(edges: np.ndarray) -> int:
        world.change(lambda snapshot: snapshot.with_closures((Closure(edges),), "staff", world.moment))
        (found,) = world.area.answer(Area.checked(*city.manifest.bbox), (LiveLayer.CLOSURES,)).closures
        return len(found.lines)

    assert lines(np.concatenate((across, street))) == 1
    assert lines(across) > 1


@pytest.fixture(scope="module")
def bay(shared_data) -> World:
    """496 stations and 720 bikes as they really stood."""
    files = {path.stem: path.read_bytes() for path in (shared_data / "gbfs" / "bay_wheels_v2").glob("*.json")}
    system = gbfs.decode(files)
    world = World(now=system.observed + timedelta(seconds=30))
    world.show(systems={"bay": system})
    yield world
    world.live.close()


@slow
@given(SHARES)
@example((0.0, 1.0, 0.0, 1.0))
def test_any_part_of_a_real_system(bay, shares):
    check(bay, box_of((37.2, -122.5, 37.95, -121.7), shares))


def test_of_a_whole_bay_the_middle_is_told(bay):
    answer = bay.area.answer(Area(37.2, -122.5, 37.95, -121.7), (LiveLayer.RENTALS,))
    assert (len(answer.stations), len(answer.rental_vehicles)) == (MOST, MOST)
    assert answer.omitted > 300


@pytest.mark.parametrize("version", ["v2.3", "v3.0"])
def test_the_examples_of_the_specification(shared_data, version):
    files = {path.stem: path.read_bytes() for path in (shared_data / "gbfs" / version).glob("*.json")}
    system = gbfs.decode(files)
    world = World()
    world.show(systems={"example": system})
    stations = {(one.lat, one.lon) for one in system.stations}
    for lat, lon in stations:
        check(world, Area(lat - 0.05, lon - 0.05, lat + 0.05, lon + 0.05))


def test_real_car_parks(shared_data):
    told = {name: parking.decode((shared_data / "heidelberg" / "parking" / f"{name}.json").read_bytes()) for name in ("heidelberg", "vrn_p_r")}
    world = World()
    world.show(car_parks=told)
    world.live.fresh_s["heidelberg"] = 600
    area = Area.checked(49.2, 8.4, 49.5, 8.9)
    answer = world.area.answer(area, (LiveLayer.CAR_PARKS,))
    free = {feed: [one.free for one in answer.car_parks if one.source.feed == feed] for feed in told}
    assert len(free["heidelberg"]) > 5
    assert set(free["heidelberg"]) == {None}, "counted years ago"
    assert free["vrn_p_r"]
    assert None not in free["vrn_p_r"]
    check(world, area)


RAILWAY_ZONE = "America/Los_Angeles"


@pytest.fixture(scope="module")
def railway(shared_data) -> tuple[World, FeedMessage, FeedMessage]:
    """A real railway at five in the evening, with the positions and the trip updates it told."""
    folder = shared_data / "gtfs_rt"
    transit, _ = build_transit([folder / "ct.zip"], Problems(), lambda step, share: None)
    city = replace(CITY, transit=transit, manifest=replace(CITY.manifest, timezone=RAILWAY_ZONE))
    positions, updates = (FeedMessage.FromString((folder / f"ct-{name}.pb").read_bytes()) for name in ("vehicle-positions", "trip-updates"))
    now = datetime.fromtimestamp(positions.header.timestamp, UTC) + timedelta(seconds=20)
    world, index = World(city, Timetables(city), now), TransitIndex(transit, RAILWAY_ZONE)
    world.show(transit={"positions": gtfs_rt.decode(positions.SerializeToString(), index, now)})
    told = gtfs_rt.decode(updates.SerializeToString(), index, now)
    world.change(lambda snapshot: snapshot.with_trip_updates(told.updates, "updates", now))
    yield world, positions, updates
    world.live.close()


def test_real_trains_are_where_they_were_told_and_as_late(railway):
    world, positions, updates = railway
    areas = (Area.checked(36.9, -122.2, 37.4, -121.6), Area.checked(37.4, -122.5, 37.9, -121.95))
    trains = {one.trip_id: one for area in areas for one in world.area.answer(area, (LiveLayer.VEHICLES,)).vehicles}
    assert len(trains) == len(positions.entity) == 14
    for told in (entity.vehicle for entity in positions.entity):
        train = trains[told.trip.trip_id]
        assert (train.lat, train.lon) == (told.position.latitude, told.position.longitude)
        assert (train.mode, train.route.id, train.source.age_s) == ("RAIL", told.trip.route_id, int(world.moment.timestamp()) - told.timestamp)
    expected = {entity.trip_update.trip.trip_id: entity.trip_update.stop_time_update for entity in updates.entity}
    late = [train for train in trains.values() if train.delay_s is not None]
    assert len(late) >= 10
    assert [train.delay_s for train in late] == [slow_delay_s(world, train, expected[train.trip_id]) for train in late]


def slow_delay_s(world: World, train: TransitVehicle, stops) -> int:
    """At the first stop that the message expects from now on, against the timetable."""
    transit, now_s = world.area.timetables.transit, int(world.moment.timestamp())
    trip = transit.trip_id.index()[train.trip_id]
    first, end = (int(transit.pattern_first[transit.trip_pattern[trip] + more]) for more in (0, 1))
    served = [transit.stop_id[stop] for stop in transit.pattern_stop[first:end]]
    coming = next(stop for stop in stops if (stop.departure.time or stop.arrival.time) >= now_s)
    position = served.index(coming.stop_id)
    times = transit.arrival_s if position else transit.departure_s
    planned = service_origin(train.service_day, RAILWAY_ZONE) + timedelta(seconds=int(times[transit.time_first[trip] + position]))
    return (coming.arrival.time if position else coming.departure.time) - int(planned.timestamp())
