"""What a feed tells of car parks becomes a forecast in the next answer, is kept, and is learned from at night."""
import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from backend.contract.feeds import FeedKind
from backend.contract.live import LikelyBasis, LikelyWord
from backend.contract.trips import LegMode, TripMode
from backend.occupancy.packing import Reading
from backend.occupancy.rows import keep, list_series, save_model
from backend.occupancy.service import LEARN, Occupancy, foreseeing
from backend.outbox.entries import count_left
from routing.occupancy.clock import DAY_MIN, EPOCH, Clock
from routing.occupancy.model import learn_model, pack
from routing.occupancy.series import clean
from tests.backend.live.conftest import EIGHT, clock, live
from tests.backend.live.messages import feed
from tests.backend.live.test_service import ask
from tests.worlds.town import at

__all__ = ["clock", "live"]
PARKING = feed("parking", FeedKind.PARKAPI)
CAPACITY, DAYS = 80, 28


def usual_free(minute: np.ndarray) -> np.ndarray:
    """Empty at seven, full from half past eight until noon on every day, by UTC one hour earlier."""
    hour = minute % DAY_MIN / 60 + 1
    wave = np.interp(hour, (0, 7, 8.4, 12, 14, 24), (0.9, 0.8, 0.0, 0.0, 0.8, 0.9))
    rng = np.random.default_rng(3)
    return np.clip(np.rint(CAPACITY * wave + rng.normal(0, 1.5, len(minute)) * (wave > 0)), 0, CAPACITY)


def history() -> tuple[np.ndarray, np.ndarray]:
    end = EIGHT.timestamp() / 60
    minute = np.arange(end - DAYS * DAY_MIN, end, 15)
    return minute, usual_free(minute)


@pytest.fixture(scope="module")
def learned():
    minute, free = history()
    every = [clean(f"parking/{site}", CAPACITY, minute, free) for site in ("1", "2", "3")]
    return learn_model(every, Clock(np.zeros(1, np.int64), np.full(1, 60, np.int64)), EIGHT.timestamp() / 60 // DAY_MIN * DAY_MIN - 60)


@pytest.fixture
def file(learned, tmp_path):
    path = tmp_path / "forecast.npz"
    path.write_bytes(pack(learned))
    return path


def spaces(free: int, seen: datetime, status: str = "OPEN", **more) -> dict[str, bytes]:
    lat, lon = at(2000, 20)
    site = {
        "id": 1, "name": "Elm Garage", "lat": str(lat), "lon": str(lon), "purpose": "CAR", "capacity": CAPACITY, "realtime_free_capacity": free,
        "has_realtime_data": True, "realtime_opening_status": status, "realtime_data_updated_at": seen.isoformat(), **more,
    }  # fmt: skip
    return {"message": json.dumps({"items": [site]}).encode()}


async def told(occupancy, live, free: int, seen: datetime, **more) -> None:
    await live.apply(PARKING, spaces(free, seen, **more), seen)
    await occupancy.take("parking", live.view)


def park_of(live):
    (leg,) = (leg for itinerary in ask(live, (TripMode.CAR_PARK,), end=2100.0).itineraries for leg in itinerary.legs if leg.mode is LegMode.CAR)
    return leg.car_park


async def test_an_answer_says_how_likely_room_is_on_arrival_and_on_what_that_rests(sqlite_database, live, clock, file):
    occupancy = Occupancy(sqlite_database, live, file=file)
    await occupancy.begin()
    clock.moment = EIGHT - timedelta(minutes=45)
    await told(occupancy, live, 55, clock.moment)
    clock.moment = EIGHT
    await told(occupancy, live, 16, EIGHT - timedelta(seconds=90))
    park = park_of(live)
    assert (park.free, park.likely.basis, park.likely.age_s) == (16, LikelyBasis.COUNTED, 90)
    assert park.likely.word in (LikelyWord.LIKELY, LikelyWord.VERY_LIKELY)
    later = occupancy.likely("parking", "1", EIGHT + timedelta(hours=1, minutes=30), EIGHT)
    assert later.word is LikelyWord.UNLIKELY
    assert occupancy.likely("parking", "1", EIGHT + timedelta(hours=8), EIGHT).basis is LikelyBasis.USUAL
    assert [occupancy.likely(*asked, EIGHT, EIGHT) for asked in (("parking", "9"), ("other", "1"), (None, None))] == [None] * 3


async def test_without_anything_learned_everything_is_as_before(sqlite_database, live):
    occupancy = Occupancy(sqlite_database, live)
    await occupancy.begin()
    await told(occupancy, live, 12, EIGHT)
    assert (park_of(live).free, park_of(live).likely) == (12, None)


async def test_of_a_closed_one_nothing_is_expected_and_a_feed_that_is_let_go_takes_its_forecast_along(sqlite_database, live, clock, file):
    occupancy = Occupancy(sqlite_database, live, file=file)
    await occupancy.begin()
    await told(occupancy, live, 12, EIGHT, status="CLOSED")
    assert occupancy.likely("parking", "1", EIGHT, EIGHT) is None
    assert np.isnan(live.snapshot.chance_of_room(np.array(list(live.view.sites["parking"])), np.array([EIGHT.timestamp()]))).all()
    clock.moment += timedelta(hours=1)
    await live.let_go()
    assert not live.view.foreseen
    assert not live.snapshot.ahead


async def test_a_wild_count_is_not_believed(sqlite_database, live, clock, file):
    occupancy = Occupancy(sqlite_database, live, file=file)
    await occupancy.begin()
    await told(occupancy, live, 20, EIGHT - timedelta(minutes=10))
    before = occupancy.likely("parking", "1", EIGHT, EIGHT).word
    await told(occupancy, live, 75, EIGHT)
    after = occupancy.likely("parking", "1", EIGHT, EIGHT)
    assert (after.word, after.age_s) == (before, 600)


@pytest.mark.parametrize("odd", [{"id": "x" * 201}, {"id": "a\0b"}, {"capacity": 0}, {"has_realtime_data": False}, {"purpose": "BIKE"}])
async def test_what_cannot_be_foreseen_is_passed_over_and_the_rest_is_not(sqlite_database, live, file, odd):
    occupancy = Occupancy(sqlite_database, live, file=file)
    await occupancy.begin()
    good, bad = (json.loads(spaces(12, EIGHT, **more)["message"])["items"][0] for more in ({}, {"id": "2", **odd}))
    await live.apply(PARKING, {"message": json.dumps({"items": [bad, good]}).encode()}, EIGHT)
    await occupancy.take("parking", live.view)
    await occupancy.keep()
    assert occupancy.likely("parking", "1", EIGHT, EIGHT).basis is LikelyBasis.COUNTED
    async with sqlite_database.reading() as session:
        assert [series.key for series in await list_series(session, EIGHT - timedelta(hours=1))] == ["parking/1"]


async def test_a_file_that_is_no_forecast_leaves_the_city_without_one(sqlite_database, live, tmp_path):
    broken = tmp_path / "forecast.npz"
    broken.write_bytes(b"no model")
    for file in (broken, tmp_path / "missing.npz"):
        occupancy = Occupancy(sqlite_database, live, file=file)
        await occupancy.begin()
        assert occupancy.forecaster is None


async def test_only_who_polls_keeps_readings_and_a_new_process_begins_with_them(database, live, file):
    reader, writer = Occupancy(database, live, lambda: False), Occupancy(database, live, lambda: True)
    for one, free in ((reader, 70), (writer, 30)):
        await told(one, live, free, EIGHT)
        await one.keep()
    async with database.reading() as session:
        (series,) = await list_series(session, EIGHT - timedelta(hours=1))
    assert series.occupied.tolist() == [1 - 30 / CAPACITY]
    later = Occupancy(database, live, file=file)
    await later.begin()
    foreseen = later.watched.foreseen("parking", live.view.car_parks["parking"].sites, later.forecaster)
    assert foreseen.standing.now.tolist() == [1 - 30 / CAPACITY]


async def test_a_night_is_learned_from_once_and_every_process_hears_of_it(database, live, clock):
    minute, free = history()
    readings = [Reading("parking", site, float(at_min), int(spaces_), CAPACITY) for site in "12" for at_min, spaces_ in zip(minute, free)]
    async with database.writing() as session:
        await keep(session, readings)
    occupancy = Occupancy(database, live)
    await occupancy.handlers[LEARN](None)
    await occupancy.load()
    model = occupancy.forecaster.model
    assert model.keys == ("parking/1", "parking/2")
    assert EPOCH + timedelta(minutes=model.trained_until) == datetime(2026, 11, 23, 23, tzinfo=UTC)
    await told(occupancy, live, 16, EIGHT)
    assert park_of(live).likely.new_here is False


async def test_too_little_leaves_the_model_that_is_there(sqlite_database, live, learned):
    async with sqlite_database.writing() as session:
        await keep(session, [Reading("parking", "1", EIGHT.timestamp() / 60, 3, CAPACITY)])
        await save_model(session, learned)
    occupancy = Occupancy(sqlite_database, live)
    await occupancy.learn()
    await occupancy.load()
    assert occupancy.forecaster.model.trained_until == learned.trained_until


async def test_it_follows_the_city_and_orders_the_night_once_however_many_processes_there_are(sqlite_database, live, file):
    feeds = SimpleNamespace(polls=True, declared=(PARKING,))
    async with foreseeing(sqlite_database, live, feeds, file) as one, foreseeing(sqlite_database, live, feeds, file):
        await live.apply(PARKING, spaces(16, EIGHT), EIGHT)
        async for view in live.changes():
            if view.foreseen:
                break
        assert one.likely("parking", "1", EIGHT, EIGHT) is not None
        async for _ in eventually():
            async with sqlite_database.reading() as session:
                if (await count_left(session)).waiting:
                    break
    async with sqlite_database.reading() as session:
        assert (await count_left(session)).waiting == 1
        assert len(await list_series(session, EIGHT - timedelta(hours=1))) == 1


async def eventually():
    import asyncio

    for _ in range(200):
        yield
        await asyncio.sleep(0.02)
    raise AssertionError("it never came")


async def test_a_city_without_car_parks_that_are_told_of_does_nothing(sqlite_database, live):
    async with foreseeing(sqlite_database, live, SimpleNamespace(polls=True, declared=(feed("trips", FeedKind.TRIP_UPDATES),))) as occupancy:
        assert occupancy.forecaster is None
    async with sqlite_database.reading() as session:
        assert (await count_left(session)).waiting == 0
