"""Car parks of a feed and car parks of the city are the same ones where they lie together; a full one is not driven to."""
import json
from datetime import UTC, datetime

import pytest

from backend.contract.feeds import FeedKind
from backend.live.car_parks import NEAR_M, CarParks
from backend.live.service import LiveCity
from routing.snapshot import Snapshot
from tests.backend.live.messages import feed
from tests.worlds.town import at, open_town

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
PARKING = feed("parking", FeedKind.PARKAPI)
CAR_PARK, EAST_M = 1, 2000  # of the town: row of Places, metres along Main Street


def message(*sites: tuple[str, float, float, int | None], **more) -> dict[str, bytes]:
    """uid, metres east and north, free spaces."""
    items = []
    for uid, x, y, free in sites:
        lat, lon = at(x, y)
        items.append({
            "original_uid": uid, "name": f"Car park {uid}", "lat": f"{lat}", "lon": f"{lon}", "purpose": "CAR", "type": "CAR_PARK", "capacity": 80,
            "has_realtime_data": free is not None, "realtime_free_capacity": free, "realtime_data_updated_at": NOW.isoformat(),
            "static_data_updated_at": NOW.isoformat(), "realtime_opening_status": "OPEN", **more,
        })  # fmt: skip
    return {"message": json.dumps({"items": items}).encode()}


@pytest.fixture
def live():
    city = LiveCity(Snapshot.of(open_town().live.snapshot.city), now=lambda: NOW)
    yield city
    city.close()


@pytest.mark.parametrize(("free", "more", "full"), [
    (0, {}, {CAR_PARK}), (1, {}, set()), (None, {}, set()), (5, {"realtime_opening_status": "CLOSED"}, {CAR_PARK}),
])  # fmt: skip
async def test_only_what_is_told_to_be_full_or_closed_is_left_out(live, free, more, full):
    await live.apply(PARKING, message(("p", EAST_M, 30, free), **more), NOW)
    assert live.snapshot.full["parking"] == full
    assert live.view.sites["parking"][CAR_PARK].free == free


async def test_a_site_too_far_from_any_car_park_is_none_of_them(live):
    await live.apply(PARKING, message(("far", EAST_M + NEAR_M + 20, 20, 0)), NOW)
    assert live.view.sites["parking"] == {}
    assert live.snapshot.full["parking"] == frozenset()


async def test_of_several_sites_at_one_car_park_the_nearest_counts(live):
    await live.apply(PARKING, message(("near", EAST_M + 5, 20, 3), ("farther", EAST_M + 90, 20, 0)), NOW)
    assert live.view.sites["parking"][CAR_PARK].name == "Car park near"
    assert live.snapshot.full["parking"] == frozenset()


def test_a_city_without_car_parks_matches_nothing():
    places = open_town().live.snapshot.city.places
    none = type(places)(**{name: getattr(places, name) if name == "texts" else getattr(places, name)[:0] for name in places.__dataclass_fields__})
    assert CarParks(none).match([]) == {}
