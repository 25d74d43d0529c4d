"""Free-floating scooters."""
import numpy as np
import shapely

from backend.demo.live.scooters import RANGE_M, ScooterFleet

HOUR_S = 3600


def test_scooters_are_conserved_and_their_batteries_hold_what_they_can(town, eight):
    fleet = ScooterFleet(town, 1)
    riding, reserved, swapped = 0, 0, False
    before: dict[str, float] = {}
    for at_s in range(eight - 4 * HOUR_S, eight + 20 * HOUR_S, 300):
        state = fleet.at(at_s)
        assert len(state.standing) + state.riding == town.scooters
        assert len({one.id for one in state.standing}) == len(state.standing)
        assert all(0 <= one.range_m <= RANGE_M for one in state.standing)
        riding, reserved = max(riding, state.riding), max(reserved, sum(one.reserved for one in state.standing))
        swapped |= any(one.range_m > before.get(one.id, np.inf) for one in state.standing)
        before = {one.id: one.range_m for one in state.standing}
    assert riding > 3
    assert reserved > 1
    assert swapped


def test_none_is_left_where_none_may_be_left(town, eight):
    forbidden = [shapely.Polygon(zone.rings[0]) for zone in town.zones if not zone.may_end]
    assert forbidden
    for hour in range(12):
        standing = ScooterFleet(town, 1).at(eight + hour * HOUR_S).standing
        lon, lat = np.array([one.lon for one in standing]), np.array([one.lat for one in standing])
        assert not any(shapely.contains_xy(zone, lon, lat).any() for zone in forbidden)


def test_a_ridden_scooter_comes_back_under_another_id(town, eight):
    fleet = ScooterFleet(town, 1)
    morning, evening = ({one.id for one in fleet.at(at_s).standing} for at_s in (eight - 3 * HOUR_S, eight + 10 * HOUR_S))
    assert 0 < len(morning & evening) < len(morning)


def test_going_back_in_time_finds_what_was(town, eight):
    fleet = ScooterFleet(town, 1)
    noon = fleet.at(eight + 4 * HOUR_S)
    fleet.at(eight + 30 * HOUR_S)
    assert fleet.at(eight + 4 * HOUR_S) == noon
