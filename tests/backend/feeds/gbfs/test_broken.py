"""Shared systems as they arrive when something has gone wrong: refused, or read as far as they can be trusted."""
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.feeds.gbfs.decode import decode
from backend.feeds.gbfs.facts import SharedSystem
from backend.feeds.problems import FeedUnreadable
from tests.backend.feeds.gbfs.broken import BODIES, damaged, spoiled
from tests.backend.feeds.gbfs.test_decode import AT, OLD, bodies, renewed


def check_sound(system: SharedSystem) -> None:
    """Whatever arrived, what is handed on stands somewhere on Earth and can be counted."""
    for one in (*system.stations, *system.vehicles):
        assert one.id
        assert -90 <= one.lat <= 90
        assert -180 <= one.lon <= 180
    for station in system.stations:
        counts = [station.capacity, station.vehicles_available, station.docks_available, *(count for _, count in station.vehicles_by_type)]
        assert all(count is None or count >= 0 for count in counts)
    assert all(vehicle.fuel_share is None or 0 <= vehicle.fuel_share <= 1 for vehicle in system.vehicles)
    assert len(system.stations) + len(system.vehicles) <= system.entities


@pytest.mark.parametrize("name", OLD)
@pytest.mark.parametrize("broken", BODIES)
def test_no_broken_file_escapes(name, broken):
    with suppress(FeedUnreadable):
        check_sound(decode({**bodies(OLD), name: BODIES[broken]}))


@given(st.data())
def test_no_spoiled_or_damaged_file_escapes(data):
    name = data.draw(st.sampled_from(sorted(OLD)))
    files, version = data.draw(st.sampled_from([(OLD, "2.3"), (renewed(), "3.0")]))
    name = name if name in files else "vehicle_status"
    whole = {"last_updated": AT, "ttl": 60, "version": version, "data": files[name]}
    body = data.draw(st.one_of(spoiled(whole), damaged(json.dumps(whole).encode())))
    with suppress(FeedUnreadable):
        check_sound(decode({**bodies(files, version), name: body}, ("de",)))


def test_files_cut_short_anywhere_are_refused():
    parts = bodies(OLD)
    for name in ("station_status", "geofencing_zones", "system_pricing_plans"):
        for end in range(0, len(parts[name]), 7):
            with pytest.raises(FeedUnreadable):
                decode({**parts, name: parts[name][:end]})
