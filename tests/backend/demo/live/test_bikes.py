"""Bikes: none is lost, none is made, none stands where there is no dock."""
from backend.demo.live.bikes import KINDS, BikeDay, BikeShare, Kind
from backend.demo.live.fleet import day_of
from backend.demo.live.journal import Entry, Journal, Order

HOUR_S = 3600


def fleet(state) -> int:
    return sum(len(bikes) for bikes in state.stations) + state.riding + state.in_depot


def test_bikes_are_conserved_and_docks_never_exceeded(town, eight):
    share = BikeShare(town, 1, Journal())
    fleets, riding = set(), []
    for at_s in range(eight - 5 * HOUR_S, eight + 24 * HOUR_S, 700):
        state = share.at(at_s)
        fleets.add(fleet(state))
        riding.append(state.riding)
        assert all(len(bikes) <= station.docks for bikes, station in zip(state.stations, town.stations))
        ids = [bike.id for bikes in state.stations for bike in bikes]
        assert len(set(ids)) == len(ids)
        assert all(0 <= bike.range_m <= KINDS[bike.kind].range_m for bikes in state.stations for bike in bikes)
    assert len(fleets) == 1
    assert max(riding) > 10 > min(riding)


def test_any_way_to_a_moment_leads_to_the_same_state(town, eight):
    stepwise = BikeShare(town, 1, Journal())
    for at_s in range(eight - 4 * HOUR_S + 60, eight, 607):
        stepwise.at(at_s)
    straight = BikeShare(town, 1, Journal())
    assert stepwise.at(eight) == straight.at(eight)
    stepwise.at(eight + HOUR_S)
    assert stepwise.at(eight) == straight.at(eight)
    assert BikeShare(town, 2, Journal()).at(eight) != straight.at(eight)


def test_in_the_morning_bikes_go_into_town(town, eight):
    share = BikeShare(town, 1, Journal())
    away_m = (share.xy**2).sum(axis=1) ** 0.5
    inner = [row for row in range(len(away_m)) if away_m[row] < 900]

    def near_centre(at_s: int) -> int:
        state = share.at(at_s)
        return sum(len(state.stations[row]) for row in inner)

    assert near_centre(eight + 2 * HOUR_S) > near_centre(eight - 2 * HOUR_S)
    assert near_centre(eight + 11 * HOUR_S) < near_centre(eight + 2 * HOUR_S)


def test_electric_bikes_lose_range_on_rides_and_win_it_in_the_dock(town, eight):
    share = BikeShare(town, 1, Journal())
    day = BikeDay(share, day_of(eight, town.zone))
    day.advance(eight)
    docked = [bike for bike, kind in enumerate(share.kinds) if kind == Kind.EBIKE and day.where[bike] >= 0]
    bike = min(docked, key=day.range_now)
    before_m = day.range_now(bike)
    day.now_s += 600
    assert day.range_now(bike) > before_m
    day.now_s -= 600
    station = day.where[bike]
    day.docked[station] = [bike]  # the only one there is to take
    day.broken[bike] = False
    day.take(station, (station + 1) % len(town.stations), 0.5)
    assert day.where[bike] < 0
    assert day.range_m[bike] < before_m


def test_a_station_is_emptied_and_filled_by_order(town, eight):
    journal = Journal()
    share = BikeShare(town, 1, journal)
    before = share.at(eight)
    journal.add(Entry(eight, Order.EMPTY_STATION, town.stations[0].id))
    emptied = share.at(eight)
    assert emptied.stations[0] == ()
    assert emptied.in_depot == before.in_depot + len(before.stations[0])
    journal.add(Entry(eight, Order.FILL_STATION, town.stations[1].id))
    filled = share.at(eight)
    assert len(filled.stations[1]) == town.stations[1].docks
    assert fleet(filled) == fleet(emptied) == fleet(before)
    assert share.at(eight - 1).stations[1] == BikeShare(town, 1, Journal()).at(eight - 1).stations[1]


def test_a_station_is_filled_from_others_when_the_depot_is_empty(town, eight):
    journal = Journal()
    share = BikeShare(town, 1, journal)
    total = fleet(share.at(eight))
    for station in town.stations[:20]:
        journal.add(Entry(eight, Order.FILL_STATION, station.id))
    state = share.at(eight)
    assert state.in_depot == 0
    assert fleet(state) == total
    assert all(len(bikes) <= station.docks for bikes, station in zip(state.stations, town.stations))
