"""What holds of every answer, whatever is asked: random questions to the demonstration city."""
import math
import os
import random
from datetime import datetime, timedelta
from itertools import chain, pairwise, permutations
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely

from routing.city import City
from routing.door.checks import violations
from routing.door.choice import NEEDS
from routing.door.ends import BIKE_PARK_S, CAR_PARK_S, DROP_OFF_S, SNAP_LIMIT_M
from routing.door.hubs import KERBSIDE_M
from routing.door.parking import CAR_PARKS
from routing.door.taxi import IN_AND_OUT_S
from routing.journey import Journey, LegMode, Spot, StreetLeg, TransitLeg
from routing.plan import plan
from routing.query import Point, Query, TripMode
from routing.shared.fleet import Fleet
from routing.shared.taxis import TaxiZone
from routing.shared.zones import NO_ZONES, Act, Zone, Zones
from routing.snapshot import Snapshot
from routing.streets.graph import Mode

QUERIES = 1000 if os.environ.get("ALLWAYS_PROOF") else 40
SEED = 20_260
HAND_OVER_S = {TripMode.KISS_RIDE: DROP_OFF_S, TripMode.PARK_RIDE: CAR_PARK_S, TripMode.BIKE_RIDE: BIKE_PARK_S}


@pytest.fixture(scope="module")
def snapshot(demo_folder) -> Snapshot:
    plain, rng, now = Snapshot.of(City.open(demo_folder)), np.random.default_rng(SEED), datetime.now(ZoneInfo("UTC"))
    hired = plain.with_fleets(random_fleets(rng, plain.city), "sharing", now)
    parks = rng.permutation(np.flatnonzero(np.isin(plain.city.places.kind, CAR_PARKS)))
    told = hired.with_full_car_parks(set(parks[::4].tolist()), "parking", now, free=set(parks[1::4].tolist()))
    return told.with_taxis(quarters(plain.city), "taxis", now)


def quarters(city: City) -> list[TaxiZone]:
    """Taxis come everywhere but into the south-west; how long it takes into the north-east nobody says."""
    south, west, north, east = city.manifest.bbox
    lat, lon = (south + north) / 2, (west + east) / 2
    boxes = ((lon, lat, east, north, None), (west, lat, lon, north, 900), (lon, south, east, lat, 240))
    return [TaxiZone(f"taxis:{number}", shapely.box(*box), wait_s) for number, (*box, wait_s) in enumerate(boxes)]


def random_fleets(rng: np.random.Generator, city: City) -> list[Fleet]:
    """Docked bikes with and without a motor, scooters and cars that may be left anywhere but in the middle of the city."""
    south, west, north, east = city.manifest.bbox
    middle = shapely.Point((west + east) / 2, (south + north) / 2).buffer(0.004)
    forbidden = Zones((Zone(middle, frozenset({Act.START, Act.THROUGH})),))

    def fleet(key: str, kind: TripMode, count: int, docked: bool) -> Fleet:
        vertices = rng.integers(0, len(city.streets.vertex_lat_e7), count)
        degrees = city.streets.vertex_lat_e7[vertices] / 1e7, city.streets.vertex_lon_e7[vertices] / 1e7
        vehicles, docks = (rng.integers(0, 4, count).astype(np.int32) for _ in range(2))
        range_m = np.full(count, np.inf) if key == "bike" else rng.uniform(1000, 40_000, count)
        rest = {"zones": NO_ZONES} if docked else {"zones": forbidden, "stations": 0}
        return Fleet(key, kind, *degrees, vehicles, docks if docked else 0 * docks, range_m, not docked, **rest)

    return [
        fleet("bike", TripMode.SHARED_BIKE, 60, True), fleet("ebike", TripMode.SHARED_BIKE, 60, True),
        fleet("scooter", TripMode.SHARED_SCOOTER, 150, False), fleet("car", TripMode.SHARED_CAR, 40, False),
    ]  # fmt: skip


def check_hired(snapshot: Snapshot, leg: StreetLeg) -> None:
    """The vehicle was there to take, goes so far, and may be left where it is left."""
    fleet = next(fleet for fleet in snapshot.fleets["sharing"] if fleet.key == leg.hired.fleet)
    assert fleet.vehicles[leg.hired.take] > 0
    assert leg.path.length_cm / 100 <= fleet.range_m[leg.hired.take]
    assert (leg.start.lat, leg.start.lon) == (fleet.lat[leg.hired.take], fleet.lon[leg.hired.take])
    if leg.hired.leave >= 0:
        assert fleet.docks[leg.hired.leave] > 0
    else:
        assert fleet.anywhere
        # The line may end with the metres between the street, where it is left, and the door.
        assert fleet.zones.allow(Act.END, leg.path.lat_e7[-2:] / 1e7, leg.path.lon_e7[-2:] / 1e7).any()


def random_query(rng: random.Random, city: City) -> Query:
    south, west, north, east = city.manifest.bbox
    start, goal = (Point(rng.uniform(south, north), rng.uniform(west, east)) for _ in range(2))
    day = datetime.fromisoformat(city.manifest.valid_from).replace(tzinfo=ZoneInfo(city.manifest.timezone)) + timedelta(days=30)
    return Query(
        start, goal, day + timedelta(minutes=rng.randrange(7 * 1440)), arrive_by=rng.random() < 0.4,
        modes=frozenset(rng.sample(list(TripMode), rng.randint(1, len(TripMode)))), max_walk_m=rng.choice([None, None, 1500.0]),
        walk_speed_mps=rng.choice([1.2, 1.2, 0.8]), max_rides=rng.choice([1, 4]),
    )  # fmt: skip


def query_on_demand(rng: random.Random, city: City) -> Query:
    """Between two points of an area where one is driven on demand, in its hours."""
    ride = rng.choice(city.on_demand.rides)
    areas = [city.on_demand.areas[row].shape.bounds for row in (ride.pickup, ride.drop_off)]
    start, goal = (Point(rng.uniform(south, north), rng.uniform(west, east)) for west, south, east, north in areas)
    day = datetime.fromisoformat(city.manifest.valid_from).replace(tzinfo=ZoneInfo(city.manifest.timezone)) + timedelta(days=30)
    at = day + timedelta(days=rng.randrange(7), seconds=rng.randint(*ride.pickup_s))
    return Query(start, goal, at, modes=frozenset({TripMode.WALK, TripMode.TRANSIT, TripMode.ON_DEMAND}), asked_at=at - timedelta(days=1))


def taxis(journey: Journey) -> list[StreetLeg]:
    return [leg for leg in journey.legs if isinstance(leg, StreetLeg) and leg.cab is not None]


def beside_stop_s(snapshot: Snapshot, query: Query, spot: Spot) -> int:
    """Seconds on foot between a stop and the street for cars beside it."""
    snap = snapshot.network.find_snap(spot.lat, spot.lon, Mode.CAR, KERBSIDE_M)
    return 0 if spot.stop < 0 or snap is None else math.ceil(snap.distance_m / query.walk_speed_mps)


def check_taxi(snapshot: Snapshot, query: Query, leg: StreetLeg, at_s: int) -> None:
    """It was offered there, comes after its wait, and was not ordered before anybody asked."""
    zone = next(zone for zone in snapshot.taxis["taxis"] if zone.key == leg.cab.zone)
    assert shapely.intersects_xy(zone.area, leg.start.lon, leg.start.lat)
    assert leg.departure_s == leg.cab.ordered_s + zone.counted_s
    assert query.arrive_by or leg.cab.ordered_s >= at_s


def figures(snapshot: Snapshot, query: Query, journey: Journey) -> tuple[int, ...]:
    """What journeys compete in, larger is better."""
    spent_s = dict.fromkeys(LegMode, 0)
    for leg in journey.legs:
        if isinstance(leg, StreetLeg) and leg.hired is None:
            spent_s[leg.mode] += leg.arrival_s - leg.departure_s
    spent_s[LegMode.CAR] += spent_s[LegMode.TAXI]
    if journey.kind == TripMode.TAXI:
        spent_s[LegMode.WALK] += sum(beside_stop_s(snapshot, query, spot) for leg in taxis(journey) for spot in (leg.start, leg.end))
    if journey.kind in HAND_OVER_S:
        # The few steps from the kerb to the stop are walked, too, though nobody needs them drawn.
        spent_s[LegMode.WALK] += journey.legs[1].departure_s - journey.legs[0].arrival_s - HAND_OVER_S[journey.kind]
    return journey.departure_s, -journey.arrival_s, -journey.rides, -spent_s[LegMode.WALK], -spent_s[LegMode.CAR]


def check_worth_leaving(snapshot: Snapshot, query: Query, journey: Journey) -> None:
    """The rides replace a fifth of going all the way in the vehicle."""
    mode = Mode.BIKE if journey.kind == TripMode.BIKE_RIDE else Mode.CAR
    network = snapshot.network_at(query.walk_speed_mps)
    ends = [network.find_snap(point.lat, point.lon, mode, SNAP_LIMIT_M) for point in (query.origin, query.destination)]
    if None not in ends:
        leg, extra_s = journey.legs[0], 0
        if journey.kind == TripMode.TAXI:
            (leg,), extra_s = taxis(journey), IN_AND_OUT_S
        beeline_s = ends[0 if leg is journey.legs[0] else 1].distance_m / query.walk_speed_mps
        spent_s = leg.arrival_s - leg.departure_s - beeline_s - extra_s
        direct_s = int(network.durations(mode, ends[:1], ends[1:])[0, 0]) / 1000
        assert spent_s <= 0.8 * direct_s + 1, (query, journey.kind, leg)


def check_limits(snapshot: Snapshot, query: Query, journey: Journey, at_s: int) -> None:
    assert violations(journey) == []
    assert journey.arrival_s <= at_s if query.arrive_by else journey.departure_s >= at_s
    assert journey.rides <= query.max_rides
    assert journey.kind in query.modes | {TripMode.WALK}
    if journey.kind in (TripMode.BIKE_RIDE, TripMode.KISS_RIDE) or (journey.kind == TripMode.TAXI and journey.rides):
        check_worth_leaving(snapshot, query, journey)
    for leg in journey.legs:
        if isinstance(leg, StreetLeg) and leg.hired is not None:
            check_hired(snapshot, leg)
    for leg in taxis(journey):
        check_taxi(snapshot, query, leg, at_s)
    assert journey.legs[0].end.place not in snapshot.full_car_parks
    # Seconds are rounded up leg by leg; a lift or an escalator takes time without metres.
    assert query.max_walk_m is None or journey.walk_m <= query.max_walk_m + 5
    for before, leg in pairwise(journey.legs):
        if isinstance(before, TransitLeg) and isinstance(leg, TransitLeg) and not leg.stay_seated:
            assert leg.departure_s >= before.arrival_s


def check_timetable(snapshot: Snapshot, journey: Journey) -> None:
    """Every ride is a trip of the timetable on a day on which it runs, at stops where one may board and alight."""
    transit = snapshot.city.transit
    for leg in journey.legs:
        if not isinstance(leg, TransitLeg):
            continue
        column = leg.service_day.toordinal() - int(transit.first_day[0])
        assert transit.service_days[transit.trip_service[leg.trip], column] == 1
        first, begin = int(transit.pattern_first[leg.pattern]), int(transit.time_first[leg.trip])
        stops = transit.pattern_stop[[first + leg.board_position, first + leg.alight_position]]
        assert stops.tolist() == [leg.start.stop, leg.end.stop]
        ridden_s = int(transit.arrival_s[begin + leg.alight_position] - transit.departure_s[begin + leg.board_position])
        assert ridden_s == leg.arrival_s - leg.departure_s
        assert leg.stay_seated or transit.pattern_pickup[first + leg.board_position] != 1


def on_foot(journey: Journey) -> tuple[float, ...]:
    return -journey.danger_m, -sum(leg.path.length_cm for leg in journey.legs if isinstance(leg, StreetLeg))


def test_every_answer_keeps_its_promises(snapshot):
    rng, kinds, answered = random.Random(SEED), set(), 0
    driven = random.Random(SEED)
    on_demand = [query_on_demand(driven, snapshot.city) for _ in range(QUERIES // 5)]
    for query in chain((random_query(rng, snapshot.city) for _ in range(QUERIES)), on_demand):
        found = plan(snapshot, query)
        at_s = int((query.at - found.origin).total_seconds())
        assert len(found.journeys) <= query.max_itineraries
        assert found.journeys or found.notices
        assert "journey_withheld" not in {notice.code for notice in found.notices}
        for journey in found.journeys:
            check_limits(snapshot, query, journey, at_s)
            check_timetable(snapshot, journey)
        for one, other in permutations(found.journeys, 2):
            if NEEDS[TripMode(one.kind)] <= NEEDS[TripMode(other.kind)]:
                mine, theirs = (figures(snapshot, query, journey) for journey in (one, other))
                if one.kind == other.kind == TripMode.WALK:  # recommended, shortest and safest compete in these as well
                    mine, theirs = (*mine, *on_foot(one)), (*theirs, *on_foot(other))
                assert any(a < b for a, b in zip(mine, theirs)) or mine == theirs, (query, one.kind, other.kind)
        kinds |= {journey.kind for journey in found.journeys}
        answered += bool(found.journeys)
    print(f"PROOF plans_checked={QUERIES + len(on_demand):,} random questions, {answered:,} with journeys, 0 withheld")
    assert kinds == set(TripMode)
    assert answered > QUERIES * 0.8
